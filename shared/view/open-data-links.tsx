import type { Consultation } from '../domain/consultation.ts';
import type { Language } from '../domain/text.ts';
import { kindOf } from '../kinds/kinds.ts';
import { licenceOf, type Publisher } from '../open-data/publisher.ts';
import { schemaPath } from '../open-data/schema-files.ts';
import { pathTo } from '../routes.ts';
import { copyFor } from './copy/index.ts';

/** Says under which licence the data of a consultation may be used, and where they are. */
export function OpenDataLinks({
  language,
  consultation,
  publisher,
}: {
  readonly language: Language;
  readonly consultation: Pick<Consultation, 'id' | 'kind'>;
  readonly publisher: Publisher;
}) {
  const copy = copyFor(language).openData;
  const { url, title, sentence } = licenceOf(publisher);
  const { id } = consultation;
  const links = [
    [copy.csv, pathTo('apiDataCsv', { consultation: id })],
    [copy.json, pathTo('apiDataJson', { consultation: id })],
    [copy.schema, schemaPath(kindOf(consultation), 'schema.json')],
    [copy.columns, pathTo('apiDataMetadata', { consultation: id })],
  ] as const;
  return (
    <section class="open-data" aria-labelledby="open-data">
      <h2 id="open-data">{copy.title}</h2>
      <p>
        {sentence[language]} (
        <a class="ds-link" href={url} rel="license">
          {title}
        </a>
        )
      </p>
      <ul>
        {links.map(([label, path]) => (
          <li>
            <a class="ds-link" href={path}>
              {label}
            </a>
          </li>
        ))}
      </ul>
    </section>
  );
}

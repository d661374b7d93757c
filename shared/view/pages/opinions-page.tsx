import type { Consultation } from '../../domain/consultation.ts';
import type { Language } from '../../domain/text.ts';
import { filterQuery, type PublicFilter } from '../../kinds/public-filter.ts';
import { wordsOf } from '../../kinds/words.ts';
import type { Publisher } from '../../open-data/publisher.ts';
import { pathTo } from '../../routes.ts';
import type { PublicList } from '../../ports/public-parts.ts';
import { publicCopyFor } from '../copy/public.ts';
import { alternatesOf, type PageContext, renderPage } from '../layout.tsx';
import { LogLink } from '../log-link.tsx';
import { OpenDataLinks } from '../open-data-links.tsx';
import { Figures } from '../public-figures.tsx';
import { FilterForm } from '../public-filter-form.tsx';
import { PartEntry } from '../public-part.tsx';

interface OpinionsModel extends PageContext {
  readonly consultation: Consultation;
  readonly filter: PublicFilter;
  readonly list: PublicList;
  readonly publisher: Publisher;
}

/** Lists what is public of a consultation, with the numbers of what is public and what is not. */
export function opinionsPage(model: OpinionsModel): string {
  const { consultation, filter, list, publisher, ...context } = model;
  const { language } = context;
  const copy = publicCopyFor(language).opinions;
  const { title } = wordsOf(consultation.kind, language).published;
  const query = {
    ...filterQuery(filter),
    ...(filter.after === null ? {} : { after: filter.after }),
  };
  return renderPage(context, {
    title: `${title}: ${consultation.title[language]}`,
    description: copy.description(consultation.title[language]),
    alternates: alternatesOf(
      'opinions',
      (one) => ({ language: one, consultation: consultation.id }),
      query,
    ),
    listed: Object.keys(query).length === 0,
    children: (
      <div class="page">
        <header class="page-head">
          <p class="plan">{consultation.title[language]}</p>
          <h1>{title}</h1>
          {list.isPublic ? (
            <p class="lead">{copy.lead}</p>
          ) : (
            <p class="promise">{whenPublished(consultation, language)}</p>
          )}
        </header>
        {filter.after === null && (
          <Figures language={language} consultation={consultation} list={list} />
        )}
        {list.isPublic && (
          <>
            <FilterForm language={language} consultation={consultation} filter={filter} />
            <List language={language} consultation={consultation} filter={filter} list={list} />
          </>
        )}
        {list.isPublic && filter.after === null && (
          <OpenDataLinks language={language} consultation={consultation} publisher={publisher} />
        )}
        <p class="back">
          <a
            class="ds-link"
            href={pathTo('consultation', { language, consultation: consultation.id })}
          >
            {copy.back}
          </a>
          {' · '}
          <a class="ds-link" href={pathTo('moderation', { language })}>
            {copy.rules}
          </a>
          {' · '}
          <LogLink language={language} consultation={consultation} />
        </p>
      </div>
    ),
  });
}

/** Says when what is sent to the consultation can be read. */
function whenPublished({ publishes, closesAt }: Consultation, language: Language): string {
  const { published } = publicCopyFor(language).opinions;
  return publishes === 'after-closing' ? published[publishes](closesAt) : published[publishes];
}

interface ListProps {
  readonly language: Language;
  readonly consultation: Consultation;
  readonly filter: PublicFilter;
  readonly list: PublicList;
}

function List({ language, consultation, filter, list: { page } }: ListProps) {
  const copy = publicCopyFor(language).opinions;
  const { parts, next } = page;
  const asked = filterQuery(filter);
  const isFiltered = Object.keys(asked).some((name) => name !== 'order');
  const address = (more: Record<string, string>) => {
    const query = new URLSearchParams({ ...asked, ...more }).toString();
    const path = pathTo('opinions', { language, consultation: consultation.id });
    return query === '' ? path : `${path}?${query}`;
  };
  const nothing = !isFiltered ? copy.empty : next === null ? copy.noneFound : copy.noneYet;
  return (
    <section class="listing" aria-labelledby="list-title">
      <h2 id="list-title">{copy.list}</h2>
      {parts.length === 0 ? (
        <p class="none">{nothing}</p>
      ) : (
        <ul>
          {parts.map((part) => (
            <li>
              <PartEntry language={language} consultation={consultation} part={part} />
            </li>
          ))}
        </ul>
      )}
      <nav class="pager" aria-label={copy.list}>
        {next !== null && (
          <a class="ds-link" rel="next" href={address({ after: next })}>
            {isFiltered ? copy.searchOn : copy.more}
          </a>
        )}
        {filter.after !== null && (
          <a class="ds-link" href={address({})}>
            {copy.fromStart}
          </a>
        )}
      </nav>
    </section>
  );
}

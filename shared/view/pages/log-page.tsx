import type { Consultation } from '../../domain/consultation.ts';
import type { Language } from '../../domain/text.ts';
import type { Instant } from '../../domain/time.ts';
import { pathTo } from '../../routes.ts';
import { logCopyFor } from '../copy/log.ts';
import { alternatesOf, type PageContext, renderPage } from '../layout.tsx';
import { NOT_TRANSLATED } from '../not-translated.ts';
import { Items, Section } from '../statement.tsx';

/** A checkpoint of a log of that size. */
interface Sealed {
  readonly size: number;
  readonly sealedAt: Instant;
  /** The signed note. */
  readonly checkpoint: string;
}

interface LogModel extends PageContext {
  readonly consultation: Consultation;
  /** Newest first. */
  readonly seals: readonly Sealed[];
  /** Oldest first. */
  readonly keys: readonly string[];
}

/** By these anybody can check a log without anything of ours. */
const SPECIFICATIONS = [
  ['RFC 9162', 'https://www.rfc-editor.org/rfc/rfc9162'],
  ['C2SP tlog-tiles', 'https://c2sp.org/tlog-tiles'],
  ['C2SP tlog-checkpoint', 'https://c2sp.org/tlog-checkpoint'],
] as const;

/** Explains the log of a consultation, and shows what is needed to check it. */
export function logPage({ consultation, seals, keys, ...context }: LogModel): string {
  const { language, site } = context;
  const { id, title } = consultation;
  const copy = logCopyFor(language);
  const [newest, ...earlier] = seals;
  return renderPage(context, {
    title: `${copy.title}: ${title[language]}`,
    description: copy.description(title[language]),
    alternates: alternatesOf('log', (one) => ({ language: one, consultation: id })),
    listed: true,
    children: (
      <div class="page page-narrow prose">
        <header class="page-head">
          <p class="plan">{title[language]}</p>
          <h1>{copy.title}</h1>
          <p class="lead">{copy.lead}</p>
        </header>
        {newest === undefined && (
          <div class="empty">
            <h2>{copy.empty.title}</h2>
            <p>{copy.empty.hint}</p>
          </div>
        )}
        <Section title={copy.contents.title}>
          <Items of={copy.contents.items} />
          <p>{copy.contents.without}</p>
          <p>{copy.contents.when}</p>
        </Section>
        <Section title={copy.provable.title}>
          <Items of={copy.provable.items} />
        </Section>
        <Section title={copy.unprovable.title}>
          <Items of={copy.unprovable.items} />
        </Section>
        <HowToCheck
          language={language}
          url={site.url + pathTo('logPrefix', { consultation: id })}
        />
        {newest !== undefined && <Newest language={language} consultation={id} newest={newest} />}
        {earlier.length > 0 && (
          <Section title={copy.earlier}>
            <ul>
              {earlier.map((seal) => (
                <li>
                  <When language={language} seal={seal} />
                </li>
              ))}
            </ul>
          </Section>
        )}
        {keys.length > 0 && (
          <Section title={copy.keys.title}>
            <p>{copy.keys.hint}</p>
            {keys.length > 1 && <p>{copy.keys.several}</p>}
            <Verbatim text={keys.join('\n')} />
          </Section>
        )}
        <p class="back">
          <a class="ds-link" href={pathTo('consultation', { language, consultation: id })}>
            {copy.back}
          </a>
          {' · '}
          <a class="ds-link" href={pathTo('opinions', { language, consultation: id })}>
            {copy.opinions}
          </a>
        </p>
      </div>
    ),
  });
}

function HowToCheck({ language, url }: { readonly language: Language; readonly url: string }) {
  const copy = logCopyFor(language).check;
  return (
    <Section title={copy.title}>
      <p>{copy.browser}</p>
      <p>
        <a class="ds-link" href={pathTo('checkReceipt', { language })}>
          {copy.page}
        </a>
      </p>
      <p>{copy.program}</p>
      <Verbatim text={`npm run verify -- ${url}`} />
      <p>{copy.address}</p>
      <Verbatim text={url} />
      <p>{copy.others}</p>
      <ul>
        {SPECIFICATIONS.map(([name, href]) => (
          <li>
            <a class="ds-link" href={href}>
              {name}
            </a>
          </li>
        ))}
      </ul>
    </Section>
  );
}

interface NewestProps {
  readonly language: Language;
  readonly consultation: string;
  readonly newest: Sealed;
}

function Newest({ language, consultation, newest }: NewestProps) {
  const copy = logCopyFor(language);
  return (
    <Section title={copy.newest.title}>
      <p>{copy.newest.hint}</p>
      <p>
        <When language={language} seal={newest} />
      </p>
      <Verbatim text={newest.checkpoint} />
      <p>
        <a class="ds-link" href={pathTo('logCheckpoints', { consultation })}>
          {copy.all}
        </a>
      </p>
    </Section>
  );
}

function When({ language, seal }: { readonly language: Language; readonly seal: Sealed }) {
  const { sealedAt, size } = seal;
  return <time dateTime={sealedAt}>{logCopyFor(language).newest.at(sealedAt, size)}</time>;
}

/** A text that programs read, to be copied as it is. */
function Verbatim({ text }: { readonly text: string }) {
  return (
    <pre class="verbatim" {...NOT_TRANSLATED}>
      {text}
    </pre>
  );
}

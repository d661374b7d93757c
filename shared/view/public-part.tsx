import type { ComponentChildren } from 'preact';
import type { Consultation } from '../domain/consultation.ts';
import type { PublicPart } from '../domain/public-part.ts';
import type { Answer } from '../domain/submission.ts';
import type { Language } from '../domain/text.ts';
import type { Instant } from '../domain/time.ts';
import { fieldsOf, textIn } from '../kinds/kind.ts';
import { kindOf } from '../kinds/kinds.ts';
import { filterQuery } from '../kinds/public-filter.ts';
import { answerInWords, fieldWordsOf, textLabel, wordsOf } from '../kinds/words.ts';
import { ruleOf } from '../moderation-rules.ts';
import { pathTo } from '../routes.ts';
import { publicCopyFor } from './copy/public.ts';
import { excerptOf } from './excerpt.ts';

/*
 * One public part. Strangers have written what it holds: nothing in it becomes a link, and each text
 * is isolated, so that its direction changes nothing around it.
 */

interface PartProps {
  readonly language: Language;
  readonly consultation: Consultation;
  readonly part: PublicPart;
}

/** How much of the texts a list shows, in UTF-16 units and in lines. The page of the part has all. */
const SHOWN = { chars: 700, lines: 12 };

/** Returns what the part is called: its own title, or what it is about. */
export function partTitle(
  consultation: Consultation,
  { commitment, answers }: PublicPart,
  language: Language,
): string {
  const kind = kindOf(consultation);
  const own = kind.title === null || answers === null ? '' : textIn(answers, kind.title);
  if (own !== '') return own;
  const words = wordsOf(kind.id, language);
  if (kind.about === 'nothing') return words.published.one;
  const { whole, numbered } = publicCopyFor(language).opinions;
  if (commitment === null) return whole;
  const known = consultation.draft.commitments.find(({ number }) => number === commitment);
  return known === undefined
    ? `${publicCopyFor(language).opinions.commitment} ${commitment}`
    : numbered(commitment, known.title[language]);
}

/** Shows a part in a list, with the beginning of long texts. */
export function PartEntry({ language, consultation, part }: PartProps) {
  const address = pathTo('opinion', {
    language,
    consultation: consultation.id,
    opinion: part.id,
  });
  const copy = publicCopyFor(language).opinions;
  const { isCut } = textsOf(consultation, part, language, true);
  return (
    <article class="entry public-part" data-state={part.state}>
      <p class="when">
        <When language={language} at={part.receivedAt} />
      </p>
      <div class="entry-text">
        <h3>
          <a class="ds-link" href={address}>
            <bdi>{partTitle(consultation, part, language)}</bdi>
          </a>
        </h3>
        <Body language={language} consultation={consultation} part={part} short />
        {isCut && (
          <p>
            <a class="ds-link" href={address}>
              {copy.readAll}
              <span class="ds-sr-only">
                : <bdi>{partTitle(consultation, part, language)}</bdi>
              </span>
            </a>
          </p>
        )}
      </div>
    </article>
  );
}

/** Shows who has written a part, its words, and what became of them. */
export function Body({ language, consultation, part, short }: PartProps & { short: boolean }) {
  const copy = publicCopyFor(language).opinions;
  const { state, changedAt, earlier, hidden } = part;
  if (state === 'withdrawn') return <p class="gone">{copy.withdrawn(changedAt)}</p>;
  if (state === 'hidden') return <Hidden language={language} hidden={hidden} />;
  const { facts, texts } = textsOf(consultation, part, language, short);
  return (
    <>
      <Author language={language} consultation={consultation} part={part} />
      {facts.length > 0 && (
        <dl class="answers">
          {facts.map(({ label, text }) => (
            <div>
              <dt>{label}</dt>
              <dd>
                <bdi>{text}</bdi>
              </dd>
            </div>
          ))}
        </dl>
      )}
      {texts.map(({ label, text }) => (
        <div class="said">
          {label !== null && <p class="said-label">{label}</p>}
          <p class="words" dir="auto" lang={part.language === language ? undefined : part.language}>
            {text}
          </p>
        </div>
      ))}
      {earlier !== null && (
        <p class="edited">
          {copy.changed} <When language={language} at={changedAt} />. {copy.earlier(earlier)}
        </p>
      )}
    </>
  );
}

function Author({ language, consultation, part: { organisation } }: PartProps) {
  const copy = publicCopyFor(language).opinions;
  if (organisation === null) return <p class="said-by">{copy.unnamed}</p>;
  const query = new URLSearchParams(filterQuery({ ...NO_FILTER, organisation })).toString();
  return (
    <p class="said-by">
      <a
        class="ds-link"
        href={`${pathTo('opinions', { language, consultation: consultation.id })}?${query}`}
        title={copy.moreOf}
      >
        <bdi>{organisation}</bdi>
      </a>
    </p>
  );
}

const NO_FILTER = {
  commitment: null,
  value: '',
  organisation: '',
  search: '',
  order: 'newest',
  after: null,
} as const;

function Hidden({ language, hidden }: { language: Language; hidden: PublicPart['hidden'] }) {
  const copy = publicCopyFor(language).opinions;
  if (hidden === null) return null;
  return (
    <p class="gone">
      {copy.hidden(hidden.at)}{' '}
      <a class="ds-link" href={`${pathTo('moderation', { language })}#${hidden.rule}`}>
        {ruleOf(hidden.rule)?.title[language] ?? hidden.rule}
      </a>
    </p>
  );
}

export function When({ language, at }: { language: Language; at: Instant }): ComponentChildren {
  return <time dateTime={at}>{publicCopyFor(language).opinions.at(at)}</time>;
}

interface Said<Label> {
  readonly label: Label;
  readonly text: string;
}

/**
 * Returns what the author has chosen and written, in the order of the form. What names the part is
 * left out.
 */
function textsOf(
  consultation: Consultation,
  { answers }: PublicPart,
  language: Language,
  short: boolean,
) {
  const kind = kindOf(consultation);
  const words = wordsOf(kind.id, language);
  const facts: Said<string>[] = [];
  const texts: Said<string | null>[] = [];
  if (answers === null) return { facts, texts, isCut: false };
  const written = fieldsOf(kind).filter(
    ([name]) => name !== kind.title && !isEmpty(answers[name] ?? null),
  );
  const long = written.filter(([, { control }]) => control === 'text').length;
  let isCut = false;
  for (const [name, { control }] of written) {
    const { label } = fieldWordsOf(words, name);
    if (control === 'text') {
      const whole = textIn(answers, name);
      const beginning = excerptOf(whole, SHOWN.chars / long, Math.ceil(SHOWN.lines / long));
      isCut ||= beginning.cut;
      const text = short && beginning.cut ? `${beginning.lines.join('\n')} …` : whole;
      texts.push({ label: textLabel(kind, name, language), text });
    } else {
      facts.push({ label, text: answerInWords(consultation, name, answers, language) });
    }
  }
  return { facts, texts, isCut };
}

function isEmpty(answer: Answer): boolean {
  return answer === null || answer.length === 0;
}

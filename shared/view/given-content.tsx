import type { ComponentChildren } from 'preact';
import type { Language } from '../domain/text.ts';
import { WHOLE } from '../kinds/form-fields.ts';
import { ChangedLines } from './changed-lines.tsx';
import { copyFor } from './copy/index.ts';
import type { GivenField, ShownPart } from './submission-content.ts';
import { type comparison, oneLine } from './word-changes.ts';

interface Shown {
  readonly language: Language;
  /** Compares texts. All texts of a page share one. */
  readonly compare: ReturnType<typeof comparison>;
}

interface PartProps extends Shown {
  readonly part: ShownPart;
  /** Stands below the part, such as a button. */
  readonly children?: ComponentChildren;
}

/** What an author has given about one commitment, and what an edit changes in it. */
export function GivenPart({ part, children, ...shown }: PartProps) {
  const { number, title, change, fields } = part;
  const { states } = copyFor(shown.language).check;
  const id = `given-${number}`;
  return (
    <section class="given" aria-labelledby={id}>
      <h3 id={id}>
        {number !== WHOLE && <span class="opinion-number">{number}.</span>}
        {title}
        {change !== null && change !== 'same' && (
          <>
            {' '}
            <span class="given-state">{states[change]}</span>
          </>
        )}
      </h3>
      <GivenFields {...shown} fields={fields} />
      {children}
    </section>
  );
}

/** Fields with what was given in them, as it was written. */
export function GivenFields({
  language,
  compare,
  fields,
}: Shown & { fields: readonly GivenField[] }) {
  return (
    <dl class="given-fields">
      {fields.map(({ label, text, before }) => (
        <div>
          <dt>{label}</dt>
          <dd>
            {before === null || before === text ? (
              <bdi>{text}</bdi>
            ) : (
              <ChangedLines
                language={language}
                lines={compare(linesOf(before), linesOf(text)).lines}
              />
            )}
          </dd>
        </div>
      ))}
    </dl>
  );
}

/** An empty text has no line. */
function linesOf(text: string) {
  return text === '' ? [] : oneLine(text);
}

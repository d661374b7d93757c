import type { Consultation } from '../domain/consultation.ts';
import type { PublicTotals } from '../domain/public-totals.ts';
import type { Language } from '../domain/text.ts';
import { countedValues } from '../kinds/kind.ts';
import { kindOf } from '../kinds/kinds.ts';
import { choiceLabel, fieldWordsOf, wordsOf } from '../kinds/words.ts';
import type { PublicList } from '../ports/public-parts.ts';
import { publicCopyFor } from './copy/public.ts';

interface FiguresProps {
  readonly language: Language;
  readonly consultation: Consultation;
  readonly list: Omit<PublicList, 'page'>;
}

/** How many came, and how many of them everybody may read and why not the others. */
export function Figures({ language, consultation, list }: FiguresProps) {
  const copy = publicCopyFor(language).opinions;
  const { isPublic, totals, updatedAt } = list;
  const { received, shown, internal, hidden, withdrawn } = totals;
  const waits = consultation.publishes === 'never' ? 'unpublished' : 'waiting';
  const figures = [
    ['received', received],
    ['shown', isPublic ? shown : 0],
    [waits, isPublic ? 0 : shown],
    ['internal', internal],
    ['hidden', hidden],
    ['withdrawn', withdrawn],
  ] as const;
  return (
    <section class="figures" aria-labelledby="figures-title">
      <h2 id="figures-title">{copy.figures}</h2>
      <dl>
        {figures
          .filter(([name, count]) => count > 0 || name === 'received' || name === 'shown')
          .map(([name, count]) => (
            <div>
              <dt>{copy.figure[name]}</dt>
              <dd>{copy.number(count)}</dd>
            </div>
          ))}
      </dl>
      {updatedAt !== null && <p class="as-of">{copy.asOf(updatedAt)}</p>}
      {isPublic && shown > 0 && (
        <Chart language={language} consultation={consultation} totals={totals} />
      )}
    </section>
  );
}

/** A line of the chart and of the table. */
interface Line {
  readonly label: string;
  readonly shown: number;
  /** How many have each value, in the order of the values, and then how many have none. */
  readonly counts: readonly number[];
}

interface ChartProps {
  readonly language: Language;
  readonly consultation: Consultation;
  readonly totals: PublicTotals;
}

const [WIDTH, HEIGHT] = [600, 14];

/**
 * A bar for each commitment, divided by the values of the counted field. Where nothing is about a
 * commitment, a bar for each value. The numbers stand in words beside each bar, and in a table.
 */
function Chart({ language, consultation, totals }: ChartProps) {
  const copy = publicCopyFor(language).opinions;
  const kind = kindOf(consultation);
  const { label } = fieldWordsOf(wordsOf(kind.id, language), kind.counted);
  const values = countedValues(kind, consultation);
  const names = values.map((value) => choiceLabel(consultation, kind.counted, value, language));
  const lines = linesOf(consultation, totals, values, language);
  const isDivided = kind.about === 'commitments';
  const legend = isDivided ? [...names, copy.noValue] : names;
  const bars = isDivided
    ? lines.map((line) => ({ label: line.label, parts: line.counts }))
    : names.map((name, index) => ({ label: name, parts: [lines[0]?.counts[index] ?? 0] }));
  const most = Math.max(1, ...bars.map(({ parts }) => sum(parts)));
  return (
    <section class="chart" aria-labelledby="chart-title">
      <h3 id="chart-title">{copy.chartOf(label)}</h3>
      <ul>
        {bars.map(({ label: name, parts }) => {
          const inWords = isDivided
            ? parts.flatMap((count, index) =>
                count === 0 ? [] : [`${legend[index] ?? ''}: ${copy.number(count)}`],
              )
            : [copy.number(sum(parts))];
          return (
            <li>
              <p class="bar-label">{name}</p>
              <Bar parts={parts} most={most} words={`${name}. ${inWords.join('; ')}`} />
              <p class="bar-words">{inWords.join(' · ')}</p>
            </li>
          );
        })}
      </ul>
      <details>
        <summary>{copy.table}</summary>
        <div class="table-frame" tabIndex={0} role="group" aria-label={copy.table}>
          <table>
            <thead>
              <tr>
                <th scope="col">{isDivided ? copy.about : label}</th>
                {isDivided && legend.map((name) => <th scope="col">{name}</th>)}
                <th scope="col">{copy.total}</th>
              </tr>
            </thead>
            <tbody>
              {(isDivided
                ? lines
                : bars.map((bar) => ({ label: bar.label, counts: [], shown: sum(bar.parts) }))
              ).map((line: Line) => (
                <tr>
                  <th scope="row">{line.label}</th>
                  {line.counts.map((count) => (
                    <td>{copy.number(count)}</td>
                  ))}
                  <td>{copy.number(line.shown)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      </details>
    </section>
  );
}

function Bar({ parts, most, words }: { parts: readonly number[]; most: number; words: string }) {
  const starts = parts.map((_, index) => sum(parts.slice(0, index)));
  const scale = (count: number) => Math.round((count * WIDTH * 10) / most) / 10;
  return (
    <svg
      class="bar"
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      preserveAspectRatio="none"
      role="img"
      aria-label={words}
    >
      {parts.map((count, index) =>
        count === 0 ? null : (
          <rect
            class={`bar-part bar-part-${index % 6}`}
            x={scale(starts[index] ?? 0)}
            y={0}
            width={scale(count)}
            height={HEIGHT}
          />
        ),
      )}
    </svg>
  );
}

/** Returns a line for each commitment about which something is shown, in order, the whole draft last. */
function linesOf(
  consultation: Consultation,
  { commitments }: PublicTotals,
  values: readonly string[],
  language: Language,
): Line[] {
  const copy = publicCopyFor(language).opinions;
  const titles = new Map(
    consultation.draft.commitments.map(({ number, title }) => [number, title]),
  );
  return Object.entries(commitments)
    .filter(([, { shown }]) => shown > 0)
    .map(([name, counted]) => ({ number: Number(name), ...counted }))
    .toSorted((one, other) => (one.number || Infinity) - (other.number || Infinity))
    .map(({ number, shown, values: counts }) => {
      const known = values.map((value) => counts[value] ?? 0);
      const title = titles.get(number)?.[language];
      const label =
        number === 0
          ? copy.whole
          : title === undefined
            ? `${copy.commitment} ${number}`
            : copy.numbered(number, title);
      return { label, shown, counts: [...known, Math.max(0, shown - sum(known))] };
    });
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, one) => total + one, 0);
}

import type { ComponentChildren } from 'preact';
import type { Language } from '../domain/text.ts';
import { copyFor } from './copy/index.ts';
import type { ComparedLine, Piece } from './word-changes.ts';

interface ChangedLinesProps {
  readonly language: Language;
  readonly lines: readonly ComparedLine[];
}

/** Shows compared lines, with a mark on each piece that was removed or added. */
export function ChangedLines({ language, lines }: ChangedLinesProps) {
  return (
    <div class="running-text">
      {lines.map(({ isHeading, pieces }) => (
        <p class={isHeading ? 'heading-line' : undefined}>
          {pieces.map((piece, index) => (
            <>
              {touches(pieces[index - 1], piece) && ' '}
              <One language={language} piece={piece} />
            </>
          ))}
        </p>
      ))}
    </div>
  );
}

/** Says whether two changed pieces would stand together like one word. */
function touches(before: Piece | undefined, { kind, text }: Piece): boolean {
  if (before === undefined || before.kind === 'same' || kind === 'same') return false;
  return !/\s$/u.test(before.text) && !/^\s/u.test(text);
}

/** Marks a piece. White space at its ends stands outside, where no line goes through it. */
function One({ language, piece: { kind, text } }: { language: Language; piece: Piece }) {
  if (kind === 'same') return <>{text}</>;
  const words = text.trim();
  if (words === '') return <>{text}</>;
  const Mark = kind === 'removed' ? 'del' : 'ins';
  const from = text.indexOf(words);
  return (
    <>
      {text.slice(0, from)}
      <Mark>
        <Spoken>{copyFor(language).draftChanges[kind].before}</Spoken>
        {words}
        <Spoken>{copyFor(language).draftChanges[kind].after}</Spoken>
      </Mark>
      {text.slice(from + words.length)}
    </>
  );
}

/** Says in words what others see, because most screen readers say nothing of these marks. */
function Spoken({ children }: { children: ComponentChildren }) {
  return <span class="ds-sr-only">{children}</span>;
}

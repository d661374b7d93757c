import type { ComponentChildren } from 'preact';
import type { Consultation } from '../domain/consultation.ts';
import type { PublishedCommitment, PublishedDraft } from '../domain/draft.ts';
import type { Language } from '../domain/text.ts';
import { wordsOf } from '../kinds/words.ts';
import { copyFor } from './copy/index.ts';
import { MarkdownPage } from './markdown-page.tsx';

/**
 * In characters. A longer text is folded on every screen, because it would push the question that
 * it belongs to out of sight.
 */
const MAX_UNFOLDED_CHARS = 900;

interface CommitmentBodyProps {
  readonly language: Language;
  readonly commitment: Pick<PublishedCommitment, 'summary' | 'finding'>;
  /** The level of the first headings within the text. */
  readonly headingLevel: 3 | 4;
}

/** Shows what the draft says about one commitment. */
export function CommitmentBody({ language, commitment, headingLevel }: CommitmentBodyProps) {
  const { draft } = copyFor(language);
  const { summary, finding } = commitment;
  const Heading = headingLevel === 3 ? 'h3' : 'h4';
  return (
    <div class="running-text">
      {summary !== undefined && (
        <MarkdownPage body={summary[language]} headingLevel={headingLevel} />
      )}
      {finding !== undefined && (
        <>
          <Heading class="finding">{draft.finding}</Heading>
          <MarkdownPage body={finding[language]} headingLevel={headingLevel === 3 ? 4 : 5} />
        </>
      )}
    </div>
  );
}

interface CommitmentTextProps {
  readonly language: Language;
  readonly draft: PublishedDraft;
  readonly number: number;
  readonly headingLevel: CommitmentBodyProps['headingLevel'];
}

/** Shows the draft's text beside the question about a commitment, if the draft has any. */
export function CommitmentText({ language, draft, number, headingLevel }: CommitmentTextProps) {
  const commitment = draft.commitments.find((one) => one.number === number);
  if (commitment === undefined) return null;
  const { summary, finding } = commitment;
  const chars = (summary?.[language].length ?? 0) + (finding?.[language].length ?? 0);
  if (chars === 0) return null;
  return (
    <Folded summary={copyFor(language).draft.onCommitment(number)} chars={chars}>
      <CommitmentBody language={language} commitment={commitment} headingLevel={headingLevel} />
    </Folded>
  );
}

interface IntroductionProps {
  readonly language: Language;
  readonly consultation: Consultation;
  readonly draft: PublishedDraft;
}

/** Shows the introduction above the questions, if the draft has any. */
export function Introduction({ language, consultation, draft }: IntroductionProps) {
  if (draft.introduction === undefined) return null;
  const body = draft.introduction[language];
  return (
    <Folded summary={wordsOf(consultation.kind, language).draft.introduction} chars={body.length}>
      <div class="running-text">
        <MarkdownPage body={body} headingLevel={2} />
      </div>
    </Folded>
  );
}

interface FoldedProps {
  readonly summary: string;
  readonly chars: number;
  readonly children: ComponentChildren;
}

/** Folds a text on a phone, and a long text everywhere. The style sheet unfolds short ones. */
function Folded({ summary, chars, children }: FoldedProps) {
  return (
    <details class="draft-text" data-short={chars <= MAX_UNFOLDED_CHARS ? '' : undefined}>
      <summary>{summary}</summary>
      {children}
    </details>
  );
}

import type { Consultation, ResponsibleUnit } from '../../domain/consultation.ts';
import type { PublishedDraft } from '../../domain/draft.ts';
import type { Language } from '../../domain/text.ts';
import type { KindWords } from '../../kinds/kind-words.ts';
import { wordsOf } from '../../kinds/words.ts';
import { pathTo } from '../../routes.ts';
import { ChangedLines } from '../changed-lines.tsx';
import { copyFor } from '../copy/index.ts';
import {
  type ChangedCommitment,
  type ChangedText,
  type DraftChanges,
  draftChanges,
} from '../draft-changes.ts';
import { alternatesOf, type PageContext, renderPage } from '../layout.tsx';

interface DraftChangesModel extends PageContext {
  readonly consultation: Consultation;
  readonly draft: PublishedDraft;
  /** The version published before, or null for the first. */
  readonly before: PublishedDraft | null;
  readonly units: readonly ResponsibleUnit[];
}

/** Shows what changed in a version of a draft, word by word. */
export function draftChangesPage(model: DraftChangesModel): string {
  const { consultation, draft, before, units, ...context } = model;
  const { language } = context;
  const { draftChanges: copy } = copyFor(language);
  const at = { consultation: consultation.id, version: String(draft.version) };
  const words = wordsOf(consultation.kind, language).draft;
  const title = consultation.title[language];
  return renderPage(context, {
    title: copy.title(draft.version),
    description: words.compared(title),
    alternates: alternatesOf('draftChanges', (one) => ({ language: one, ...at })),
    listed: false,
    children: (
      <div class="page page-narrow">
        <header class="page-head">
          <p class="plan">{title}</p>
          <h1>{copy.title(draft.version)}</h1>
          {before === null ? (
            <p class="lead">{copy.first}</p>
          ) : (
            <>
              <p class="lead">{copy.against(before.version)}</p>
              <p class="legend">
                <del>{copy.legend.removed}</del> <ins>{copy.legend.added}</ins>
              </p>
            </>
          )}
        </header>
        {before !== null && (
          <Changes
            language={language}
            words={words}
            changes={draftChanges({ before, after: draft, units, language })}
          />
        )}
        <p class="back">
          <a class="ds-link" href={pathTo('draft', { language, ...at })}>
            {copy.read(draft.version)}
          </a>
        </p>
      </div>
    ),
  });
}

interface ChangesProps {
  readonly language: Language;
  readonly words: KindWords['draft'];
  readonly changes: DraftChanges;
}

function Changes({ language, words, changes }: ChangesProps) {
  const { draftChanges: copy } = copyFor(language);
  const { introduction, documents, commitments, unchanged } = changes;
  const isNone = introduction.length + documents.length + commitments.length === 0;
  return (
    <>
      {isNone && <p>{words.unchanged}</p>}
      {introduction.length > 0 && (
        <section class="draft-part" aria-labelledby="introduction-title">
          <h2 id="introduction-title">{copy.texts.introduction}</h2>
          {introduction.map((text) => (
            <Text language={language} text={text} />
          ))}
        </section>
      )}
      {documents.length > 0 && (
        <section class="draft-part" aria-labelledby="documents-title">
          <h2 id="documents-title">{words.documents}</h2>
          {documents.map((text) => (
            <Text language={language} text={text} />
          ))}
        </section>
      )}
      {commitments.map((commitment) => (
        <Commitment language={language} commitment={commitment} />
      ))}
      {unchanged.length > 0 && <p class="unchanged">{copy.unchanged(unchanged)}</p>}
    </>
  );
}

function Commitment({
  language,
  commitment: { number, title, change, texts },
}: {
  language: Language;
  commitment: ChangedCommitment;
}) {
  const { draftChanges: copy } = copyFor(language);
  return (
    <section class="draft-part" aria-labelledby={`title-${number}`}>
      <h2 id={`title-${number}`}>
        <span class="opinion-number">{number}.</span>
        {title}
      </h2>
      <p class="opinion-unit">{copy.state[change]}</p>
      {texts.map((text) => (
        <>
          <h3>{copy.texts[text.of]}</h3>
          <Text language={language} text={text} />
        </>
      ))}
    </section>
  );
}

function Text({ language, text: { by, lines } }: { language: Language; text: ChangedText }) {
  const { draftChanges: copy } = copyFor(language);
  return (
    <>
      {by !== 'words' && <p class="opinion-unit">{copy[by]}</p>}
      <ChangedLines language={language} lines={lines} />
    </>
  );
}

import type { Consultation, ResponsibleUnit } from '../../domain/consultation.ts';
import type { PublishedDraft } from '../../domain/draft.ts';
import type { Language } from '../../domain/text.ts';
import { wordsOf } from '../../kinds/words.ts';
import { pathTo } from '../../routes.ts';
import { copyFor } from '../copy/index.ts';
import { Documents } from '../documents.tsx';
import { CommitmentBody } from '../draft-text.tsx';
import { alternatesOf, type PageContext, renderPage } from '../layout.tsx';
import { MarkdownPage } from '../markdown-page.tsx';

interface DraftModel extends PageContext {
  readonly consultation: Consultation;
  readonly draft: PublishedDraft;
  readonly units: readonly ResponsibleUnit[];
}

/** Shows one version of a draft as it was published. It stays at its address for good. */
export function draftPage(model: DraftModel): string {
  const { consultation, draft, units, ...context } = model;
  const { language } = context;
  const { consultation: copy, draft: draftCopy, receipt } = copyFor(language);
  const at = { consultation: consultation.id, version: String(draft.version) };
  const isNewest = draft.version === consultation.draft.version;
  const title = consultation.title[language];
  const { introduction, documents } = draft;
  return renderPage(context, {
    title: draftCopy.title(title, draft.version),
    description: draftCopy.description(title),
    alternates: alternatesOf('draft', (one) => ({ language: one, ...at })),
    listed: isNewest,
    children: (
      <div class="page page-narrow">
        <header class="page-head">
          <p class="plan">{consultation.plan[language]}</p>
          <h1>{title}</h1>
          <p class="lead">{draftCopy.version(draft.version)}</p>
          {!isNewest && <Outdated language={language} consultation={consultation} />}
          {draft.version > 1 && (
            <p>
              <a class="ds-link" href={pathTo('draftChanges', { language, ...at })}>
                {draftCopy.changes}
              </a>
            </p>
          )}
        </header>
        {introduction !== undefined && (
          <section class="draft-part" aria-labelledby="introduction-title">
            <h2 id="introduction-title">{draftCopy.introduction}</h2>
            <div class="running-text">
              <MarkdownPage body={introduction[language]} headingLevel={3} />
            </div>
          </section>
        )}
        {documents.length > 0 && (
          <section class="draft-part" aria-labelledby="documents-title">
            <h2 id="documents-title">{wordsOf(consultation.kind, language).draft.documents}</h2>
            <Documents language={language} documents={documents} />
          </section>
        )}
        {draft.commitments.map((commitment) => (
          <section
            class="draft-part"
            id={`commitment-${commitment.number}`}
            aria-labelledby={`title-${commitment.number}`}
          >
            <h2 id={`title-${commitment.number}`}>
              <span class="opinion-number">{commitment.number}.</span>
              {commitment.title[language]}
            </h2>
            <p class="opinion-unit">
              {copy.unit}: {units.find(({ id }) => id === commitment.unit)?.name[language]}
            </p>
            <CommitmentBody language={language} commitment={commitment} headingLevel={3} />
          </section>
        ))}
        <p class="back">
          <a
            class="ds-link"
            href={pathTo('consultation', { language, consultation: consultation.id })}
          >
            {receipt.back}
          </a>
        </p>
      </div>
    ),
  });
}

interface OutdatedProps {
  readonly language: Language;
  readonly consultation: Consultation;
}

/** Says that a newer version stands, and leads there. */
function Outdated({ language, consultation }: OutdatedProps) {
  const { draft } = copyFor(language);
  const { version } = consultation.draft;
  const newest = { language, consultation: consultation.id, version: String(version) };
  return (
    <p class="promise">
      {draft.outdated}{' '}
      <a class="ds-link" href={pathTo('draft', newest)}>
        {draft.newest(version)}
      </a>
    </p>
  );
}

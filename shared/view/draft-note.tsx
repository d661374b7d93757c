import type { Language } from '../domain/text.ts';
import { copyFor } from './copy/index.ts';

/** The id of the note, for a link to it. */
export const DRAFT_NOTE = 'kept-draft';

interface DraftNoteProps {
  readonly language: Language;
  readonly isEdit: boolean;
  /** Whether its fields are about commitments, which may leave the draft. */
  readonly hasCommitments: boolean;
}

/**
 * Says, above the form, what the browser keeps of it, and deletes it when asked. The script shows
 * what is true; without it, nothing is kept.
 */
export function DraftNote({ language, isEdit, hasCommitments }: DraftNoteProps) {
  const { keptDraft: draft } = copyFor(language);
  return (
    <div class="draft-note" id={DRAFT_NOTE} data-draft-note hidden>
      <p>{draft.kept}</p>
      <p role="status">
        <strong data-draft-restored hidden>
          {draft.restored}
          {hasCommitments && (
            <span data-draft-gone hidden>
              {' '}
              {draft.gone}
            </span>
          )}
        </strong>{' '}
        <strong data-draft-older hidden>
          {draft.older}
        </strong>
        <strong data-draft-cleared hidden>
          {draft.cleared}
        </strong>
      </p>
      <p class="draft-actions">
        <button class="ds-link" type="button" data-draft-use hidden>
          {draft.use}
        </button>
        <button class="ds-link" type="button" data-draft-clear hidden>
          {draft.clear}
        </button>
      </p>
      <dialog class="question" aria-labelledby="draft-question" data-draft-question>
        <h2 id="draft-question">{draft.question}</h2>
        <p>{isEdit ? draft.editLoss : draft.loss}</p>
        <p class="draft-actions">
          <button class="ds-button" type="button" data-draft-keep>
            {draft.keep}
          </button>
          <button class="ds-button" data-variant="secondary" type="button" data-draft-delete>
            {draft.clearIndeed}
          </button>
        </p>
      </dialog>
    </div>
  );
}

import type { Consultation } from '../domain/consultation.ts';
import { parseVersion, type PublishedDraft } from '../domain/draft.ts';
import { MINUTE_MS } from '../domain/time.ts';
import { memory } from '../memory.ts';
import type { ConsultationStore } from '../ports/consultations.ts';
import type { Clock } from '../ports/world.ts';

interface Needs {
  readonly store: Pick<ConsultationStore, 'findConsultation' | 'findDraft' | 'draftBefore'>;
  readonly clock: Clock;
}

/**
 * A draft is remembered for this long, because it may fill a whole item, which costs 100 times as
 * much to read as a small one.
 */
const REMEMBERED_MS = 10 * MINUTE_MS;

/** A version of a draft, with the consultation as it stands now. */
export interface OpenedDraft {
  readonly consultation: Consultation;
  readonly draft: PublishedDraft;
}

/** Reads drafts with their text. Remembers each version for a while: it never changes. */
export function readDrafts({ store, clock }: Needs) {
  const known = memory<PublishedDraft | null>({
    clock,
    forMs: REMEMBERED_MS,
    // A version may be published at any moment.
    keeps: (draft) => draft !== null,
  });
  const find = async (consultation: string, version: number) =>
    known(`${consultation} ${version}`, async () => store.findDraft(consultation, version));

  /** Opens the version that an address names. Null: there is no such version. */
  async function open(id: string, typedVersion: string): Promise<OpenedDraft | null> {
    const version = parseVersion(typedVersion);
    const consultation = version === null ? null : await store.findConsultation(id);
    if (version === null || consultation === null) return null;
    const draft = await find(id, version);
    return draft === null ? null : { consultation, draft };
  }

  return {
    open,

    /**
     * Returns the newest version. Throws if it is not there: a draft is stored before the
     * consultation that shows it.
     */
    async newest({ id, draft: { version } }: Consultation): Promise<PublishedDraft> {
      const draft = await find(id, version);
      if (draft === null) throw new Error(`Version ${version} of the draft of ${id} is not there`);
      return draft;
    },

    /**
     * Opens a version together with the one published before it, which is null for the first.
     * Null: there is no such version.
     */
    async openWithBefore(
      id: string,
      typedVersion: string,
    ): Promise<(OpenedDraft & { readonly before: PublishedDraft | null }) | null> {
      const opened = await open(id, typedVersion);
      if (opened === null) return null;
      return { ...opened, before: await store.draftBefore(id, opened.draft.version) };
    },
  };
}

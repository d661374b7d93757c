import type { Announcement } from '../domain/announcement.ts';
import { type Consultation, planPublication } from '../domain/consultation.ts';
import type { Commitment } from '../domain/draft.ts';
import { type FieldFailure, read } from '../domain/failure.ts';
import type { AnnouncementStore } from '../ports/announcements.ts';
import type { ConsultationStore } from '../ports/consultations.ts';
import { checkKind, Publication } from '../kinds/publication.ts';
import type { LineageStore } from '../ports/lineage.ts';
import type { SubmissionStore } from '../ports/submissions.ts';
import type { Clock, Tokens } from '../ports/world.ts';
import { findAncestries, noteDescents } from './trace-lineage.ts';
import { announcementsDue, scheduleAnnouncementsOf } from './publish-announcement.ts';

interface Needs {
  readonly store: ConsultationStore &
    AnnouncementStore &
    Pick<SubmissionStore, 'findSubmission'> &
    Pick<LineageStore, 'addDescent'>;
  readonly tokens: Pick<Tokens, 'fingerprint'>;
  readonly clock: Clock;
}

export type PublishOutcome =
  | { readonly outcome: 'published'; readonly consultation: Consultation }
  | { readonly outcome: 'refused'; readonly failures: readonly FieldFailure[] };

/** Says what will be published, and which announcements will go out because of it. */
type Foretell = (
  consultation: Consultation,
  announcements: readonly Announcement[],
) => void | Promise<void>;

/**
 * Publishes a consultation with its units, or a later state of it. `foretell` is called before
 * anything is written. The units are written before the
 * consultation that names them, the draft before the consultation that shows it, then what has grown
 * from proposals, and the announcements last. If the command breaks off anywhere, running it again completes it.
 */
export function publishConsultation({ store, tokens, clock }: Needs) {
  const ancestriesOf = findAncestries({ store });
  const note = noteDescents({ store, tokens, clock });

  return async (
    written: unknown,
    foretell: Foretell = () => undefined,
  ): Promise<PublishOutcome> => {
    const publication = read(Publication, written);
    if ('failures' in publication) return { outcome: 'refused', failures: publication.failures };
    const failures = checkKind(publication.value);
    if (failures.length > 0) return { outcome: 'refused', failures };
    const { id, draft } = publication.value.consultation;
    const before = await store.findConsultation(id);
    const known = before === null ? [] : await commitmentsOf(before);
    const result = planPublication(publication.value, before, known, clock.now());
    if ('failures' in result) return { outcome: 'refused', failures: result.failures };
    const found = await ancestriesOf(publication.value);
    if ('failures' in found) return { outcome: 'refused', failures: found.failures };
    const { consultation } = result;
    await foretell(consultation, await announcementsDue({ store, clock }, consultation));

    if ((await store.addDraft(id, draft)) === 'taken') {
      const pointer = '/consultation/draft/version';
      return { outcome: 'refused', failures: [{ pointer, fault: 'repeated' }] };
    }
    for (const unit of publication.value.units) await store.saveUnit(unit);
    await store.saveConsultation(consultation);
    await note(id, found.ancestries);
    await scheduleAnnouncementsOf({ store, clock }, consultation);
    return { outcome: 'published', consultation };
  };

  /** Returns each commitment that the draft has ever had, as the last version with it says. */
  async function commitmentsOf({ id, draft }: Consultation): Promise<Commitment[]> {
    const known = new Map<number, Commitment>();
    for await (const { version, commitments } of store.streamDraftsAfter(id, 0)) {
      // A version that was stored, but never shown, binds nobody.
      if (version > draft.version) break;
      for (const commitment of commitments) known.set(commitment.number, commitment);
    }
    return [...known.values()];
  }
}

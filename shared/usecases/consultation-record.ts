import { type Announcement, consultationAbout, wentOutAt } from '../domain/announcement.ts';
import { type Consultation, isPublic } from '../domain/consultation.ts';
import {
  beginRecord,
  type ConsultationRecord,
  judgeConsultation,
  type RecordedAnnouncement,
  type RecordedDigest,
  type RecordedDraft,
} from '../domain/consultation-record.ts';
import type { Projection } from '../domain/public-totals.ts';
import type { Instant } from '../domain/time.ts';
import { kindOf } from '../kinds/kinds.ts';
import type { LogState, Seal } from '../log/state.ts';
import type { AnnouncementStore } from '../ports/announcements.ts';
import type { ConsultationStore } from '../ports/consultations.ts';
import type { LogReader, NotedFacts } from '../ports/log.ts';
import type { ProjectionStore } from '../ports/public-parts.ts';
import type { Clock } from '../ports/world.ts';

interface Needs {
  readonly store: Pick<LogReader, 'findLog' | 'newestSeals' | 'readNotes'> &
    Pick<ProjectionStore, 'findProjection'> &
    Pick<AnnouncementStore, 'listAnnouncements'> &
    Pick<ConsultationStore, 'listUnits'>;
  readonly clock: Clock;
}

/**
 * Makes the record of a consultation from what is written already: the notes and the newest
 * checkpoint of its log, its totals and its announcements. It costs the same whatever the
 * consultation has received, and shows nothing of the log beyond that checkpoint.
 */
export function makeRecord({ store, clock }: Needs) {
  return async (consultation: Consultation): Promise<ConsultationRecord> => {
    const { id } = consultation;
    // Read before the rest: whatever it says is noted by then.
    const log = await store.findLog(id);
    const [[seal], notes, projection, announcements, units] = await Promise.all([
      store.newestSeals(id, 1),
      store.readNotes(id),
      store.findProjection(id),
      store.listAnnouncements(),
      store.listUnits(),
    ]);
    const now = clock.now();
    const noted = upTo(notes, seal?.size ?? 0);
    const drafts = draftsOf(consultation, noted);
    const sent = recordedAnnouncements(id, announcements);
    const begun = beginRecord(consultation, now);
    const recordedLog =
      seal === undefined ? null : logOf(seal, isFinal(consultation, log?.state ?? null));
    const { stage } = kindOf(consultation);
    const facts = { consultation, stage, drafts, announcements: sent, log: recordedLog };
    return {
      ...begun,
      window: {
        ...begun.window,
        logged: noted.dates.map(({ place, entry: { at, opensAt, closesAt } }) => {
          return { opensAt, closesAt, loggedAt: at, entry: place };
        }),
      },
      drafts,
      announcements: sent,
      received: projection === null ? null : receivedOf(consultation, projection, now),
      units: consultation.units.flatMap((unit) => {
        const name = units.find((one) => one.id === unit)?.name;
        if (name === undefined) throw new Error(`The unit ${unit} is not in the table`);
        return [{ id: unit, name, digests: digestsOf(unit, noted) }];
      }),
      log: recordedLog,
      rules: judgeConsultation(facts, now),
    };
  };
}

/** Returns the notes about the first entries, up to that size of the log. */
function upTo({ dates, drafts, digests }: NotedFacts, size: number): NotedFacts {
  const isIn = ({ place }: { readonly place: number }) => place < size;
  return { dates: dates.filter(isIn), drafts: drafts.filter(isIn), digests: digests.filter(isIn) };
}

/** Returns each version of the draft, the newest also if the log does not tell of it yet. */
function draftsOf({ draft }: Consultation, { drafts }: NotedFacts): RecordedDraft[] {
  const known = drafts.map(({ place, entry: { version, at, sha256 } }) => {
    return { version, logged: { at, entry: place, sha256 } };
  });
  const isKnown = known.some(({ version }) => version === draft.version);
  return isKnown ? known : [...known, { version: draft.version, logged: null }];
}

/** Returns those that are about the consultation and have gone out, oldest first. */
function recordedAnnouncements(id: string, all: readonly Announcement[]): RecordedAnnouncement[] {
  return all
    .filter((one) => one.state === 'started' && consultationAbout(one) === id)
    .map((one) => {
      const { id: announcement, topic, content, reach = null } = one;
      const subject =
        content.kind === 'written' ? { lv: content.lv.subject, en: content.en.subject } : null;
      const sentAt = wentOutAt(one);
      return { id: announcement, kind: content.kind, topic, subject, sentAt, reach };
    })
    .toSorted((one, other) => one.sentAt.localeCompare(other.sentAt));
}

function receivedOf(
  consultation: Consultation,
  { totals, submissions, upTo: counted }: Projection,
  now: Instant,
): NonNullable<ConsultationRecord['received']> {
  const { received, shown, internal, hidden, withdrawn } = totals;
  const isOut = isPublic(consultation, now);
  return {
    upTo: counted,
    submissions:
      submissions === undefined
        ? null
        : {
            received: submissions.submissions,
            versions: submissions.versions,
            withdrawn: submissions.withdrawn,
          },
    parts: {
      received,
      published: isOut ? shown : 0,
      unpublished: isOut ? 0 : shown,
      internal,
      hidden,
      hiddenByRule:
        submissions === undefined
          ? null
          : Object.entries(submissions.hiddenByRule)
              .filter(([, parts]) => parts > 0)
              .map(([rule, parts]) => ({ rule, parts })),
      withdrawn,
    },
  };
}

function digestsOf(unit: string, { digests }: NotedFacts): RecordedDigest[] {
  return digests
    .filter(({ told }) => told.unit === unit)
    .map(({ place, told, outcomes }) => ({
      number: told.number,
      day: told.slot,
      window: told.window,
      count: told.count,
      mailboxes: told.mailboxes,
      accepted: Object.values(outcomes).filter((outcome) => outcome === 'accepted').length,
      entry: place,
    }));
}

function logOf(
  { size, upTo: holds, sealedAt, checkpoint }: Seal,
  isDone: boolean,
): NonNullable<ConsultationRecord['log']> {
  return { size, upTo: holds, sealedAt, checkpoint, isFinal: isDone };
}

/** Says whether the log tells of the closing, of all digests about it, and of their deliveries. */
function isFinal({ units, closesAt }: Consultation, state: LogState | null): boolean {
  if (state === null || state.plan !== undefined) return false;
  const { closed, digests, watched } = state.reached;
  const isTold = (unit: string) => (digests[unit]?.to ?? '') >= closesAt;
  return closed && units.every(isTold) && watched.length === 0;
}

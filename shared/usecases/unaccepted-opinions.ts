import type { Consultation } from '../domain/consultation.ts';
import {
  acceptanceDeadline,
  changesMadeBy,
  type Finding,
  isAccepted,
  type MadeChange,
  type MailedDigest,
  windowAround,
} from '../domain/health.ts';
import { changesFor } from '../domain/part-change.ts';
import type { Submission } from '../domain/submission.ts';
import type { Instant, Window } from '../domain/time.ts';
import type { SubmissionStore } from '../ports/submissions.ts';

type Store = Pick<SubmissionStore, 'streamVersionsWithin' | 'findSubmission' | 'versionBefore'>;

interface Unaccepted {
  readonly findings: readonly Finding[];
  /** Everything that came before this time was accepted. */
  readonly to: Instant;
}

/**
 * Finds the changes received since `from` that a digest should have told by now, and that no
 * mailbox has accepted. `digestsOf` returns the digests of a unit in which such a change can be.
 */
export function unacceptedOpinionFinder(store: Store) {
  return async (
    consultation: Consultation,
    from: Instant,
    now: Instant,
    digestsOf: (unit: string) => Promise<readonly MailedDigest[]>,
  ): Promise<Unaccepted> => {
    const to = acceptanceDeadline(now);
    if (to <= from) return { findings: [], to: from };
    const found = new Map<string, Extract<Finding, { finding: 'opinion-not-accepted' }>>();
    for await (const version of store.streamVersionsWithin(consultation, { from, to })) {
      for (const change of changesMadeBy(version)) {
        const { unit, changedAt, commitment } = change;
        const digests = await digestsOf(unit);
        if (isAccepted(digests, consultation.id, changedAt)) continue;
        const { window, digest } = windowAround(digests, changedAt, now);
        const name = JSON.stringify([version.reference, unit, commitment, window.from]);
        if (found.has(name) || !(await isTold(consultation, version, change, window))) continue;
        const { reference } = version;
        const about = { consultation: consultation.id, reference, commitment, unit, changedAt };
        found.set(name, { finding: 'opinion-not-accepted', ...about, digest });
      }
    }
    const findings = [...found.values()];
    const first = findings.map(({ changedAt }) => changedAt).toSorted()[0];
    return { findings, to: first ?? to };
  };

  /**
   * Says whether a digest tells the change. A digest does not tell an opinion that was given and
   * taken back within one window, or changed and changed back.
   */
  async function isTold(
    consultation: Consultation,
    { reference }: Submission,
    { unit, commitment }: MadeChange,
    window: Window,
  ): Promise<boolean> {
    const newest = await store.findSubmission(consultation, reference);
    if (newest === null) throw new Error(`No submission ${reference} of ${consultation.id}`);
    const isWithin = newest.receivedAt < window.to;
    const after = isWithin ? newest : await store.versionBefore(consultation, newest, window.to);
    if (after === null) return false;
    const before = await store.versionBefore(consultation, after, window.from);
    const changes = changesFor(unit, { before, after });
    return changes.some((one) => one.commitment === commitment);
  }
}

import type { Submission } from '../domain/submission.ts';
import { type Instant, plus } from '../domain/time.ts';
import { nameInLog } from '../log/commitment.ts';
import { readEntry } from '../log/entry.ts';
import type { LogReader } from '../ports/log.ts';
import { readLog } from './read-log.ts';

interface Needs {
  readonly store: LogReader;
}

/** Where the log holds a version of a submission. */
interface FoundVersion {
  readonly place: number;
  readonly sealedAt: Instant;
}

/** Where the log tells of a digest. */
interface FoundDigest {
  /** Null: it is not there yet. */
  readonly entry: number | null;
  /** The places of the acceptances, by the number of the mailbox. */
  readonly accepted: ReadonlyMap<number, number>;
}

/** Finds what the log of a consultation says about one submission and about one digest. */
export function findInLog({ store }: Needs) {
  const log = readLog({ store });

  return {
    /** Returns null if the version is in no tree that was signed. */
    async version({
      consultation,
      receivedAt,
      version,
      logSecret,
    }: Pick<
      Submission,
      'consultation' | 'receivedAt' | 'version' | 'logSecret'
    >): Promise<FoundVersion | null> {
      // The window of a seal does not hold its own end.
      const seal = await store.firstSealUpTo(consultation, plus(receivedAt, 1));
      if (seal === null) return null;
      const name = nameInLog({ logSecret });
      const found = await log.find(consultation, seal, (entry) => {
        return (
          entry.kind === 'submission' && entry.submission === name && entry.version === version
        );
      });
      return found === null ? null : { place: found.place, sealedAt: seal.sealedAt };
    },

    /** A digest is noted once its seal stands, so all these places are in a tree that was signed. */
    async digest(consultation: string, unit: string, number: number): Promise<FoundDigest> {
      const logged = await store.findLoggedDigest(consultation, unit, number);
      if (logged === null) return { entry: null, accepted: new Map() };
      const accepted = await Promise.all(
        Object.entries(logged.deliveries).map(async ([mailbox, place]) => {
          const [written = ''] = await Array.fromAsync(
            store.streamEntries(consultation, place, place + 1),
          );
          // The newest that the log says of a mailbox may be that the mail came back.
          const entry = readEntry(written);
          const isAccepted = entry.kind === 'delivery' && entry.outcome === 'accepted';
          return isAccepted ? [[Number(mailbox), place] as const] : [];
        }),
      );
      return { entry: logged.place, accepted: new Map(accepted.flat()) };
    },
  };
}

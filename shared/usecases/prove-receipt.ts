import type { Submission } from '../domain/submission.ts';
import { logUrl } from '../log/address.ts';
import { type CommittedContent, committedContentOf, saltOf } from '../log/commitment.ts';
import type { Seal } from '../log/state.ts';
import type { LogReader } from '../ports/log.ts';
import type { SubmissionStore } from '../ports/submissions.ts';
import { findInLog } from './find-in-log.ts';
import { readLog } from './read-log.ts';
import type { Opened } from './revise-opinions.ts';

interface Needs {
  readonly store: LogReader & Pick<SubmissionStore, 'streamVersionsOf'>;
  /** The address of the site, without a slash at the end. */
  readonly siteUrl: string;
}

/**
 * The file with which an author can show, without us, what was sent and that the log holds it:
 * `docs/proof.md` describes it.
 */
export interface ReceiptFile {
  readonly format: 'sadzirdets-receipt-1';
  /** The address of the log. It ends with a slash. */
  readonly log: string;
  /** The verifier keys of the log, oldest first. */
  readonly keys: readonly string[];
  /** The newest checkpoint. */
  readonly checkpoint: string;
  /** Every version of the submission, oldest first. */
  readonly versions: readonly {
    readonly content: CommittedContent;
    readonly salt: string;
    /** Where the tree of the checkpoint holds it. Null: it does not yet. */
    readonly sealed: {
      readonly index: number;
      readonly entry: string;
      readonly proof: readonly string[];
    } | null;
  }[];
}

/**
 * Makes the file for somebody who holds the key of the submission. Null: nothing of the consultation
 * is sealed yet, so there is nothing to show it by.
 */
export function proveReceipt({ store, siteUrl }: Needs) {
  const log = readLog({ store });
  const inLog = findInLog({ store });

  return async ({
    consultation,
    submission: { reference },
  }: Pick<Opened, 'consultation' | 'submission'>): Promise<ReceiptFile | null> => {
    const { id } = consultation;
    const newest = await log.newest(id);
    if (newest === null) return null;
    const versions = await Array.fromAsync(store.streamVersionsOf(consultation, reference));
    return {
      format: 'sadzirdets-receipt-1',
      log: logUrl(siteUrl, id),
      keys: await log.keys(id),
      checkpoint: newest.checkpoint,
      versions: await Promise.all(
        versions.map(async (version) => ({
          content: committedContentOf(version),
          salt: saltOf(version),
          sealed: await sealedIn(newest, version),
        })),
      ),
    };
  };

  async function sealedIn(
    newest: Seal,
    version: Submission,
  ): Promise<ReceiptFile['versions'][number]['sealed']> {
    const found = await inLog.version(version);
    const proven = found && (await log.entry(version.consultation, found.place, newest));
    if (proven === null) return null;
    const { place: index, entry, proof } = proven;
    return { index, entry, proof: proof.map((hash) => hash.toString('base64')) };
  }
}

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
 * In UTF-8 bytes of all contents together, and in versions: answers end at a megabyte, and to find one
 * version in the log means reading up to a thousand entries.
 */
const [MAX_CONTENT_BYTES, MAX_VERSIONS] = [700_000, 20];

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
  /**
   * Versions 1 to this one are not in the file, because there are too many or they are too long. They
   * have a file of their own.
   */
  readonly leftOut?: number;
  /** The versions of the submission, oldest first. */
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
 * Makes the file for somebody who holds the key of the submission, with the versions up to `upTo`: as
 * many as fit, and always one. Null: nothing of the consultation is sealed yet, so there is nothing to
 * show it by.
 */
export function proveReceipt({ store, siteUrl }: Needs) {
  const log = readLog({ store });
  const inLog = findInLog({ store });

  return async (
    { consultation, submission }: Pick<Opened, 'consultation' | 'submission'>,
    upTo: number,
  ): Promise<ReceiptFile | null> => {
    const { id } = consultation;
    const newest = await log.newest(id);
    if (newest === null) return null;
    const { versions, leftOut } = await versionsThatFit(consultation, submission, upTo);
    return {
      format: 'sadzirdets-receipt-1',
      log: logUrl(siteUrl, id),
      keys: await log.keys(id),
      checkpoint: newest.checkpoint,
      ...(leftOut === 0 ? {} : { leftOut }),
      versions: await Promise.all(
        versions.map(async (version) => ({
          content: committedContentOf(version),
          salt: saltOf(version),
          sealed: await sealedIn(newest, version),
        })),
      ),
    };
  };

  /** Returns them oldest first, and the number of the last one that is left out. */
  async function versionsThatFit(
    consultation: Opened['consultation'],
    { reference }: Pick<Submission, 'reference'>,
    upTo: number,
  ) {
    const versions: Submission[] = [];
    let bytes = 0;
    for await (const version of store.streamVersionsOf(consultation, reference, upTo)) {
      bytes += Buffer.byteLength(JSON.stringify(committedContentOf(version)));
      const isFull = versions.length === MAX_VERSIONS || bytes > MAX_CONTENT_BYTES;
      if (isFull && versions.length > 0) return { versions, leftOut: version.version };
      versions.unshift(version);
    }
    return { versions, leftOut: 0 };
  }

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

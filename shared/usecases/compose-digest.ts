import type { Consultation, ResponsibleUnit } from '../domain/consultation.ts';
import type { Digest, PlannedDigest } from '../domain/digest.ts';
import { DigestCollector } from '../domain/digest-collector.ts';
import type { DigestContent, DigestItem } from '../domain/digest-content.ts';
import { changesFor, type SubmissionChange } from '../domain/part-change.ts';
import type { TextGroups } from '../domain/text-groups.ts';
import { countedIn } from '../kinds/kind.ts';
import { kindOf } from '../kinds/kinds.ts';
import { fileHash } from '../log/file-hash.ts';
import type { Compose } from '../delivery/room.ts';
import type { ConsultationStore } from '../ports/consultations.ts';
import type { DigestStore } from '../ports/digests.ts';
import type { LogReader } from '../ports/log.ts';
import type { Mail } from '../ports/mail.ts';
import type { SubmissionStore } from '../ports/submissions.ts';
import type { DigestFile, DigestWriter, SealedLog } from '../ports/writers.ts';
import { earlierDigestFinder } from './earlier-digests.ts';
import { existingConsultation, unitOf } from './find-named.ts';
import { groupLetters } from './group-letters.ts';
import { sealedLogOf } from './sealed-log.ts';

interface Reads {
  readonly store: Pick<ConsultationStore, 'findConsultation' | 'findDraft'> &
    Pick<SubmissionStore, 'streamReceived' | 'versionBefore'> &
    Pick<DigestStore, 'findDigest' | 'digestTelling'>;
  readonly writer: DigestWriter;
}

interface Writes extends Reads {
  readonly store: Reads['store'] & Pick<LogReader, 'newestSeals'>;
  readonly siteUrl: string;
}

export interface DigestReading {
  readonly content: DigestContent;
  /** The complete set, or null if it is too large for a mail. */
  readonly files: readonly DigestFile[] | null;
}

/** Reads everything that a digest tells, submission by submission, as the caller consumes it. */
export async function* readDigestItems(
  store: Omit<Reads['store'], 'findDigest' | 'findDraft'>,
  digest: PlannedDigest,
  { groupAt }: TextGroups,
): AsyncGenerator<{ readonly consultation: Consultation; readonly items: readonly DigestItem[] }> {
  const findEarlier = earlierDigestFinder({ store }, digest.unit);
  let place = 0;
  for (const id of digest.consultations) {
    const consultation = await existingConsultation(store, id);
    for await (const change of store.streamReceived(consultation, digest.window)) {
      const changes = changesFor(digest.unit, change);
      if (changes.length === 0) continue;
      const replaced = changes.filter((one) => one.change !== 'new');
      const earlier = await findEarlier(consultation, change.before, replaced);
      const items = changes.map((one): DigestItem => {
        const replaces = earlier.get(one.commitment) ?? null;
        const was = replaces === null ? null : one.was;
        return { ...one, was, replaces, group: groupAt(place++) };
      });
      yield { consultation, items };
    }
  }
}

/**
 * Reads a digest's window, twice: first for the letters that are alike, then for what the digest
 * tells. Every reading gives the same result, unless a title has been corrected or a contact removed in
 * between. Opinions are streamed, and memory never holds all of them. `watch` is told of everything
 * in the window, once.
 */
export function readDigest({ store, writer }: Reads) {
  return async (
    digest: PlannedDigest,
    watch?: (consultation: Consultation, change: SubmissionChange) => void,
  ): Promise<DigestReading> => {
    const consultations = await Promise.all(
      digest.consultations.map((id) => existingConsultation(store, id)),
    );
    const groups = await groupLetters({ store }, digest, watch);
    const collector = new DigestCollector(digest, consultations, groups.groups, {
      budget: writer.budget,
      weigh: (consultation, item) => writer.weigh(digest, consultation, item),
      countedIn: (consultation, answers) => countedIn(kindOf(consultation), answers),
    });
    const table = writer.table(digest);
    for await (const { consultation, items } of readDigestItems(store, digest, groups)) {
      collector.add(consultation.id, items);
      for (const item of items) table.add(consultation, item);
    }
    return { content: collector.finish(), files: table.finish() };
  };
}

/**
 * Composes the mails of one digest. Reads the window at most once for all recipients, and not at
 * all if `read` is given. A mailbox that the unit has given up since gets no mail.
 */
export function composeDigest(
  {
    store,
    writer,
    siteUrl,
  }: Writes & { readonly store: Writes['store'] & Pick<ConsultationStore, 'findUnit'> },
  digest: Digest,
  read?: DigestReading,
): Compose {
  const write = digestMailWriter({ store, writer, siteUrl }, digest, read);
  return async (name, { repeat }) => {
    const unit = await unitOf(store, digest.unit);
    const recipient = digest.recipients[Number(name)];
    if (recipient === undefined || !unit.mailboxes.includes(recipient)) {
      return { cancelled: 'no-longer-a-mailbox' };
    }
    return { mail: await write(unit, name, recipient, repeat) };
  };
}

/**
 * Writes the mails of one digest, as they were sent or will be sent. Reads the window as {@link
 * composeDigest} does. Everything that the mails share is read once, just before the first is written.
 */
export function digestMailWriter(
  { store, writer, siteUrl }: Writes,
  digest: Digest,
  read?: DigestReading,
) {
  let shared: ReturnType<typeof readShared> | undefined;
  return async (
    unit: ResponsibleUnit,
    delivery: string,
    recipient: string,
    repeat: boolean,
  ): Promise<Mail> => {
    shared ??= readShared();
    return writer.mail({ ...(await shared), digest, unit, recipient, repeat, siteUrl, delivery });
  };

  async function readShared() {
    const { content, files } = read ?? (await readDigest({ store, writer })(digest));
    const previous = (await store.findDigest(digest.unit, digest.number - 1))?.digest ?? null;
    const filesChanged = areOthers(files, digest);
    return { content, files, filesChanged, previous, logs: await readLogs(content) };
  }

  async function readLogs({ chapters }: DigestContent): Promise<readonly SealedLog[]> {
    const logs = await Promise.all(
      chapters.map(async ({ consultation }) => sealedLogOf(store, consultation)),
    );
    return logs.filter((log) => log !== null);
  }
}

/** Says whether one of the files is not as it was when the digest was made. */
function areOthers(files: DigestReading['files'], { files: known }: Digest): boolean {
  if (files === null || known === undefined) return false;
  return files.some(({ csv }) => !known.includes(fileHash(csv)));
}

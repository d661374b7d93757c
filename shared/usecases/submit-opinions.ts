import type { Consultation } from '../domain/consultation.ts';
import { type Delivery, due, earliestDue, suppress } from '../domain/delivery.ts';
import type { Failure, FieldFailure } from '../domain/failure.ts';
import {
  contentOf,
  createSubmission,
  editSubmission,
  type Submission,
  type SubmissionInput,
} from '../domain/submission.ts';
import { TOO_MANY } from '../domain/limits.ts';
import { referenceFrom } from '../domain/reference.ts';
import type { Kind } from '../kinds/kind.ts';
import { kindOf } from '../kinds/kinds.ts';
import { readInput, refusalOf } from '../kinds/submission-input.ts';
import type { BatchStore, MailQueue } from '../ports/batches.ts';
import type { ConsultationStore } from '../ports/consultations.ts';
import type { Journal } from '../ports/journal.ts';
import type { SubmissionStore } from '../ports/submissions.ts';
import type { Clock, Hashes, Tokens } from '../ports/world.ts';
import type { limitSource } from './limit-source.ts';
import { nudgeOrSweep } from './nudge.ts';

interface Needs {
  readonly store: Pick<ConsultationStore, 'findConsultation'> &
    SubmissionStore &
    Pick<BatchStore, 'findBatch'>;
  /** May return a copy that is a little old. */
  readonly recall: ConsultationStore['findConsultation'];
  readonly limit: Pick<ReturnType<typeof limitSource>, 'countSubmission'>;
  readonly queue: MailQueue;
  readonly clock: Clock;
  readonly tokens: Pick<Tokens, 'fingerprint' | 'hashContent' | 'newSecret'>;
  readonly journal: Journal;
}

/** Returns what was sent as JSON. What a form means depends on the kind of the consultation. */
export type Typed = (kind: Kind) => unknown;

export interface SubmitRequest {
  /** The network address that the request came from. */
  readonly source: string;
  readonly idempotencyKey?: string | null;
}

export type SubmitOutcome =
  | { readonly outcome: 'stored'; readonly submission: Submission }
  /** The submission was received before: the same content, or the same Idempotency-Key. */
  | {
      readonly outcome: 'repeated';
      readonly submission: Submission;
      /**
       * What stands now is different: the key came with other content, or the submission was edited
       * or withdrawn since.
       */
      readonly differs: boolean;
    }
  | {
      readonly outcome: 'refused';
      readonly failure: Failure;
      readonly fields: readonly FieldFailure[];
      readonly consultation: Consultation | null;
    };

/**
 * Two contents get the same reference by chance so rarely that a third time in a row is a fault of
 * the hashing.
 */
const MAX_CANDIDATES = 3;
/**
 * Only the few people who have its key change a submission. If it changes at every look, something
 * is wrong.
 */
const MAX_LOOKS = 5;

/**
 * Takes in a submission. A remembered consultation is good enough to accept a submission, but never
 * to refuse one. After `stored` or `repeated` the submission is durable and its receipt is due. A
 * fault of the queue or the mail does not change that.
 */
export function submitOpinions({ store, recall, limit, queue, clock, tokens, journal }: Needs) {
  const nudge = nudgeOrSweep(queue, journal);

  return async (id: string, typed: Typed, request: SubmitRequest): Promise<SubmitOutcome> => {
    const outcome = await take(await recall(id), typed, request);
    if (outcome.outcome !== 'refused' || outcome.failure === 'too-many-requests') return outcome;
    return take(await store.findConsultation(id), typed, request);
  };

  async function take(
    consultation: Consultation | null,
    typed: Typed,
    { source, idempotencyKey = null }: SubmitRequest,
  ): Promise<SubmitOutcome> {
    const now = clock.now();
    const refuse = (failure: Failure, fields: readonly FieldFailure[] = []): SubmitOutcome => {
      return { outcome: 'refused', failure, fields, consultation };
    };
    if (consultation === null) return refuse('not-found');
    const kind = kindOf(consultation);
    const input = readInput(kind, typed(kind));
    if ('failures' in input) return refuse('invalid', input.failures);
    const hashes = await hashesOf(consultation, input.value);
    const [content] = hashes;
    const refusal = refusalOf(kind, consultation, input.value, now);
    if (refusal !== null) {
      // What was received in time keeps its reference, even for a retry after closing.
      const received = await store.findSubmission(consultation, referenceOf(content, 0));
      if (received?.origin === content) return answerRepeated(consultation, received, hashes);
      return refuse(refusal.failure, refusal.fields);
    }

    const verdict = await limit.countSubmission(source, input.value);
    if (verdict === 'refused') return refuse('too-many-requests');
    const mail = due('receipt', now);
    const receipt = verdict === 'welcome' ? mail : suppress(mail, TOO_MANY.source, now);

    if (idempotencyKey !== null) {
      const tied = await findUnderKey(consultation, idempotencyKey, content);
      if (tied !== null) return answerRepeated(consultation, tied, hashes);
    }
    const logSecret = tokens.newSecret();
    for (let candidate = 0; candidate < MAX_CANDIDATES; candidate++) {
      const reference = referenceOf(content, candidate);
      const identity = { reference, content, origin: content, logSecret };
      const submission = createSubmission(consultation, input.value, identity, now);
      if ((await store.addSubmission(consultation, submission, { receipt })) === 'added') {
        return answerStored(consultation, submission);
      }
      const outcome = await receiveAgain(consultation, reference, input.value, hashes, receipt);
      if (outcome !== null) return outcome;
    }
    throw new Error(`No free reference for content ${content}`);
  }

  /**
   * Decides what happens if something stands under the reference already. The same content is a
   * repeat, or a new version if the submission was withdrawn. If somebody changes the submission at
   * the same time, looks again. Null: another submission stands there.
   */
  async function receiveAgain(
    consultation: Consultation,
    reference: string,
    input: SubmissionInput,
    hashes: Hashes,
    receipt: Delivery,
  ): Promise<SubmitOutcome | null> {
    const [content] = hashes;
    for (let look = 0; look < MAX_LOOKS; look++) {
      const stored = await store.findSubmission(consultation, reference);
      if (stored?.origin !== content) return null;
      if (stored.state !== 'withdrawn') return answerRepeated(consultation, stored, hashes);
      const again = editSubmission(stored, consultation, input, content, clock.now());
      if ((await store.addSubmission(consultation, again, { receipt })) === 'added') {
        return answerStored(consultation, again);
      }
    }
    throw new Error(
      `Submission ${reference} has changed each of the ${MAX_LOOKS} times it was read`,
    );
  }

  async function answerStored(consultation: Consultation, submission: Submission) {
    journal.count('SubmissionsStored');
    await nudge(store.receiptKey(consultation, submission));
    return { outcome: 'stored', submission } as const;
  }

  async function answerRepeated(
    consultation: Consultation,
    submission: Submission,
    hashes: Hashes,
  ) {
    const key = store.receiptKey(consultation, submission);
    const mails = await store.findBatch(key);
    if (mails !== null && earliestDue(mails.deliveries.values()) !== null) await nudge(key);
    const differs = !hashes.includes(submission.content) || submission.state === 'withdrawn';
    return { outcome: 'repeated', submission, differs } as const;
  }

  /**
   * Returns the submission to which the Idempotency-Key was tied before, or null if this content
   * may be stored. A request may die after it has tied its key and before it has stored its
   * content. Such a key leads nowhere, and this content is stored.
   */
  async function findUnderKey(consultation: Consultation, key: string, content: string) {
    const own = referenceOf(content, 0);
    const [newest, ...older] = await tokens.hashContent(`key:${key}`);
    const tied =
      (await store.findTied(consultation.id, older)) ??
      (await store.tieKey(consultation.id, newest, own));
    const stored = tied === null ? null : await store.findSubmission(consultation, tied);
    // By chance another submission stands at the first reference of this content.
    return tied === own && stored?.origin !== content ? null : stored;
  }

  /**
   * Returns the keyed hashes of the content, first the one from which its reference follows. If the
   * content was received before the keys were rotated, its reference follows from an older one.
   */
  async function hashesOf(consultation: Consultation, input: SubmissionInput): Promise<Hashes> {
    const hashes = await tokens.hashContent(`content:${contentOf(consultation.id, input)}`);
    const [, ...others] = hashes;
    const stored = await Promise.all(
      others.map(async (hash) => store.findSubmission(consultation, referenceOf(hash, 0))),
    );
    const earlier = others.find((hash, place) => stored[place]?.origin === hash);
    return earlier === undefined ? hashes : [earlier, ...hashes.filter((hash) => hash !== earlier)];
  }

  /** Nobody can guess the reference of a content, because nobody can guess its keyed hash. */
  function referenceOf(content: string, candidate: number): string {
    const seed = tokens.fingerprint(`${content}#${candidate}`);
    return referenceFrom(
      Uint8Array.from({ length: 8 }, (_, byte) =>
        Number.parseInt(seed.slice(byte * 2, byte * 2 + 2), 16),
      ),
    );
  }
}

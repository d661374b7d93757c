import { beforeAll, beforeEach } from 'vitest';
import type { Submission } from '../../shared/domain/submission.ts';
import { DEFAULT_RETENTION } from '../../shared/domain/retention.ts';
import type { SubmissionStore } from '../../shared/ports/submissions.ts';
import { limitSource } from '../../shared/usecases/limit-source.ts';
import { publishSubmission } from '../../shared/usecases/publish-submission.ts';
import {
  openRevision,
  reviseOpinions,
  type RevisionRequest,
  revisionStatement,
} from '../../shared/usecases/revise-opinions.ts';
import { submitOpinions } from '../../shared/usecases/submit-opinions.ts';
import { aConsultation } from './builders.ts';
import { KeptJournal, KeptMails, KeptQueue, StandingClock, tokens } from './ports.ts';
import { mailSender } from './sending.ts';
import { aSimulatedTable } from './engines.ts';

type TestTable = ReturnType<typeof aSimulatedTable>;

/**
 * Takes opinions in, as the functions wire it, for the tests of one file. All of them share one
 * table. Each has a consultation, a source, a clock, a queue and a journal of its own.
 */
export class Intake {
  #sequence = 0;
  #under: TestTable | undefined;
  clock = new StandingClock();
  queue = new KeptQueue();
  journal = new KeptJournal();
  consultation = aConsultation();

  /** Registers what makes and closes the table. */
  static forThisFile(): Intake {
    const intake = new Intake();
    beforeAll(() => {
      intake.#under = aSimulatedTable();
    });
    beforeEach(async () => intake.#begin());
    return intake;
  }

  async #begin(): Promise<void> {
    this.#sequence += 1;
    this.clock = new StandingClock();
    this.queue = new KeptQueue();
    this.journal = new KeptJournal();
    this.consultation = aConsultation({ id: `consultation-${this.#sequence}` });
    await this.store.saveConsultation(this.consultation);
  }

  get store(): TestTable['store'] {
    if (this.#under === undefined) throw new Error('The table is made before the first test');
    return this.#under.store;
  }

  get source(): string {
    return `198.18.0.${this.#sequence}`;
  }

  /** An address that no other test uses. */
  get email(): string {
    return `person-${this.#sequence}@ngo.example`;
  }

  /** What the use cases need. */
  get needs() {
    const { store, queue, clock, journal } = this;
    const retention = DEFAULT_RETENTION;
    const limit = limitSource({ store, tokens, clock, journal, retention });
    const publish = publishSubmission({ store, tokens, clock });
    const world = { store, queue, clock, tokens, journal, retention };
    return { ...world, recall: store.findConsultation, limit, publish };
  }

  submitting(changes: Partial<SubmissionStore> = {}) {
    const store = { ...this.store, ...changes };
    const submit = submitOpinions({ ...this.needs, store, recall: store.findConsultation });
    return (input: unknown, idempotencyKey: string | null = null, source = this.source) =>
      submit(this.consultation.id, () => input, { source, idempotencyKey });
  }

  /** Submits, and expects that it is taken. */
  async stored(input: unknown, idempotencyKey?: string): Promise<Submission> {
    const outcome = await this.submitting()(input, idempotencyKey);
    if (outcome.outcome === 'refused') throw new Error(outcome.failure);
    return outcome.submission;
  }

  revising() {
    const { edit, ...others } = reviseOpinions(this.needs);
    return {
      ...others,
      edit: async (request: RevisionRequest, input: unknown) => edit(request, () => input),
    };
  }

  async open(request: RevisionRequest) {
    return openRevision(this.needs)(request);
  }

  /** What the author of a submission sends with its link. */
  async requestFor(submission: Submission): Promise<RevisionRequest> {
    const { consultation, reference } = submission;
    const key = await tokens.sign(revisionStatement(submission));
    return { consultation, reference, key, source: this.source };
  }

  /** Sends mails. `mails` keeps them. */
  sending() {
    const mails = new KeptMails();
    return { mails, send: mailSender({ ...this.needs, send: mails.send }) };
  }
}

import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { Consultation } from '../../shared/domain/consultation.ts';
import { DEFAULT_RETENTION } from '../../shared/domain/retention.ts';
import type { PublicationChoice, Submission } from '../../shared/domain/submission.ts';
import { plus } from '../../shared/domain/time.ts';
import { Table } from '../../shared/dynamo/table.ts';
import { choosePublication } from '../../shared/usecases/choose-publication.ts';
import { limitSource } from '../../shared/usecases/limit-source.ts';
import { moderateOpinions } from '../../shared/usecases/moderate-opinions.ts';
import { PROJECTION_MARGIN_MS, publishOpinions } from '../../shared/usecases/publish-opinions.ts';
import { publishSubmission } from '../../shared/usecases/publish-submission.ts';
import { rebuildProjection } from '../../shared/usecases/rebuild-projection.ts';
import { reviseOpinions, revisionStatement } from '../../shared/usecases/revise-opinions.ts';
import { Engine } from '../simulation/engine.ts';
import { aConsultation, anInput, aSubmission, at, type ReviewInput } from './builders.ts';
import { KeptJournal, KeptQueue, SOURCE, StandingClock, tokens } from './ports.ts';
import { storesOn } from './table.ts';

/** Thrown by a command of the database in the place where the process is killed. */
export class Killed extends Error {}

/**
 * A consultation whose submissions everybody may see, with everything that changes what everybody
 * sees, on the simulated engine.
 */
export async function aPublication(changes: Partial<Consultation> = {}) {
  const consultation = aConsultation(changes);
  const engine = new Engine();
  const clock = new StandingClock('2027-01-05T10:00:00Z');
  const journal = new KeptJournal();
  const store = storesOn(new Table('sadzirdets', engine.connect()));
  await store.saveConsultation(consultation);
  const world = useCases(engine.connect());

  function useCases(client: DynamoDBClient) {
    const own = storesOn(new Table('sadzirdets', client));
    const publish = publishSubmission({ store: own, tokens, clock });
    const retention = DEFAULT_RETENTION;
    const limit = limitSource({ store: own, clock, tokens, journal, retention });
    const world = { store: own, queue: new KeptQueue(), clock, tokens, journal, retention };
    const needs = { ...world, limit, publish };
    return {
      run: publishOpinions({ store: own, tokens, clock, journal }),
      publish,
      revise: reviseOpinions(needs),
      choose: choosePublication(needs),
      moderate: moderateOpinions(needs),
    };
  }

  /**
   * Returns the same use cases in a process that is killed at its `calls`th command of the database:
   * `before` the command, or `after` it, when its answer is lost.
   */
  function dying(calls: number, when: 'before' | 'after') {
    const client = engine.connect();
    let left = calls;
    const send = async (command: object): Promise<object> => {
      const isLast = left-- === 0;
      if (left < -1 || (isLast && when === 'before')) throw new Killed();
      const answer = await engine.send(command);
      if (isLast) throw new Killed();
      return answer;
    };
    return useCases(Object.assign(client, { send }));
  }

  /** Returns the same use cases, and how many commands they have sent to the database. */
  function counting() {
    const client = engine.connect();
    let sent = 0;
    const send = async (command: object): Promise<object> => {
      sent += 1;
      return engine.send(command);
    };
    return { by: useCases(Object.assign(client, { send })), count: () => sent };
  }

  let seeds = 0;
  async function submit(input: Partial<ReviewInput> = {}): Promise<Submission> {
    const receivedAt = clock.now();
    const submission = aSubmission({ consultation, receivedAt, seed: ++seeds, ...input });
    await store.addSubmission(consultation, submission);
    return submission;
  }

  async function requestFor({ reference }: Pick<Submission, 'reference'>) {
    const standing = await store.findSubmission(consultation, reference);
    if (standing === null) throw new Error(`No submission ${reference}`);
    const key = await tokens.sign(revisionStatement(standing));
    return { consultation: consultation.id, reference, key, source: SOURCE };
  }

  return {
    ...world,
    consultation,
    engine,
    clock,
    journal,
    store,
    rebuild: rebuildProjection({ store }),
    dying,
    counting,
    submit,
    requestFor,

    async edit(submission: Submission, input: Partial<ReviewInput>, by = world) {
      return by.revise.edit(await requestFor(submission), () => anInput(input));
    },
    async withdraw(submission: Submission, by = world) {
      return by.revise.withdraw(await requestFor(submission));
    },
    async choosing(submission: Submission, publication: PublicationChoice, by = world) {
      return by.choose(await requestFor(submission), publication);
    },

    /** Lets the projection see everything that has come until now. */
    async settle(): Promise<void> {
      clock.set(plus(clock.now(), PROJECTION_MARGIN_MS + 1_000));
      await world.run();
    },

    /** Returns every public part, oldest first. */
    everything: async () => Array.fromAsync(store.streamPublic(consultation.id)),

    async totals() {
      const found = await store.findProjection(consultation.id);
      if (found === null) throw new Error('Nothing was projected');
      return found.totals;
    },

    close: () => {
      clock.set(at(consultation.closesAt));
    },
  };
}

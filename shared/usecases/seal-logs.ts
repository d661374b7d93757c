import type { Consultation } from '../domain/consultation.ts';
import { BEGINNING, WINDOW_MARGIN_MS } from '../domain/digest.ts';
import { type Instant, plus } from '../domain/time.ts';
import { logOrigin } from '../log/address.ts';
import type { LogState, Reached } from '../log/state.ts';
import type { ConsultationStore } from '../ports/consultations.ts';
import type { DigestStore } from '../ports/digests.ts';
import type { Journal } from '../ports/journal.ts';
import type { LogSigner } from '../ports/log-keys.ts';
import type { LogStore, StoredLog } from '../ports/log.ts';
import type { TableIdentity } from '../ports/rows.ts';
import type { StandingStore } from '../ports/standings.ts';
import type { SubmissionStore } from '../ports/submissions.ts';
import type { Clock } from '../ports/world.ts';
import { planSeal, type Sealer } from './plan-seal.ts';
import { writeSeal } from './write-seal.ts';

interface Needs {
  readonly store: LogStore &
    Pick<ConsultationStore, 'listConsultations' | 'streamDraftsAfter'> &
    Pick<DigestStore, 'digestTelling' | 'digestsFrom'> &
    Pick<StandingStore, 'cutWindow' | 'streamActs'> &
    Pick<SubmissionStore, 'findSubmission' | 'streamVersionsWithin'> &
    Pick<TableIdentity, 'identify' | 'id'>;
  readonly signer: LogSigner;
  readonly clock: Clock;
  readonly journal: Journal;
  readonly siteUrl: string;
}

/** A run begins nothing new after this time, and ends well within the time limit of its function. */
const BUDGET_MS = 60_000;

/** What one run did for a log. `left`: the next run goes on. */
export interface SealRun {
  readonly consultation: string;
  readonly outcome: 'done' | 'left';
  readonly size: number;
}

/**
 * Brings the log of each consultation up to date, step by step. Safe to run at any time and any
 * number of times, even at once. A fault at one log does not delay the others, but the run fails, so
 * that it is seen.
 */
export function sealLogs(needs: Needs) {
  const { store, signer, clock, journal, siteUrl } = needs;
  const plan = planSeal(needs);
  const write = writeSeal(needs);

  return async (): Promise<readonly SealRun[]> => {
    if ((await store.identify()) !== 'original') {
      throw new Error(
        'This table was restored from a backup: logs are held until an operator adopts it',
      );
    }
    const until = plus(clock.now(), BUDGET_MS);
    const key = (await signer.keys()).at(-1);
    if (key === undefined) throw new Error('There is no key that signs logs');
    const sealer = { table: await store.id(), key };
    const runs: SealRun[] = [];
    const faults: unknown[] = [];
    for (const consultation of await store.listConsultations()) {
      try {
        runs.push(await seal(consultation, sealer, until));
      } catch (fault) {
        journal.error('The sealing of a log failed', { consultation: consultation.id, fault });
        faults.push(fault);
      }
    }
    if (faults.length > 0) throw new AggregateError(faults, `${faults.length} sealings failed`);
    if (runs.some(({ outcome }) => outcome === 'left')) journal.count('SealingsLeft');
    journal.count('SealingSucceeded');
    return runs;
  };

  async function seal(
    consultation: Consultation,
    sealer: Sealer,
    until: Instant,
  ): Promise<SealRun> {
    const { id } = consultation;
    let log = await open(id, sealer);
    for (;;) {
      const planned = await planIn(consultation, log, sealer);
      if (planned === 'nothing-new') {
        return { consultation: id, outcome: 'done', size: log.state.size };
      }
      const { plan: step } = planned.state;
      const written = step === undefined ? planned : await write(consultation, planned, step);
      log = written ?? (await open(id, sealer));
      if (clock.now() >= until) return { consultation: id, outcome: 'left', size: log.state.size };
    }
  }

  /** Returns the log with a plan, unless nothing is left to do. Another run may have made the plan. */
  async function planIn(
    consultation: Consultation,
    log: StoredLog,
    sealer: Sealer,
  ): Promise<StoredLog | 'nothing-new'> {
    if (log.state.plan !== undefined) return log;
    const next = await plan(consultation, log.state, sealer, plus(clock.now(), -WINDOW_MARGIN_MS));
    if (next === null) return 'nothing-new';
    return (await store.moveLog(log, next)) ?? (await open(consultation.id, sealer));
  }

  async function open(consultation: string, sealer: Sealer): Promise<StoredLog> {
    const standing = await store.findLog(consultation);
    if (standing !== null) return standing;
    await store.addLog(consultation, beginning(logOrigin(siteUrl, consultation), sealer.table));
    const added = await store.findLog(consultation);
    if (added === null) throw new Error(`No log of ${consultation}`);
    return added;
  }
}

function beginning(origin: string, table: string): LogState {
  const reached: Reached = {
    upTo: BEGINNING,
    key: null,
    dates: null,
    closed: false,
    draft: 0,
    digests: {},
    watched: [],
  };
  return { table, origin, epoch: 1, keys: [], size: 0, roots: [], reached };
}

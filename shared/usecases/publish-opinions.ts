import { type Consultation, isPublic, stateOf } from '../domain/consultation.ts';
import { countParts, type Projection } from '../domain/public-totals.ts';
import { countedPartsOf, countedSubmissionOf, type Standing } from '../domain/standing.ts';
import { countSubmission } from '../domain/submission-totals.ts';
import { HOUR_MS, type Instant, plus, type Window } from '../domain/time.ts';
import { countedIn } from '../kinds/kind.ts';
import { kindOf } from '../kinds/kinds.ts';
import type { ConsultationStore } from '../ports/consultations.ts';
import type { Journal } from '../ports/journal.ts';
import type { ProjectionStore, PublicFact, PublicStore } from '../ports/public-parts.ts';
import type { StandingStore } from '../ports/standings.ts';
import type { Clock, Tokens } from '../ports/world.ts';
import { publicFactsOf } from './public-facts.ts';

interface Needs {
  readonly store: Pick<ConsultationStore, 'listConsultations'> &
    Pick<PublicStore, 'savePublic'> &
    ProjectionStore &
    StandingStore;
  readonly tokens: Pick<Tokens, 'fingerprint'>;
  readonly clock: Clock;
  readonly journal: Journal;
}

/**
 * A window ends this long before now. A function that receives something dies after 10 seconds; the
 * rest is for clocks that differ. So nothing can still come into a window that was read.
 */
export const PROJECTION_MARGIN_MS = 20_000;
/** A run begins nothing new after this time, and ends well within the time limit of its function. */
const BUDGET_MS = 40_000;
/**
 * How many submissions, choices and acts a step reads before it saves how far the projection has
 * got. The first step reads few; the next ones read more while steps are quick. If a run is stopped
 * within a step, the steps before it are saved. So nobody can send submissions that stop the
 * projection for ever.
 */
const [FIRST_SLICE, LARGEST_SLICE] = [4, 500];
/** A step that takes longer is followed by a smaller one. */
const QUICK_MS = 4_000;
/** How many parts are written together. */
const WRITTEN_TOGETHER = 50;
/** While nothing is received, the projection is saved only once in this time. */
const IDLE_MS = HOUR_MS;

/** What one run did for a consultation. `left`: the next run goes on. */
interface ConsultationRun {
  readonly consultation: string;
  readonly outcome: 'done' | 'left';
}

/**
 * Brings what everybody sees up to date with what has come, window by window. Safe to run at any
 * time and any number of times, even at once: rows are written again as they are, and the totals of
 * a window are written together with its end, once. A fault at one consultation does not delay the
 * others, but the run fails, so that it is seen.
 */
export function publishOpinions(needs: Needs) {
  const { store, clock, journal } = needs;
  const project = projectConsultation(needs);

  return async (): Promise<readonly ConsultationRun[]> => {
    const until = plus(clock.now(), BUDGET_MS);
    const runs: ConsultationRun[] = [];
    const faults: unknown[] = [];
    for (const consultation of await store.listConsultations()) {
      if (stateOf(consultation, clock.now()) === 'upcoming') continue;
      try {
        runs.push({ consultation: consultation.id, outcome: await project(consultation, until) });
      } catch (fault) {
        journal.error('The projection of a consultation failed', {
          consultation: consultation.id,
          fault,
        });
        faults.push(fault);
      }
    }
    if (faults.length > 0) throw new AggregateError(faults, `${faults.length} projections failed`);
    if (runs.some(({ outcome }) => outcome === 'left')) journal.count('PublicationsLeft');
    journal.count('PublicationSucceeded');
    return runs;
  };
}

/**
 * Returns a function that moves the projection of one consultation on until it is up to date, or
 * until the time `until`.
 */
export function projectConsultation({ store, tokens, clock }: Omit<Needs, 'journal'>) {
  return async (consultation: Consultation, until: Instant): Promise<'done' | 'left'> => {
    let stored = await store.openProjection(consultation);
    let slice = FIRST_SLICE;
    for (;;) {
      const quickUntil = plus(clock.now(), QUICK_MS);
      const next = await step(consultation, stored.projection, slice);
      if (next === null) return 'done';
      stored =
        (await store.moveProjection(stored, next)) ?? (await store.openProjection(consultation));
      const now = clock.now();
      if (now >= until) return 'left';
      slice = now < quickUntil ? Math.min(LARGEST_SLICE, 4 * slice) : Math.ceil(slice / 4);
    }
  };

  /** Makes the next step, and returns the projection after it. Null: it is up to date. */
  async function step(
    consultation: Consultation,
    projection: Projection,
    slice: number,
  ): Promise<Projection | null> {
    const now = clock.now();
    const { upTo, publishedUpTo } = projection;
    const shows = isPublic(consultation, now);
    if (shows && publishedUpTo < upTo) return publish(consultation, projection, slice);
    const to = plus(now, -PROJECTION_MARGIN_MS);
    if (to <= upTo) return null;
    // After closing, nothing but choices and acts comes.
    const versions = stateOf(consultation, upTo) === 'closed' ? [] : (['opinions'] as const);
    const of = [...versions, 'choices', 'acts'] as const;
    const window = await store.cutWindow(consultation, { from: upTo, to }, { most: slice, of });
    if (window === null) {
      if (to < plus(upTo, IDLE_MS)) return null;
      return { ...projection, upTo: to, publishedUpTo: shows ? to : publishedUpTo };
    }
    return count(consultation, projection, window, shows);
  }

  /** Counts a window, and writes what it changes if everything before it is written. */
  async function count(
    consultation: Consultation,
    projection: Projection,
    window: Window,
    writes: boolean,
  ): Promise<Projection> {
    const writer = factWriter();
    const kind = kindOf(consultation);
    const partsOf = (standing: Standing) =>
      countedPartsOf(standing, (answers) => countedIn(kind, answers));
    let { totals, submissions } = projection;
    const take = (standing: Standing, sign: 1 | -1) => {
      totals = countParts(totals, partsOf(standing), sign);
      submissions &&= countSubmission(submissions, countedSubmissionOf(standing), sign);
    };
    for await (const { before, after } of store.streamStandingChanges(consultation, window)) {
      if (before !== null) take(before, -1);
      take(after, 1);
      if (writes) await writer.add(consultation, after);
    }
    await writer.finish();
    const publishedUpTo = writes ? window.to : projection.publishedUpTo;
    const reached = { upTo: window.to, publishedUpTo, updatedAt: window.to };
    return { totals, ...(submissions && { submissions }), ...reached };
  }

  /**
   * Writes a slice of what is counted and not yet written, each submission as it stood at the end of
   * what is counted: nobody sees words that were replaced before they were published. If a closed
   * consultation was opened again, choices and acts have come since without a version.
   */
  async function publish(
    consultation: Consultation,
    projection: Projection,
    slice: number,
  ): Promise<Projection> {
    const writer = factWriter();
    const counted = { from: consultation.opensAt, to: projection.upTo };
    const standings = store.streamStandings(consultation, counted, projection.publishedUpTo);
    let written = 0;
    let last: Instant | null = null;
    let publishedUpTo = projection.upTo;
    for await (const { at, standing } of standings) {
      if (written >= slice && at !== last) {
        publishedUpTo = at;
        break;
      }
      await writer.add(consultation, standing);
      written += 1;
      last = at;
    }
    await writer.finish();
    return { ...projection, publishedUpTo, updatedAt: clock.now() };
  }

  /** Gathers facts and writes them some at a time. */
  function factWriter() {
    let waiting: PublicFact[] = [];
    const finish = async () => {
      const facts = waiting;
      waiting = [];
      if (facts.length > 0) await store.savePublic(facts);
    };
    return {
      finish,
      async add(consultation: Consultation, standing: Standing): Promise<void> {
        const facts = publicFactsOf(tokens, consultation, standing, true);
        // A part that was never public has no row, and gets none.
        const { submission, choice } = standing;
        const wasNever = submission.version === 1 && choice === null;
        waiting.push(...facts.filter(({ part }) => part !== null || !wasNever));
        if (waiting.length >= WRITTEN_TOGETHER) await finish();
      },
    };
  }
}

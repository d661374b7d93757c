import { type Announcement, wentOutAt } from '../domain/announcement.ts';
import type { Consultation } from '../domain/consultation.ts';
import { afterStep, beginExpiry, EVERYTHING, type Expiry, type Step } from '../domain/expiry.ts';
import type { Retention } from '../domain/retention.ts';
import { DAY_MS, type Instant, MINUTE_MS, plus, wholeHour } from '../domain/time.ts';
import type { AnnouncementStore } from '../ports/announcements.ts';
import type { ConsultationStore } from '../ports/consultations.ts';
import type { ExpiryStore } from '../ports/expiries.ts';
import type { Journal } from '../ports/journal.ts';
import type { Clock } from '../ports/world.ts';

interface Needs {
  readonly store: ExpiryStore &
    Pick<AnnouncementStore, 'listAnnouncements'> &
    Pick<ConsultationStore, 'listConsultations'>;
  readonly retention: Retention;
  readonly clock: Clock;
  readonly journal: Journal;
}

/** A run begins no step after this time, and ends well within the time limit of its function. */
const BUDGET_MS = 10 * MINUTE_MS;

/**
 * A run looks this far back at most. What is older has expired by itself, as all counts do: within
 * some days, at a time that nobody promises.
 */
const COUNTED_BEFORE_MS = 7 * DAY_MS;

/** What one run has done. `left`: the next run goes on. */
export interface ExpiryRun {
  readonly outcome: 'done' | 'left';
  readonly removed: number;
}

/** One kind of data of one subject, with the step that removes some of it. */
interface Job {
  readonly first: Expiry;
  readonly step: (expiry: Expiry) => Promise<Step>;
}

/**
 * Removes what is older than the settings allow. Safe to run at any time and any number of times,
 * even at once: each step is written down with what it has removed. A run that ends early or dies is
 * continued by the next. A fault at one subject does not delay the others, but the run fails, so
 * that it is seen.
 */
export function expireData({ store, retention, clock, journal }: Needs) {
  return async (): Promise<ExpiryRun> => {
    const until = plus(clock.now(), BUDGET_MS);
    const faults: unknown[] = [];
    let removed = 0;
    let isLeft = false;
    for (const job of await findJobs()) {
      const { kind, subject } = job.first;
      try {
        const run = await work(job, until);
        removed += run.removed;
        isLeft ||= run.outcome === 'left';
        if (run.removed > 0) {
          const { rule, days } = job.first;
          const about = { kind, subject, rule, days, removed: run.removed };
          journal.info('Data that were too old have been removed', about);
        }
      } catch (fault) {
        journal.error('Data that are too old could not be removed', { kind, subject, fault });
        faults.push(fault);
      }
    }
    if (faults.length > 0) throw new AggregateError(faults, `${faults.length} removals failed`);
    if (isLeft) journal.count('ExpiryLeft');
    journal.count('ExpirySucceeded');
    return { outcome: isLeft ? 'left' : 'done', removed };
  };

  async function work({ first, step }: Job, until: Instant): Promise<ExpiryRun> {
    let stored = await store.openExpiry(first);
    const before = stored.expiry.removed;
    for (;;) {
      const { expiry } = stored;
      const removed = expiry.removed - before;
      if (expiry.isDone) return { outcome: 'done', removed };
      if (clock.now() >= until) return { outcome: 'left', removed };
      const done = await step(expiry);
      if (expiry.tooOldAt === null && done.next === null) return { outcome: 'done', removed };
      const after = afterStep(expiry, done, clock.now());
      stored = (await store.moveExpiry(stored, after)) ?? (await store.openExpiry(first));
    }
  }

  async function findJobs(): Promise<Job[]> {
    const now = clock.now();
    const [consultations, announcements] = await Promise.all([
      store.listConsultations(),
      store.listAnnouncements(),
    ]);
    return [
      sourcesUpTo(now),
      ...consultations.flatMap((one) => [...contactsOf(one, now), ...mailsAbout(one, now)]),
      ...announcements.flatMap((one) => mailsOf(one, now)),
    ];
  }

  /**
   * Returns the job that removes the counts of every hour that is over and older than
   * `sourceCountDays` − 1 days.
   */
  function sourcesUpTo(now: Instant): Job {
    const to = wholeHour(plus(now, -(retention.sourceCountDays - 1) * DAY_MS));
    const about = { kind: 'sources', subject: EVERYTHING, tooOldAt: null } as const;
    const earliest = plus(to, -COUNTED_BEFORE_MS);
    return {
      first: beginExpiry(about, retention, now),
      step: async ({ place }) => {
        const isBehind = place === null || place < earliest;
        return store.expireSources(isBehind ? earliest : (place as Instant), to);
      },
    };
  }

  function contactsOf(consultation: Consultation, now: Instant): Job[] {
    const tooOldAt = plus(consultation.closesAt, retention.contactDaysAfterClosing * DAY_MS);
    if (now < tooOldAt) return [];
    const about = { kind: 'contacts', subject: consultation.id, tooOldAt } as const;
    return [
      {
        first: beginExpiry(about, retention, now),
        step: async ({ place, startedAt }) => {
          const removal = { at: clock.now(), because: 'retention' } as const;
          return store.expireContacts(consultation, place, removal, startedAt);
        },
      },
    ];
  }

  /**
   * Returns the job that removes old mails of a closed consultation. An open one keeps them,
   * because its authors may ask for a mail again.
   */
  function mailsAbout(consultation: Consultation, now: Instant): Job[] {
    const to = plus(now, -retention.deliveryDays * DAY_MS);
    if (now < consultation.closesAt || to <= consultation.opensAt) return [];
    const about = { kind: 'mails', subject: consultation.id, tooOldAt: null } as const;
    return [
      {
        first: beginExpiry(about, retention, now),
        step: async ({ place, startedAt }) =>
          store.expireMails(consultation, place, to, clock.now(), startedAt),
      },
    ];
  }

  function mailsOf(announcement: Announcement, now: Instant): Job[] {
    const { id, state } = announcement;
    const tooOldAt = plus(wentOutAt(announcement), retention.deliveryDays * DAY_MS);
    if (state !== 'started' || now < tooOldAt) return [];
    const about = { kind: 'announcements', subject: id, tooOldAt } as const;
    return [
      {
        first: beginExpiry(about, retention, now),
        step: async ({ place, startedAt }) =>
          store.expireBatches(id, place, clock.now(), startedAt),
      },
    ];
  }
}

import * as z from 'zod/mini';
import { Reach } from './announcement.ts';
import { type Consultation, isPublic, stateOf } from './consultation.ts';
import { Count, LogPlace, Sha256 } from './schemas.ts';
import { Topic } from './subscription.ts';
import { Bilingual, Slug } from './text.ts';
import {
  dayAfter,
  fullDaysBetween,
  HOUR_MS,
  Instant,
  LocalDate,
  localDate,
  plus,
  sameTimeOn,
} from './time.ts';

/*
 * The record of a consultation: what the system and its log say about how it was held, and by which
 * rules. It names no person and no address.
 */

/** The stage of an action plan at which a consultation takes place. */
export type Stage = 'co-creation' | 'implementation';

const Days = z.nullable(Count);

const RecordedDates = z.strictObject({
  opensAt: Instant,
  closesAt: Instant,
  /** When the log first tells these times. */
  loggedAt: Instant,
  entry: LogPlace,
});

const RecordedDraft = z.strictObject({
  version: z.int(),
  /** What the log says about it. Null: the log does not tell of it yet. */
  logged: z.nullable(z.strictObject({ at: Instant, entry: LogPlace, sha256: Sha256 })),
});
export type RecordedDraft = z.infer<typeof RecordedDraft>;

const RecordedAnnouncement = z.strictObject({
  id: z.string(),
  /** That it has opened, that it is about to close, or something that somebody has written. */
  kind: z.enum(['opened', 'closing', 'written']),
  topic: Topic,
  /** Null for one that the consultation made by itself. */
  subject: z.nullable(Bilingual),
  sentAt: Instant,
  /** Null: not counted yet. */
  reach: z.nullable(Reach),
});
export type RecordedAnnouncement = z.infer<typeof RecordedAnnouncement>;

/** Parts are opinions or proposals, each counted once. */
const Received = z.strictObject({
  /** Everything that was received before this time is counted. */
  upTo: Instant,
  /** Null: it was not counted from the beginning. */
  submissions: z.nullable(
    z.strictObject({
      received: Count,
      /** The first ones, edits and withdrawals. */
      versions: Count,
      /** As a whole. */
      withdrawn: Count,
    }),
  ),
  parts: z.strictObject({
    received: Count,
    published: Count,
    /**
     * Their authors agree to publication, but the consultation does not publish them, or not yet.
     */
    unpublished: Count,
    internal: Count,
    hidden: Count,
    /** Null: it was not counted from the beginning. */
    hiddenByRule: z.nullable(z.array(z.strictObject({ rule: Slug, parts: Count }))),
    withdrawn: Count,
  }),
});

const RecordedDigest = z.strictObject({
  number: z.int(),
  day: LocalDate,
  window: z.strictObject({ from: Instant, to: Instant }),
  /** Versions of submissions of which it tells the unit. */
  count: Count,
  mailboxes: Count,
  /** Mailboxes whose mail server has accepted it. Nobody knows whether anybody has read it. */
  accepted: Count,
  /** The log holds it, and all that it tells, up to this place. */
  entry: LogPlace,
});
export type RecordedDigest = z.infer<typeof RecordedDigest>;

const RecordedLog = z.strictObject({
  size: Count,
  /** The log holds everything that was received before this time. */
  upTo: Instant,
  sealedAt: Instant,
  /** As C2SP tlog-checkpoint writes it. */
  checkpoint: z.string(),
  /** The consultation has closed, and the log will not tell more of its digests. */
  isFinal: z.boolean(),
});

const RULES = [
  'dialogue',
  'readable',
  'invited',
  'answered',
  'window',
  'notice',
  'summary',
] as const;

const REASONS = [
  'not-in-record',
  'not-open-yet',
  'not-closed-yet',
  'readable',
  'readable-after-closing',
  'never-published',
  'went-out',
  'went-to-nobody',
  'not-announced',
  'not-counted-yet',
  'answered',
  'answered-late',
  'not-answered',
  'not-answered-yet',
  'log-behind',
  'long-enough',
  'too-short',
  'early-enough',
  'too-late',
  'log-began-later',
] as const;

export const Rule = z.strictObject({
  rule: z.enum(RULES),
  /** The standard of the OGP, from 1 to 5. Null: a setting of the consultation. */
  standard: z.nullable(z.int()),
  /** How many days the rule asks for. Null: it asks for no number of days. */
  required: Days,
  verdict: z.enum(['pass', 'fail', 'unknown']),
  because: z.enum(REASONS),
  /** What the reason speaks of: days that there were, mails that were sent, a time. */
  days: Days,
  sent: z.nullable(Count),
  at: z.nullable(Instant),
});
export type Rule = z.infer<typeof Rule>;

export const ConsultationRecord = z.strictObject({
  consultation: Slug,
  kind: Slug,
  title: Bilingual,
  plan: Bilingual,
  state: z.enum(['upcoming', 'open', 'closed']),
  window: z.strictObject({
    opensAt: Instant,
    closesAt: Instant,
    /** Full days: a day on which clocks change counts as one. */
    days: Count,
    /** Every state of the two times, as the log tells of them. */
    logged: z.array(RecordedDates),
  }),
  drafts: z.array(RecordedDraft),
  announcements: z.array(RecordedAnnouncement),
  /** Null: nothing is counted yet. */
  received: z.nullable(Received),
  units: z.array(z.strictObject({ id: Slug, name: Bilingual, digests: z.array(RecordedDigest) })),
  /** Null: nothing is sealed yet. */
  log: z.nullable(RecordedLog),
  rules: z.array(Rule),
});
export type ConsultationRecord = z.infer<typeof ConsultationRecord>;

/** What the rules judge. */
export interface RecordFacts {
  readonly consultation: Pick<Consultation, 'opensAt' | 'closesAt' | 'publishes' | 'standards'>;
  readonly stage: Stage;
  readonly drafts: readonly RecordedDraft[];
  /** Those that have gone out. */
  readonly announcements: readonly RecordedAnnouncement[];
  readonly log: { readonly upTo: Instant } | null;
}

/**
 * The sealing runs every 15 minutes. A draft that the log first tells of within this time after
 * opening was published with the opening. If the log begins later, it cannot say.
 */
const SEALED_WITHIN_MS = HOUR_MS;
/** An announcement begins to go out within this time. */
const STARTED_WITHIN_MS = HOUR_MS;

type Judgement = Pick<Rule, 'verdict' | 'because'> & Partial<Pick<Rule, 'days' | 'sent' | 'at'>>;

/**
 * Judges the consultation by the standards of the Open Government Partnership, as far as one
 * consultation can show them, and by its own settings. A rule says unknown where the record does not
 * know, or cannot know yet.
 */
export function judgeConsultation(facts: RecordFacts, now: Instant): Rule[] {
  const { shortestWindowDays, noticeDays, summaryDays } = facts.consultation.standards;
  const [invites, answers] = facts.stage === 'co-creation' ? [3, 4] : [5, 5];
  const own = (rule: Rule['rule'], required: number | undefined, judge: Judge) =>
    required === undefined ? [] : [ruleOf(rule, null, required, judge(facts, now, required))];
  return [
    ruleOf('dialogue', 1, null, { verdict: 'unknown', because: 'not-in-record' }),
    ruleOf('readable', 2, null, judgeReadable(facts, now)),
    ruleOf('invited', invites, null, judgeInvitation(facts, now)),
    ruleOf('answered', answers, null, judgeAnswer(facts, now, null)),
    ...own('window', shortestWindowDays, judgeWindow),
    ...own('notice', noticeDays, judgeNotice),
    ...own('summary', summaryDays, judgeAnswer),
  ];
}

type Judge = (facts: RecordFacts, now: Instant, required: number) => Judgement;

function ruleOf(
  rule: Rule['rule'],
  standard: number | null,
  required: number | null,
  { days = null, sent = null, at = null, ...judged }: Judgement,
): Rule {
  return { rule, standard, required, ...judged, days, sent, at };
}

/** Everybody can read what others have written, if its author allows it. */
function judgeReadable({ consultation }: RecordFacts, now: Instant): Judgement {
  const { publishes, opensAt, closesAt } = consultation;
  if (publishes === 'never') return { verdict: 'fail', because: 'never-published' };
  if (isPublic(consultation, now)) return { verdict: 'pass', because: 'readable' };
  return publishes === 'after-closing'
    ? { verdict: 'unknown', because: 'readable-after-closing', at: closesAt }
    : { verdict: 'unknown', because: 'not-open-yet', at: opensAt };
}

/** A mail that says that the consultation has opened has gone out, to one person at least. */
function judgeInvitation(
  { consultation: { opensAt }, announcements }: RecordFacts,
  now: Instant,
): Judgement {
  if (now < opensAt) return { verdict: 'unknown', because: 'not-open-yet', at: opensAt };
  const invitation = announcements.find(({ kind }) => kind === 'opened');
  if (invitation === undefined) {
    return now < plus(opensAt, STARTED_WITHIN_MS)
      ? { verdict: 'unknown', because: 'not-counted-yet' }
      : { verdict: 'fail', because: 'not-announced' };
  }
  const { reach, sentAt: at } = invitation;
  if (reach !== null && reach.sent > 0) {
    return { verdict: 'pass', because: 'went-out', at, sent: reach.sent };
  }
  return reach?.complete === true
    ? { verdict: 'fail', because: 'went-to-nobody', at }
    : { verdict: 'unknown', because: 'not-counted-yet' };
}

/**
 * After closing, an announcement of results or a further version of the draft was published. With
 * `required`, within this many days.
 */
function judgeAnswer(facts: RecordFacts, now: Instant, required: number | null): Judgement {
  const { closesAt } = facts.consultation;
  if (now < closesAt) return { verdict: 'unknown', because: 'not-closed-yet', at: closesAt };
  const answeredAt = firstAnswerAt(facts);
  if (required === null) {
    return answeredAt === null
      ? { verdict: 'unknown', because: 'not-answered-yet' }
      : { verdict: 'pass', because: 'answered', at: answeredAt };
  }
  const dueAt = sameTimeOn(dayAfter(localDate(closesAt), required), closesAt);
  if (answeredAt !== null) {
    return answeredAt <= dueAt
      ? { verdict: 'pass', because: 'answered', at: answeredAt }
      : { verdict: 'fail', because: 'answered-late', at: answeredAt };
  }
  if (now <= dueAt) return { verdict: 'unknown', because: 'not-answered-yet', at: dueAt };
  // A draft that was published in time may still be missing in the log.
  const isBehind = facts.log === null || facts.log.upTo <= dueAt;
  return isBehind
    ? { verdict: 'unknown', because: 'log-behind', at: dueAt }
    : { verdict: 'fail', because: 'not-answered', at: dueAt };
}

/** The first version of the draft asks, and answers nobody, however late the log tells of it. */
function firstAnswerAt({ consultation, announcements, drafts }: RecordFacts): Instant | null {
  const first = Math.min(...drafts.map(({ version }) => version));
  const further = drafts.filter(({ version }) => version > first);
  const times = [
    ...announcements.flatMap(({ topic, sentAt }) => (topic === 'results' ? [sentAt] : [])),
    ...further.flatMap(({ logged }) => logged?.at ?? []),
  ];
  return times.filter((time) => time >= consultation.closesAt).toSorted()[0] ?? null;
}

function judgeWindow(
  { consultation: { opensAt, closesAt } }: RecordFacts,
  _: Instant,
  required: number,
): Judgement {
  const days = fullDaysBetween(opensAt, closesAt);
  return days >= required
    ? { verdict: 'pass', because: 'long-enough', days }
    : { verdict: 'fail', because: 'too-short', days };
}

/**
 * The log begins when the consultation is published, so its first draft entry tells since when
 * people can read the draft.
 */
function judgeNotice(
  { consultation: { opensAt }, drafts, log }: RecordFacts,
  _: Instant,
  required: number,
): Judgement {
  const at = drafts.flatMap(({ logged }) => logged?.at ?? []).toSorted()[0];
  if (log === null || at === undefined) return { verdict: 'unknown', because: 'log-behind' };
  const days = fullDaysBetween(at, opensAt);
  if (days >= required) return { verdict: 'pass', because: 'early-enough', days, at };
  return at <= plus(opensAt, SEALED_WITHIN_MS)
    ? { verdict: 'fail', because: 'too-late', days, at }
    : { verdict: 'unknown', because: 'log-began-later', at };
}

/** Returns the consultation's own part of its record. */
export function beginRecord(
  { id, kind, title, plan, opensAt, closesAt }: Consultation,
  now: Instant,
): Pick<ConsultationRecord, 'consultation' | 'kind' | 'title' | 'plan' | 'state'> & {
  readonly window: Omit<ConsultationRecord['window'], 'logged'>;
} {
  const state = stateOf({ opensAt, closesAt }, now);
  const days = fullDaysBetween(opensAt, closesAt);
  return { consultation: id, kind, title, plan, state, window: { opensAt, closesAt, days } };
}

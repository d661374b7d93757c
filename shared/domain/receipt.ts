import type { Consultation, ResponsibleUnit } from './consultation.ts';
import { type Delivery, reachOf } from './delivery.ts';
import type { Lead } from './lineage.ts';
import { TOO_MANY } from './limits.ts';
import { maskEmail } from './masked-email.ts';
import type { Submission } from './submission.ts';
import { type Instant, type LocalDate, MINUTE_MS, plus } from './time.ts';

/**
 * One version, and where the log holds it. `due`: it will be sealed soon. `late`: it should be in the
 * log by now, and is not.
 */
export interface Reception {
  readonly change: Submission['state'];
  readonly at: Instant;
  readonly sealing:
    | { readonly state: 'sealed'; readonly at: Instant; readonly entry: number }
    | { readonly state: 'due' | 'late' };
}

/** A version is usually sealed within twenty minutes. */
const LATE_MS = 30 * MINUTE_MS;

/** Says of a version that is not in the log whether it should be. */
export function sealingOf(receivedAt: Instant, now: Instant): Reception['sealing'] {
  return { state: now < plus(receivedAt, LATE_MS) ? 'due' : 'late' };
}

/** How far a submission has got on its way to one responsible unit. */
export interface Progress {
  readonly unit: ResponsibleUnit;
  /** The last change to the parts of this unit. Parts of other units do not count. */
  readonly change: Submission['state'];
  readonly told:
    /** The unit's next digest tells it, on the day `next`. */
    | { readonly state: 'waiting'; readonly next: LocalDate }
    /**
     * This digest tells it. `day` is the day for which the digest was made, and `entry` its place in
     * the log, or null while it is not there.
     */
    | {
        readonly state: 'told';
        readonly number: number;
        readonly day: LocalDate;
        readonly entry: number | null;
        readonly reach: DigestReach;
      };
}

/**
 * How far the mails of a digest have got. `delayed`: an attempt has failed, and another follows.
 * `sent`: SES has taken it for a mailbox at `sentAt`, and has not reported what became of it.
 * `accepted`: the mail server of a mailbox has taken it. `owed`: no mailbox has taken it, so it is sent
 * again.
 */
export interface DigestReach {
  readonly state: 'under-way' | 'delayed' | 'sent' | 'accepted' | 'owed';
  readonly sentAt: Instant | null;
  /** To how many mailboxes the digest goes. */
  readonly mailboxes: number;
  /** Those of them that have accepted it, in the order of the unit. */
  readonly accepted: readonly Acceptance[];
}

/** The mail server of a mailbox has accepted a digest. Nobody knows whether anybody has read it. */
export interface Acceptance {
  /** Null: only a later complaint shows it. */
  readonly at: Instant | null;
  /** Its place in the log, or null while it is not there. */
  readonly entry: number | null;
}

/**
 * Returns how far a digest has got: over all mails to each mailbox, because a mailbox may get a
 * digest more than once. A mailbox that the unit has given up does not count. `entryOf` says where
 * the log holds the acceptance by a mailbox. Mailboxes count from 1, in the order in which they
 * first appear among `recipients`.
 */
export function digestReachOf(
  recipients: readonly string[],
  deliveries: ReadonlyMap<string, Delivery>,
  entryOf: (mailbox: number) => number | null = () => null,
): DigestReach {
  const mailboxes = new Map<string, Delivery[]>();
  recipients.forEach((mailbox, place) => {
    const delivery = deliveries.get(String(place));
    if (delivery === undefined || delivery.state === 'cancelled') return;
    mailboxes.set(mailbox, [...(mailboxes.get(mailbox) ?? []), delivery]);
  });
  const all = [...mailboxes.values()].flat();
  const reach = reachOf(all);
  const isDelayed = reach === 'under-way' && all.some((one) => wasPostponed(one));
  return {
    state: isDelayed ? 'delayed' : reach,
    sentAt: reach === 'sent' ? earliest(all.flatMap(sentAt)) : null,
    mailboxes: mailboxes.size,
    accepted: [...new Set(recipients)].flatMap((mailbox, index) => {
      const tries = mailboxes.get(mailbox)?.filter(isAccepted) ?? [];
      if (tries.length === 0) return [];
      return [{ at: earliest(tries.flatMap(deliveredAt)), entry: entryOf(index + 1) }];
    }),
  };
}

/** A complaint about a mail proves that it was accepted, but not when. */
function isAccepted({ state }: Delivery): boolean {
  return state === 'delivered' || state === 'complained';
}

function deliveredAt(one: Delivery): Instant[] {
  return one.state === 'delivered' ? [one.at] : [];
}

function sentAt(one: Delivery): Instant[] {
  return one.state === 'sent' ? [one.sentAt] : [];
}

function wasPostponed(one: Delivery): boolean {
  return one.state === 'due' && one.attempts > 0;
}

function earliest(instants: readonly Instant[]): Instant | null {
  return instants.toSorted()[0] ?? null;
}

/**
 * How far the mail with the receipt has got. `due`: it is about to be sent. `delayed`: an attempt has
 * failed, or the account may not send now. `sent`: SES has taken it at `at`. `accepted`: the author's
 * mail server has taken it. `bounced`: that server has refused it. `unknown`: nobody can tell whether
 * SES has sent it. `held`: too many mails were asked for, from the same source or to the same
 * address. `stopped`: the address gets no mail, because mails to it came back or its owner complained.
 * `failed`: it was not sent. `over`: the address was removed, or what was known of the mail, so nobody
 * can ask for it again.
 */
export interface ReceiptMail {
  readonly state:
    | 'due'
    | 'delayed'
    | 'sent'
    | 'accepted'
    | 'bounced'
    | 'unknown'
    | 'held'
    | 'stopped'
    | 'failed'
    | 'over';
  readonly at: Instant | null;
}

export function receiptMailOf(receipt: Delivery, now: Instant): ReceiptMail {
  switch (receipt.state) {
    case 'due':
      return { state: wasPostponed(receipt) || receipt.dueAt > now ? 'delayed' : 'due', at: null };
    case 'sending':
      return { state: 'due', at: null };
    case 'sent':
      return { state: 'sent', at: receipt.sentAt };
    case 'delivered':
      return { state: 'accepted', at: receipt.at };
    case 'bounced':
      return { state: 'bounced', at: receipt.at };
    case 'complained':
      return { state: 'stopped', at: null };
    case 'suppressed':
      return { state: isHeld(receipt.reason) ? 'held' : 'stopped', at: null };
    case 'cancelled':
      return { state: isHeld(receipt.reason) ? 'held' : 'failed', at: null };
    case 'unknown':
    case 'failed':
      return { state: receipt.state, at: null };
  }
}

function isHeld(reason: string): boolean {
  const held: readonly string[] = Object.values(TOO_MANY);
  return held.includes(reason);
}

/** Says whether somebody may ask for the mail again. */
export function mayAskAgain({ state }: ReceiptMail): boolean {
  return state !== 'due' && state !== 'delayed' && state !== 'stopped' && state !== 'over';
}

/** Longer than the time for which the page asks the author to wait for the mail. */
const AUTHOR_ALONE_MS = 60 * MINUTE_MS;

/**
 * Returns the address of the author, masked, within an hour of the first sending. Until then nobody
 * but the author can have the reference: it stands only on the page that follows sending, and in
 * the mail. After that hour returns null, also right after an edit, because the author may have
 * given the reference to others.
 */
export function addressFor({ contact, firstReceivedAt }: Submission, now: Instant): string | null {
  if (contact === undefined || now >= plus(firstReceivedAt, AUTHOR_ALONE_MS)) return null;
  return maskEmail(contact.email);
}

/**
 * What a receipt page may show to anybody who knows the reference. It does not say who wrote or
 * what.
 */
export interface Receipt {
  readonly consultation: Consultation;
  readonly reference: string;
  readonly state: Submission['state'];
  readonly parts: number;
  /** When the newest version was received. */
  readonly receivedAt: Instant;
  /** The first version, and the newest if it is another one. */
  readonly receptions: readonly Reception[];
  /** See {@link addressFor}. */
  readonly address: string | null;
  /** How far the mail to the author has got. */
  readonly mail: ReceiptMail;
  /** The commitments that have grown from the submission, if it is a proposal. */
  readonly leadsTo: readonly Lead[];
  /**
   * For each unit that was told about the submission or will be. A unit stands twice while a change
   * waits for its next digest: first what it was told last.
   */
  readonly progress: readonly Progress[];
}

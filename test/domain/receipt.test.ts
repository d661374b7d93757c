import { describe, expect, it } from 'vitest';
import {
  cancel,
  type Delivery,
  due,
  fail,
  NEVER_CAME,
  suppress,
} from '../../shared/domain/delivery.ts';
import { TOO_MANY } from '../../shared/domain/limits.ts';
import {
  addressFor,
  digestReachOf,
  mayAskAgain,
  receiptMailOf,
} from '../../shared/domain/receipt.ts';
import { editSubmission } from '../../shared/domain/submission.ts';
import { plus } from '../../shared/domain/time.ts';
import { aConsultation, anInput, aSubmission, at, given } from '../support/builders.ts';

const now = at('2027-01-11T06:00:00Z');
const [soon, later] = [plus(now, 60_000), plus(now, 120_000)];
const MINUTES = 60_000;

const tried = { kind: 'digest', attempts: 1, repeat: false } as const;
const waiting = due('digest', now);
const sent: Delivery = { ...tried, state: 'sent', sentAt: now, messageId: 'm' };
const reported = (state: 'delivered' | 'bounced' | 'complained', when = soon): Delivery => ({
  ...tried,
  state,
  at: when,
  reason: '',
});

describe('what a receipt page says of its mail', () => {
  it.each<[string, Delivery, ReturnType<typeof receiptMailOf>, boolean]>([
    ['is about to go out', waiting, { state: 'due', at: null }, false],
    [
      'is being sent',
      { ...tried, state: 'sending', dueAt: soon, by: 'me' },
      { state: 'due', at: null },
      false,
    ],
    [
      'has failed once',
      { ...waiting, ...tried, state: 'due', dueAt: now },
      { state: 'delayed', at: null },
      false,
    ],
    ['must wait for the quota', due('receipt', soon), { state: 'delayed', at: null }, false],
    ['was taken by SES', sent, { state: 'sent', at: now }, true],
    ['was taken by the mail server', reported('delivered'), { state: 'accepted', at: soon }, true],
    ['came back', reported('bounced'), { state: 'bounced', at: soon }, true],
    ['was complained about', reported('complained'), { state: 'stopped', at: null }, false],
    [
      'may not go to its address',
      suppress(waiting, 'bounced', now),
      { state: 'stopped', at: null },
      false,
    ],
    [
      'was asked for too often by its address',
      suppress(waiting, TOO_MANY.address, now),
      { state: 'held', at: null },
      true,
    ],
    [
      'was asked for too often from its network',
      cancel(waiting, TOO_MANY.source),
      { state: 'held', at: null },
      true,
    ],
    ['was never to be sent', cancel(waiting, NEVER_CAME), { state: 'failed', at: null }, true],
    ['was refused', fail(waiting, 'refused'), { state: 'failed', at: null }, true],
    [
      'may have been sent',
      { ...tried, state: 'unknown', reason: '' },
      { state: 'unknown', at: null },
      true,
    ],
  ])('that %s is what is recorded', (_, delivery, said, offered) => {
    expect(receiptMailOf(delivery, now)).toEqual(said);
    expect(mayAskAgain(said)).toBe(offered);
  });
});

describe('what a receipt page says of a digest', () => {
  const reach = (recipients: readonly string[], ...deliveries: Delivery[]) =>
    digestReachOf(recipients, new Map(deliveries.map((one, place) => [String(place), one])));

  it('is how far the furthest mail has got, and when the first got there', () => {
    const two = { mailboxes: 2, accepted: [] };
    expect(reach(['a', 'b'], waiting, waiting)).toEqual({
      state: 'under-way',
      sentAt: null,
      ...two,
    });
    expect(reach(['a', 'b'], { ...waiting, attempts: 1 }, waiting)).toEqual({
      state: 'delayed',
      sentAt: null,
      ...two,
    });
    expect(reach(['a', 'b'], { ...sent, sentAt: later }, sent)).toEqual({
      state: 'sent',
      sentAt: now,
      ...two,
    });
    expect(reach(['a', 'b'], reported('bounced'), sent)).toEqual({
      state: 'sent',
      sentAt: now,
      ...two,
    });
    expect(reach(['a', 'b'], reported('bounced'), fail(waiting, ''))).toEqual({
      state: 'owed',
      sentAt: null,
      ...two,
    });
  });

  it('counts the mailboxes that have accepted it, each once, and never one that gave it back', () => {
    const [first, second] = [reported('delivered'), reported('delivered', later)];
    expect(reach(['a', 'b', 'a'], first, reported('bounced'), second)).toEqual({
      state: 'accepted',
      sentAt: null,
      mailboxes: 2,
      accepted: [{ at: soon, entry: null }],
    });
    expect(reach(['a', 'b'], second, first)).toMatchObject({
      accepted: [{ at: later }, { at: soon }],
    });
  });

  it('leaves out a mailbox that the unit no longer has', () => {
    expect(reach(['a', 'b'], reported('delivered'), cancel(waiting, 'no-mailbox'))).toMatchObject({
      mailboxes: 1,
      accepted: [{ at: soon }],
    });
  });

  it('numbers the mailboxes as the log does: each once, also those that the unit no longer has', () => {
    const deliveries = [
      reported('delivered'),
      reported('bounced'),
      reported('delivered', later),
      reported('delivered', later),
    ];
    const all = new Map(deliveries.map((one, place) => [String(place), one]));
    const recipients = ['a', 'b', 'a', 'c'];
    expect(digestReachOf(recipients, all, (mailbox) => mailbox + 10)).toMatchObject({
      accepted: [
        { at: soon, entry: 11 },
        { at: later, entry: 13 },
      ],
    });
    all.set('1', cancel(waiting, 'no-mailbox'));
    expect(digestReachOf(recipients, all, (mailbox) => mailbox + 10)).toMatchObject({
      accepted: [{ entry: 11 }, { entry: 13 }],
    });
  });

  it('takes a complaint as a sign that the mail was accepted, not of the time', () => {
    expect(reach(['a'], reported('complained'))).toEqual({
      state: 'accepted',
      sentAt: null,
      mailboxes: 1,
      accepted: [{ at: null, entry: null }],
    });
  });
});

describe('the address on a receipt page', () => {
  const consultation = aConsultation();
  const contact = { name: 'Anna', email: 'birojs@ngo.example' };
  const submission = { ...aSubmission({ consultation, receivedAt: now }), contact };

  it('is shown, masked, for an hour after sending', () => {
    expect(addressFor(submission, now)).toBe('b…s@ngo.example');
    expect(addressFor(submission, plus(now, 60 * MINUTES - 1))).toBe('b…s@ngo.example');
    expect(addressFor(submission, plus(now, 60 * MINUTES))).toBeNull();
    expect(addressFor({ ...submission, contact: undefined }, now)).toBeNull();
  });

  it('is not shown again after an edit: others may have the reference by then', () => {
    const editedAt = plus(now, 90 * MINUTES);
    const edited = editSubmission(
      submission,
      consultation,
      given(anInput({ contact })),
      'b',
      editedAt,
    );
    expect(edited.receivedAt).toBe(editedAt);
    expect(addressFor(edited, editedAt)).toBeNull();
  });
});

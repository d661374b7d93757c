import { beforeEach, describe, expect, it } from 'vitest';
import { contentOf } from '../../shared/domain/submission.ts';
import { DEFAULT_RETENTION } from '../../shared/domain/retention.ts';
import { DAY_MS, MINUTE_MS } from '../../shared/domain/time.ts';
import { reportOf } from '../../shared/events.ts';
import { addressKeysOf } from '../../shared/usecases/address-key.ts';
import { recordDelivery } from '../../shared/usecases/record-delivery.ts';
import {
  aConsultation,
  anInput,
  given,
  aSesEvent,
  anAnnouncement,
  aUnit,
  sesDetails,
} from '../support/builders.ts';
import { aSimulatedTable, type TestTable } from '../support/engines.ts';
import { SOURCE, StandingClock, tokensWith } from '../support/ports.ts';
import { useCasesOn, type UseCases } from '../support/use-cases.ts';

/* What stood in the table, or was mailed, before the keys were rotated. */

const [OLD, NEW] = [tokensWith('one'), tokensWith('two', 'one')];
const EMAIL = 'anna@abele.example';
const FORM = 'https://site.example/lv/subscribe';
const HOUR_MS = 60 * MINUTE_MS;

let under: TestTable;
let clock: StandingClock;
/** The product before the rotation, and after it. */
let before: UseCases;
let after: UseCases;
beforeEach(() => {
  under = aSimulatedTable();
  clock = new StandingClock('2027-01-05T10:00:00Z');
  [before, after] = [useCasesOn(under, clock, OLD), useCasesOn(under, clock, NEW)];
});

const signUp = async (product: UseCases, email = EMAIL) => {
  await product.subscribe({ email, topics: [], language: 'lv' }, FORM, 'somewhere');
  await product.drain();
};
const oldKey = async (email = EMAIL) => (await addressKeysOf(OLD, email))[0];
const newKey = async (email = EMAIL) => (await addressKeysOf(NEW, email))[0];
const foundAt = async (address: string) => under.store.findSubscription(address);

/** Signs the address up and confirms it before the rotation. */
async function subscribed(email = EMAIL): Promise<void> {
  await signUp(before, email);
  await before.manage.confirm(await before.confirmationLink(email));
}

/** Returns the parts of the link that the newest mail to the address holds as its text. */
function linkIn({ mails }: UseCases, email = EMAIL) {
  const { text = '' } = mails.taken.findLast(({ to }) => to === email) ?? {};
  const { pathname, searchParams } = new URL(text);
  const address = pathname.split('/').find((part) => part.length === 22) ?? '';
  const requestedAt = searchParams.get('at') ?? '';
  return { address, requestedAt, token: searchParams.get('key') ?? '' };
}

async function announce(product: UseCases): Promise<void> {
  await under.store.scheduleAnnouncement(anAnnouncement({ sendAt: clock.now() }));
  await product.minutes(2);
}

function reporting(tokens: typeof NEW, journal = before.journal) {
  const record = recordDelivery({
    store: under.store,
    tokens,
    clock,
    journal,
    retention: DEFAULT_RETENTION,
  });
  return async (type: 'Bounce' | 'Complaint', detail: object, id: string) =>
    record(reportOf(aSesEvent(type, { ...detail }, { to: EMAIL, tags: {}, id })));
}

describe('a person who is known under an older key', () => {
  it('signs up again without another row or another mail', async () => {
    await subscribed();
    await signUp(after);
    expect(await foundAt(await newKey())).toBeNull();
    expect(await foundAt(await oldKey())).toMatchObject({ state: 'confirmed' });
    expect(after.mails.taken).toEqual([]);
  });

  it('is asked again where the first request stands, and the first link still confirms', async () => {
    await signUp(before);
    const link = linkIn(before);
    clock.advance(HOUR_MS);
    await signUp(after);
    expect(linkIn(after).address).toBe(await oldKey());
    expect(await foundAt(await newKey())).toBeNull();
    expect(await after.manage.confirm(link)).toBe('confirmed');
  });

  it('gets a link that confirms although the keys were rotated before the mail went out', async () => {
    await before.subscribe({ email: EMAIL, topics: [], language: 'lv' }, FORM, 'somewhere');
    await after.minutes(2);
    const link = linkIn(after);
    expect(link.address).toBe(await oldKey());
    expect(await after.manage.confirm(link)).toBe('confirmed');
  });

  it('comes back after it has left, and is still one person', async () => {
    await subscribed();
    await before.manage.end(await before.subscriberLink(EMAIL), 'unsubscribed');
    clock.advance(DAY_MS);
    await signUp(after);
    expect(await after.manage.confirm(linkIn(after))).toBe('confirmed');
    expect(await foundAt(await newKey())).toBeNull();
    await announce(after);
    expect(after.mails.taken.filter(({ tags }) => tags['kind'] === 'announcement')).toHaveLength(1);
  });

  it('uses the links of earlier mails, and gets one announcement with links that work', async () => {
    await subscribed();
    const link = await before.subscriberLink(EMAIL);
    expect(await after.manage.find(link)).toMatchObject({ state: 'confirmed' });
    expect(await after.manage.choose(link, { topics: ['drafts'] })).toBe('saved');
    await announce(after);
    expect(after.mails.taken.map(({ to }) => to)).toEqual([EMAIL]);
    expect(linkIn(after).address).toBe(link.address);
    expect(linkIn(after).token).not.toBe(link.token);
    expect(await after.manage.end(linkIn(after), 'unsubscribed')).toBe('ended');
    expect(await foundAt(await oldKey())).toMatchObject({ state: 'ended' });
    expect(await after.manage.end(link, 'unsubscribed')).toBe('ended');
  });

  it('gets no more confirmations in a month than without a rotation', async () => {
    for (let count = 0; count < 2; count++) {
      await signUp(before);
      clock.advance(HOUR_MS);
    }
    await under.store.eraseAddress(await oldKey(), []);
    for (let count = 0; count < 3; count++) {
      await signUp(after);
      clock.advance(HOUR_MS);
    }
    expect(after.mails.taken).toHaveLength(1);
  });

  it('is erased under every key', async () => {
    await subscribed();
    await under.store.scheduleAnnouncement(anAnnouncement({ sendAt: clock.now() }));
    await before.minutes(2);
    await reporting(OLD)('Bounce', sesDetails.bounce('Transient', 'MailboxFull'), 'before');
    await reporting(NEW)('Bounce', sesDetails.bounce('Transient', 'General', 'f-2'), 'after');
    expect(await after.erase(EMAIL)).toMatchObject({
      subscription: true,
      deliveries: 1,
      auditRows: 2,
    });
    for (const key of [await oldKey(), await newKey()]) {
      expect(await foundAt(key)).toBeNull();
      expect(await under.store.listAudit([key])).toEqual([]);
    }
  });
});

describe('a person who is new after the rotation', () => {
  it('stands under the newest key', async () => {
    await signUp(after);
    expect(await foundAt(await oldKey())).toBeNull();
    expect(await foundAt(await newKey())).toMatchObject({ state: 'pending' });
    expect(await after.manage.confirm(linkIn(after))).toBe('confirmed');
  });
});

describe('a suppression under an older key', () => {
  beforeEach(async () => {
    await subscribed();
    await reporting(OLD)('Complaint', sesDetails.complaint(), 'complaint');
  });

  it('keeps back every kind of mail to people', async () => {
    const consultation = aConsultation();
    await under.store.saveConsultation(consultation);
    await under.store.saveUnit(aUnit());
    clock.advance(DAY_MS);
    await signUp(after);
    const contact = { name: 'Anna', email: EMAIL };
    await after.submit(consultation.id, () => anInput({ contact }), { source: SOURCE });
    await announce(after);
    await after.minutes(130);
    expect(after.mails.taken).toEqual([]);
    expect(await foundAt(await oldKey())).toMatchObject({
      state: 'pending',
      confirmation: { state: 'suppressed', reason: 'complaint' },
    });
  });

  it('confirms no sign-up, although the link is right', async () => {
    clock.advance(DAY_MS);
    await signUp(after);
    expect(await after.manage.confirm(await before.confirmationLink(EMAIL))).toBe('ended');
  });

  it('is lifted by an operator, and comes back with the next report', async () => {
    clock.advance(DAY_MS);
    expect(await after.release(await addressKeysOf(NEW, EMAIL))).toBe('released');
    for (const tokens of [OLD, NEW]) {
      expect(await under.store.findSuppression(await addressKeysOf(tokens, EMAIL))).toBeNull();
    }
    clock.advance(DAY_MS);
    const again = sesDetails.complaint(null, 'feedback-9', clock.now());
    await reporting(NEW)('Complaint', again, 'again');
    const stands = await under.store.findSuppression(await addressKeysOf(NEW, EMAIL));
    expect(stands).toMatchObject({ reason: 'complaint', at: clock.now() });
  });
});

describe('a report after the rotation', () => {
  it('about an address under an older key suppresses it and ends its subscription', async () => {
    await subscribed();
    await reporting(NEW)('Complaint', sesDetails.complaint(), 'complaint');
    expect(await foundAt(await oldKey())).toMatchObject({ state: 'ended', ending: 'complaint' });
    await announce(after);
    expect(after.mails.taken).toEqual([]);
  });

  it('counts together with those before it', async () => {
    const soft = (day: number) =>
      sesDetails.bounce('Transient', 'MailboxFull', `f-${day}`, `2027-01-0${day}T12:00:00.000Z`);
    for (const day of [1, 2, 3, 4]) await reporting(OLD)('Bounce', soft(day), `soft-${day}`);
    const addresses = await addressKeysOf(NEW, EMAIL);
    expect(await under.store.findSuppression(addresses)).toBeNull();
    await reporting(NEW)('Bounce', soft(5), 'soft-5');
    expect(await under.store.findSuppression(addresses)).toMatchObject({ reason: 'soft-bounces' });
    expect((await under.store.listAudit(addresses)).map(({ at }) => at.slice(8, 10))).toEqual([
      '01',
      '02',
      '03',
      '04',
      '05',
    ]);
  });

  it('that came before as well counts once', async () => {
    const bounce = sesDetails.bounce('Transient', 'MailboxFull');
    await reporting(OLD)('Bounce', bounce, 'same');
    await reporting(NEW)('Bounce', bounce, 'same');
    expect(await under.store.listAudit(await addressKeysOf(NEW, EMAIL))).toHaveLength(1);
    expect(before.journal.counts.get('MailsBounced')).toBe(1);
  });
});

describe('a submission from before the rotation', () => {
  const consultation = aConsultation({ shards: 3 });
  const other = anInput({ organisation: 'Cita biedrība' });
  beforeEach(async () => {
    await under.store.saveConsultation(consultation);
    await under.store.saveUnit(aUnit());
  });

  async function stored(product: UseCases, input: unknown = anInput(), key: string | null = null) {
    const request = { source: SOURCE, idempotencyKey: key };
    const outcome = await product.submit(consultation.id, () => input, request);
    if (outcome.outcome === 'refused') throw new Error(outcome.failure);
    return outcome;
  }
  const versions = async () => Array.fromAsync(under.store.streamVersions(consultation));

  it('is found when the same content comes again', async () => {
    const { submission } = await stored(before);
    const again = await stored(after);
    expect(again).toMatchObject({ outcome: 'repeated', differs: false });
    expect(again.submission.reference).toBe(submission.reference);
    expect(await versions()).toHaveLength(1);
  });

  it('has a reference that does not follow from the content alone', async () => {
    const { submission } = await stored(before);
    const content = contentOf(consultation.id, given(anInput()));
    expect([submission.content, submission.origin]).not.toContain(NEW.fingerprint(content));
    const mine = await stored(useCasesOn(under, clock, tokensWith('three')));
    expect(mine.outcome).toBe('stored');
    expect(mine.submission.reference).not.toBe(submission.reference);
  });

  it('is found by a retry after closing too', async () => {
    const { submission } = await stored(before);
    clock.set(consultation.closesAt);
    const again = await stored(after);
    expect(again.submission.reference).toBe(submission.reference);
    expect(await after.submit(consultation.id, () => other, { source: SOURCE })).toMatchObject({
      failure: 'closed',
    });
  });

  it('is found by its Idempotency-Key, whatever comes with it', async () => {
    const { submission } = await stored(before, anInput(), 'key-1');
    const again = await stored(after, other, 'key-1');
    expect(again).toMatchObject({ outcome: 'repeated', differs: true });
    expect(again.submission.reference).toBe(submission.reference);
    expect((await stored(after, other, 'key-2')).outcome).toBe('stored');
    expect(await versions()).toHaveLength(2);
  });

  it('is received again under its reference after it was withdrawn', async () => {
    const { submission } = await stored(before);
    const { reference } = submission;
    await before.revise.withdraw(await before.revision(consultation.id, reference));
    clock.advance(MINUTE_MS);
    const again = await stored(after);
    expect(again).toMatchObject({ outcome: 'stored', submission: { reference, version: 3 } });
  });

  it('is edited by the link of its receipt, and is known again in its first words', async () => {
    const { submission } = await stored(before);
    const asked = await before.revision(consultation.id, submission.reference);
    expect((await after.revise.edit(asked, () => anInput())).outcome).toBe('revised');
    expect(await versions()).toHaveLength(1);
    await after.revise.edit(asked, () => other);
    expect(await stored(after)).toMatchObject({ outcome: 'repeated', differs: true });
    clock.advance(MINUTE_MS);
    await after.revise.edit(asked, () => anInput());
    expect(await stored(after)).toMatchObject({ outcome: 'repeated', differs: false });
    expect(await versions()).toHaveLength(3);
  });

  it('does not stand in the way of a new one', async () => {
    await stored(before);
    const { outcome, submission } = await stored(after, other);
    expect(outcome).toBe('stored');
    const [first] = await NEW.hashContent(`content:${contentOf(consultation.id, given(other))}`);
    expect(submission).toMatchObject({ content: first, origin: first, version: 1 });
    expect(await stored(after, other)).toMatchObject({ outcome: 'repeated', differs: false });
  });
});

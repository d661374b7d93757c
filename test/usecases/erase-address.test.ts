import { beforeEach, describe, expect, it } from 'vitest';
import { due } from '../../shared/domain/delivery.ts';
import { editSubmission, type Submission } from '../../shared/domain/submission.ts';
import { MINUTE_MS, plus } from '../../shared/domain/time.ts';
import { keys } from '../../shared/dynamo/keys.ts';
import { confirmationCountOf, receiptCountOf } from '../../shared/usecases/address-key.ts';
import { eraseAddress } from '../../shared/usecases/erase-address.ts';
import { listHeld } from '../../shared/usecases/list-held.ts';
import { moderateOpinions } from '../../shared/usecases/moderate-opinions.ts';
import { publishSubmission } from '../../shared/usecases/publish-submission.ts';
import {
  AUDITED_UNTIL,
  aConfirmed,
  aConsultation,
  aDigest,
  anAnnouncement,
  anInput,
  aSubmission,
  at,
  aUnit,
  given,
} from '../support/builders.ts';
import {
  storeDelivery,
  deliveriesOf,
  keyOf,
  keysOf,
  StandingClock,
  storeSubscription,
  tokens,
} from '../support/ports.ts';
import { aSimulatedTable } from '../support/engines.ts';
import { useCasesOn } from '../support/use-cases.ts';
import { aWiredTable } from '../support/wired-table.ts';
import type { WireRequest } from '../support/wire.ts';

let under: ReturnType<typeof aSimulatedTable>;

const clock = new StandingClock('2027-02-01T00:00:00Z');
beforeEach(() => {
  clock.set('2027-02-01T00:00:00Z');
  under = aSimulatedTable();
});

const EMAIL = 'Anna@abele.example';
const needs = () => ({ store: under.store, tokens, clock });
const erase = async (email = EMAIL, options = {}) =>
  eraseAddress({ ...needs(), publish: publishSubmission(needs()) })(email, options);
const NOTHING = {
  subscription: false,
  deliveries: 0,
  auditRows: 0,
  suppression: null,
  submissions: [],
  units: [],
};

async function mailed(email: string, announcement: string) {
  const address = await keyOf(email);
  await storeDelivery(under.store, announcement, address, due('announcement', clock.now()));
}

async function reported(email: string) {
  const at = clock.now();
  const about = { at, kind: 'announcement', messageId: 'm', reason: '' };
  await under.store.addAudit(
    await keysOf(email),
    { id: '1', event: 'soft-bounce', ...about },
    AUDITED_UNTIL,
  );
  await under.store.addAudit(
    await keysOf(email),
    { id: '2', event: 'complaint', ...about },
    AUDITED_UNTIL,
  );
  await under.store.saveSuppression(await keysOf(email), { reason: 'complaint', at });
}

async function everyRow(partitions: readonly string[]) {
  const all = await Promise.all(
    partitions.map(async (partition) => Array.fromAsync(under.table.query({ partition }))),
  );
  return JSON.stringify(all);
}

describe('an address that is erased', () => {
  it('leaves the list with its deliveries and reports, and the answer says what was removed', async () => {
    const address = await storeSubscription(under.store, aConfirmed({ email: EMAIL }));
    for (const id of ['spring', 'summer', 'autumn']) {
      await under.store.scheduleAnnouncement(anAnnouncement({ id }));
    }
    await mailed(EMAIL, 'spring');
    await mailed(EMAIL, 'autumn');
    await reported(EMAIL);
    expect(await erase('ANNA@abele.example')).toEqual({
      subscription: true,
      deliveries: 2,
      auditRows: 2,
      suppression: { reason: 'complaint', at: clock.now() },
      submissions: [],
      units: [],
    });
    expect(await under.store.findSubscription(address)).toBeNull();
    expect(await under.store.listAudit([address])).toEqual([]);
    expect(await deliveriesOf(under.store, 'spring')).toEqual(new Map());
    // An address that wanted no more mail gets none, although nobody can read any more whose it
    // was.
    expect(await under.store.findSuppression([address])).not.toBeNull();
    const shards = Array.from({ length: 16 }, (_, shard) => String(shard).padStart(6, '0'));
    const rows = await everyRow([
      ...shards.map((shard) => `SUBSCRIPTIONS#${shard}`),
      `ADDRESS#${address}`,
    ]);
    expect(rows.toLowerCase()).not.toContain('anna');
  });

  it('leaves all others as they were', async () => {
    const other = await storeSubscription(
      under.store,
      aConfirmed({ email: 'other@abele.example' }),
    );
    await under.store.scheduleAnnouncement(anAnnouncement());
    await mailed('other@abele.example', 'spring');
    await reported('other@abele.example');
    expect(await erase()).toEqual(NOTHING);
    expect(await under.store.findSubscription(other)).not.toBeNull();
    expect(await under.store.listAudit([other])).toHaveLength(2);
    expect([...(await deliveriesOf(under.store, 'spring')).keys()]).toEqual([other]);
  });

  it('is erased once: a second time nothing is left to remove', async () => {
    await storeSubscription(under.store, aConfirmed({ email: EMAIL }));
    expect(await erase()).toMatchObject({ subscription: true });
    expect(await erase()).toEqual(NOTHING);
  });
});

describe('the submissions of an address that is erased', () => {
  const consultation = aConsultation({ shards: 2, closesAt: at('2027-03-01T00:00:00Z') });
  const contact = { name: 'Anna Ābele', email: 'anna@ABELE.example'.toLowerCase() };
  const zane = { name: 'Zane Zariņa', email: 'zane@abele.example' };
  beforeEach(async () => under.store.saveConsultation(consultation));

  async function received(seed: number, who = contact) {
    const submission = aSubmission({ consultation, seed, contact: who });
    await under.store.addSubmission(consultation, submission);
    return submission;
  }

  /** The submission with its next version, which names somebody else. */
  async function handedOver() {
    const mine = await received(7);
    const input = given(anInput({ contact: zane }));
    const later = editSubmission(mine, consultation, input, 'b', at('2027-01-06T10:00:00Z'));
    const mail = due('receipt', later.receivedAt);
    await under.store.addSubmission(consultation, later, { receipt: mail, notice: mail });
    return { mine, later };
  }

  const versions = async () => Array.fromAsync(under.store.streamVersions(consultation));
  const mailsOf = async (submission: Submission) => {
    const key = under.store.receiptKey(consultation, submission);
    return [...((await under.store.findBatch(key))?.deliveries.keys() ?? [])];
  };

  it('lose their contact and their mails, and keep their words', async () => {
    const mine = await received(7);
    const other = await received(8, zane);
    const { contact: _, ...rest } = mine;
    expect(await erase()).toEqual({
      ...NOTHING,
      submissions: [
        { consultation: consultation.id, reference: mine.reference, versions: 1, unnamed: false },
      ],
    });
    expect(await under.store.findSubmission(consultation, mine.reference)).toEqual({
      ...rest,
      contactRemoved: { at: clock.now(), because: 'request' },
    });
    expect(await mailsOf(mine)).toEqual([]);
    expect(await under.store.findSubmission(consultation, other.reference)).toEqual(other);
    expect(await mailsOf(other)).toEqual(['receipt']);
    expect((await under.store.dueItems(clock.now(), 10)).batches).toEqual([
      under.store.receiptKey(consultation, other),
    ]);
  });

  it('lose it in the versions that name the address, and nowhere else', async () => {
    const { mine, later } = await handedOver();
    expect((await erase()).submissions).toMatchObject([{ versions: 1 }]);
    expect((await versions()).map((one) => one.contact)).toEqual([undefined, zane]);
    expect(await mailsOf(mine)).toEqual([]);
    // The notice went to the address that is erased, the receipt to the new one.
    expect(await mailsOf(later)).toEqual(['receipt']);
    expect((await erase(zane.email)).submissions).toMatchObject([{ versions: 1 }]);
    expect(await mailsOf(later)).toEqual([]);
    expect((await erase(zane.email)).submissions).toEqual([]);
  });

  it('lose it also in a version that is added at the same time', async () => {
    const mine = aSubmission({ consultation, seed: 7, contact });
    const later = at('2027-01-06T10:00:00Z');
    const edited = editSubmission(mine, consultation, given(anInput({ contact })), 'b', later);
    const { engineStore, store, wire, close } = await aWiredTable();
    await engineStore.saveConsultation(consultation);
    await engineStore.addSubmission(consultation, mine);
    const isErasing = ({ action, body }: WireRequest) =>
      action === 'UpdateItem' && JSON.stringify(body).includes('OPINIONS#');
    // The contact of the first version is gone, and the answer is on its way.
    const meanwhile = async () => engineStore.addSubmission(consultation, edited);
    wire.inject('lose-answer', isErasing, { meanwhile });
    const publish = publishSubmission({ ...needs(), store });
    const { submissions } = await eraseAddress({ ...needs(), store, publish })(EMAIL);
    const left = await Array.fromAsync(engineStore.streamVersions(consultation));
    await close();
    expect(submissions).toMatchObject([{ versions: 2 }]);
    expect(left.map((one) => one.contact)).toEqual([undefined, undefined]);
  });

  it('lose the mails about their moderation and about what has grown from them', async () => {
    const { mine } = await handedOver();
    const { reference } = mine;
    const moderate = moderateOpinions({ ...needs(), publish: publishSubmission(needs()) });
    await moderate.hide(reference, 'off-topic');
    const descent = { consultation: consultation.id, reference, part: 'A', into: 'nap3' };
    const named = { ...descent, commitment: 1, at: clock.now() };
    await under.store.addDescent(named, clock.now());
    const [act] = await under.store.newestActs(consultation.id, 1, null);
    if (act === undefined) throw new Error('There is no act');
    const keysOfMails = [under.store.actKey(act), under.store.descentKey(named)];
    const left = async () => {
      const found = keysOfMails.map(async (key) => under.store.findBatch(key));
      return (await Promise.all(found)).map((batch) => batch?.deliveries.size);
    };
    // They are due, to the contact of the newest version.
    await erase();
    expect(await left()).toEqual([1, 1]);
    await erase(zane.email);
    expect(await left()).toEqual([0, 0]);
    const { batches } = await under.store.dueItems(clock.now(), 10);
    expect(batches).toEqual([]);
  });

  it('lose the rest of it in the next run, wherever a run has died', async () => {
    await handedOver();
    await received(9);
    const store = {
      ...under.store,
      eraseAddress: () => Promise.reject(new Error('killed')),
    };
    const publish = publishSubmission(needs());
    await storeSubscription(under.store, aConfirmed({ email: EMAIL }));
    await expect(eraseAddress({ ...needs(), store, publish })(EMAIL)).rejects.toThrow('killed');
    expect(await erase()).toMatchObject({ subscription: true, submissions: [] });
    expect((await listHeld(needs())(EMAIL)).submissions).toEqual([]);
  });

  it('are published without a name from then on, if that is asked for', async () => {
    const mine = await received(7);
    await received(8, zane);
    const { submissions } = await erase(EMAIL, { unnames: true });
    expect(submissions).toMatchObject([{ reference: mine.reference, unnamed: true }]);
    const standing = await under.store.findStanding(consultation, mine.reference);
    expect(standing?.choice).toMatchObject({ publication: 'anonymous' });
    const again = await received(10);
    expect((await erase(EMAIL)).submissions).toMatchObject([{ unnamed: false }]);
    expect((await under.store.findStanding(consultation, again.reference))?.choice).toBeNull();
  });

  it('lose the name after what is counted already, also by an operator whose clock is slow', async () => {
    const mine = await received(7);
    clock.set(plus(mine.receivedAt, 30 * MINUTE_MS));
    await useCasesOn(under, clock).project();
    const { upTo } = (await under.store.openProjection(consultation)).projection;
    expect(upTo > plus(mine.receivedAt, 20 * MINUTE_MS)).toBe(true);
    clock.set(plus(mine.receivedAt, MINUTE_MS));
    await erase(EMAIL, { unnames: true });
    const standing = await under.store.findStanding(consultation, mine.reference);
    expect(standing?.choice?.receivedAt).toBe(upTo);
  });
});

describe('an address of a unit', () => {
  it('stays, and the answer names the unit', async () => {
    await under.store.saveUnit(aUnit({ id: 'mine', mailboxes: [EMAIL] }));
    await under.store.saveUnit(aUnit({ id: 'answers', contact: EMAIL.toLowerCase() }));
    await under.store.saveUnit(aUnit({ id: 'others' }));
    expect((await erase()).units).toEqual(['answers', 'mine']);
    expect((await under.store.findUnit('mine'))?.mailboxes).toEqual([EMAIL]);
  });
});

describe('everything that is kept about an address', () => {
  const consultation = aConsultation({ shards: 2 });
  const contact = { name: 'Anna Ābele', email: EMAIL };
  const show = async (email = EMAIL) => listHeld(needs())(email);

  it('is nothing, for an address that nobody has given', async () => {
    await under.store.saveUnit(aUnit());
    const none = { subscription: null, verification: null, pretence: null };
    const lists = { reports: [], counts: [], announcementMails: [] };
    expect(await show()).toEqual({
      address: EMAIL,
      at: clock.now(),
      submissions: [],
      under: [{ ...none, ...lists }],
      mailboxes: [],
    });
  });

  it.each([
    '2027-03-01T10:00:00Z',
    '2027-03-31T10:00:00Z',
    '2027-05-01T10:00:00Z',
    '2028-01-01T00:00:00Z',
  ])('holds the count of confirmations of the month before %s', async (now) => {
    clock.set(now);
    const month = new Date(Date.UTC(Number(now.slice(0, 4)), Number(now.slice(5, 7)) - 2, 15));
    const [address] = await keysOf(EMAIL);
    const name = confirmationCountOf(address, at(month.toISOString()));
    await under.store.addTo(name, { confirmations: 2 }, AUDITED_UNTIL);
    expect((await show()).under).toMatchObject([{ counts: [{ confirmations: 2 }] }]);
  });

  it('holds the count of January as long as it is kept, also in March, and what was only pretended', async () => {
    clock.set('2027-03-01T09:00:00Z');
    const [address] = await keysOf(EMAIL);
    const asked = confirmationCountOf(address, at('2027-01-30T10:00:00Z'));
    await under.store.addTo(asked, { confirmations: 2 }, AUDITED_UNTIL);
    const pretended = confirmationCountOf(address, clock.now(), false);
    await under.store.addTo(pretended, { confirmations: 1 }, AUDITED_UNTIL);
    const [found] = (await show()).under;
    expect(found?.counts).toHaveLength(2);
    expect(found?.counts).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ confirmations: 2 }),
        expect.objectContaining({ confirmations: 1 }),
      ]),
    );
  });

  it('is what stands in the table, with what a newer version has added', async () => {
    const address = await storeSubscription(under.store, aConfirmed({ email: EMAIL }));
    await under.table.save(keys.subscription(address), { newer: true });
    await under.store.scheduleAnnouncement(anAnnouncement({ id: 'spring' }));
    await mailed(EMAIL, 'spring');
    await reported(EMAIL);
    await under.store.verifyAddress(address, clock.now(), AUDITED_UNTIL);
    const month = confirmationCountOf(address, clock.now());
    await under.store.addTo(month, { confirmations: 2 }, AUDITED_UNTIL);
    await under.store.addTo(receiptCountOf(address, clock.now()), { receipts: 3 }, AUDITED_UNTIL);
    await under.store.saveUnit(aUnit({ mailboxes: [EMAIL] }));
    await under.store.addDigest(
      aDigest({ recipients: ['other@unit.example', EMAIL] }),
      clock.now(),
    );
    const { under: found, mailboxes } = await show('ANNA@abele.example');
    expect(found).toMatchObject([
      {
        subscription: { email: EMAIL, state: 'confirmed', newer: true },
        verification: { at: clock.now() },
        reports: [{ event: 'soft-bounce' }, { event: 'complaint' }, { reason: 'complaint' }],
        counts: [{ receipts: 3 }, { confirmations: 2 }],
        announcementMails: [{ announcement: 'spring', batch: 0, delivery: { state: 'due' } }],
      },
    ]);
    expect(mailboxes).toMatchObject([
      {
        unit: 'change-management',
        isMailbox: true,
        isContact: false,
        digests: [{ number: 1, mails: [{ state: 'due', kind: 'digest' }] }],
      },
    ]);
  });

  it('names a unit that it answers for, or that has mailed it once, and no other', async () => {
    await under.store.saveUnit(aUnit({ id: 'answers', contact: EMAIL.toLowerCase() }));
    await under.store.saveUnit(aUnit({ id: 'others' }));
    await under.store.saveUnit(aUnit());
    await under.store.addDigest(aDigest({ recipients: [EMAIL] }), clock.now());
    expect((await show()).mailboxes).toMatchObject([
      { unit: 'answers', isMailbox: false, isContact: true, digests: [] },
      { unit: 'change-management', isMailbox: false, isContact: false, digests: [{ number: 1 }] },
    ]);
  });

  it('is every version of its submissions with all that is about them, and nothing of other people', async () => {
    await under.store.saveConsultation(consultation);
    const mine = aSubmission({ consultation, seed: 7, contact });
    await under.store.addSubmission(consultation, mine);
    await under.store.addSubmission(consultation, aSubmission({ consultation, seed: 8 }));
    const input = given(anInput({ contact: { name: 'Zane Zariņa', email: 'zane@ngo.example' } }));
    const later = editSubmission(mine, consultation, input, 'b', at('2027-01-06T10:00:00Z'));
    const mail = due('receipt', later.receivedAt);
    await under.store.addSubmission(consultation, later, { receipt: mail, notice: mail });
    await under.store.confirmSubmission(consultation, mine, clock.now());
    const { reference } = mine;
    const choice = { reference, publication: 'anonymous', receivedAt: clock.now() } as const;
    await under.store.addChoice(consultation.id, choice);
    const { submissions } = await show();
    expect(submissions).toMatchObject([
      {
        consultation: consultation.id,
        reference,
        versions: [
          { version: 1, contact },
          { version: 2, organisation: later.organisation },
        ],
        receipts: [{ deliveries: { receipt: { state: 'due' } } }, { deliveries: { notice: {} } }],
        confirmations: [{ confirmedAt: clock.now() }],
        choices: [{ publication: 'anonymous' }],
        acts: [],
        descents: [],
      },
    ]);
    expect(submissions[0]?.receipts[1]?.['deliveries']).not.toHaveProperty('receipt');
    expect(JSON.stringify(submissions)).not.toMatch(/zane|Zane/u);
  });
});

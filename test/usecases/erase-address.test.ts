import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { due } from '../../shared/domain/delivery.ts';
import { editSubmission } from '../../shared/domain/submission.ts';
import { eraseAddress } from '../../shared/usecases/erase-address.ts';
import {
  aConfirmed,
  aConsultation,
  anAnnouncement,
  anInput,
  aSubmission,
  at,
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
import { aTable } from '../support/table.ts';

let under: Awaited<ReturnType<typeof aTable>>;
beforeAll(async () => {
  under = await aTable();
});
afterAll(async () => under.close());

const clock = new StandingClock('2027-02-01T00:00:00Z');
beforeEach(async () => {
  await under.close();
  under = await aTable();
});

const EMAIL = 'Anna@abele.example';
const erase = async (email = EMAIL) => eraseAddress({ store: under.store, tokens })(email);
const NOTHING = {
  subscription: false,
  deliveries: 0,
  auditRows: 0,
  suppression: null,
  submissions: [],
};

async function mailed(email: string, announcement: string) {
  const address = await keyOf(email);
  await storeDelivery(under.store, announcement, address, due('announcement', clock.now()));
}

async function reported(email: string) {
  const at = clock.now();
  const about = { at, kind: 'announcement', messageId: 'm', reason: '' };
  await under.store.addAudit(await keysOf(email), { id: '1', event: 'soft-bounce', ...about });
  await under.store.addAudit(await keysOf(email), { id: '2', event: 'complaint', ...about });
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

  it('gets the list of submissions that name it as the contact, because those are kept', async () => {
    const consultation = aConsultation({ shards: 2 });
    await under.store.saveConsultation(consultation);
    const contact = { name: 'Anna', email: 'anna@ABELE.example'.toLowerCase() };
    const mine = aSubmission({ consultation, seed: 7, contact });
    const others = aSubmission({ consultation, seed: 8 });
    await under.store.addSubmission(consultation, mine);
    await under.store.addSubmission(consultation, others);
    expect(await erase()).toEqual({ ...NOTHING, submissions: [mine.reference] });
    expect(await under.store.findSubmission(consultation, mine.reference)).toEqual(mine);
  });

  it('also gets a submission that named it as the contact until an edit', async () => {
    const consultation = aConsultation();
    await under.store.saveConsultation(consultation);
    const contact = { name: 'Anna', email: 'anna@abele.example' };
    const mine = aSubmission({ consultation, contact });
    await under.store.addSubmission(consultation, mine);
    const other = anInput({ contact: { name: 'Zane', email: 'zane@abele.example' } });
    const later = editSubmission(mine, consultation, given(other), 'b', at('2027-01-06T10:00:00Z'));
    await under.store.addSubmission(consultation, later);
    expect((await erase()).submissions).toEqual([mine.reference]);
    expect((await erase('zane@abele.example')).submissions).toEqual([mine.reference]);
  });
});

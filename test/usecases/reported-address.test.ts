import { describe, expect, it } from 'vitest';
import { DEFAULT_RETENTION } from '../../shared/domain/retention.ts';
import { DAY_MS, type Instant, plus } from '../../shared/domain/time.ts';
import { partitions } from '../../shared/dynamo/keys.ts';
import { reportOf } from '../../shared/events.ts';
import { endSubscription } from '../../shared/usecases/manage-subscription.ts';
import { releaseAddress } from '../../shared/usecases/release-address.ts';
import { settleSuppression } from '../../shared/usecases/settle-suppression.ts';
import { aSesEvent, at, sesDetails } from '../support/builders.ts';
import { keyOf, keysOf } from '../support/ports.ts';
import { aReportedAddress, EMAIL, report } from '../support/reported-address.ts';

describe('an address', () => {
  it.each([
    ['hard', 'bounce', 'bounce'],
    ['listed', 'account-list', 'bounce'],
    ['complained', 'complaint', 'complaint'],
  ] as const)(
    'that is reported as %s is suppressed and leaves the list',
    async (event, reason, ending) => {
      const on = aReportedAddress();
      const { tags } = await on.aSentMail('announcement');
      await on.recording()(report(event, tags));
      expect(await on.suppression()).toMatchObject({ reason });
      expect(await on.subscription()).toMatchObject({
        state: 'ended',
        ending,
        endedAt: on.clock.now(),
      });
    },
  );

  it('that has not confirmed yet leaves the list too', async () => {
    const on = aReportedAddress();
    const { tags } = await on.aSentMail('confirmation');
    await on.recording()(report('complained', tags));
    expect(await on.subscription()).toMatchObject({ state: 'ended', ending: 'complaint' });
  });

  it('that has unsubscribed stays as it was', async () => {
    const on = aReportedAddress();
    const { tags } = await on.aSentMail('announcement');
    await endSubscription(
      { store: on.store, retention: DEFAULT_RETENTION },
      await keyOf(EMAIL),
      'unsubscribed',
      on.clock.now(),
    );
    await on.recording()(report('complained', tags));
    expect(await on.subscription()).toMatchObject({ state: 'ended', ending: 'unsubscribed' });
    expect(await on.suppression()).toMatchObject({ reason: 'complaint' });
  });

  it('is the same in upper and lower case in the report', async () => {
    const on = aReportedAddress();
    const { tags } = await on.aSentMail('announcement');
    await on.recording()(report('hard', tags, EMAIL.toUpperCase()));
    expect(await on.suppression()).toMatchObject({ reason: 'bounce' });
  });

  it('that bounces softly stays on the list until the fifth time', async () => {
    const on = aReportedAddress();
    const { tags } = await on.aSentMail('announcement');
    const soft = (day: number) => {
      const timestamp = plus(at('2027-01-05T12:00:00Z'), day * DAY_MS);
      const detail = sesDetails.bounce('Transient', 'MailboxFull', `f-${day}`, timestamp);
      return reportOf(aSesEvent('Bounce', detail, { to: EMAIL, tags }));
    };
    for (const day of [0, 7, 14, 21]) {
      await on.recording()(soft(day));
      await on.recording()(soft(day));
    }
    expect(await on.suppression()).toBeNull();
    expect(await on.subscription()).toMatchObject({ state: 'confirmed' });
    await on.recording()(soft(28));
    expect(await on.suppression()).toMatchObject({ reason: 'soft-bounces' });
    expect(await on.subscription()).toMatchObject({ state: 'ended', ending: 'bounce' });
  });

  it('has reports that expire, and that do not count any more when they are too old', async () => {
    const on = aReportedAddress();
    const { tags } = await on.aSentMail('announcement');
    await on.recording()(report('hard', tags));
    const addresses = await keysOf(EMAIL);
    const [row] = await on.store.listAudit(addresses);
    if (row === undefined) throw new Error('There is no report');
    const [stored] = await Array.fromAsync(
      on.table.query({
        partition: partitions.address(addresses[0]),
        sort: { prefix: 'AUDIT#' },
      }),
    );
    const days = DEFAULT_RETENTION.deliveryDays * DAY_MS;
    expect(stored?.expires).toBe(Date.parse(plus(row.at, days)) / 1_000);
    const settledAt = async (now: Instant) =>
      settleSuppression(on.store, addresses, now, DEFAULT_RETENTION);
    expect(await settledAt(plus(row.at, days - 1))).toMatchObject({ reason: 'bounce' });
    expect(await settledAt(plus(row.at, days))).toBeNull();
    // What follows from a report stays without it: only a release lifts it.
    expect(await on.suppression()).toMatchObject({ reason: 'bounce' });
  });

  it('that is released may get mail again, also when old reports are repeated', async () => {
    const on = aReportedAddress();
    const { tags } = await on.aSentMail('announcement');
    const release = releaseAddress({
      store: on.store,
      clock: on.clock,
      retention: DEFAULT_RETENTION,
    });
    expect(await release(await keysOf(EMAIL))).toBe('none');
    await on.recording()(report('hard', tags));
    expect(await release(await keysOf(EMAIL))).toBe('released');
    expect(await on.suppression()).toBeNull();
    expect(await release(await keysOf(EMAIL))).toBe('none');
    await on.recording()(report('hard', tags));
    await on.recording()(report('complained', tags)); // At 12:30, after the release at 12:05.
    expect(await on.suppression()).toMatchObject({ reason: 'complaint' });
    on.clock.advance(DAY_MS);
    await release(await keysOf(EMAIL));
    await on.recording()(report('complained', tags));
    expect(await on.suppression()).toBeNull();
    const rows = await on.store.listAudit(await keysOf(EMAIL));
    expect(rows.map(({ event }) => event)).toEqual(['bounce', 'released', 'complaint', 'released']);
    // A release is the operator's, and of no mail.
    const { id, kind, messageId, reason } = rows[1] ?? {};
    expect([id, kind, messageId]).toEqual(['operator', '', '']);
    expect(reason).not.toBe('');
  });

  it('is released although the clock of the operator is behind the report', async () => {
    const on = aReportedAddress();
    const { tags } = await on.aSentMail('announcement');
    await on.recording()(report('hard', tags));
    const addresses = await keysOf(EMAIL);
    const [{ at: reportedAt } = { at: on.clock.now() }] = await on.store.listAudit(addresses);
    on.clock.set(plus(reportedAt, -60_000));
    const release = async (store = on.store) =>
      releaseAddress({ store, clock: on.clock, retention: DEFAULT_RETENTION })(addresses);
    expect(await release()).toBe('released');
    expect(await on.suppression()).toBeNull();
    expect(await on.store.listAudit(addresses)).toMatchObject([
      { event: 'bounce', at: reportedAt },
      { event: 'released', at: plus(reportedAt, 1) },
    ]);
  });

  it('is not said to be released if a report that came meanwhile suppresses it again', async () => {
    const on = aReportedAddress();
    const { tags } = await on.aSentMail('announcement');
    await on.recording()(report('hard', tags));
    const store: typeof on.store = {
      ...on.store,
      async addAudit(...row) {
        const outcome = await on.store.addAudit(...row);
        await on.recording()(report('complained', tags)); // At 12:30, after the release at 12:05.
        return outcome;
      },
    };
    const release = releaseAddress({ store, clock: on.clock, retention: DEFAULT_RETENTION });
    expect(await release(await keysOf(EMAIL))).toBe('suppressed');
    expect(await on.suppression()).toMatchObject({ reason: 'complaint' });
  });

  it('whose release broke off is released when the release is repeated', async () => {
    const on = aReportedAddress();
    const { tags } = await on.aSentMail('announcement');
    await on.recording()(report('hard', tags));
    const store = { ...on.store, liftSuppression: () => Promise.reject(new Error('killed')) };
    await expect(
      releaseAddress({ store, clock: on.clock, retention: DEFAULT_RETENTION })(await keysOf(EMAIL)),
    ).rejects.toThrow('killed');
    on.clock.advance(1_000);
    expect(
      await releaseAddress({ store: on.store, clock: on.clock, retention: DEFAULT_RETENTION })(
        await keysOf(EMAIL),
      ),
    ).toBe('released');
    expect(await on.suppression()).toBeNull();
  });
});

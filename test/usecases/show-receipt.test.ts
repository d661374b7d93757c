import { beforeEach, describe, expect, it } from 'vitest';
import { WINDOW_MARGIN_MS } from '../../shared/domain/digest.ts';
import { MINUTE_MS, plus } from '../../shared/domain/time.ts';
import { readEntry } from '../../shared/log/entry.ts';
import { receiptView, ReceiptView } from '../../shared/http/receipt-view.ts';
import { showReceipt } from '../../shared/usecases/show-receipt.ts';
import { aUnit } from '../support/builders.ts';
import { aLog } from '../support/sealed.ts';

let on: Awaited<ReturnType<typeof aLog>>;
beforeEach(async () => {
  on = await aLog();
});

const shown = async (reference: string) => {
  const receipt = await on.showReceipt(on.consultation.id, reference);
  return receipt ?? expect.fail('No receipt');
};
/** The entries at those places of the log. */
const entriesAt = async (...places: readonly (number | null)[]) =>
  Promise.all(
    places.map(async (place) => {
      const from = place ?? -1;
      const read = on.store.streamEntries(on.consultation.id, from, from + 1);
      return (await Array.fromAsync(read)).map(readEntry)[0];
    }),
  );
const MONDAY = '2027-01-11T06:00:00Z';

describe('the journey of a submission', () => {
  it('says where the log holds its first version and its newest, once a checkpoint does', async () => {
    const first = await on.submitted();
    const at = first.receivedAt;
    const due = { change: 'submitted', at, sealing: { state: 'due' } };
    expect((await shown(first.reference)).receptions).toEqual([due]);
    await on.sealLater();
    const sealedAt = on.clock.now();
    const second = await on.edited(first, { organisation: 'Otrā' });
    const withdrawn = await on.withdrawn(second);
    const sealed = {
      change: 'submitted',
      at,
      sealing: { state: 'sealed', at: sealedAt, entry: 3 },
    };
    expect((await shown(first.reference)).receptions).toEqual([
      sealed,
      { change: 'withdrawn', at: withdrawn.receivedAt, sealing: { state: 'due' } },
    ]);
    await on.sealLater();
    const { receptions } = await shown(first.reference);
    expect(receptions).toEqual([
      sealed,
      {
        change: 'withdrawn',
        at: withdrawn.receivedAt,
        sealing: { state: 'sealed', at: on.clock.now(), entry: 5 },
      },
    ]);
    expect(await entriesAt(3, 5)).toMatchObject([
      { kind: 'submission', version: 1, at: first.receivedAt },
      { kind: 'submission', version: 3, state: 'withdrawn' },
    ]);
  });

  it('takes no entry of another submission or version for its own', async () => {
    const [first, other] = [await on.submitted(), await on.submitted({ organisation: 'Cita' })];
    const edited = await on.edited(first, { organisation: 'Otrā' });
    await on.sealLater();
    const entryOf = async (reference: string) =>
      (await shown(reference)).receptions.map(({ sealing }) =>
        sealing.state === 'sealed' ? sealing.entry : sealing.state,
      );
    const [own, others] = [await entryOf(first.reference), await entryOf(other.reference)];
    expect(await entriesAt(...(own as number[]))).toMatchObject([
      { version: 1 },
      { version: 2, at: edited.receivedAt },
    ]);
    expect(new Set([...own, ...others])).toEqual(new Set([3, 4, 5]));
  });

  it('knows that what came as a window ended is in the next one', async () => {
    const { reference } = await on.submitted();
    on.clock.advance(WINDOW_MARGIN_MS);
    await on.seal();
    const state = async () => (await shown(reference)).receptions[0]?.sealing.state;
    expect(await state()).toBe('due');
    await on.sealLater();
    expect(await state()).toBe('sealed');
  });

  it('reads no earlier version twice, however many units it goes to', async () => {
    const units = ['change-management', 'ethics', 'archive'];
    for (const id of units) await on.store.saveUnit(aUnit({ id }));
    const commitments = units.map((unit, at) => ({
      number: at + 1,
      title: { lv: 'A', en: 'A' },
      unit,
    }));
    const { consultation } = on;
    await on.store.saveConsultation({
      ...consultation,
      units,
      draft: { ...consultation.draft, commitments },
    });
    const saying = (text: string) => ({
      opinions: commitments.map(({ number }) => ({ commitment: number, rating: null, text })),
    });
    const first = await on.submitted(saying('Pirmais'));
    const second = await on.edited(first, saying('Otrais'));
    on.clock.set(MONDAY);
    await on.runDigests(on.clock.now());
    await on.edited(second, saying('Trešais'));
    const asked: string[] = [];
    const store: typeof on.store = {
      ...on.store,
      versionBefore: async (of, submission, instant) => {
        asked.push(`${submission.version} ${instant}`);
        return on.store.versionBefore(of, submission, instant);
      },
    };
    const receipt = await showReceipt({ store, clock: on.clock })(consultation.id, first.reference);
    expect(receipt?.progress.map(({ told }) => told.state)).toEqual(
      units.flatMap(() => ['told', 'waiting']),
    );
    expect(asked).toEqual([...new Set(asked)]);
    expect(asked.length).toBeGreaterThan(0);
  });

  it('says that a version should be in the log by now if it is not', async () => {
    const { reference, receivedAt } = await on.submitted();
    const state = async () => (await shown(reference)).receptions[0]?.sealing.state;
    on.clock.set(plus(receivedAt, 30 * MINUTE_MS - 1));
    expect(await state()).toBe('due');
    on.clock.advance(1);
    expect(await state()).toBe('late');
    await on.seal();
    expect(await state()).toBe('sealed');
  });

  it('says so too if the log has passed the version by', async () => {
    const { reference } = await on.submitted();
    // A log of the same time that does not hold it.
    const other = await aLog();
    await other.sealLater();
    const { firstSealUpTo, streamEntries } = other.store;
    const store = { ...on.store, firstSealUpTo, streamEntries };
    on.clock.advance(60 * MINUTE_MS);
    const receipt = await showReceipt({ store, clock: on.clock })(on.consultation.id, reference);
    expect(receipt?.receptions[0]?.sealing).toEqual({ state: 'late' });
  });

  it('leads to the entries of the digest and of each mailbox that has accepted it', async () => {
    const unit = aUnit({ mailboxes: ['a@unit.example', 'b@unit.example'] });
    await on.store.saveUnit(unit);
    const { reference } = await on.submitted();
    await on.sealLater();
    on.clock.set(MONDAY);
    await on.runDigests(on.clock.now());
    const [toA, toB] = on.mails.taken.filter(({ to }) => unit.mailboxes.includes(to));
    const told = async () => {
      const [progress] = (await shown(reference)).progress;
      return progress?.told.state === 'told' ? progress.told : expect.fail('Not told');
    };
    await on.report('delivered', toA ?? expect.fail('No mail'));
    const before = await told();
    expect(before).toMatchObject({
      number: 1,
      entry: null,
      reach: { accepted: [{ entry: null }] },
    });
    const acceptedAt = before.reach.accepted[0]?.at;
    await on.report('bounced', toB ?? expect.fail('No mail'));
    await on.sealLater();
    const { entry, reach } = await told();
    expect(reach.accepted).toEqual([{ at: acceptedAt, entry: expect.any(Number) as number }]);
    expect(await entriesAt(entry, reach.accepted[0]?.entry ?? null)).toMatchObject([
      { kind: 'digest', number: 1 },
      { kind: 'delivery', mailbox: 1, outcome: 'accepted', at: acceptedAt },
    ]);
  });

  it('takes an entry of a mail that came back for none of its acceptance', async () => {
    const { reference } = await on.submitted();
    await on.sealLater();
    on.clock.set(MONDAY);
    await on.runDigests(on.clock.now());
    const mail = on.mails.taken.at(-1) ?? expect.fail('No mail');
    await on.report('bounced', mail);
    await on.sealLater();
    // The mail server has accepted the mail after all, and the log does not tell it yet.
    await on.report('complained', mail);
    const [progress] = (await shown(reference)).progress;
    expect(progress?.told).toMatchObject({
      entry: expect.any(Number) as number,
      reach: { state: 'accepted', accepted: [{ at: null, entry: null }] },
    });
  });

  it('is the same in the API, with nothing of its author', async () => {
    const { reference } = await on.submitted();
    await on.sealLater();
    on.clock.set(MONDAY);
    await on.runDigests(on.clock.now());
    await on.report('delivered', on.mails.taken.at(-1) ?? expect.fail('No mail'));
    await on.sealLater();
    const receipt = await shown(reference);
    const view = receiptView(receipt);
    expect(ReceiptView.parse(JSON.parse(JSON.stringify(view)))).toEqual(view);
    const entry = (index: number) => ({
      index,
      address: `/log/${on.consultation.id}/entries/${index}`,
    });
    expect(view).toMatchObject({
      reference,
      received: [{ change: 'submitted', sealing: { state: 'sealed', entry: entry(3) } }],
      units: [
        {
          unit: aUnit().name,
          digest: { state: 'told', number: 1, entry: entry(4), accepted: [{ entry: entry(5) }] },
        },
      ],
    });
    expect(JSON.stringify(view)).not.toMatch(/@|Biedrība|example/u);
  });
});

import { beforeAll, describe, expect, it } from 'vitest';
import { PublishedDraft, withoutText } from '../../shared/domain/draft.ts';
import { HOUR_MS } from '../../shared/domain/time.ts';
import { leafHash } from '../../shared/log/tree.ts';
import { keyStore } from '../../shared/dynamo/secrets.ts';
import { recallKeys } from '../../shared/usecases/recall-keys.ts';
import type { Delivery } from '../../shared/domain/delivery.ts';
import { at } from '../support/builders.ts';
import { type Item, kindOf, nextTable, rowsOfToday, unknownIn } from '../support/next-version.ts';
import { keyOf, keysOf, SOURCE } from '../support/ports.ts';
import {
  A_TILE,
  anAnnouncementInput,
  anOpinion,
  aPublication,
  mailOf,
  mailTo,
  referenceOf,
  REVIEW,
  signUp,
} from '../support/story.ts';
import type { UseCases } from '../support/use-cases.ts';

/*
 * After a rollback, this version reads rows of the next version. They have unknown attributes at
 * every level.
 */

let rows: readonly Item[];
beforeAll(async () => {
  rows = await rowsOfToday();
}, 60_000);

const KINDS = [
  'ACTS',
  'ANNOUNCEMENTS',
  'AUDIT',
  'BATCHES',
  'CHOICES',
  'CONFIRMED',
  'CONSULTATIONS',
  'COUNTS',
  'CURSORS',
  'DIGESTS',
  'DRAFTS',
  'ENTRIES',
  'EXPIRIES',
  'IDENTITY',
  'KEYS',
  'LINEAGE',
  'LOGGED',
  'LOGS',
  'OPINIONS',
  'ORGANISATIONS',
  'POSTINGS',
  'PRETENCES',
  'PROJECTIONS',
  'PUBLIC',
  'RECEIPTS',
  'SEALS',
  'SECRETS',
  'SETTLED',
  'SOURCES',
  'SUBSCRIPTIONS',
  'SUPPRESSION',
  'TILES',
  'UNITS',
  'VERIFIED',
];
/** Rows of these kinds are written once and never again. */
const NEVER_UPDATED = [
  ...['AUDIT', 'CHOICES', 'CONFIRMED', 'DRAFTS', 'KEYS', 'OPINIONS', 'ORGANISATIONS', 'SECRETS'],
  ...['ENTRIES', 'SEALS'],
  // These have no marks.
  'POSTINGS',
  // The nightly run deletes these.
  'SOURCES',
];
const STATES: readonly Delivery['state'][] = [
  'bounced',
  'cancelled',
  'complained',
  'delivered',
  'due',
  'failed',
  'sending',
  'sent',
  'suppressed',
  'unknown',
];

describe('three weeks of this version', () => {
  it('leave rows of every kind behind, and mails in every state', () => {
    expect([...new Set(rows.map(kindOf))].toSorted()).toEqual(KINDS);
    // In a log, it is the places of deliveries that have this name.
    const mailed = rows.filter((row) => kindOf(row) !== 'LOGGED');
    const mails = mailed.flatMap(({ deliveries = {} }) => Object.values(deliveries as Item));
    const states = new Set((mails as Delivery[]).map(({ state }) => state));
    expect([...states].toSorted()).toEqual(STATES);
  });
});

describe('rows of the next version', () => {
  it('stop no use case, and keep the attributes that this version does not know', async () => {
    const { product, table, store, written, left } = await nextTable(rows);
    expect(await store.identify()).toBe('restored');
    await store.adopt();
    const [key] = await recallKeys({ store: keyStore(table), clock: product.clock })('links');
    expect(key.number).toBe(2);
    await publishAgain(product);
    await reviseAndSubmit(product);
    await changeSubscriptions(product);
    await product.minutes(10);
    await announce(product);
    await reportAndRelease(product);
    await runDigests(product);
    await product.project();
    await look(product);
    await seal(product);
    product.clock.advance(HOUR_MS);
    expect(await product.expire()).toMatchObject({ outcome: 'done' });
    expect(await product.erase(mailOf('janis'))).toMatchObject({ subscription: true });

    const stands = left();
    const updated = new Set<string>();
    const lost: string[] = [];
    for (const [name, before] of written) {
      const after = stands.get(name);
      // An entry of a list holds nothing but its key, and is put again as it was.
      if (after === undefined || kindOf(before) === 'POSTINGS') continue;
      if (after['mark'] !== before['mark']) updated.add(kindOf(before));
      const kept = new Set(unknownIn(after));
      for (const path of unknownIn(before)) if (!kept.has(path)) lost.push(`${name}: ${path}`);
    }
    expect([...updated].toSorted()).toEqual(KINDS.filter((kind) => !NEVER_UPDATED.includes(kind)));
    const isRewritten = (name: string) =>
      stands.get(name)?.['mark'] !== written.get(name)?.['mark'];
    expect(lost.toSorted()).toEqual((await rightlyLost(written, isRewritten)).toSorted());
    expect(product.journal.errors).toEqual([]);
  }, 60_000);

  it('keep them also when a consultation gets a new draft, except in the commitments that are replaced', async () => {
    const { product, written, left } = await nextTable(rows);
    const { consultation, units } = aPublication();
    const { commitments } = consultation.draft;
    const reworded = commitments.map((one) => ({ ...one, title: { lv: 'Cits', en: 'Draft' } }));
    const draft = { version: 2, commitments: reworded };
    await product.publish({ consultation: { ...consultation, draft }, units });
    expect((await product.store.findConsultation(REVIEW))?.draft).toEqual(
      withoutText(PublishedDraft.parse(draft)),
    );
    const name = `CONSULTATIONS / ${REVIEW}`;
    const kept = unknownIn(written.get(name)).filter((path) => !path.includes('.commitments.'));
    expect(kept).toContain('draft.nextVersion');
    expect(unknownIn(left().get(name)).toSorted()).toEqual(kept.toSorted());
  });
});

/**
 * Returns the unknown attributes that rightly went away, because the whole that held them was
 * replaced or erased.
 */
async function rightlyLost(
  written: ReadonlyMap<string, Item>,
  isRewritten: (name: string) => boolean,
): Promise<string[]> {
  const [elza, fricis, janis] = await Promise.all(
    ['elza', 'fricis', 'janis'].map(async (who) => keyOf(mailOf(who))),
  );
  return [...written].flatMap(([name, item]) =>
    unknownIn(item)
      .filter((path) => {
        // They signed up again, so a new mail and a new proof of consent replace the old ones.
        const isAskedAnew = item['sk'] === elza || item['sk'] === fricis;
        if (isAskedAnew && /^(?:deliveries\.confirmation|consent)\./u.test(path)) return true;
        // What everybody sees is replaced as a whole: nothing of what was there may stay.
        if (kindOf(item) === 'PUBLIC' && isRewritten(name)) return /^(?:part|place)\./u.test(path);
        // The list of digests whose deliveries are looked at is replaced as a whole.
        if (kindOf(item) === 'LOGS') return path.startsWith('reached.watched.');
        // A pretence is blank, and is written as a whole.
        if (kindOf(item) === 'PRETENCES') return path.includes('.');
        // This address was erased.
        return path.startsWith(`deliveries.${janis}.`);
      })
      .map((path) => `${name}: ${path}`),
  );
}

async function publishAgain({ publish, store }: UseCases): Promise<void> {
  const { consultation, units } = aPublication();
  const title = { lv: 'Projekts', en: 'The draft' };
  const open = { from: '2027-01-04T00:00:00Z', to: '2027-06-01T00:00:00Z' };
  const renamed = units.map((unit) => ({ ...unit, name: { ...unit.name, en: 'Another name' } }));
  const again = { consultation: { ...consultation, title, open }, units: renamed };
  expect((await publish(again)).outcome).toBe('published');
  expect(await store.findConsultation(REVIEW)).toMatchObject({ title, closesAt: at(open.to) });
  for (const unit of renamed) expect(await store.findUnit(unit.id)).toEqual(unit);
}

async function reviseAndSubmit(product: UseCases): Promise<void> {
  const { submit, revise } = product;
  const by = (idempotencyKey: string | null) => ({ source: SOURCE, idempotencyKey });
  expect((await submit(REVIEW, () => anOpinion('nora'), by('key-nora'))).outcome).toBe('stored');
  const again = await submit(REVIEW, () => anOpinion('anna'), by('key-anna'));
  expect(again).toMatchObject({ outcome: 'repeated', differs: false });
  const of = async (who: string) => product.revision(REVIEW, await referenceOf(product, who));
  expect((await revise.edit(await of('anna'), () => anOpinion('anna', 'Jauna.'))).outcome).toBe(
    'revised',
  );
  expect(await product.moderate.show(await referenceOf(product, 'berta'))).toMatchObject({
    outcome: 'done',
  });
  expect((await revise.withdraw(await of('berta'))).outcome).toBe('revised');
  expect((await product.choose(await of('anna'), 'internal')).outcome).toBe('chosen');
  // The submission was withdrawn, so it is received as a new version.
  expect((await submit(REVIEW, () => anOpinion('ciana'), by(null))).outcome).toBe('stored');
}

async function changeSubscriptions(product: UseCases): Promise<void> {
  const { manage } = product;
  // Elza's sign-up has expired and Fricis has ended: they get a new request. Klara is on the list.
  for (const who of ['elza', 'fricis', 'klara', 'olga']) await signUp(product, who);
  await product.drain();
  const link = await product.confirmationLink(mailOf('maija'));
  expect(await manage.confirmation(link)).toBe('asked');
  expect(await manage.confirm(link)).toBe('confirmed');
  const klara = await product.subscriberLink(mailOf('klara'));
  expect(await manage.find(klara)).toMatchObject({ state: 'confirmed' });
  expect(await manage.choose(klara, { topics: ['calls'] })).toBe('saved');
  const elza = await product.subscriberLink(mailOf('elza'));
  expect(await manage.end(elza, 'unsubscribed')).toBe('ended');
}

async function announce(product: UseCases): Promise<void> {
  const { publishAnnouncement, clock, store } = product;
  const soon = anAnnouncementInput('waiting', '2027-01-26T10:00:00Z', 'Citi vārdi');
  expect((await publishAnnouncement(soon)).outcome).toBe('scheduled');
  const anew = anAnnouncementInput('cancelled', '2027-03-07T10:00:00Z');
  expect((await publishAnnouncement(anew)).outcome).toBe('scheduled');
  expect(await store.cancelAnnouncement('cancelled')).toBe('cancelled');
  const same = anAnnouncementInput('sent', '2027-01-06T10:00:00Z');
  expect((await publishAnnouncement(same)).outcome).toBe('started');
  await store.lapseAnnouncement(`closing-${REVIEW}`);
  clock.set('2027-01-26T10:00:00Z');
  await product.minutes(5);
  for (const id of ['sent', 'under-way', 'waiting']) {
    const announcement = await product.archive.find(id);
    if (announcement === null) throw new Error(`${id} has gone out`);
    expect(await product.progress(store, announcement)).toMatchObject({ due: 0, complete: true });
  }
  expect((await product.archive.list()).map(({ id }) => id)).toContain('waiting');
}

async function reportAndRelease(product: UseCases): Promise<void> {
  const anna = mailTo(product, mailOf('anna'), 'receipt');
  await product.report('delivered', anna);
  await product.report('bounced', mailTo(product, mailOf('nora'), 'receipt'));
  await product.report('complained', mailTo(product, mailOf('klara'), 'announcement'));
  expect(await product.release(await keysOf(mailOf('gunta')))).toBe('released');
}

async function runDigests(product: UseCases): Promise<void> {
  const { clock, store } = product;
  for (const slot of ['2027-02-01T06:00:00Z', '2027-02-08T06:00:00Z', '2027-02-15T06:00:00Z']) {
    clock.set(slot);
    const { units } = await product.runDigests(clock.now());
    expect(units.map(({ outcome }) => outcome)).toEqual(['made', 'made']);
  }
  expect(await store.settledUpTo('change-management')).toBeGreaterThan(2);
}

async function seal({ seal: run, store }: UseCases): Promise<void> {
  expect(await run()).toMatchObject([{ consultation: REVIEW, outcome: 'done' }]);
  await store.growTiles(REVIEW, [{ ...A_TILE, first: 1, hashes: [leafHash('b')] }]);
  expect(await store.readTile(REVIEW, A_TILE)).toHaveLength(2);
  const first = { unit: 'change-management', number: 1 };
  const noted = await store.findLoggedDigest(REVIEW, first.unit, first.number);
  const later = { 1: noted?.place ?? 0 };
  await store.noteDigest(REVIEW, first, { deliveries: later });
  expect(await store.findLoggedDigest(REVIEW, first.unit, first.number)).toEqual({
    place: noted?.place,
    deliveries: { ...noted?.deliveries, ...later },
  });
}

async function look(product: UseCases): Promise<void> {
  for (const who of ['anna', 'berta', 'ciana', 'dace', 'maija', 'nora']) {
    const receipt = await product.showReceipt(REVIEW, await referenceOf(product, who));
    expect(receipt?.progress.map(({ told }) => told.state)).not.toContain('waiting');
  }
}

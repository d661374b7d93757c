import { leafHash } from '../../shared/log/tree.ts';
import { beginExpiry } from '../../shared/domain/expiry.ts';
import { DEFAULT_RETENTION } from '../../shared/domain/retention.ts';
import { firstKey } from '../../shared/domain/secret-key.ts';
import type { Table } from '../../shared/dynamo/table.ts';
import { keyStore } from '../../shared/dynamo/secrets.ts';
import { anInput, type ReviewInput, at, aUnit } from './builders.ts';
import { newSecret } from '../../shared/crypto/secrets.ts';
import { makeFirstKeys } from '../../shared/usecases/make-first-keys.ts';
import { keysOf, SOURCE } from './ports.ts';
import type { UseCases } from './use-cases.ts';

export const REVIEW = 'midterm-review';

/** Ten mailboxes. Their mails end in every state that the mail of a digest can have. */
const MANY = Array.from({ length: 10 }, (_, index) => `box-${index}@many.example`);

/** What an operator publishes: two units. The second unit has the given mailboxes. */
export function aPublication(mailboxes: readonly string[] = MANY) {
  const text = { lv: 'Projekts', en: 'Draft' };
  const unit = aUnit({ id: 'change-management' });
  return {
    consultation: {
      id: REVIEW,
      kind: 'review',
      title: text,
      summary: text,
      plan: text,
      unit: unit.id,
      publishes: 'at-once',
      open: { from: '2027-01-04T00:00:00Z', to: '2027-05-01T00:00:00Z' },
      shards: 2,
      draft: {
        version: 1,
        introduction: text,
        documents: [
          {
            title: text,
            address: 'https://site.example/draft.pdf',
            sha256: 'a1'.repeat(32),
            bytes: 20_480,
          },
        ],
        commitments: [
          { number: 1, title: text, unit: unit.id, summary: text, finding: text },
          { number: 2, title: text, unit: 'anti-corruption' },
        ],
      },
    },
    units: [unit, { ...unit, id: 'anti-corruption', mailboxes }],
  };
}

export function anAnnouncementInput(id: string, sendAt: string, subject = 'Ziņas') {
  const words = { subject, body: 'Jauns *projekts*.' };
  return { id, topic: 'calls', sendAt, lv: words, en: words };
}

/** What `who` sends. `text` is the text of both opinions. */
export function anOpinion(who: string, text = 'Viedoklis.'): ReviewInput {
  const opinions = [1, 2].map((commitment) => ({ commitment, rating: 'limited' as const, text }));
  return anInput({ organisation: who, contact: { name: who, email: mailOf(who) }, opinions });
}

export function mailOf(who: string): string {
  return `${who}@people.example`;
}

/** Finds the reference of the submission that `who` has sent. */
export async function referenceOf({ store }: Pick<UseCases, 'store'>, who: string) {
  const consultation = { id: REVIEW, shards: 2 };
  for await (const { reference, organisation } of store.streamVersions(consultation)) {
    if (organisation === who) return reference;
  }
  throw new Error(`${who} has sent nothing`);
}

export function mailTo({ mails }: Pick<UseCases, 'mails'>, email: string, kind: string) {
  const mail = mails.taken.findLast(({ to, tags }) => to === email && tags['kind'] === kind);
  if (mail === undefined) throw new Error(`No ${kind} to ${email}`);
  return mail;
}

/** The place of a tile that a log of more than 256 entries has. */
export const A_TILE = { level: 1, number: 0 };
const BUSY = { outcome: 'postponed', reason: 'Throttling' } as const;
const HELD = { outcome: 'held', reason: 'daily-quota' } as const;
const REFUSED = { outcome: 'refused', reason: 'MessageRejected' } as const;
const UNKNOWN = { outcome: 'unknown', reason: 'time-out' } as const;

/**
 * Plays three weeks of the product. They leave rows of every kind: mails in every state, edited and
 * withdrawn submissions, subscriptions in every state, and announcements that wait, go out or are
 * cancelled.
 */
export async function threeWeeks(product: UseCases, table: Table): Promise<void> {
  const { clock, store } = product;
  clock.set('2027-01-05T10:00:00Z');
  await store.identify();
  const keys = keyStore(table);
  await makeFirstKeys({ store: keys, clock, newSecret });
  await keys.addKey('links', { ...firstKey(newSecret(), clock.now()), number: 2 });
  await keys.retireKey('links', 1, clock.now());
  await product.publish(aPublication(['one@many.example']));
  await opinions(product);
  await people(product);
  await announcements(product);
  await digests(product);
  // No mail about these four has been sent yet.
  const reference = await referenceOf(product, 'anna');
  const at = clock.now();
  await product.seal();
  // No log of three weeks is long enough for a tile.
  await store.growTiles(REVIEW, [{ ...A_TILE, first: 0, hashes: [leafHash('a')] }]);
  const descent = { consultation: REVIEW, reference, part: 'A', into: REVIEW, commitment: 1, at };
  await store.addDescent(descent, at);
  const old = { kind: 'contacts', subject: REVIEW, tooOldAt: at } as const;
  await store.openExpiry(beginExpiry(old, DEFAULT_RETENTION, at));
  await product.expire();
  await product.moderate.hide(await referenceOf(product, 'dace'), 'advertising');
  await product.submit(REVIEW, () => anOpinion('maija'), { source: SOURCE });
  await signUp(product, 'maija');
}

async function opinions({ clock, mails, submit, revise, revision, ...product }: UseCases) {
  for (const who of ['anna', 'berta', 'ciana'])
    await submit(REVIEW, () => anOpinion(who), { source: SOURCE, idempotencyKey: `key-${who}` });
  await product.drain();
  await product.report('delivered', mailTo({ mails }, mailOf('anna'), 'receipt'));
  clock.advance(60_000);
  const of = async (who: string) => revision(REVIEW, await referenceOf(product, who));
  await revise.confirm(await of('anna'));
  await revise.edit(await of('berta'), () => anOpinion('berta', 'Citādi.'));
  await revise.withdraw(await of('ciana'));
  await product.choose(await of('anna'), 'anonymous');
  await product.moderate.hide(await referenceOf(product, 'berta'), 'off-topic');
  mails.outcomes.push(UNKNOWN, REFUSED);
  await product.drain();
  await submit(REVIEW, () => anOpinion('dace'), { source: SOURCE });
  mails.outcomes.push(BUSY);
  await product.drain();
  clock.advance(60_000);
  await product.project();
}

/** Makes subscribers: confirmed, pending, ended, bounced, released and complained. */
async function people({ clock, mails, manage, ...product }: UseCases): Promise<void> {
  const all = ['elza', 'fricis', 'gunta', 'hugo', 'ieva', 'janis', 'klara', 'laima'];
  for (const who of all) {
    await signUp(product, who);
    await product.drain();
  }
  for (const who of all.slice(1)) {
    await manage.confirm(await product.confirmationLink(mailOf(who)));
  }
  await signUp(product, 'klara');
  await manage.end(await product.subscriberLink(mailOf('fricis')), 'unsubscribed');
  for (const [who, event] of [
    ['gunta', 'bounced'],
    ['hugo', 'complained'],
    ['ieva', 'listed'],
    ['janis', 'delivered'],
  ] as const) {
    await product.report(event, mailTo({ mails }, mailOf(who), 'confirmation'));
  }
  clock.set('2027-01-05T13:00:00Z');
  await product.release(await keysOf(mailOf('ieva')));
}

export async function signUp(product: Pick<UseCases, 'subscribe'>, who: string): Promise<void> {
  const typed = { email: mailOf(who), topics: [], language: 'lv' };
  await product.subscribe(typed, 'https://site.example/lv/subscribe', who);
}

async function announcements({ clock, mails, ...product }: UseCases): Promise<void> {
  await product.publishAnnouncement(anAnnouncementInput('sent', '2027-01-06T10:00:00Z'));
  await product.publishAnnouncement(anAnnouncementInput('waiting', '2027-03-06T10:00:00Z'));
  await product.publishAnnouncement(anAnnouncementInput('cancelled', '2027-03-07T10:00:00Z'));
  await product.store.cancelAnnouncement('cancelled');
  clock.set('2027-01-06T10:00:00Z');
  await product.minutes(3);
  await product.report('bounced', mailTo({ mails }, mailOf('laima'), 'announcement'));
  // One address of this announcement has to wait.
  await product.publishAnnouncement(anAnnouncementInput('under-way', '2027-01-24T10:00:00Z'));
  clock.set('2027-01-24T10:00:00Z');
  mails.outcomes.push(BUSY);
  await product.minutes(1);
}

async function digests({ clock, mails, ...product }: UseCases): Promise<void> {
  clock.set('2027-01-11T06:00:00Z');
  await product.runDigests(clock.now());
  const slot = at('2027-01-18T06:00:00Z');
  clock.set(slot);
  mails.outcomes.push(BUSY);
  await product.runDigests(slot);
  await product.publish(aPublication(['other@anti-corruption.example']));
  clock.advance(60_000);
  await product.runDigests(slot);
  await product.publish(aPublication());
  clock.set('2027-01-25T06:00:00Z');
  mails.outcomes.push(REFUSED, HELD, BUSY, UNKNOWN, 'crash-after');
  const broken = await product.runDigests(clock.now()).catch((fault: unknown) => fault);
  if (!(broken instanceof Error)) throw new Error('No sender died');
  for (const [box, event] of [
    [5, 'delivered'],
    [6, 'bounced'],
    [7, 'listed'],
    [8, 'complained'],
  ] as const) {
    await product.report(event, mailTo({ mails }, `box-${box}@many.example`, 'digest'));
  }
}

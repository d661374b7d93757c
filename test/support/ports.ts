import { tokens as realTokens } from '../../shared/crypto/tokens.ts';
import type { Delivery, SendOutcome } from '../../shared/domain/delivery.ts';
import { firstKey } from '../../shared/domain/secret-key.ts';
import type { Subscription } from '../../shared/domain/subscription.ts';
import { type Instant, plus } from '../../shared/domain/time.ts';
import { shardOfAddress } from '../../shared/dynamo/keys.ts';
import type { AnnouncementStore } from '../../shared/ports/announcements.ts';
import type { AnnouncementBatch, MailQueue } from '../../shared/ports/batches.ts';
import type { Journal } from '../../shared/ports/journal.ts';
import type { Mail, SendMail } from '../../shared/ports/mail.ts';
import type { RowKey } from '../../shared/ports/rows.ts';
import type {
  AddressKey,
  AddressKeys,
  SubscriptionStore,
} from '../../shared/ports/subscriptions.ts';
import type { Clock, Pause, Tokens } from '../../shared/ports/world.ts';
import type {
  AnnouncementLinks,
  WriteAnnouncement,
  WriteConfirmation,
} from '../../shared/ports/writers.ts';
import { addressKeysOf } from '../../shared/usecases/address-key.ts';
import { aConfirmed, at } from './builders.ts';

/** A clock that stands still until a test moves it. */
export class StandingClock implements Clock {
  #now: Instant;
  constructor(now = '2027-01-05T10:00:00Z') {
    this.#now = at(now);
  }
  now(): Instant {
    return this.#now;
  }
  set(written: string): void {
    this.#now = at(written);
  }
  advance(ms: number): void {
    this.#now = plus(this.#now, ms);
  }
  /** Waits by moving the clock forward. Waits at the same time overlap, as in real life. */
  readonly pause: Pause = async (ms) => {
    const until = plus(this.#now, ms);
    await Promise.resolve();
    if (until > this.#now) this.#now = until;
  };
}

/** A journal that keeps its counts and errors. */
export class KeptJournal implements Journal {
  readonly counts = new Map<string, number>();
  readonly errors: string[] = [];
  count(name: string, value = 1): void {
    this.counts.set(name, (this.counts.get(name) ?? 0) + value);
  }
  info(): void {
    // A test only needs the counts and the errors.
  }
  error(message: string): void {
    this.errors.push(message);
  }
}

/** A queue that keeps its messages, or rejects them while it is `broken`. */
export class KeptQueue implements MailQueue {
  nudged: RowKey[] = [];
  broken = false;
  async nudge(keys: readonly RowKey[]): Promise<void> {
    if (this.broken) throw new Error('The queue cannot be reached');
    await Promise.resolve(this.nudged.push(...keys));
  }
}

/**
 * A mail system that keeps the mails it takes. `outcomes` are its answers to the next sends; after
 * them it accepts all.
 */
export class KeptMails {
  readonly taken: Mail[] = [];
  readonly outcomes: (SendOutcome | 'crash-before' | 'crash-after')[] = [];
  readonly send: SendMail = async (mail) => {
    const outcome = this.outcomes.shift();
    if (outcome === 'crash-before') throw new Error('killed before SES took it');
    if (outcome === undefined || outcome === 'crash-after' || outcome.outcome === 'unknown') {
      this.taken.push(mail);
    }
    if (outcome === 'crash-after') throw new Error('killed after SES took it');
    const messageId = `message-${this.taken.length}`;
    return Promise.resolve(outcome ?? { outcome: 'accepted', messageId });
  };
}

/** Tokens with one key for each purpose, or with these keys. The first one signs. */
export function tokensWith(...secrets: [string, ...string[]]): Tokens {
  const since = at('2026-12-01T00:00:00Z');
  const [signing, ...others] = secrets.map((secret, place) => ({
    ...firstKey(secret, since),
    number: secrets.length - place,
  }));
  if (signing === undefined) throw new Error('A ring has at least one key');
  return realTokens(() => Promise.resolve([signing, ...others]));
}

/** The network address that requests of tests come from (RFC 5737). */
export const SOURCE = '192.0.2.1';

export const tokens = tokensWith('a secret for tests');

export async function keysOf(email: string): Promise<AddressKeys> {
  return addressKeysOf(tokens, email);
}

/** The key under which an address stands that is new. */
export async function keyOf(email: string): Promise<AddressKey> {
  return (await keysOf(email))[0];
}

/** Stores a subscription as if a person had signed up in the usual way. */
export async function storeSubscription(
  store: SubscriptionStore,
  subscription: Subscription = aConfirmed(),
): Promise<AddressKey> {
  const address = await keyOf(subscription.email);
  await store.saveRequest(address, null, subscription);
  return address;
}

/** Stores a delivery in the next batch of its shard. */
export async function storeDelivery(
  store: AnnouncementStore,
  announcement: string,
  address: AddressKey,
  delivery: Delivery,
): Promise<AnnouncementBatch> {
  const deliveries = new Map([[address, delivery]]);
  for (let number = 0; ; number++) {
    const key = { announcement, shard: shardOfAddress(address), number };
    const batch = await store.addBatch(key, deliveries);
    if (batch !== null) return batch;
  }
}

/** Returns the deliveries of an announcement, by address. */
export async function deliveriesOf(
  store: AnnouncementStore & Pick<SubscriptionStore, 'shards'>,
  announcement: string,
): Promise<Map<AddressKey, Delivery>> {
  const found = new Map<AddressKey, Delivery>();
  for (let shard = 0; shard < store.shards; shard++) {
    for await (const { deliveries } of store.batchesFrom({ announcement, shard, number: 0 })) {
      for (const [address, delivery] of deliveries) found.set(address, delivery);
    }
  }
  return found;
}

/** The simplest mail of the product: recipient, subject, text and tags. */
function plainMail(to: string, subject: string, text: string, tags: Mail['tags']): Mail {
  return { to, subject, text, html: '', headers: {}, attachments: [], tags };
}

/** Writes a confirmation whose text is the link to confirm with. */
export const plainConfirmation: WriteConfirmation = ({ subscription, confirmUrl, address }) =>
  plainMail(subscription.email, `Confirm ${subscription.language}`, confirmUrl, {
    kind: 'confirmation',
    address,
  });

/**
 * Writes an announcement. The subject holds the announcement and the language, the text is the link
 * to unsubscribe.
 */
export const plainAnnouncement: WriteAnnouncement =
  ({ announcement: { id }, language }) =>
  ({ email, address, batch, links }) =>
    plainMail(email, `${id} ${language}`, links.unsubscribe, {
      kind: 'announcement',
      announcement: id,
      batch: String(batch),
      address,
    });

export function plainLinks(
  announcement: string,
  language: string,
  { address, token }: { readonly address: string; readonly token: string },
): AnnouncementLinks {
  const site = `https://site.example/${language}`;
  return {
    announcement: `${site}/announcements/${announcement}`,
    archive: `${site}/announcements`,
    subscription: `${site}/subscriptions/${address}?key=${token}`,
    unsubscribe: `${site}/subscriptions/${address}/unsubscribe?key=${token}`,
  };
}

import * as z from 'zod/mini';
import { earliestDue } from '../domain/delivery.ts';
import { shardOf } from '../domain/reference.ts';
import { instantOf } from '../domain/time.ts';
import type { Held, PersonStore } from '../ports/persons.ts';
import type { AddressKey } from '../ports/subscriptions.ts';
import { batchOf } from './batch-rows.ts';
import { removeContact } from './expiries.ts';
import {
  type Key,
  keys,
  partitions,
  receiptAt,
  shardOfAddress,
  versionAt,
  versionsOf,
} from './keys.ts';
import { unchangedSince } from './marks.ts';
import { dueFrom } from './outbox.ts';
import { parseRow, type Row } from './row.ts';
import type { Table } from './table.ts';

const Named = z.object({ contact: z.optional(z.object({ email: z.string() })) });
const Mailed = z.object({ deliveries: z.record(z.string(), z.unknown()) });

export function personStore(table: Table): PersonStore {
  return {
    async heldAbout({ id, shards }, reference, names) {
      const shard = shardOf(reference, shards);
      const all = async (partition: string) => rowsOf(partition, versionsOf(reference));
      const [versions, receipts, confirmations, choices, acts, descents] = await Promise.all([
        all(partitions.opinions(id, shard)),
        all(partitions.receipts(id, shard)),
        all(partitions.confirmed(id, shard)),
        all(partitions.choices(id)),
        all(partitions.acts(id)),
        all(partitions.lineage(id)),
      ]);
      const own = numbersOf(versions.filter((row) => namesIn(row, names)));
      return {
        versions: versions.map((row) => versionFor(row, own)),
        receipts: receipts.map((row) => receiptFor(row, own)),
        confirmations: confirmations.map(heldIn),
        choices: choices.map(heldIn),
        acts: acts.map(heldIn),
        descents: descents.map(heldIn),
      };
    },

    async heldUnder(address, counts, announcements) {
      const [subscription, verification, reports, counted, pretence, mails] = await Promise.all([
        table.get(keys.subscription(address)),
        table.get(keys.verification(address)),
        rowsOf(partitions.address(address)),
        Promise.all(counts.map(async (name) => table.get(keys.count(name)))),
        table.get(keys.pretence(address)),
        Promise.all(announcements.map(async (one) => mailsTo(one, address))),
      ]);
      return {
        subscription: subscription && heldIn(subscription),
        verification: verification && heldIn(verification),
        reports: reports.map(heldIn),
        counts: counted.filter((row) => row !== null).map(heldIn),
        pretence: pretence && heldIn(pretence),
        announcementMails: mails.flat(),
      };
    },

    async eraseContact({ id, shards }, reference, names, removal) {
      const shard = shardOf(reference, shards);
      let removed = 0;
      for (;;) {
        const versions = await rowsOf(partitions.opinions(id, shard), versionsOf(reference));
        const theirs = versions.filter((row) => namesIn(row, names));
        if (theirs.length === 0) return removed;
        const numbers = numbersOf(theirs);
        // The mails go first: without its contact, nobody would find the version again.
        for (const row of await rowsOf(partitions.receipts(id, shard), versionsOf(reference))) {
          const { version } = receiptAt(row.key);
          if (numbers.has(version)) await forgetMail(row, 'receipt');
          if (numbers.has(version - 1)) await forgetMail(row, 'notice');
        }
        // These go to the contact of the newest version at that time.
        const isNewest = versions.at(-1) === theirs.at(-1);
        for (const row of await mailedRows(id, reference)) {
          const { deliveries } = batchOf(row);
          const isAtRest = earliestDue(deliveries.values()) === null;
          if (!isNewest && !isAtRest) continue;
          for (const name of deliveries.keys()) await forgetMail(row, name);
        }
        for (const row of theirs) removed += await removeContact(table, row, removal, removal.at);
      }
    },
  };

  async function rowsOf(partition: string, prefix?: string): Promise<Row[]> {
    const sort = prefix === undefined ? {} : { sort: { prefix } };
    return Array.fromAsync(table.query({ partition, ...sort }));
  }

  /** Returns the acts of moderation of a submission, and what has grown from it. */
  async function mailedRows(consultation: string, reference: string): Promise<Row[]> {
    const all = [partitions.acts(consultation), partitions.lineage(consultation)];
    const rows = all.map(async (partition) => rowsOf(partition, versionsOf(reference)));
    return (await Promise.all(rows)).flat();
  }

  async function mailsTo(announcement: string, address: AddressKey): Promise<Held[]> {
    const found: Held[] = [];
    const partition = partitions.batches(announcement, shardOfAddress(address));
    for await (const row of table.query({ partition })) {
      const { deliveries } = parseRow(Mailed, row);
      if (Object.hasOwn(deliveries, address)) {
        found.push({ announcement, batch: Number(row.key.sort), delivery: deliveries[address] });
      }
    }
    return found;
  }

  async function forgetMail(row: Row, name: string): Promise<void> {
    for (let found: Row | null = row; found !== null; found = await table.get(row.key)) {
      const { deliveries } = batchOf(found);
      if (!deliveries.has(name)) return;
      const others = [...deliveries].flatMap(([one, delivery]) => (one === name ? [] : [delivery]));
      const changes = { [`deliveries.${name}`]: null, ...dueFrom(row.key, earliestDue(others)) };
      if ((await table.update(row.key, changes, unchangedSince(found))) === 'updated') return;
    }
  }
}

/** Says whether the row of a version has a contact whose address `names` knows. */
function namesIn(row: Row, names: (email: string) => boolean): boolean {
  const { contact } = parseRow(Named, row);
  return contact !== undefined && names(contact.email);
}

function numbersOf(versions: readonly Row[]): ReadonlySet<number> {
  return new Set(versions.map(({ key }) => versionAt(key).version));
}

function versionFor(row: Row, own: ReadonlySet<number>): Held {
  if (own.has(versionAt(row.key).version)) return heldIn(row);
  const { contact: _, ...others } = heldIn(row);
  return others;
}

/** Returns the mails of a row that went to the person. */
function receiptFor(row: Row, own: ReadonlySet<number>): Held {
  const { version } = receiptAt(row.key);
  const { deliveries } = parseRow(Mailed, row);
  const theirs = Object.entries(deliveries).filter(([name]) =>
    own.has(name === 'notice' ? version - 1 : version),
  );
  return { ...heldIn(row), deliveries: Object.fromEntries(theirs) };
}

/** Returns what a row holds, with its place in the table. */
function heldIn({ key, expires, attributes }: Row): Held {
  const until = expires === null ? {} : { expires: instantOf(new Date(expires * 1_000)) };
  return { row: placeOf(key), ...attributes, ...until };
}

function placeOf({ partition, sort }: Key): string {
  return `${partition} / ${sort}`;
}

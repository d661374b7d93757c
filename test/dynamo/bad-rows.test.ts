import { beforeAll, describe, expect, it } from 'vitest';
import { Purpose } from '../../shared/domain/secret-key.ts';
import { keyStore } from '../../shared/dynamo/secrets.ts';
import { A_TILE } from '../support/story.ts';
import {
  attributesIn,
  changedAt,
  type Item,
  kindOf,
  nameOf,
  nextTable,
  type Path,
  rowsOfToday,
  valueAt,
} from '../support/next-version.ts';

/*
 * This version ignores what a later version has added. What this version needs must be there and
 * must be right.
 */

type Next = Awaited<ReturnType<typeof nextTable>>;

let under: Next;
beforeAll(async () => {
  under = await nextTable(await rowsOfToday());
}, 60_000);

type Read = (store: Next['store'], item: Item, table: Next['table']) => Promise<unknown>;

const keyIn = ({ pk, sk }: Item) => ({ partition: String(pk), sort: String(sk) });
const partOf = ({ pk }: Item, part: number) => String(pk).split('#')[part] ?? '';
const mailing: Read = async (store, item) => store.findMailing(keyIn(item));

/**
 * Reads a row of each kind as the product does. Nobody reads a count, to which the table itself adds,
 * nor a pretence, nor more than the key of a posting.
 */
const READERS: Readonly<Record<string, Read>> = {
  CONSULTATIONS: async (store, { sk }) => store.findConsultation(String(sk)),
  DRAFTS: async (store, item) => store.findDraft(partOf(item, 1), Number(item['sk'])),
  UNITS: async (store, { sk }) => store.findUnit(String(sk)),
  OPINIONS: mailing,
  KEYS: async (store, item) => store.tieKey(partOf(item, 1), String(item['sk']), 'another'),
  ACTS: mailing,
  CHOICES: async (store, item) => {
    const reference = String(item['sk']).split('#')[0] ?? '';
    const consultation = await store.findConsultation(partOf(item, 1));
    return consultation === null ? null : store.findStanding(consultation, reference);
  },
  PUBLIC: async (store, item) => store.findPublic(partOf(item, 1), String(item['sk'])),
  PROJECTIONS: async (store, { sk }) => store.findProjection(String(sk)),
  LINEAGE: mailing,
  DIGESTS: mailing,
  SETTLED: async (store, { sk }) => store.settledUpTo(String(sk)),
  SUBSCRIPTIONS: mailing,
  SUPPRESSION: async (store, item) => store.findSuppression([partOf(item, 1)]),
  AUDIT: async (store, item) => store.listAudit([partOf(item, 1)]),
  ANNOUNCEMENTS: async (store, { sk }) => store.findAnnouncement(String(sk)),
  CURSORS: async (store, item) => store.findDispatch(keyIn(item)),
  BATCHES: async (store, item) =>
    Array.fromAsync(
      store.batchesFrom({
        announcement: partOf(item, 1),
        shard: Number(partOf(item, 2)),
        number: Number(item['sk']),
      }),
    ),
  EXPIRIES: async (store) => store.listExpiries(),
  LOGS: async (store, { sk }) => store.findLog(String(sk)),
  ENTRIES: async (store, item) => {
    const place = Number(item['sk']);
    return Array.fromAsync(store.streamEntries(partOf(item, 1), place, place + 1));
  },
  TILES: async (store, item) => store.readTile(partOf(item, 1), A_TILE),
  SEALS: async (store, item) => store.newestSeals(partOf(item, 1), 100),
  LOGGED: async (store, item) => store.readNotes(partOf(item, 1)),
  IDENTITY: async (store) => store.identify(),
  SECRETS: async (_, item, table) => keyStore(table).listKeys(Purpose.parse(partOf(item, 1))),
};

/**
 * The attributes of the table itself: keys, indexes, marks, and the time after which DynamoDB
 * removes a row.
 */
const OF_THE_TABLE = new Set([
  'pk',
  'sk',
  'outbox',
  'dueAt',
  'revisedAt',
  'expires',
  'mark',
  'addedBy',
]);
/**
 * Says whether the attribute belongs to the table. The `dueAt` of a cursor does not: it is part of
 * the cursor. The `receivedAt` of a descent and of a seal does: it repeats a time for an index.
 */
const isOfTheTable = (kind: string, attribute: string) =>
  ['LINEAGE', 'SEALS'].includes(kind) && attribute === 'receivedAt'
    ? true
    : OF_THE_TABLE.has(attribute) && !(kind === 'CURSORS' && attribute === 'dueAt');
/** The keys of an index. DynamoDB takes only texts there. */
const INDEXED = new Set(['receivedAt', 'dueAt']);
/**
 * These attributes may be missing. Some exist only at times, and for some a missing value has a
 * meaning.
 */
const MAY_BE_MISSING: readonly RegExp[] = [
  /^CONSULTATIONS: (?:shards|lists|publishes|standards)$/u,
  /^PROJECTIONS: submissions$/u,
  /^PUBLIC: (?:part|place)$/u,
  /^DRAFTS: (?:introduction|documents|commitments\.0\.(?:summary|finding))$/u,
  /^UNITS: (?:language|digestDays)$/u,
  /^OPINIONS: contact$/u,
  /^DIGESTS: (?:toDate|madeAt|files)$/u,
  /^ANNOUNCEMENTS: startedAt started$/u,
  /^CURSORS: (?:after|dueAt)$/u,
  /^SUBSCRIPTIONS: confirmedAt ended$/u,
  /: deliveries\.\*\.messageId (?:bounced|suppressed|complained|delivered)$/u,
  /: deliveries\.\*\.(?:held (?:due|sending)|soft bounced)$/u,
];
/** Nothing in it is needed, so what this version does not know in it is left out. */
const MAY_HOLD_ANYTHING = /^CONSULTATIONS: standards$/u;
/**
 * Returns the state beside the attribute. Mails and subscriptions have other attributes in each
 * state.
 */
const stateAt = (item: Item, path: Path): string => {
  const holder = valueAt(item, path.slice(0, -1)) as Item;
  return typeof holder['state'] === 'string' ? ` ${holder['state']}` : '';
};

interface Spoilt {
  readonly what: string;
  readonly spoilt: Item;
  readonly isBad: boolean;
}

/**
 * Spoils the row at each of its attributes: once with a wrong value, and once without the
 * attribute. Skips attributes that were `seen` in another row.
 */
function* spoiltOnes(kind: string, item: Item, seen: Set<string>): Generator<Spoilt> {
  for (const path of attributesIn(item)) {
    if (path.length === 1 && isOfTheTable(kind, String(path[0]))) continue;
    const steps = path.map((step, index) =>
      index === 1 && path[0] === 'deliveries' ? '*' : String(step),
    );
    const what = `${kind}: ${steps.join('.')}${stateAt(item, path)}`;
    if (seen.has(what)) continue;
    seen.add(what);
    const wrong = INDEXED.has(steps.join('.')) ? 'wrong' : { wrong: true };
    const isWrong = !MAY_HOLD_ANYTHING.test(what);
    yield { what: `wrong ${what}`, spoilt: changedAt(item, path, wrong), isBad: isWrong };
    if (typeof path.at(-1) === 'number') continue;
    const isBad = !MAY_BE_MISSING.some((one) => one.test(what));
    yield { what: `without ${what}`, spoilt: changedAt(item, path, undefined), isBad };
  }
}

describe.each(Object.keys(READERS))('a row of the kind %s', (kind) => {
  it('stops its reader, and is named, when an attribute is missing or wrong', async () => {
    const seen = new Set<string>();
    const rows = [...under.written.values()].filter((item) => kindOf(item) === kind);
    for (const item of rows) {
      for (const { what, spoilt, isBad } of spoiltOnes(kind, item, seen)) {
        await under.put(spoilt);
        const fault = await read(kind, item);
        if (isBad) expect(fault, what).toContain(`Bad row at ${nameOf(item)}`);
        else expect(fault, what).toBeNull();
        await under.put(item);
      }
    }
    expect(seen.size).toBeGreaterThan(0);
  });
});

/** Returns what the reader says about the row, or null when the row can be read. */
async function read(kind: string, item: Item): Promise<string | null> {
  try {
    await READERS[kind]?.(under.store, item, under.table);
    return null;
  } catch (fault) {
    return String(fault);
  }
}

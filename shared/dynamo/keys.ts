/*
 * One table. How each thing is found:
 *
 * | pattern                                        | index      | partition                  | sort                      |
 * |------------------------------------------------|------------|----------------------------|---------------------------|
 * | all consultations, or one                      | table      | CONSULTATIONS              | id                        |
 * | one version of a consultation's draft          | table      | DRAFTS#consultation        | version                   |
 * | all units, or one                              | table      | UNITS                      | id                        |
 * | a submission: one version, or the newest       | table      | OPINIONS#consultation#shard| reference#version         |
 * | what came in within a window                   | received   | OPINIONS#consultation#shard| receivedAt between        |
 * | what was edited or withdrawn within a window   | revised    | OPINIONS#consultation#shard| revisedAt between         |
 * | the reference tied to an Idempotency-Key       | table      | KEYS#consultation          | hash of the key           |
 * | a unit's digest: one, the newest, or backwards | table      | DIGESTS#unit               | number                    |
 * | the deliveries of a digest                     | table      | DELIVERIES#unit#number     | mailbox                   |
 * | deliveries that may be taken up now            | outbox     | DUE                        | dueAt up to now           |
 * | which table this is, the key that signs links  | table      | INSTALLATION               | IDENTITY, SIGNING-KEY     |
 *
 * `received` and `revised` are local indexes, read with strong consistency: nothing is "not yet
 * visible". Both hold keys only: a projected copy of the text would count towards the 400 KB of an
 * item a second time. `revised` and `outbox` are sparse: only items with the attribute are in them.
 */

/** The attributes that make up keys. All are strings. */
export const ATTRIBUTES = {
  partition: 'pk',
  sort: 'sk',
  receivedAt: 'receivedAt',
  revisedAt: 'revisedAt',
  outbox: 'outbox',
  dueAt: 'dueAt',
} as const;

/** The table's indexes: `local` share the table's partition key; all project keys only. */
export const INDEXES = {
  received: { name: 'received', kind: 'local', sort: ATTRIBUTES.receivedAt },
  revised: { name: 'revised', kind: 'local', sort: ATTRIBUTES.revisedAt },
  outbox: {
    name: 'outbox',
    kind: 'global',
    partition: ATTRIBUTES.outbox,
    sort: ATTRIBUTES.dueAt,
  },
} as const;

export interface Key {
  readonly partition: string;
  readonly sort: string;
}

const CONSULTATIONS = 'CONSULTATIONS';
const UNITS = 'UNITS';
const INSTALLATION = 'INSTALLATION';

/** The partition of the `outbox` index; the attribute is there while a delivery is due or being sent. */
export const DUE = 'DUE';

export const partitions = {
  consultations: CONSULTATIONS,
  units: UNITS,
  opinions: (consultation: string, shard: number) => `OPINIONS#${consultation}#${shard}`,
  digests: (unit: string) => `DIGESTS#${unit}`,
  deliveries: (unit: string, number: number) => `DELIVERIES#${unit}#${ordinal(number)}`,
} as const;

export const keys = {
  consultation: (id: string): Key => ({ partition: CONSULTATIONS, sort: id }),
  draft: (consultation: string, version: number): Key => ({
    partition: `DRAFTS#${consultation}`,
    sort: ordinal(version),
  }),
  unit: (id: string): Key => ({ partition: UNITS, sort: id }),
  submission: (consultation: string, shard: number, reference: string, version: number): Key => ({
    partition: partitions.opinions(consultation, shard),
    sort: `${versionsOf(reference)}${ordinal(version)}`,
  }),
  idempotency: (consultation: string, keyHash: string): Key => ({
    partition: `KEYS#${consultation}`,
    sort: keyHash,
  }),
  digest: (unit: string, number: number): Key => ({
    partition: partitions.digests(unit),
    sort: ordinal(number),
  }),
  delivery: (unit: string, number: number, mailbox: string): Key => ({
    partition: partitions.deliveries(unit, number),
    sort: mailbox,
  }),
  identity: (): Key => ({ partition: INSTALLATION, sort: 'IDENTITY' }),
  signingKey: (): Key => ({ partition: INSTALLATION, sort: 'SIGNING-KEY' }),
} as const;

/** The prefix under which a submission's versions are sorted. */
export function versionsOf(reference: string): string {
  return `${reference}#`;
}

/** Digits enough that text order is number order. */
function ordinal(number: number): string {
  return String(number).padStart(6, '0');
}

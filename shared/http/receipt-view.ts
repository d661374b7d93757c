import * as z from 'zod/mini';
import type { Progress, Receipt, Reception } from '../domain/receipt.ts';
import { Bilingual } from '../domain/text.ts';
import { Instant, LocalDate } from '../domain/time.ts';
import { pathTo } from '../routes.ts';

const Change = z.enum(['submitted', 'edited', 'withdrawn']);

/** A place in the log, and the address of the entry there. */
const Entry = z.strictObject({ index: z.int(), address: z.string() });

const Sealing = z.discriminatedUnion('state', [
  z.strictObject({ state: z.literal('sealed'), at: Instant, entry: Entry }),
  z.strictObject({ state: z.enum(['due', 'late']) }),
]);

const Digest = z.discriminatedUnion('state', [
  z.strictObject({ state: z.literal('waiting'), next: LocalDate }),
  z.strictObject({
    state: z.literal('told'),
    number: z.int(),
    day: LocalDate,
    entry: z.nullable(Entry),
    mailboxes: z.int(),
    reach: z.enum(['under-way', 'delayed', 'sent', 'accepted', 'owed']),
    sentAt: z.nullable(Instant),
    accepted: z.array(z.strictObject({ at: z.nullable(Instant), entry: z.nullable(Entry) })),
  }),
]);

/** The journey of a submission as the API shows it, to anybody who has its reference. */
export const ReceiptView = z.strictObject({
  consultation: z.string(),
  reference: z.string(),
  state: Change,
  parts: z.int(),
  /** The first version, and the newest if it is another one. */
  received: z.array(z.strictObject({ change: Change, at: Instant, sealing: Sealing })),
  /** What became of it for each unit. */
  units: z.array(z.strictObject({ unit: Bilingual, change: Change, digest: Digest })),
  leadsTo: z.array(z.strictObject({ consultation: z.string(), commitment: z.int() })),
  links: z.strictObject({ lv: z.string(), en: z.string(), consultation: z.string() }),
});
export type ReceiptView = z.infer<typeof ReceiptView>;

/** Describes a receipt for the API. The mail to its author is left out: only the author needs it. */
export function receiptView({
  consultation: { id },
  reference,
  state,
  parts,
  receptions,
  progress,
  leadsTo,
}: Receipt): ReceiptView {
  const at = { consultation: id, reference };
  return {
    consultation: id,
    reference,
    state,
    parts,
    received: receptions.map((one) => receptionView(id, one)),
    units: progress.map((one) => progressView(id, one)),
    leadsTo: leadsTo.map(({ consultation, commitment }) => {
      return { consultation: consultation.id, commitment };
    }),
    links: {
      lv: pathTo('receipt', { language: 'lv', ...at }),
      en: pathTo('receipt', { language: 'en', ...at }),
      consultation: pathTo('apiConsultation', { consultation: id }),
    },
  };
}

function receptionView(
  consultation: string,
  { change, at, sealing }: Reception,
): ReceiptView['received'][number] {
  if (sealing.state !== 'sealed') return { change, at, sealing: { state: sealing.state } };
  const entry = entryView(consultation, sealing.entry);
  return { change, at, sealing: { state: 'sealed', at: sealing.at, entry } };
}

function progressView(
  consultation: string,
  { unit, change, told }: Progress,
): ReceiptView['units'][number] {
  if (told.state === 'waiting') return { unit: unit.name, change, digest: told };
  const { state, number, day, reach } = told;
  const entryOf = (place: number | null) =>
    place === null ? null : entryView(consultation, place);
  const digest = {
    state,
    number,
    day,
    entry: entryOf(told.entry),
    mailboxes: reach.mailboxes,
    reach: reach.state,
    sentAt: reach.sentAt,
    accepted: reach.accepted.map(({ at, entry }) => ({ at, entry: entryOf(entry) })),
  };
  return { unit: unit.name, change, digest };
}

function entryView(consultation: string, index: number) {
  return { index, address: pathTo('logEntry', { consultation, place: String(index) }) };
}

import * as z from 'zod/mini';
import { type Consultation, type ResponsibleUnit, stateOf } from '../domain/consultation.ts';
import { Bilingual } from '../domain/text.ts';
import { Instant } from '../domain/time.ts';
import { kindOf, KINDS } from '../kinds/kinds.ts';
import { pathTo } from '../routes.ts';

/** A consultation as the API shows it. Of a unit it shows only the name. */
export const ConsultationView = z.strictObject({
  id: z.string(),
  kind: z.enum(KINDS.map(({ id }) => id)),
  title: Bilingual,
  summary: Bilingual,
  plan: Bilingual,
  state: z.enum(['upcoming', 'open', 'closed']),
  opensAt: Instant,
  closesAt: Instant,
  draft: z.strictObject({
    version: z.int(),
    document: z.optional(z.url()),
    unit: Bilingual,
    commitments: z.array(z.strictObject({ number: z.int(), title: Bilingual, unit: Bilingual })),
  }),
  lists: z.record(z.string(), z.array(z.strictObject({ id: z.string(), title: Bilingual }))),
  links: z.strictObject({ lv: z.string(), en: z.string(), opinions: z.string() }),
});
export type ConsultationView = z.infer<typeof ConsultationView>;

export const ConsultationList = z.strictObject({ consultations: z.array(ConsultationView) });

/**
 * Describes a consultation for the API. Throws when one of its units is not among `units`: the
 * table has lost that unit.
 */
export function consultationView(
  consultation: Consultation,
  units: readonly ResponsibleUnit[],
  now: Instant,
): ConsultationView {
  const { id, lists, title, summary, plan, opensAt, closesAt, draft } = consultation;
  const nameOf = (unit: string): Bilingual => {
    const found = units.find((one) => one.id === unit);
    if (found === undefined) throw new Error(`The unit ${unit} is not in the table`);
    return found.name;
  };
  return {
    id,
    kind: kindOf(consultation).id,
    title,
    summary,
    plan,
    state: stateOf(consultation, now),
    opensAt,
    closesAt,
    draft: {
      version: draft.version,
      ...(draft.document === undefined ? {} : { document: draft.document }),
      unit: nameOf(consultation.unit),
      commitments: draft.commitments.map(({ number, title: commitment, unit }) => ({
        number,
        title: commitment,
        unit: nameOf(unit),
      })),
    },
    lists: Object.fromEntries(Object.entries(lists).map(([name, list]) => [name, [...list]])),
    links: {
      lv: pathTo('consultation', { language: 'lv', consultation: id }),
      en: pathTo('consultation', { language: 'en', consultation: id }),
      opinions: pathTo('apiSubmit', { consultation: id }),
    },
  };
}

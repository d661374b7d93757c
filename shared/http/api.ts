import * as z from 'zod/mini';
import {
  type Consultation,
  PUBLISHING,
  type ResponsibleUnit,
  stateOf,
} from '../domain/consultation.ts';
import type { PublishedDraft } from '../domain/draft.ts';
import { Sha256 } from '../domain/schemas.ts';
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
  /** When what authors agree to is published. */
  publishes: z.enum(PUBLISHING),
  opensAt: Instant,
  closesAt: Instant,
  draft: z.strictObject({
    version: z.int(),
    unit: Bilingual,
    commitments: z.array(z.strictObject({ number: z.int(), title: Bilingual, unit: Bilingual })),
  }),
  lists: z.record(z.string(), z.array(z.strictObject({ id: z.string(), title: Bilingual }))),
  links: z.strictObject({
    lv: z.string(),
    en: z.string(),
    draft: z.string(),
    opinions: z.string(),
    /** The prefix of the addresses of its log. */
    log: z.string(),
  }),
});
export type ConsultationView = z.infer<typeof ConsultationView>;

/** CommonMark, in which raw HTML is text. */
const Text = z.optional(z.strictObject({ lv: z.string(), en: z.string() }));

/** A version of a draft as the API shows it, with its text. It never changes. */
export const DraftView = z.strictObject({
  consultation: z.string(),
  version: z.int(),
  introduction: Text,
  documents: z.array(
    z.strictObject({
      title: Bilingual,
      address: z.url(),
      sha256: Sha256,
      bytes: z.int(),
    }),
  ),
  commitments: z.array(
    z.strictObject({
      number: z.int(),
      title: Bilingual,
      unit: Bilingual,
      summary: Text,
      finding: Text,
    }),
  ),
  links: z.strictObject({ lv: z.string(), en: z.string(), consultation: z.string() }),
});
export type DraftView = z.infer<typeof DraftView>;

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
  const { id, lists, title, summary, plan, publishes, opensAt, closesAt, draft } = consultation;
  const nameOf = (unit: string) => nameOfUnit(unit, units);
  return {
    id,
    kind: kindOf(consultation).id,
    title,
    summary,
    plan,
    state: stateOf(consultation, now),
    publishes,
    opensAt,
    closesAt,
    draft: {
      version: draft.version,
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
      draft: pathTo('apiDraft', { consultation: id, version: String(draft.version) }),
      opinions: pathTo('apiSubmit', { consultation: id }),
      log: pathTo('logPrefix', { consultation: id }),
    },
  };
}

/** Describes a version of a draft for the API. Throws as {@link consultationView} does. */
export function draftView(
  consultation: string,
  { version, introduction, documents, commitments }: PublishedDraft,
  units: readonly ResponsibleUnit[],
): DraftView {
  const at = { consultation, version: String(version) };
  return {
    consultation,
    version,
    introduction,
    documents: [...documents],
    commitments: commitments.map((one) => ({ ...one, unit: nameOfUnit(one.unit, units) })),
    links: {
      lv: pathTo('draft', { language: 'lv', ...at }),
      en: pathTo('draft', { language: 'en', ...at }),
      consultation: pathTo('apiConsultation', { consultation }),
    },
  };
}

function nameOfUnit(unit: string, units: readonly ResponsibleUnit[]): Bilingual {
  const found = units.find(({ id }) => id === unit);
  if (found === undefined) throw new Error(`The unit ${unit} is not in the table`);
  return found.name;
}

import * as z from 'zod/mini';
import written from '../data/rules/moderation.json' with { type: 'json' };
import { Bilingual, Slug } from './domain/text.ts';

const ModerationRule = z.readonly(z.strictObject({ id: Slug, title: Bilingual, text: Bilingual }));
export type ModerationRule = z.infer<typeof ModerationRule>;

/** The rules by which a published text may be hidden, in the order in which people read them. */
export const MODERATION_RULES: readonly ModerationRule[] = z
  .array(ModerationRule)
  .check(z.refine((all) => new Set(all.map(({ id }) => id)).size === all.length, 'repeated'))
  .parse(written);

/** Returns the rule, or null for a rule that is no longer written down. */
export function ruleOf(id: string): ModerationRule | null {
  return MODERATION_RULES.find((rule) => rule.id === id) ?? null;
}

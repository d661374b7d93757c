import { type Consultation, isPublic } from '../../shared/domain/consultation.ts';
import type { PublicPart } from '../../shared/domain/public-part.ts';
import { countParts, NO_TOTALS, type PublicTotals } from '../../shared/domain/public-totals.ts';
import { countedPartsOf } from '../../shared/domain/standing.ts';
import type { Instant } from '../../shared/domain/time.ts';
import { countedIn } from '../../shared/kinds/kind.ts';
import { kindOf } from '../../shared/kinds/kinds.ts';
import type { StandingStore } from '../../shared/ports/standings.ts';
import { publicFactsOf } from '../../shared/usecases/public-facts.ts';
import { tokens } from './ports.ts';

/** Returns what everybody must see, from the submissions, choices and acts alone. */
export async function publicTruth(
  store: Pick<StandingStore, 'findStanding'>,
  consultation: Consultation,
  references: Iterable<string>,
  now: Instant,
) {
  const kind = kindOf(consultation);
  let totals: PublicTotals = NO_TOTALS;
  const parts: PublicPart[] = [];
  const places: string[] = [];
  const shows = isPublic(consultation, now);
  for (const reference of references) {
    const standing = await store.findStanding(consultation, reference);
    if (standing === null) throw new Error(`No submission ${reference}`);
    totals = countParts(
      totals,
      countedPartsOf(standing, (answers) => countedIn(kind, answers)),
      1,
    );
    for (const { part, terms } of publicFactsOf(tokens, consultation, standing, shows)) {
      if (part === null) continue;
      parts.push(part);
      places.push(...terms.map((term) => `${term} ${part.id}`));
    }
  }
  return { totals: withoutZeros(totals), parts: byId(parts), places: places.toSorted() };
}

export function byId(parts: readonly PublicPart[]): PublicPart[] {
  return parts.toSorted((one, other) => (one.id < other.id ? -1 : 1));
}

/** Leaves out what counts nothing: a count that went down to 0 stays. */
export function withoutZeros(totals: PublicTotals): PublicTotals {
  const commitments = Object.entries(totals.commitments).flatMap(([name, { shown, values }]) => {
    const counted = Object.entries(values).filter(([, count]) => count > 0);
    return shown === 0 ? [] : [[name, { shown, values: Object.fromEntries(counted) }]];
  });
  return { ...totals, commitments: Object.fromEntries(commitments) as PublicTotals['commitments'] };
}

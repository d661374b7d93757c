import type { Consultation } from '../domain/consultation.ts';
import type { ModerationAct } from '../domain/standing.ts';
import type { Instant } from '../domain/time.ts';
import type { ConsultationStore } from '../ports/consultations.ts';
import type { PublicAct, PublicActs, PublicStore } from '../ports/public-parts.ts';
import type { StandingStore } from '../ports/standings.ts';

interface Needs {
  readonly store: Pick<ConsultationStore, 'listConsultations'> &
    Pick<PublicStore, 'findPublicAmong'> &
    Pick<StandingStore, 'newestActs'>;
}

/** Acts on one page. An act is about up to 61 parts. */
const PAGE_SIZE = 25;

/** Reads the newest acts of moderation of all consultations, or those before `before`. */
export function listActs({ store }: Needs) {
  return async (before: Instant | null): Promise<PublicActs> => {
    const all = await store.listConsultations();
    const found = await Promise.all(
      all.map(async ({ id }) => store.newestActs(id, PAGE_SIZE + 1, before)),
    );
    const inOrder = found
      .flat()
      .toSorted((one, other) => (one.receivedAt > other.receivedAt ? -1 : 1));
    const shown = inOrder.slice(0, PAGE_SIZE);
    const acts = await Promise.all(shown.map(async (act) => publicAct(act, all)));
    return { acts: acts.flat(), next: inOrder.length > PAGE_SIZE ? lastOf(shown) : null };
  };

  async function publicAct(
    { consultation: id, kind, rule, receivedAt, parts }: ModerationAct,
    all: readonly Consultation[],
  ): Promise<PublicAct[]> {
    const consultation = all.find((one) => one.id === id);
    if (consultation === undefined) return [];
    const ids = parts.map((part) => part.id);
    const standing = await store.findPublicAmong(id, ids);
    return [{ consultation, kind, rule, receivedAt, parts: standing.map((part) => part.id) }];
  }

  function lastOf(acts: readonly ModerationAct[]): Instant | null {
    return acts.at(-1)?.receivedAt ?? null;
  }
}

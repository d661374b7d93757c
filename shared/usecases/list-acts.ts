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

/** Acts on one page, or a few more if some came at the same time. An act is about up to 61 parts. */
const PAGE_SIZE = 25;

/** Reads the newest acts of moderation of all consultations, or those before `before`. */
export function listActs({ store }: Needs) {
  return async (before: Instant | null): Promise<PublicActs> => {
    const all = await store.listConsultations();
    const found = await Promise.all(
      all.map(async ({ id }) => store.newestActs(id, PAGE_SIZE + 1, before)),
    );
    const inOrder = found.flat().toSorted(compareNewestFirst);
    const last = inOrder[PAGE_SIZE - 1]?.receivedAt ?? null;
    // Acts of the same time stay together, because the next page begins before a time.
    const shown = inOrder.filter(({ receivedAt }) => last === null || receivedAt >= last);
    const acts = await Promise.all(shown.map(async (act) => publicAct(act, all)));
    return { acts: acts.flat(), next: shown.length < inOrder.length ? last : null };
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
}

function compareNewestFirst(one: ModerationAct, other: ModerationAct): number {
  if (one.receivedAt === other.receivedAt) return 0;
  return one.receivedAt > other.receivedAt ? -1 : 1;
}

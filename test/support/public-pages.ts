import type { Consultation } from '../../shared/domain/consultation.ts';
import type { PublicPart } from '../../shared/domain/public-part.ts';
import { NO_TOTALS, type PublicTotals } from '../../shared/domain/public-totals.ts';
import { publicIdFrom } from '../../shared/domain/reference.ts';
import { DAY_MS, plus } from '../../shared/domain/time.ts';
import { type PublicFilter, readFilter } from '../../shared/kinds/public-filter.ts';
import { type PublicKey, signedNote, verifierKey } from '../../shared/log/checkpoint.ts';
import { leafHash } from '../../shared/log/tree.ts';
import type { PublicList } from '../../shared/ports/public-parts.ts';
import type { PageContext } from '../../shared/view/layout.tsx';
import { logPage } from '../../shared/view/pages/log-page.tsx';
import { moderationPage } from '../../shared/view/pages/moderation-page.tsx';
import { opinionPage } from '../../shared/view/pages/opinion-page.tsx';
import { opinionsPage } from '../../shared/view/pages/opinions-page.tsx';
import { aCall, aConsultation, at } from './builders.ts';
import { aKeyPair } from './log.ts';
import { aPublicOpinion, PUBLISHER } from './public-parts.ts';

const NOW = at('2027-04-20T09:00:00Z');

export function aPublicId(seed: number): string {
  return publicIdFrom(new Uint8Array(16).fill(seed));
}

/** The opinion that the pages show, from the day before. */
function anOpinion(changes: Partial<PublicPart> = {}): PublicPart {
  return aPublicOpinion({
    id: aPublicId(1),
    receivedAt: at('2027-04-19T13:59:58Z'),
    ...changes,
  });
}

const GONE = { organisation: null, answers: null } as const;

/** One part of each state, with this text in every field that strangers fill in. */
function everyPart(text: string): PublicPart[] {
  const long = `${text}\n${'garš teksts '.repeat(200)}`;
  const changedAt = at('2027-04-20T07:00:00Z');
  return [
    anOpinion({ id: aPublicId(1), organisation: text, answers: { rating: 'limited', text } }),
    anOpinion({
      id: aPublicId(2),
      organisation: null,
      commitment: null,
      language: 'en',
      answers: { rating: null, text: long },
      changedAt,
      earlier: at('2027-04-19T13:59:58Z'),
    }),
    anOpinion({ id: aPublicId(3), commitment: 77, answers: { rating: 'complete', text: '' } }),
    anOpinion({ id: aPublicId(4), ...GONE, state: 'withdrawn', changedAt }),
    anOpinion({
      id: aPublicId(5),
      ...GONE,
      state: 'hidden',
      hidden: { rule: 'personal-data', at: changedAt },
    }),
    anOpinion({
      id: aPublicId(6),
      ...GONE,
      state: 'hidden',
      hidden: { rule: 'no-longer-written-down', at: changedAt },
    }),
  ];
}

function aProposal(text: string): PublicPart {
  return anOpinion({
    id: aPublicId(7),
    consultation: 'nap3-new-commitments',
    commitment: null,
    organisation: text,
    answers: {
      title: text,
      problem: text,
      action: `${text} ${'vārds '.repeat(300)}`,
      principles: ['participation', 'openness'],
      ngos: 'yes',
      ngoShare: text,
      institution: text,
      supporters: text,
    },
  });
}

const TOTALS: PublicTotals = {
  received: 1_234,
  shown: 1_200,
  internal: 20,
  hidden: 4,
  withdrawn: 10,
  commitments: {
    0: { shown: 7, values: { complete: 2 } },
    1: { shown: 193, values: { 'not-started': 3, limited: 100, substantial: 60, complete: 30 } },
    2: { shown: 1_000, values: { limited: 1_000 } },
    77: { shown: 1, values: {} },
  },
};

function aList(parts: readonly PublicPart[], changes: Partial<PublicList> = {}): PublicList {
  const next = parts.length === 0 ? null : `2027-04-19T13:59:58.000Z#${aPublicId(5)}`;
  return { isPublic: true, totals: TOTALS, updatedAt: NOW, page: { parts, next }, ...changes };
}

/** Returns the pages of what everybody may see, in every state, with `text` in every field. */
export function publicPages(context: PageContext, text: string): Record<string, string> {
  const consultation = aConsultation();
  const call = aCall();
  const callTotals: PublicTotals = {
    ...TOTALS,
    commitments: { 0: { shown: 1_200, values: { openness: 300, participation: 1_000 } } },
  };
  const filterOf = (about: Consultation, query: Record<string, string> = {}): PublicFilter =>
    readFilter(about, query);
  const asked = { commitment: '2', value: 'limited', organisation: text, search: text };
  const parts = everyPart(text);
  const acts = (['hide', 'show'] as const).map((kind) => {
    const [rule, receivedAt] = ['insult-or-incitement', NOW];
    return { kind, rule, receivedAt, consultation, parts: kind === 'hide' ? [aPublicId(5)] : [] };
  });
  const opinions = (
    about: Consultation,
    list: PublicList,
    query: Record<string, string> = {},
  ): string =>
    opinionsPage({
      ...context,
      consultation: about,
      filter: filterOf(about, query),
      list,
      publisher: PUBLISHER,
    });
  return {
    opinions: opinions(consultation, aList(parts)),
    'opinions filtered': opinions(consultation, aList(parts), asked),
    'opinions further': opinions(consultation, aList([]), {
      ...asked,
      order: 'commitment',
      after: `000002#2027-04-19T13:59:58.000Z#${aPublicId(5)}`,
    }),
    'opinions empty': opinions(consultation, aList([], { totals: NO_TOTALS, updatedAt: null })),
    'opinions later': opinions(
      aConsultation({ publishes: 'after-closing' }),
      aList([], { isPublic: false }),
    ),
    'opinions never': opinions(
      aConsultation({ publishes: 'never' }),
      aList([], { isPublic: false }),
    ),
    proposals: opinions(call, aList([aProposal(text)], { totals: callTotals })),
    ...Object.fromEntries(
      parts.map((part, index) => [
        `opinion ${index} ${part.state}`,
        opinionPage({ ...context, consultation, part, leadsTo: [] }),
      ]),
    ),
    proposal: opinionPage({
      ...context,
      consultation: call,
      part: aProposal(text),
      leadsTo: [{ consultation, commitment: 2 }],
    }),
    ...logPages(context),
    moderation: moderationPage({ ...context, acts, next: NOW, isFirst: false }),
    'moderation empty': moderationPage({ ...context, acts: [], next: null, isFirst: true }),
  };
}

/** Returns the page about a log in every state. */
function logPages(context: PageContext): Record<string, string> {
  const consultation = aConsultation();
  const origin = `sadzirdets.example/log/${consultation.id}`;
  const [former, newer] = [1, 2].map((seed) => aKeyPair(seed).publicKey) as [PublicKey, PublicKey];
  const seals = [70_003, 258, 3].map((size, index) => ({
    size,
    sealedAt: plus(NOW, -index * DAY_MS),
    checkpoint: signedNote({ origin, size, root: leafHash(`${size}`) }, [
      { key: newer, signature: new Uint8Array(64).fill(size) },
    ]),
  }));
  const keys = [former, newer].map((key) => verifierKey(origin, key));
  return {
    log: logPage({ ...context, consultation, seals, keys }),
    'log begun': logPage({
      ...context,
      consultation,
      seals: seals.slice(-1),
      keys: keys.slice(0, 1),
    }),
    'log empty': logPage({ ...context, consultation, seals: [], keys: [] }),
  };
}

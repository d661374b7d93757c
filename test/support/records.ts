import {
  type ConsultationRecord,
  judgeConsultation,
  type RecordFacts,
  type Rule,
} from '../../shared/domain/consultation-record.ts';
import { LocalDate } from '../../shared/domain/time.ts';
import type { PageContext } from '../../shared/view/layout.tsx';
import { recordPage } from '../../shared/view/pages/record-page.tsx';
import { aCall, aConsultation, at, aUnit } from './builders.ts';

const SHA = '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08';
const CHECKPOINT = `sadzirdets.example/log/nap2-midterm-review
20852163
CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=

— sadzirdets.example/log/nap2-midterm-review Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=
`;
const CLOSES = at('2027-05-01T00:00+03:00');
const REACH = { countedAt: at('2027-04-30T01:30Z'), complete: true, sent: 1_041, accepted: 1_020 };

/** A record in which everything is known, with `text` in every field that somebody writes. */
export function aRecord(changes: Partial<ConsultationRecord> = {}, text = 'Rezultāti') {
  const { id, kind, title, plan } = aConsultation();
  const record: ConsultationRecord = {
    consultation: id,
    kind,
    title,
    plan,
    state: 'closed',
    window: {
      opensAt: at('2027-03-15T09:00+02:00'),
      closesAt: CLOSES,
      days: 46,
      logged: [
        {
          opensAt: at('2027-03-15T09:00+02:00'),
          closesAt: at('2027-04-15T00:00+03:00'),
          loggedAt: at('2027-03-01T09:10+02:00'),
          entry: 1,
        },
        {
          opensAt: at('2027-03-15T09:00+02:00'),
          closesAt: CLOSES,
          loggedAt: at('2027-04-01T12:00+03:00'),
          entry: 340,
        },
      ],
    },
    drafts: [
      { version: 1, logged: { at: at('2027-03-01T09:10+02:00'), entry: 2, sha256: SHA } },
      { version: 2, logged: null },
    ],
    announcements: [
      {
        id: `opened-${id}`,
        kind: 'opened',
        topic: 'drafts',
        subject: null,
        sentAt: at('2027-03-15T09:00+02:00'),
        reach: REACH,
      },
      {
        id: `closing-${id}`,
        kind: 'closing',
        topic: 'closing',
        subject: null,
        sentAt: at('2027-04-27T09:00+03:00'),
        reach: { ...REACH, complete: false, sent: 21, accepted: 1 },
      },
      {
        id: 'results',
        kind: 'written',
        topic: 'results',
        subject: { lv: text, en: text },
        sentAt: at('2027-05-10T09:00+03:00'),
        reach: null,
      },
    ],
    received: {
      upTo: at('2027-05-10T09:00+03:00'),
      submissions: { received: 1_230, versions: 1_301, withdrawn: 11 },
      parts: {
        received: 2_341,
        published: 2_300,
        unpublished: 0,
        internal: 20,
        hidden: 4,
        hiddenByRule: [
          { rule: 'personal-data', parts: 3 },
          { rule: 'no-longer-written-down', parts: 1 },
        ],
        withdrawn: 17,
      },
    },
    units: [
      {
        id: 'change-management',
        name: aUnit().name,
        digests: [1, 2].map((number) => ({
          number,
          day: LocalDate.parse('2027-03-22'),
          window: {
            from: number === 1 ? at('1970-01-01T00:00Z') : at('2027-03-22T07:55+02:00'),
            to: at('2027-03-29T07:55+03:00'),
          },
          count: 1_000 * number,
          mailboxes: 2,
          accepted: number,
          entry: 1_234 * number,
        })),
      },
      { id: 'another', name: { lv: 'Cita', en: 'Another' }, digests: [] },
    ],
    log: {
      size: 20_852_163,
      upTo: at('2027-05-10T08:55+03:00'),
      sealedAt: at('2027-05-10T09:00+03:00'),
      checkpoint: CHECKPOINT,
      isFinal: true,
    },
    rules: [],
    ...changes,
  };
  return { ...record, rules: changes.rules ?? rulesOf(record) };
}

/** Judges the record, with every setting that a consultation can have. */
function rulesOf({ window, drafts, announcements, log }: ConsultationRecord): Rule[] {
  const standards = { shortestWindowDays: 46, noticeDays: 21, summaryDays: 10 };
  const consultation = aConsultation({ ...window, standards });
  const facts: RecordFacts = { consultation, stage: 'implementation', drafts, announcements, log };
  return judgeConsultation(facts, at('2027-05-20T09:00+03:00'));
}

/** A record of which nothing is known yet. */
export function aBlankRecord(): ConsultationRecord {
  const { id, kind, title, plan, opensAt, closesAt } = aCall();
  return aRecord({
    consultation: id,
    kind,
    title,
    plan,
    state: 'upcoming',
    window: { opensAt, closesAt, days: 117, logged: [] },
    drafts: [{ version: 1, logged: null }],
    announcements: [],
    received: null,
    units: [{ id: 'change-management', name: aUnit().name, digests: [] }],
    log: null,
  });
}

/** Returns the pages of records, in every state, with `text` in every field that somebody writes. */
export function recordPages(context: PageContext, text: string): Record<string, string> {
  const { received } = aRecord();
  const uncounted = received && {
    ...received,
    submissions: null,
    parts: { ...received.parts, hiddenByRule: null },
  };
  return {
    record: recordPage({ ...context, record: aRecord({}, text) }),
    'record blank': recordPage({ ...context, record: aBlankRecord() }),
    'record open': recordPage({
      ...context,
      record: aRecord({ state: 'open', received: uncounted }, text),
    }),
  };
}

import { readFileSync } from 'node:fs';
import {
  type Consultation,
  Publication,
  planPublication,
} from '../../shared/domain/consultation.ts';
import { DigestCollector } from '../../shared/domain/digest-collector.ts';
import type { DigestContent, DigestItem } from '../../shared/domain/digest-content.ts';
import { BEGINNING, type Digest, type PlannedDigest } from '../../shared/domain/digest.ts';
import { changesFor, type SubmissionChange } from '../../shared/domain/part-change.ts';
import {
  createSubmission,
  type Answers,
  editSubmission,
  type Submission,
  withdrawSubmission,
} from '../../shared/domain/submission.ts';
import { groupTexts } from '../../shared/domain/text-groups.ts';
import { RunningTotals, type TotalsToDate } from '../../shared/domain/totals-to-date.ts';
import { DAY_MS, type Instant, localDate, plus } from '../../shared/domain/time.ts';
import { countedIn, textsIn } from '../../shared/kinds/kind.ts';
import { kindOf } from '../../shared/kinds/kinds.ts';
import type { DigestFile, DigestWriter } from '../../shared/ports/writers.ts';
import { digestWriter } from '../../shared/view/mail/digest-mail.ts';
import { campaignLetter } from '../../bench/letters.ts';
import { Chance } from '../simulation/chance.ts';
import { aReference, aSubmission, at, reachable } from './builders.ts';
import { OWNER } from './owner.ts';
import { aSealedLog } from './sealed-logs.ts';

/*
 * The review of the Second National Action Plan and the call for the Third, as the local stack loads
 * them, and a week of possible opinions and proposals. The organisations are invented.
 */

const OPENED = at('2026-11-02T00:00:00+02:00');

function published(id: string) {
  const file = new URL(`../../data/${id}.json`, import.meta.url);
  const publication = Publication.parse(JSON.parse(readFileSync(file, 'utf8')));
  const made = planPublication(publication, null, [], OPENED);
  const [unit] = publication.units;
  if (!('consultation' in made) || unit === undefined) throw new Error(`${id} is not valid`);
  return { consultation: made.consultation, unit };
}

export const { consultation: REVIEW, unit: CHANCELLERY } = published('nap2-midterm-review');
/** The call that opens the Third plan. */
export const { consultation: CALL } = published('nap3-new-commitments');

/** Monday 30 November 2026, 07:55 in Riga. */
const END = at('2026-11-30T07:55:00+02:00');

export function aDigest(changes: Partial<Digest> = {}): Digest {
  return {
    unit: CHANCELLERY.id,
    number: 4,
    slot: '2026-11-30' as Digest['slot'],
    window: { from: plus(END, -7 * DAY_MS), to: END },
    consultations: [REVIEW.id],
    language: 'lv',
    recipients: CHANCELLERY.mailboxes,
    totals: { given: {}, submissions: 0, edited: 0, withdrawn: 0 },
    ...changes,
  };
}

export const FIRST_WINDOW = { from: BEGINNING, to: END };

export function aPrevious(digest: Digest, changes: Partial<Digest> = {}): Digest {
  return {
    ...digest,
    number: digest.number - 1,
    window: { from: plus(digest.window.from, -7 * DAY_MS), to: digest.window.from },
    totals: { given: { review: 7 }, submissions: 5, edited: 0, withdrawn: 0 },
    ...changes,
  };
}

/** A new submission, or a change of a submission since the previous digest. */
type Told = Submission | SubmissionChange;

/** Gathers the digest's content and its table as a run does. */
export function gatherDigest(
  digest: PlannedDigest,
  consultations: readonly Consultation[],
  told: readonly Told[],
  writer: DigestWriter = digestWriter(OWNER),
): { content: DigestContent; files: readonly DigestFile[] | null } {
  const changes = told.map((one) => ('after' in one ? one : { before: null, after: one }));
  const consultationOf = (id: string) => {
    const consultation = consultations.find((one) => one.id === id);
    if (consultation === undefined) throw new Error(`No consultation ${id}`);
    return consultation;
  };
  const grouper = groupTexts();
  for (const change of changes) {
    const { consultation, contact } = reachable(change.after);
    const kind = kindOf(consultationOf(consultation));
    for (const { commitment, organisation, answers } of changesFor(digest.unit, change)) {
      const scope = { name: `${consultation} ${commitment ?? ''}` };
      const text = answers === null ? '' : textsIn(kind, answers).join('\n');
      grouper.add(scope, { organisation, address: contact.email }, text);
    }
  }
  const { groups, groupAt } = grouper.finish();
  const collector = new DigestCollector(digest, consultations, groups, {
    budget: writer.budget,
    weigh: (consultation, item) => writer.weigh(digest, consultation, item),
    countedIn: (consultation, answers) => countedIn(kindOf(consultation), answers),
  });
  const table = writer.table(digest);
  let place = 0;
  for (const change of changes) {
    const consultation = consultationOf(change.after.consultation);
    const items = changesFor(digest.unit, change).map((made): DigestItem => {
      const earlier = {
        number: digest.number - 1,
        slot: localDate(plus(digest.window.to, -7 * DAY_MS)),
      };
      const replaces = made.change === 'new' ? null : earlier;
      return { ...made, replaces, group: groupAt(place++) };
    });
    collector.add(consultation.id, items);
    for (const item of items) table.add(consultation, item);
  }
  return { content: collector.finish(), files: table.finish() };
}

/** Writes the mail of a digest about these submissions. */
export function mailOf(
  told: readonly Told[],
  changes: Partial<Parameters<DigestWriter['mail']>[0]> = {},
) {
  const planned = changes.digest ?? aDigest();
  const consultations = [REVIEW, CALL].filter(({ id }) => planned.consultations.includes(id));
  const { content, files } = gatherDigest(planned, consultations, told);
  const digest = { ...planned, totals: content.totals };
  return digestWriter(OWNER).mail({
    previous: aPrevious(digest),
    unit: CHANCELLERY,
    content,
    files,
    filesChanged: false,
    logs: consultations.map((consultation) => aSealedLog(consultation)),
    recipient: digest.recipients[0] ?? '',
    delivery: '0',
    repeat: false,
    siteUrl: 'https://sadzirdets.example',
    ...changes,
    digest,
  });
}

type Given = Parameters<typeof aSubmission>[0];

function given(day: string, seed: number, about: Given): Submission {
  return aSubmission({
    consultation: REVIEW,
    receivedAt: at(`2026-11-${day}:00+02:00`),
    // The seeds are far apart, so that the references look like those of real submissions.
    seed: seed * 271_828_182_845_904,
    contact: { name: 'Žanete Šķēle-Ķirse', email: 'zanete.skele@ngo.example' },
    ...about,
  });
}

const first = given('24T10:12', 31, {
  organisation: 'Biedrība „Latvijas Lauku kopienu forums”',
  opinions: [
    {
      commitment: null,
      rating: 'limited',
      text: 'Izvērtējums ir godīgs un labi lasāms. Tomēr tajā maz teikts par reģioniem: trīs no četrām darba grupas sanāksmēm notika Rīgā, un attālināta piedalīšanās nebija iespējama.\n\nLūdzam gala redakcijā atsevišķi norādīt, kā iesaistītas organizācijas ārpus Rīgas.',
    },
    {
      commitment: 1,
      rating: 'substantial',
      text: 'Atvērto datu portāls darbojas, un tajā regulāri parādās jaunas kopas. Visvairāk pietrūkst pašvaldību datu: no mūsu 26 biedru pašvaldībām savus datus portālā publicē tikai trīs.\n\nIerosinām:\n– noteikt vienotu minimālo datu kopu sarakstu pašvaldībām;\n– publicēšanas termiņus ierakstīt projektā, nevis atstāt iestādes ziņā;\n– reizi gadā aptaujāt datu izmantotājus.',
    },
    {
      commitment: 6,
      rating: 'not-started',
      text: 'Modelis joprojām ir tikai ideja. NVO fonda konkursi izsludina finansējumu uz vienu gadu, tāpēc ilgtermiņa darbu plānot nav iespējams.',
    },
  ],
});

const second = given('25T15:40', 32, {
  organisation: 'Nodibinājums „Pilsoniskā alianse – Ķekava”',
  publication: 'anonymous',
  contact: { name: 'Jānis Ozols', email: 'janis@kekava.example' },
  opinions: [
    {
      commitment: 1,
      rating: 'limited',
      text: 'Dati ir, bet mašīnlasāmi tie ir reti: trešā daļa no failiem, ko pārbaudījām, ir skenēti PDF.',
    },
    {
      commitment: 2,
      rating: 'limited',
      text: 'Portālā ir viegli atrast projektu, bet grūti saprast, kurā stadijā tas ir un līdz kuram datumam vēl var ko ietekmēt. Termiņš būtu jārāda jau sarakstā.',
    },
    { commitment: 6, rating: 'limited', text: '' },
  ],
});

const third = given('26T09:05', 33, {
  organisation: 'Latvijas Cilvēku ar īpašām vajadzībām sadarbības organizācija „Līdzvērtība”',
  publication: 'internal',
  contact: { name: 'Ilze Bērziņa', email: 'ilze@lidzvertiba.example' },
  opinions: [
    {
      commitment: 3,
      rating: 'substantial',
      text: 'Vienotā platforma ir liels solis uz priekšu: jaunajās mājaslapās ekrāna lasītājs beidzot atrod virsrakstus un meklēšanas lauku. Divās no piecām lapām, ko pārbaudījām, attēliem vēl nav aprakstu.',
    },
    { commitment: 6, rating: null, text: 'Piekrītam Lauku kopienu foruma viedoklim.' },
  ],
});

const fourth = given('27T18:31', 34, {
  organisation: 'Biedrība „Atklātības darbnīca”',
  contact: { name: 'Anna Liepa', email: 'anna@atklatiba.example' },
  opinions: [
    {
      commitment: 1,
      rating: 'complete',
      text: 'Uzskatām šo apņemšanos par izpildītu un aicinām nākamajā plānā ķerties pie datu kvalitātes.',
    },
    {
      commitment: 8,
      rating: 'complete',
      text: 'Trauksmes cēlēju aizsardzības likumprojekts ir sagatavots kopā ar NVO un iesniegts laikā. Paldies par priekšzīmīgu sadarbību!',
    },
    {
      commitment: 10,
      rating: 'substantial',
      text: 'Vadlīnijas ir labas. Vajadzētu arī mācības: dokuments vien ikdienas praksi nemainīs.',
    },
  ],
});

const earlier = [
  given('17T11:00', 35, {
    organisation: 'Fonds „Vārds vietā”',
    opinions: [
      {
        commitment: 7,
        rating: 'limited',
        text: 'Parakstus referenduma ierosinājumam internetā var vākt, ja ir drošs elektroniskais paraksts vai eID karte.',
      },
    ],
  }),
  given('18T12:00', 36, {
    organisation: 'Biedrība „Ūdensroze”',
    opinions: [{ commitment: 9, rating: null, text: 'Par partiju finansēšanu.' }],
  }),
] as const;

function changedSince([one, other]: typeof earlier): SubmissionChange[] {
  const input = {
    organisation: one.organisation,
    contact: reachable(one).contact,
    publication: one.publication,
    language: one.language,
    parts: [
      {
        commitment: 7,
        answers: {
          rating: 'substantial',
          text: 'Precizējam iepriekšējo viedokli: parakstus referenduma ierosinājumam internetā tagad var vākt, ja ir drošs elektroniskais paraksts. Ar internetbankas pieeju vēl ne.',
        },
      },
    ],
  };
  return [
    {
      before: one,
      after: editSubmission(one, REVIEW, input, 'b', at('2026-11-27T20:15:00+02:00')),
    },
    { before: other, after: withdrawSubmission(other, at('2026-11-28T08:47:00+02:00')) },
  ];
}

/** Four new submissions, one edited, one withdrawn, in the order of `receivedAt`. */
export const WEEK: readonly SubmissionChange[] = [
  ...[first, second, third, fourth].map((after) => ({ before: null, after })),
  ...changedSince(earlier),
];

/** Makes a proposal that was received at that time of November, from the fields of its form. */
function proposed(time: string, seed: number, organisation: string, answers: object): Submission {
  const content = seed.toString(16).padStart(64, '0');
  return createSubmission(
    CALL,
    {
      organisation,
      contact: { name: 'Ilze Bērziņa', email: 'ilze@biedriba.example' },
      publication: seed % 2 === 0 ? 'named' : 'internal',
      language: 'lv',
      parts: [
        {
          commitment: null,
          answers: { ngoShare: '', institution: '', supporters: '', ...answers },
        },
      ],
    },
    { reference: aReference(seed), content, origin: content, logSecret: content },
    at(`2026-11-${time}:00+02:00`),
  );
}

/** Two new proposals, and one that was taken back. */
export const PROPOSALS: readonly SubmissionChange[] = [
  {
    before: null,
    after: proposed('24T11:20', 0x3c_9a_11_07_22_54, 'Biedrība „Atvērtā pilsēta”', {
      title: 'Publiskot lobēšanas tikšanās',
      problem: 'Nav zināms, kas un kad tiekas ar likumu rakstītājiem.',
      action:
        'Katra ministrija reizi nedēļā publicē amatpersonu tikšanās ar interešu pārstāvjiem.\nTās var meklēt un lejupielādēt.',
      principles: ['accountability', 'openness'],
      ngos: 'yes',
      ngoShare: 'Biedrība reizi ceturksnī salīdzina publicēto ar iestāžu kalendāriem.',
      institution: 'Valsts kanceleja',
      supporters: 'Nodibinājums „Rītdiena”; trīs pašvaldības',
    }),
  },
  {
    before: null,
    after: proposed('26T09:05', 0x51_00_37_ad_90_1b, 'Jauniešu klubs „Ķirši”', {
      title: 'Jauniešu līdzdalības budžets',
      problem: 'Jaunieši reti redz, kas notiek ar viņu ierosināto.',
      action: 'Daļu no budžeta sadala balsojumā, kurā piedalās skolēni.',
      principles: ['participation'],
      ngos: 'undecided',
    }),
  },
  withdrawnProposal(),
];

function withdrawnProposal(): SubmissionChange {
  const before = proposed('17T10:00', 0x72_4e_00_13_5f_c4, 'Biedrība „Klusums”', {
    title: 'Cita doma',
    problem: 'Problēma.',
    action: 'Darbība.',
    principles: ['innovation'],
    ngos: 'no',
  });
  return { before, after: withdrawSubmission(before, at('2026-11-27T16:00:00+02:00')) };
}

/** Makes `count` submissions with `text`, each about one commitment. */
export function manySubmissions(count: number, text: string, from: Instant = END): Submission[] {
  const ratings = ['limited', 'not-started', 'substantial', null, 'complete'] as const;
  const numbers = [1, 3, 1, 6, 2, 1, 8, 5, null, 1];
  return Array.from({ length: count }, (_, index) =>
    aSubmission({
      consultation: REVIEW,
      seed: 1_000 + index,
      receivedAt: plus(from, (index - count) * 1_000),
      organisation: `Biedrība „Balss ${index + 1}”`,
      opinions: [
        {
          commitment: numbers[index % numbers.length] ?? null,
          rating: ratings[index % ratings.length] ?? null,
          text: text.replaceAll('{n}', `${index + 1}`),
        },
      ],
    }),
  );
}

/** The week, and letters of two campaigns about commitments 1 and 6, in the order of receipt. */
export const CAMPAIGN: readonly SubmissionChange[] = [...WEEK, ...campaignLetters()].toSorted(
  (a, b) => (a.after.receivedAt < b.after.receivedAt ? -1 : 1),
);

/** What had come up to the end of the week before. */
const BEFORE: TotalsToDate = {
  consultation: REVIEW.id,
  submissions: 5,
  parts: 6,
  organisations: 4,
  newOrganisations: 4,
  commitments: [
    { commitment: 1, parts: 2, counts: {}, uncounted: 2 },
    { commitment: 4, parts: 2, counts: { complete: 2 }, uncounted: 0 },
    { commitment: 7, parts: 1, counts: { limited: 1 }, uncounted: 0 },
    { commitment: 9, parts: 1, counts: {}, uncounted: 1 },
  ],
};

/** What has come up to the end of the week with these changes. */
export function toDateWith(changes: readonly SubmissionChange[]): TotalsToDate[] {
  const countedHere = (answers: Answers) => countedIn(kindOf(REVIEW), answers);
  const running = new RunningTotals(CHANCELLERY.id, countedHere, BEFORE);
  for (const change of changes) running.add(change);
  const fresh = changes.filter(({ before }) => before === null);
  const names = new Set(fresh.map(({ after }) => after.organisation));
  const organisations = BEFORE.organisations + names.size;
  return [running.finish(REVIEW.id, { organisations, newOrganisations: names.size })];
}

function campaignLetters(): SubmissionChange[] {
  const chance = new Chance(2_016);
  const variations = [
    'names filled in',
    'greeting and signature changed',
    'some words replaced',
    'a paragraph added',
    'a typo in each twenty words',
  ] as const;
  return Array.from({ length: 26 }, (_, index): SubmissionChange => {
    const [campaign, commitment] = index < 23 ? [0, 1] : [1, 6];
    const variation = index === 0 ? 'names filled in' : chance.pick(variations);
    const { organisation, text } = campaignLetter(campaign, variation, chance);
    const after = given(`2${5 + (index % 3)}T1${index % 10}:${10 + index}`, 100 + index, {
      organisation,
      publication: index % 8 === 7 ? 'internal' : 'named',
      contact: { name: 'Kaija Krasta', email: `kaija${index}@ngo.example` },
      opinions: [{ commitment, rating: index % 4 === 0 ? 'not-started' : 'limited', text }],
    });
    return { before: null, after: { ...after, confirmed: index % 2 === 0 } };
  });
}

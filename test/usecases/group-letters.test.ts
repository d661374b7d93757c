import { describe, expect, it } from 'vitest';
import type { Consultation } from '../../shared/domain/consultation.ts';
import type { PublishedDraft } from '../../shared/domain/draft.ts';
import { createSubmission, type Submission } from '../../shared/domain/submission.ts';
import { plus } from '../../shared/domain/time.ts';
import { groupLetters } from '../../shared/usecases/group-letters.ts';
import {
  aCall,
  aConsultation,
  aProposal,
  aPublishedDraft,
  aReference,
  aSubmission,
  at,
} from '../support/builders.ts';
import { aDigest } from '../support/mails.ts';

const START = at('2027-01-05T10:00:00Z');
const FINDING =
  'Portāls darbojas, un tajā ir publicētas simt piecdesmit datu kopas. Pašvaldību dati portālā vēl nav pieejami, jo trūkst vienota saraksta un termiņu. Apņemšanās izpildes pakāpe ir novērtēta kā būtiska.';
const OTHER_FINDING =
  'Fonda ilgtermiņa finansēšanas modelis ir izstrādes stadijā, un to ir plānots iesniegt valdībā līdz gada beigām. Nevalstiskās organizācijas par to vēl nav uzklausītas nevienā sanāksmē.';

/** Returns the group of each text, in order. */
async function groupsOf(
  consultation: Consultation,
  submissions: readonly Submission[],
  draft: PublishedDraft | null = null,
) {
  const store = {
    findConsultation: () => Promise.resolve(consultation),
    findDraft: (_: string, version: number) =>
      Promise.resolve(draft?.version === version ? draft : null),
    async *streamReceived() {
      for (const after of submissions) yield await Promise.resolve({ before: null, after });
    },
  };
  const digest = aDigest({ unit: consultation.unit, consultations: [consultation.id] });
  const { groupAt } = await groupLetters({ store }, digest);
  return submissions.map((_, place) => groupAt(place));
}

function opinions(...texts: readonly string[]): Submission[] {
  return texts.map((text, index) =>
    aSubmission({
      seed: index + 1,
      receivedAt: plus(START, index),
      organisation: `Biedrība ${index}`,
      contact: { name: 'Anna', email: `anna${index}@ngo.example` },
      opinions: [{ commitment: 1, rating: null, text }],
    }),
  );
}

describe('opinions that quote the draft at length', () => {
  const quoting = (quoted: string) =>
    opinions(
      `${quoted} Tam nepiekrītam, jo dati nav atjaunoti.`,
      `Rakstāt: „${quoted}” Tieši tā arī ir.`,
    );
  const commitments = aPublishedDraft().commitments.map((one, index) => ({
    ...one,
    ...(index === 0 ? { finding: { lv: FINDING, en: 'The portal works.' } } : {}),
    ...(index === 1 ? { summary: { lv: OTHER_FINDING, en: 'A model of funding.' } } : {}),
  }));

  it.each([
    ['the finding on their commitment', FINDING, { commitments }],
    ['the summary of another commitment', OTHER_FINDING, { commitments }],
    ['the introduction', FINDING, { introduction: { lv: FINDING, en: 'The portal works.' } }],
  ])('are no campaign if they quote %s', async (_, quoted, changes) => {
    const draft = aPublishedDraft(changes);
    expect(await groupsOf(aConsultation(), quoting(quoted), draft)).toEqual([null, null]);
  });

  it('are a campaign if the draft does not say what they quote', async () => {
    expect(await groupsOf(aConsultation(), quoting(FINDING))).toEqual([0, 0]);
  });
});

describe('proposals of a call', () => {
  const call = aCall();
  const { proposal } = aProposal();
  const action =
    'Katra ministrija reizi nedēļā publicē, ar ko tās amatpersonas ir tikušās un par ko runājušas, un šos datus var meklēt un lejupielādēt bez maksas.';

  const propose = (answers: Partial<typeof proposal>, index: number, organisation?: string) =>
    createSubmission(
      call,
      {
        organisation: organisation ?? `Biedrība ${index}`,
        contact: {
          name: 'Anna',
          email: organisation === undefined ? `anna${index}@ngo.example` : 'anna@ngo.example',
        },
        publication: 'named',
        language: 'lv',
        parts: [{ commitment: null, answers: { ...proposal, ...answers } }],
      },
      {
        reference: aReference(index + 1),
        content: `${index}`,
        origin: `${index}`,
        logSecret: `${index}`,
      },
      plus(START, index),
    );

  it('are a campaign if different authors send nearly the same', async () => {
    const sent = [
      propose({ action }, 0),
      propose({ action: 'Skolās māca, kā top likumi un kā tajos iesaistīties.' }, 1),
      propose({ action: `${action} Lūdzam sākt jau janvārī.` }, 2),
    ];
    const [first, , third] = await groupsOf(call, sent);
    expect([first, third]).toEqual([0, 0]);
  });

  it('are none if all that they share is what the call says itself', async () => {
    const sent = [
      propose({ problem: `${FINDING} Tā ir arī mūsu novadā.`, action: '' }, 0),
      propose({ problem: `Rakstāt: „${FINDING}” Piekrītam.`, action: '' }, 1),
    ];
    const draft = aPublishedDraft({ introduction: { lv: FINDING, en: 'The portal works.' } });
    expect(await groupsOf(call, sent, draft)).toEqual([null, null]);
    expect(await groupsOf(call, sent)).toEqual([0, 0]);
  });

  it('are none if one author sends nearly the same twice', async () => {
    const sent = [0, 1].map((index) =>
      propose({ action: `${action} ${index}` }, index, 'Biedrība „Ābele”'),
    );
    expect(await groupsOf(call, sent)).toEqual([null, null]);
  });

  it('are none if they differ', async () => {
    const texts = [
      { title: 'Atvērti kalendāri', problem: 'Neviens nezina, kas ar ko tiekas.', action },
      {
        title: 'Jauniešu budžets',
        problem: 'Skolēniem nav balss, kad pilsēta sadala naudu jauniešu darbam un sportam.',
        action: 'Daļu no pašvaldības budžeta sadala balsojumā, kurā piedalās visi skolēni.',
        ngoShare: 'Jauniešu dome rīko sanāksmes katrā skolā un apkopo, ko skolēni grib.',
        supporters: '',
      },
    ];
    expect(
      await groupsOf(
        call,
        texts.map((one, index) => propose(one, index)),
      ),
    ).toEqual([null, null]);
  });
});

it('reads the draft once for all texts, and not at all where nothing came', async () => {
  const consultation = aConsultation();
  const digest = aDigest({ unit: consultation.unit, consultations: [consultation.id] });
  const readsFor = async (submissions: readonly Submission[]) => {
    let reads = 0;
    const store = {
      findConsultation: () => Promise.resolve(consultation),
      findDraft: () => {
        reads += 1;
        return Promise.resolve(aPublishedDraft());
      },
      async *streamReceived() {
        for (const after of submissions) yield await Promise.resolve({ before: null, after });
      },
    };
    await groupLetters({ store }, digest);
    return reads;
  };
  expect(await readsFor([])).toBe(0);
  expect(await readsFor(opinions('Pirmais.', 'Otrais.', 'Trešais.'))).toBe(1);
});

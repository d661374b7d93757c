import type { Consultation, ResponsibleUnit } from '../../shared/domain/consultation.ts';
import type { SubmissionInput } from '../../shared/domain/opinion.ts';
import { type Submission, submitted } from '../../shared/domain/opinion.ts';
import { referenceFrom } from '../../shared/domain/reference.ts';
import { type Instant, instantOf } from '../../shared/domain/time.ts';

/** Any ISO 8601 time as an instant: `at('2027-01-04T08:00+02:00')`. */
export function at(written: string): Instant {
  return instantOf(new Date(written));
}

export function aUnit(changes: Partial<ResponsibleUnit> = {}): ResponsibleUnit {
  return {
    id: 'change-management',
    name: { lv: 'Pārmaiņu vadības nodaļa', en: 'Change Management Unit' },
    language: 'lv',
    contact: 'parmainas@chancellery.example',
    mailboxes: ['parmainas@chancellery.example'],
    digestDays: ['monday'],
    ...changes,
  };
}

export function aConsultation(changes: Partial<Consultation> = {}): Consultation {
  return {
    id: 'nap2-midterm-review',
    kind: 'review',
    title: { lv: 'Izvērtējuma projekts', en: 'Draft review' },
    summary: { lv: 'Sniedziet viedokli.', en: 'Give your opinion.' },
    plan: { lv: 'Otrais nacionālais rīcības plāns', en: 'Second National Action Plan' },
    unit: 'change-management',
    units: ['change-management'],
    shards: 1,
    opensAt: at('2027-01-04T00:00:00Z'),
    closesAt: at('2027-05-01T00:00:00Z'),
    draft: {
      version: 1,
      commitments: [1, 2, 3].map((number) => ({
        number,
        title: { lv: `Apņemšanās Nr. ${number}`, en: `Commitment No. ${number}` },
        unit: 'change-management',
      })),
    },
    ...changes,
  };
}

export function anInput(changes: Partial<SubmissionInput> = {}): SubmissionInput {
  return {
    organisation: 'Biedrība „Ūdensroze”',
    contact: { name: 'Žanete Šķēle-Ķirse', email: 'zanete@udensroze.example' },
    publication: 'named',
    language: 'lv',
    opinions: [{ commitment: 2, rating: 'limited', text: 'Portāls vēl nedarbojas.' }],
    ...changes,
  };
}

/** A first version; `seed` makes the reference. */
export function aSubmission({
  consultation = aConsultation(),
  receivedAt = at('2027-01-05T10:00:00Z'),
  seed = 1,
  ...changes
}: {
  consultation?: Consultation;
  receivedAt?: Instant;
  seed?: number;
} & Partial<SubmissionInput> = {}): Submission {
  const content = seed.toString(16).padStart(64, '0');
  return submitted(
    consultation,
    anInput(changes),
    { reference: aReference(seed), content, origin: content },
    receivedAt,
  );
}

export function aReference(seed: number): string {
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(seed));
  return referenceFrom(bytes);
}

import { campaignLetter, honestLetter, VARIATIONS } from '../../bench/letters.ts';
import type { SubmissionChange } from '../../shared/domain/part-change.ts';
import {
  editSubmission,
  type PublicationChoice,
  type Submission,
  type SubmissionInput,
  withdrawSubmission,
} from '../../shared/domain/submission.ts';
import { DAY_MS, type Instant, plus } from '../../shared/domain/time.ts';
import { COMPLETIONS } from '../../shared/kinds/review/review.ts';
import { Chance } from '../simulation/chance.ts';
import { aSubmission, given } from './builders.ts';
import { aDigest, REVIEW } from './mails.ts';

/*
 * Weeks in which as many opinions come as one likes: short remarks, letters, and studies of several
 * pages, most of them about a few commitments, with a campaign, edits and withdrawals among them.
 */

/** Of a thousand opinions, how many are about each commitment. The rest is about the whole draft. */
const ABOUT: readonly (readonly [commitment: number, permille: number])[] = [
  [1, 330],
  [6, 220],
  [8, 150],
  [2, 90],
  [10, 70],
  [3, 50],
  [5, 30],
  [9, 20],
];
const SUBJECTS: Readonly<Record<number, string>> = { 1: 'data', 2: 'data', 6: 'funds', 8: 'law' };
const VARIED = Object.keys(VARIATIONS) as (keyof typeof VARIATIONS)[];

/** Makes the changes of a week with exactly `count` new, edited and withdrawn opinions. */
export function busyWeek(count: number, seed = 2_026): SubmissionChange[] {
  const chance = new Chance(seed);
  const { from, to } = aDigest().window;
  const spread = Date.parse(to) - Date.parse(from);
  return Array.from({ length: count }, (_, index): SubmissionChange => {
    const receivedAt = plus(from, Math.floor((index / count) * spread));
    // A quiet week has no campaign.
    const isCampaign = count >= 50 && chance.happens(200);
    const letter = isCampaign
      ? campaignLetter(0, chance.pick(VARIED), chance)
      : anOpinion(commitmentBy(chance), chance);
    const commitment = 'commitment' in letter ? letter.commitment : 1;
    const rating = chance.happens(150) ? null : chance.pick([...COMPLETIONS, 'limited']);
    const about = {
      consultation: REVIEW,
      // Far apart, so that the references look like those of real submissions.
      seed: (index + 1) * 271_828_182_845,
      organisation: letter.organisation,
      publication: publicationBy(chance),
      contact: { name: 'Kaija Krasta', email: `kaija${index}@ngo.example` },
    };
    const opinion = { commitment, rating, text: letter.text };
    return changeBy(about, opinion, receivedAt, chance);
  });
}

type About = Omit<NonNullable<Parameters<typeof aSubmission>[0]>, 'opinions' | 'receivedAt'> &
  Pick<SubmissionInput, 'contact'>;

function changeBy(
  about: About,
  opinion: { commitment: number | null; rating: string | null; text: string },
  receivedAt: Instant,
  chance: Chance,
): SubmissionChange {
  const dice = chance.below(1_000);
  const isNew = dice >= 60;
  const first = (text: string): Submission =>
    aSubmission({
      ...about,
      receivedAt: isNew ? receivedAt : plus(receivedAt, -7 * DAY_MS),
      opinions: [{ ...opinion, text }],
    });
  if (isNew) {
    return { before: null, after: { ...first(opinion.text), confirmed: chance.happens(600) } };
  }
  const before = first(dice % 2 === 0 ? editedBack(opinion.text) : 'Pirmā redakcija, precizējam.');
  if (dice < 20) return { before, after: withdrawSubmission(before, receivedAt) };
  const { organisation, publication, language } = before;
  const { contact } = about;
  const input = given({ organisation, contact, publication, language, opinions: [opinion] });
  return { before, after: editSubmission(before, REVIEW, input, 'edited', receivedAt) };
}

/** Returns what the author may have written before: some words are others, and the end was missing. */
function editedBack(text: string): string {
  const sentences = text.split(/(?<=\.) /u);
  const kept = sentences.slice(0, Math.max(1, sentences.length - 1)).join(' ');
  return kept.replaceAll(/(?<= )(?:un|ir|ka|ar)(?= )/gu, 'jeb');
}

function commitmentBy(chance: Chance): number | null {
  let dice = chance.below(1_000);
  for (const [commitment, permille] of ABOUT) {
    if (dice < permille) return commitment;
    dice -= permille;
  }
  return null;
}

function publicationBy(chance: Chance): PublicationChoice {
  const dice = chance.below(10);
  return dice < 7 ? 'named' : dice < 9 ? 'anonymous' : 'internal';
}

/** Makes an opinion: a rating alone, a remark, a letter, or a study of up to about six pages. */
function anOpinion(commitment: number | null, chance: Chance) {
  const { organisation } = honestLetter(chance);
  const dice = chance.below(100);
  const letters = dice < 10 ? 0 : dice < 82 ? 1 : dice < 96 ? 2 + chance.below(4) : 12;
  const whole = Array.from({ length: letters }, () => letterAbout(commitment, chance)).join('\n\n');
  const remark = whole
    .split(/(?<=\.) /u)
    .slice(1, 3)
    .join(' ');
  return { commitment, organisation, text: dice >= 10 && dice < 45 ? remark : whole };
}

function letterAbout(commitment: number | null, chance: Chance): string {
  const subject = SUBJECTS[commitment ?? 0];
  for (;;) {
    const letter = honestLetter(chance);
    if (subject === undefined || letter.subject === subject) return letter.text;
  }
}

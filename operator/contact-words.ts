import { spellReference } from '../shared/domain/reference.ts';
import { type ContactRemoval, isReachable, type Submission } from '../shared/domain/submission.ts';
import type { Language } from '../shared/domain/text.ts';
import { showInstant } from './show-instant.ts';

const LANGUAGES: Readonly<Record<Language, string>> = { lv: 'Latvian', en: 'English' };

const STATES: Readonly<Record<Submission['state'], string>> = {
  submitted: '',
  edited: '',
  withdrawn: ', which its author has withdrawn',
};

const REASONS: Readonly<Record<ContactRemoval['because'], string>> = {
  retention: 'it had been kept for as long as the deployment keeps contacts',
  request: 'the person asked for it',
};

/** Says who can be asked about a submission, or since when and why nobody can. */
export function contactLines(submission: Submission): string[] {
  const { consultation, reference, organisation, state, language } = submission;
  const about = `${spellReference(reference)} of ${consultation}${STATES[state]}`;
  if (!isReachable(submission)) return [about, removalLine(submission)];
  const { name, email } = submission.contact;
  return [
    about,
    `  organisation  ${organisation}`,
    `  contact       ${name}`,
    `  address       ${email}`,
    `  language      ${LANGUAGES[language]}`,
    'This is personal data, given for questions about this submission: use it for nothing else,',
    'give it to nobody without consent, and do not keep it.',
  ];
}

function removalLine({ contactRemoved }: Submission): string {
  const how =
    contactRemoved === undefined
      ? ''
      : ` on ${showInstant(contactRemoved.at)}, because ${REASONS[contactRemoved.because]}`;
  return `  Its contact was removed${how}. Nobody can be asked any more`;
}

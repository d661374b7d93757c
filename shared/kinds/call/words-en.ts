import { formatDateTime, formatDeadline } from '../../view/format.ts';
import type { KindWords } from '../kind-words.ts';

export const en: KindWords = {
  fields: {
    title: {
      label: 'Title of the proposal',
      hint: 'What would you call the new commitment, in short?',
      missing: 'Enter a title for the proposal.',
    },
    problem: {
      label: 'The problem',
      hint: 'What is wrong today, and whom does it affect?',
      missing: 'Write which problem the proposal solves.',
    },
    action: {
      label: 'What to do',
      hint: 'What should be done during the plan, and how will we see that it is done?',
      missing: 'Write what the proposal would have done.',
    },
    principles: {
      label: 'Principles of open government',
      hint: 'Which principles does the proposal serve? Choose one or more.',
      missing: 'Choose at least one principle.',
    },
    ngos: {
      label: 'Would NGOs help to carry it out?',
      missing: 'Choose whether NGOs would help to carry it out.',
      choices: {
        yes: 'Yes',
        no: 'No',
        undecided: 'We do not know yet',
      },
    },
    ngoShare: {
      label: 'How NGOs would help',
      hint: 'If they would: which organisations, and what they would do. You can leave this empty.',
    },
    institution: {
      label: 'Responsible institution',
      hint: 'If you know which institution should do it. You can leave this empty.',
    },
    supporters: {
      label: 'Who else supports the proposal',
      hint: 'Other organisations or institutions. You can leave this empty.',
    },
  },

  parts: { one: 'proposal', other: 'proposals' },
  newParts: { one: 'new proposal', other: 'new proposals' },

  opens: (at) => `Proposals can be submitted from ${formatDateTime('en', at)}`,
  closes: (at) => `Proposals are welcome until ${formatDeadline('en', at)}`,
  late: 'Proposals sent later cannot be accepted.',
  notOpenYet: 'Proposals cannot be submitted yet',
  closedHint: (at) =>
    `Proposals were accepted until ${formatDeadline('en', at)}. If you sent yours in time, your reference number shows where it is.`,

  draft: {
    label: 'Call',
    read: 'Read the whole call',
    introduction: 'About the plan and the call',
    documents: 'Documents of the call',
    compared: (title) => `Versions of the call compared: ${title}.`,
    unchanged: 'In this version, the English text of the call has not changed.',
  },

  form: {
    title: 'Your proposal',
    intro:
      'Propose one new commitment. If you have several proposals, submit each of them separately. A plan usually has 5 to 15 commitments, but there is no limit to the number of proposals.',
    scale: null,
    whole: 'Proposal',
    wholeHint: null,
    takeBackOne: null,
    publication: 'May the proposal be published?',
    publicationHints: {
      named: 'Readers will see which organisation submitted it.',
      internal: 'Only the responsible unit will read the proposal.',
    },
    submit: 'Submit your proposal',
  },

  announcements: {
    opened: {
      subject: (title) => `Proposals are welcome: ${title}`,
      body: ({ title, plan, summary, closesAt, link }) => `
We invite proposals: **${title}** (${plan}).

${summary}

Proposals are welcome until **${formatDeadline('en', closesAt)}**, Riga time. Every proposal reaches the responsible unit, and its reference number lets anyone check that it did.

[Submit a proposal](${link})`,
    },
    closing: {
      subject: (title) => `Proposals: closing soon: ${title}`,
      body: ({ title, plan, closesAt, link }) => `
You can still submit a proposal until **${formatDeadline('en', closesAt)}**, Riga time: **${title}** (${plan}).

Proposals sent later cannot be accepted. Until then a proposal already submitted can be edited or withdrawn by the link in its receipt.

[Submit a proposal](${link})`,
    },
  },

  received: 'Your proposal has been received',
  mail: {
    subject: (reference) => `Proposal received: ${reference}`,
    thanks: 'Thank you! Your proposal is safely stored and will reach its reader.',
  },

  published: { title: 'Published proposals', one: 'Proposal' },

  digest: {
    whole: 'Proposals',
    noText: 'There is no text.',
    withdrawn: 'The organisation has withdrawn this proposal.',
    file: 'digest-proposals',
  },
};

import { formatDateTime, formatDeadline, formatNumber } from '../../view/format.ts';
import type { KindWords } from '../kind-words.ts';
import { MAX_OPINION_CHARS } from './review.ts';

export const en: KindWords = {
  fields: {
    rating: {
      label: 'Completion',
      labelAbout: (number) =>
        number === null
          ? 'Completion of the plan as a whole'
          : `Completion of commitment ${number}`,
      choices: {
        'not-started': 'Not started',
        limited: 'Limited',
        substantial: 'Substantial',
        complete: 'Complete',
      },
      none: 'No rating',
    },
    text: {
      label: 'Opinion',
      labelAbout: (number) =>
        number === null ? 'Opinion on the draft as a whole' : `Opinion on commitment ${number}`,
    },
  },

  parts: { one: 'opinion', other: 'opinions' },
  newParts: { one: 'new opinion', other: 'new opinions' },

  opens: (at) => `Opinions can be given from ${formatDateTime('en', at)}`,
  closes: (at) => `Opinions are welcome until ${formatDeadline('en', at)}`,
  late: 'Opinions sent later cannot be accepted.',
  notOpenYet: 'Opinions cannot be given yet',
  closedHint: (at) =>
    `Opinions were accepted until ${formatDeadline('en', at)}. If you sent yours in time, your reference number shows where it is.`,

  draft: {
    label: 'Draft',
    read: 'Read the whole draft',
    introduction: 'Introduction to the draft',
    documents: 'Documents of the draft',
    compared: (title) => `Versions of the draft compared: ${title}.`,
    unchanged: 'In this version, the English text of the draft has not changed.',
  },

  form: {
    title: 'Your opinion',
    intro: `Write only about what matters to you: one rating or one opinion is enough. Leave the rest empty. Each opinion may have up to ${formatNumber('en', MAX_OPINION_CHARS)}\u00a0characters.`,
    scale: {
      title: 'What the levels of completion mean',
      meanings: {
        'not-started': 'work on the commitment has not begun',
        limited: 'a small part of what was promised is done',
        substantial: 'most of it is done, but not all',
        complete: 'everything that was promised is done',
      },
    },
    whole: 'The draft as a whole',
    wholeHint: 'Write here what is not about one commitment alone.',
    takeBackOne:
      'To withdraw a single opinion, delete its text and choose “No rating”: the others remain.',
    publication: 'May the opinion be published?',
    publicationHints: {
      named: 'Readers will see which organisation gave the opinion.',
      internal: 'Only the responsible unit will read the opinion.',
    },
    submit: 'Submit your opinion',
  },

  announcements: {
    opened: {
      subject: (title) => `Consultation open: ${title}`,
      body: ({ title, plan, summary, closesAt, link }) => `
A public consultation has opened: **${title}** (${plan}).

${summary}

Opinions are welcome until **${formatDeadline('en', closesAt)}**, Riga time. Every opinion reaches the responsible unit, and its reference number lets anyone check that it did.

[Read the draft and give an opinion](${link})`,
    },
    closing: {
      subject: (title) => `Consultation closing soon: ${title}`,
      body: ({ title, plan, closesAt, link }) => `
You can still give an opinion until **${formatDeadline('en', closesAt)}**, Riga time: **${title}** (${plan}).

Opinions sent later cannot be accepted. Until then an opinion already given can be edited or withdrawn by the link in its receipt.

[Read the draft and give an opinion](${link})`,
    },
  },

  received: 'Your opinion has been received',
  mail: {
    subject: (reference) => `Opinion received: ${reference}`,
    thanks: 'Thank you! Your opinion is safely stored and will reach its reader.',
  },

  published: { title: 'Published opinions', one: 'Opinion' },

  digest: {
    whole: 'The draft as a whole',
    noText: 'No text, only a rating.',
    withdrawn: 'The organisation has withdrawn this opinion.',
    file: 'digest',
  },
};

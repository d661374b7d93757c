import type { Topic } from '../../../domain/subscription.ts';
import type { Instant } from '../../../domain/time.ts';
import { formatDateTime } from '../../format.ts';
import type { ListCopy } from './list-lv.ts';

const TOPICS: Record<Topic, string> = {
  drafts: 'new drafts',
  closing: 'deadlines',
  results: 'results',
  calls: 'calls',
};

const until = (at: Instant) => formatDateTime('en', at, 'nominative', 'exact');

export const listEn: ListCopy = {
  topics: (topics) => topics.map((topic) => TOPICS[topic]).join(', '),

  confirmation: {
    subject: 'Confirm that you want announcements from Sadzirdēts',
    title: 'Confirm your sign-up',
    asked:
      'Somebody, most likely you, has entered this address on our site to get announcements of public consultations.',
    topics: (topics) => `Topics chosen: ${topics}.`,
    ask: 'If you want them, press the button and confirm:',
    button: 'Open and confirm',
    until: (at) => `The link works until ${formatDateTime('en', at)}.`,
    otherwise:
      'If you have not signed up, do nothing: without a confirmation we send no announcements, and the address is deleted.',
    why: 'You get this mail only because your address was entered in a sign-up. A reply to it reaches a person.',
  },

  announcement: {
    why: (topic) =>
      `You get this announcement because you signed up and confirmed it. Topic: ${topic}.`,
    change: 'Change topics',
    unsubscribe: 'Unsubscribe',
    web: 'Read on the web',
    archive: 'All announcements',
    more: 'The announcement is longer than a mail. Read on:',
  },

  topic: (topic) => TOPICS[topic],

  automatic: {
    opened: {
      subject: (title) => `Consultation open: ${title}`,
      body: (title, plan, summary, closesAt, link) => `
A public consultation has opened: **${title}** (${plan}).

${summary}

Opinions are welcome until **${until(closesAt)}**, Riga time. Every opinion reaches the responsible unit, and its reference number lets anyone check that it did.

[Read the draft and give an opinion](${link})`,
    },
    closing: {
      subject: (title) => `Consultation closing soon: ${title}`,
      body: (title, plan, _, closesAt, link) => `
You can still give an opinion until **${until(closesAt)}**, Riga time: **${title}** (${plan}).

What arrives at that very moment or later is late. Until then an opinion already given can be edited or withdrawn by the link in its receipt.

[Read the draft and give an opinion](${link})`,
    },
  },
};

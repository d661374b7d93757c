import type { Topic } from '../../../domain/subscription.ts';
import { formatDateTime } from '../../format.ts';
import type { ListCopy } from './list-lv.ts';

const TOPICS: Record<Topic, string> = {
  drafts: 'new drafts',
  closing: 'deadlines',
  results: 'results',
  calls: 'calls',
};

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
};

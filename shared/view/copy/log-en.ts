import { formatCount, formatDateTime } from '../format.ts';
import type { LogCopy } from './log-lv.ts';

export const en: LogCopy = {
  term: 'Log',
  link: 'The log of the consultation, which anyone can check',
  title: 'The log of the consultation',
  description: (title) =>
    `The log by which anyone can check what was received and passed on in the consultation: ${title}`,
  lead: 'In this log we record everything that is received in the consultation, and everything that is sent to the responsible units. The log can only be added to. If somebody deleted something in it, changed it, or recorded it with an earlier date, it could be proven, also against us.',
  contents: {
    title: 'What is in the log',
    items: [
      'When the consultation opens and closes, and each published version of the draft.',
      'Each submission, edit and withdrawal: when it was received, and which units must be told.',
      'Each digest made for a unit, and whether the mail server accepted it.',
      'Each time that a text was hidden or shown again.',
    ],
    without:
      'The texts of submissions, the names of their authors and the reference numbers are not in the log. In place of a text there is a checksum, which does not reveal the text.',
    when: 'We add new entries every 15 minutes. A submission is in the log no later than about 20 minutes after it was received.',
  },
  provable: {
    title: 'What can be checked by the log',
    items: [
      'Whether each submission and each edit is included in exactly one digest of each unit that it concerns.',
      'Whether the numbers and the periods of digests follow each other without a gap, and whether a mail server accepted each digest.',
      'Whether your submission is in the log exactly as you sent it.',
      'Whether the log has been rewritten: compare it with checkpoints that you or others kept earlier.',
    ],
  },
  unprovable: {
    title: 'What cannot be checked by the log',
    items: [
      'Whether anybody has read a digest. The log says only that the mail server accepted it.',
      'Whether somebody tried to send an opinion that never reached us.',
      'Whether the author of a submission is the organisation whose name was given.',
    ],
  },
  newest: {
    title: 'The newest checkpoint',
    hint: 'A checkpoint certifies with a signature how many entries the log has, and which. Keep it: if the log ever disagrees with it, you have the proof. A checkpoint is also in the mails with receipts and digests.',
    at: (at, entries) =>
      `${formatDateTime('en', at)}, ${formatCount('en', entries, { zero: 'entries', one: 'entry', other: 'entries' })}`,
  },
  empty: {
    title: 'The log has no entries yet',
    hint: 'The first entries appear about 15 minutes after the consultation is published. The first checkpoint and the key will then be here too.',
  },
  earlier: 'Earlier checkpoints',
  all: 'All checkpoints (JSON)',
  keys: {
    title: 'The key',
    hint: 'This key verifies the signatures of the checkpoints. Its private part is held by a service from which nobody can take it out, not even we.',
    several:
      'If there are several keys, the newest is the last one. The log has an entry for each change of the key.',
  },
  check: {
    title: 'How to check',
    page: 'Check a proof or a checkpoint',
    browser:
      'If you have the file with the proof, or a mail with a checkpoint, your browser checks it. Nothing that you give is sent to us or to anybody else.',
    program:
      'The program “verify”, which is part of the source code of this system, checks the whole log. It runs on your own computer with Node.js, and you need not trust us: the program is short, and anyone can read it.',
    address:
      'The program reads the log at this address. Anyone may copy the log from there and keep it.',
    others: 'The log follows public specifications, so other tools check it too:',
  },
  opinions: 'Read what is published',
  back: 'Back to the consultation',
};

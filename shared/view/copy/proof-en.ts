import { formatDateTime, formatNumber } from '../format.ts';
import type { ProofCopy } from './proof-lv.ts';

export const en: ProofCopy = {
  receipt: {
    sealed: (at) => `Added to the public log on ${formatDateTime('en', at)}.`,
    entry: (entry) => `Log entry No.\u00a0${formatNumber('en', entry)}`,
    due: 'Not in the public log yet: this takes about 20 minutes.',
    late: 'Not in the public log yet, although this usually takes 20 minutes. If you still read this tomorrow, write to us.',
    acceptedAt: (at) => formatDateTime('en', at, 'nominative', 'exact'),
    acceptedSometime: 'The time is not known.',
    file: 'Only those who have the link from the receipt mail can download the proof, a file that holds the submission: open the link and choose “Download the proof”.',
    check: 'Check a proof',
  },
  revision: {
    title: 'Proof',
    choose: 'Download the proof that the submission has been received',
    hint: 'The file holds everything that you have submitted, and the proof that it is in the public log, in which nothing can be changed or deleted. With it, anyone can see that exactly this submission has been received, without having to trust us. If the submission was edited more than 20 times or is very long, the file holds only the newest versions.',
    care: 'Keep the file as you keep the submission itself: whoever has it can read everything in it. It does not hold the contact person or the e-mail address.',
    download: 'Download the proof',
  },
  check: {
    title: 'Check a proof',
    description:
      'Check in your own browser that a submission is in the public log and has not been changed since.',
    lead: 'Make sure that a submission is in the public log and has not been changed since.',
    privacy:
      'Your browser does the checking. Nothing that you put here is sent to us or to anybody else. The browser only reads public parts of the log from this site.',
    file: 'The file with the proof',
    fileHint:
      'Choose the file, or drag it here. You get the file through the link in the receipt mail.',
    pasted: 'Or the text of a mail',
    pastedHint:
      'Paste the whole mail with the receipt or the digest, or only the checkpoint in it. A mail proves that the log has not been rewritten. Only the file proves what exactly was submitted.',
    submit: 'Check the text',
    result: 'Result of the check',
    busy: 'Checking…',
    checked: 'Checked: {name}',
    marks: {
      pass: 'Right',
      fail: 'Wrong',
      unknown: 'Cannot tell',
      note: 'Note',
    },
    conclusions: {
      proven: 'The proof is valid',
      kept: 'The log has not been rewritten',
      wrong: 'The proof is not valid',
      'not-sealed': 'Not in the log yet',
      open: 'This cannot be told',
    },
    advice: {
      proven: 'Exactly what the file says has been received, and it is in the log.',
      kept: 'Everything that was in the log when the mail was sent is still there.',
      wrong:
        'Keep this file or mail as it is. If you have not changed it, write to the institution that holds the consultation, and show it to others too: it is evidence.',
      'not-sealed':
        'A submission is added to the log within about 20 minutes. Download the file again after that.',
      open: 'This does not mean that anything is wrong: below you read what is in the way.',
    },
    remarks: {
      signed: 'The checkpoint is signed by a key of this log.',
      'not-signed': 'The checkpoint is not signed by a key of this log, or it has been changed.',
      'key-not-trusted': 'The checkpoint is signed by a key that the log does not show as its own.',
      'in-the-log':
        'The content of version {version} is that of log entry No.\u00a0{index}, character by character, and the entry is in the log.',
      'not-sealed': 'Version {version} was not in the log yet when the file was made.',
      'entry-unreadable':
        'Entry No.\u00a0{index}, which is given for version {version}, is not about a submission.',
      'content-differs':
        'The content of version {version} is not what the log holds: its text, or the secret number in the file, has been changed.',
      'version-differs': 'The log holds version {version} under another version number.',
      'unit-missing': 'The entry of version {version} does not name all units that must get it.',
      'other-consultation': 'Version {version} belongs to another consultation than this log.',
      'other-submission': 'The log holds version {version} as another submission.',
      'proof-wrong':
        'Entry No.\u00a0{index} of version {version} is not in the log of this checkpoint.',
      'newest-same': 'This is the newest checkpoint of the log.',
      'newest-consistent':
        'The newest checkpoint of the log continues this one: nothing that was there has been changed or deleted.',
      'newest-forked':
        'The newest checkpoint of the log does not continue this one: the log has been rewritten.',
      'newest-shorter': 'The log is shorter now than it was: something has been deleted from it.',
      'newest-differs':
        'The log now holds something else in the same place: it has been rewritten.',
      'newest-other-name':
        'The log was restored from a backup and goes on under another name. Some entries that this checkpoint holds are no longer in it.',
      'newest-other-key': 'The newest checkpoint of the log has no signature that can be checked.',
      'other-log': 'This checkpoint is not of a log of this site. Use the command below.',
      unreachable:
        'The log could not be read from this site, so nobody can say whether it has been changed since. Try again later.',
      'no-signatures':
        'This browser cannot check the signatures of the log (Ed25519). Use a newer browser, or the command below.',
      'left-out':
        'The file does not hold all versions of the submission. Versions left out: {versions} (how many: {count}). It proves nothing about them; the proof of the other versions is not affected. Those left out have a file of their own: its address is the one from which you downloaded this file, with &upTo={last} added at the end.',
      'nothing-found':
        'It holds neither a proof nor a checkpoint. See whether you have chosen the right file, and pasted the whole text of the mail.',
      'too-large': 'The file is too large: no file with a proof is larger than 4 MB.',
    },
    command: 'With a command on your own computer',
    commandWhy:
      'A program that can be read in an hour checks the same and more, and needs neither our site nor an account. It also checks all the rest of the log.',
    commandUse: 'Download the source of the system, and run in its folder (Node.js is needed):',
    commandAddress: 'The file gives the address of the log after the word “log”.',
    withoutScript:
      'To check here, JavaScript must be switched on in the browser. Without it, use the command.',
  },
};

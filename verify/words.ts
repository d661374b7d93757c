import type { Finding, Gap } from './receipt.ts';

const SENTENCES: Readonly<Record<Finding['what'], string>> = {
  signed: 'The checkpoint of the receipt is signed by the key of the log.',
  'not-signed': 'The checkpoint of the receipt is not signed by the key of the log.',
  'key-not-trusted': 'The checkpoint of the receipt is signed by a key that is not of this log.',
  'in-the-log': 'it is in the log.',
  'not-sealed': 'it was not in the log yet when the receipt was made. Get the receipt again.',
  'entry-unreadable': 'the receipt holds no entry of a submission.',
  'content-differs': 'the log holds something else than what the receipt says was sent.',
  'version-differs': 'the entry is of another version.',
  'unit-missing': 'the entry leaves out a unit that must be told.',
  'other-consultation': 'it was sent to another consultation.',
  'other-submission': 'the entry is of another submission than the versions before it.',
  'proof-wrong': 'the proof does not show that the entry is in the log.',
  'newest-same': 'The checkpoint of the receipt is the newest one.',
  'newest-later': 'The log has grown since, and the same key signs it.',
  'newest-shorter': 'The log shows fewer entries than the receipt knows: it was rolled back.',
  'newest-differs': 'The log shows another history than the receipt knows.',
  'newest-other-name': 'The log has another name now.',
  'newest-other-key': 'The newest checkpoint is signed by a key that the receipt does not know.',
};

/** Says in English which versions a receipt leaves out. */
export function missingLine({ first, last }: Gap): string {
  return first === last
    ? `Version ${first} is not in the receipt, which proves nothing of it. Another receipt holds it.`
    : `Versions ${first} to ${last} are not in the receipt (${last - first + 1} left out), which proves nothing of them. Another receipt holds them.`;
}

/** Says in English what a receipt shows. */
export function findingLine({ what, version, index }: Finding): string {
  if (version === null) return SENTENCES[what];
  const place = index === null ? '' : ` (entry ${index})`;
  return `Version ${version}${place}: ${SENTENCES[what]}`;
}

import {
  KNOWN_AFTER_MS,
  MAX_CHOICES,
  MAX_DAYS,
  MAX_MAILBOXES,
  MAX_SHARDS,
} from '../shared/domain/consultation.ts';
import {
  MAX_ADDRESS_CHARS,
  MAX_COMMITMENT_NUMBER,
  MAX_COMMITMENTS,
  MAX_DOCUMENT_BYTES,
  MAX_DOCUMENTS,
  MAX_DRAFT_BYTES,
  MAX_MARKS,
  MAX_PROPOSALS,
  MAX_VERSION,
} from '../shared/domain/draft.ts';
import type { FieldFailure, FieldFault } from '../shared/domain/failure.ts';
import { MAX_SLUG_CHARS, TOO_DEEP } from '../shared/domain/text.ts';
import { MINUTE_MS, WORKDAYS } from '../shared/domain/time.ts';
import { KINDS } from '../shared/kinds/kinds.ts';

const SLUG = `must be lower-case Latin letters and digits joined by hyphens, at most ${MAX_SLUG_CHARS}`;
const UNIT = 'must be the id of a unit that stands under /units';
const OPEN = `must be {"days": 1 to ${MAX_DAYS}}, from the first publication to the end of a day, or {"from": TIME, "to": TIME}`;
const KNOWN_AFTER = `${KNOWN_AFTER_MS / MINUTE_MS} minutes`;
const TIME = 'must be a time with its offset, such as 2027-01-11T08:00+02:00';

/**
 * What a field must be. The pattern matches the field's JSON Pointer. For some fields
 * the sentence depends on the fault.
 */
const FIELDS: readonly (readonly [RegExp, string | Partial<Record<FieldFault, string>>])[] = [
  [/^$/u, 'must be an object with "consultation" and "units"'],
  [
    /^\/units$/u,
    {
      required: 'must name at least one unit',
      repeated: 'names two units with the same id',
      'wrong-type': 'must be a list of units',
    },
  ],
  [/^\/(?:consultation|units\/\d+)\/id$/u, SLUG],
  [/\/kind$/u, { 'not-allowed': 'was set when this was first published, and stays as it was' }],
  [/\/kind$/u, `must be one of: ${KINDS.map(({ id }) => id).join(', ')}`],
  [/\/open$/u, OPEN],
  [
    /\/open\/days$/u,
    { 'not-allowed': `moves the closing time into the past, or into the next ${KNOWN_AFTER}` },
  ],
  [/\/open\/days$/u, `must be a number from 1 to ${MAX_DAYS}`],
  [
    /\/open\/to$/u,
    {
      'not-allowed': `must be later than "from", and must not move the closing time into the past or into the next ${KNOWN_AFTER}`,
    },
  ],
  [
    /\/open\/from$/u,
    {
      'not-allowed': `moves an opening that has passed, or comes within ${KNOWN_AFTER}, to a later time: digests would leave opinions out`,
    },
  ],
  [/\/open\/(?:from|to)$/u, TIME],
  [
    /\/publishes$/u,
    { 'not-allowed': 'was set before the consultation opened, and stays as it was' },
  ],
  [/\/publishes$/u, 'must be at-once, after-closing or never'],
  [
    /\/standards$/u,
    'must be an object with "shortestWindowDays", "noticeDays" or "summaryDays", or none of them',
  ],
  [/\/standards\/\w+$/u, `must be a number of days from 1 to ${MAX_DAYS}`],
  [/\/shards$/u, { 'not-allowed': 'was set when this was first published, and stays as it was' }],
  [/\/shards$/u, `must be a whole number from 1 to ${MAX_SHARDS}`],
  [
    /\/draft\/version$/u,
    {
      repeated: 'is published already with other content: raise it by one',
      'not-allowed': 'is lower than the version that is published',
    },
  ],
  [/\/draft\/version$/u, `must be a whole number from 1 to ${MAX_VERSION}`],
  [
    /\/draft\/commitments$/u,
    {
      repeated: 'gives two commitments the same number',
      required: 'must name at least one commitment',
      'not-allowed': 'must be an empty list: a consultation of this kind is about no commitments',
    },
  ],
  [/\/draft\/commitments$/u, `must be a list of at most ${MAX_COMMITMENTS} commitments`],
  [
    /\/lists\/[^/]+$/u,
    {
      required: 'must list the choices that a consultation of this kind offers',
      repeated: 'gives two choices the same id',
      'not-allowed': 'lacks a choice that was published: submissions hold it, so it must stay',
    },
  ],
  [/\/lists\/[^/]+$/u, `must be a list of 1 to ${MAX_CHOICES} choices, each with "id" and "title"`],
  [
    /\/number$/u,
    {
      'not-allowed':
        'stood for another commitment in the version before: opinions hang on it, so take a new one (a title may be corrected in one language at a time)',
    },
  ],
  [/\/number$/u, `must be a whole number from 1 to ${MAX_COMMITMENT_NUMBER}`],
  [/\/from$/u, { repeated: 'names a proposal twice' }],
  [/\/from$/u, `must be a list of at most ${MAX_PROPOSALS} references of proposals`],
  [
    /\/from\/\d+$/u,
    'must be the reference of a proposal to another consultation that its author has not withdrawn',
  ],
  [/\/unit$/u, UNIT],
  [
    /\/draft$/u,
    {
      'too-large-together': `is too large: its texts together may take ${MAX_DRAFT_BYTES} bytes as JSON in UTF-8`,
      'too-many': `has too much markup: at most ${MAX_MARKS} signs and line ends in each language`,
    },
  ],
  [/\/documents$/u, { repeated: 'names two documents with the same address' }],
  [/\/documents$/u, `must be a list of at most ${MAX_DOCUMENTS} documents`],
  [
    /\/address$/u,
    `must be an address that begins with https://, of at most ${MAX_ADDRESS_CHARS} characters`,
  ],
  [/\/sha256$/u, 'must be the SHA-256 of the file, in 64 hexadecimal digits'],
  [
    /\/bytes$/u,
    `must be the size of the file, a whole number of bytes from 1 to ${MAX_DOCUMENT_BYTES}`,
  ],
  [
    /\/(?:introduction|summary|finding)\/(?:lv|en)$/u,
    { 'not-allowed': `must be CommonMark text, nested less than ${TOO_DEEP} deep` },
  ],
  [/\/mailboxes$/u, `must be a list of at most ${MAX_MAILBOXES} e-mail addresses, each once`],
  [/\/(?:contact|mailboxes\/\d+)$/u, 'must be an e-mail address'],
  [/\/digestDays(?:\/\d+)?$/u, `must be a list of one or more of: ${WORKDAYS.join(', ')}`],
  [/\/language$/u, 'must be "lv" or "en"'],
  [
    /\/(?:title|summary|plan|name|introduction|finding)$/u,
    'must be an object with a text in "lv" and in "en"',
  ],
];

/** The sentences for faults of any other field. */
const FAULTS: Partial<Record<FieldFault, string>> = {
  required: 'is missing or empty',
  'wrong-type': 'has the wrong type',
  'unknown-field': 'is no field of a consultation: remove it, or correct its spelling',
};

/**
 * Returns one line about one field for the author of the file: the JSON Pointer and what is
 * expected.
 */
export function publicationFault({ pointer, fault, limit }: FieldFailure): string {
  const place = pointer === '' ? '(the whole file)' : pointer;
  return `${place}: ${sentenceOf(pointer, fault, limit)}`;
}

function sentenceOf(pointer: string, fault: FieldFault, limit: number | undefined): string {
  if (fault === 'unknown-field') return FAULTS['unknown-field'] ?? fault;
  for (const [pattern, expected] of FIELDS) {
    if (!pattern.test(pointer)) continue;
    const sentence = typeof expected === 'string' ? expected : expected[fault];
    if (sentence !== undefined) return sentence;
  }
  if (limit !== undefined) return `is too long: at most ${limit}`;
  return FAULTS[fault] ?? 'has a value that is not accepted';
}

import { MAX_BODY_CHARS, MAX_SUBJECT_CHARS } from '../shared/domain/announcement.ts';
import type { FieldFailure } from '../shared/domain/failure.ts';
import { TOPICS } from '../shared/domain/subscription.ts';
import { MAX_SLUG_CHARS, TOO_DEEP } from '../shared/domain/text.ts';

/** What a field must be. The pattern matches the field's JSON Pointer. */
const FIELDS: readonly (readonly [RegExp, string])[] = [
  [/^$/u, 'must be an object with "id", "topic", "sendAt", "lv" and "en"'],
  [
    /^\/id$/u,
    `must be lower-case Latin letters and digits joined by hyphens, at most ${MAX_SLUG_CHARS}, and must not begin with opened- or closing-, which are for the announcements of consultations`,
  ],
  [/^\/topic$/u, `must be one of: ${TOPICS.join(', ')}`],
  [/^\/sendAt$/u, 'must be a time of this century with its offset, such as 2027-01-11T08:00+02:00'],
  [/^\/(?:lv|en)$/u, 'must be an object with "subject" and "body"'],
  [/^\/consultation$/u, 'must be the id of a consultation that is published, or be left out'],
  [/\/subject$/u, `must be one line of text, at most ${MAX_SUBJECT_CHARS} characters`],
  [
    /\/body$/u,
    `must be CommonMark text, at most ${MAX_BODY_CHARS} characters, nested less than ${TOO_DEEP} deep`,
  ],
];

/**
 * Returns one line about one field for the author of the file: the JSON Pointer and what is
 * expected.
 */
export function announcementFault({ pointer, fault }: FieldFailure): string {
  const place = pointer === '' ? '(the whole file)' : pointer;
  if (fault === 'repeated') {
    return `${place}: an announcement of this id is going out already with other words: choose another`;
  }
  if (fault === 'unknown-field') return `${place}: is no field of an announcement: remove it`;
  const expected = FIELDS.find(([pattern]) => pattern.test(pointer))?.[1];
  return `${place}: ${expected ?? 'has a value that is not accepted'}`;
}

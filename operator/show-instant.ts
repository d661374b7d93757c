import { BEGINNING } from '../shared/domain/digest.ts';
import { type Instant, TIME_ZONE } from '../shared/domain/time.ts';

const clockTime = new Intl.DateTimeFormat('sv-SE', {
  timeZone: TIME_ZONE,
  dateStyle: 'short',
  timeStyle: 'short',
});

/** Returns the time as an operator in Riga reads it: `2027-01-11 08:00`. */
export function showInstant(instant: Instant): string {
  return instant === BEGINNING ? 'the beginning' : clockTime.format(Date.parse(instant));
}

import { LANGUAGES } from '../../domain/text.ts';
import { DAY_MS, type Instant, plus } from '../../domain/time.ts';
import { pathTo } from '../../routes.ts';
import type { Site } from '../layout.tsx';

/** RFC 9116, section 2.5.5: less than a year, so that nobody trusts a contact that is out of date. */
const VALID_MS = 180 * DAY_MS;

/**
 * Returns where to report a weakness (RFC 9116). The file is the same for a whole day.
 */
export function securityText({ site, now }: { site: Site; now: Instant }): string {
  const midnight = `${plus(now, VALID_MS).slice(0, 10)}T00:00:00Z`;
  return [
    `Contact: mailto:${site.owner.email}`,
    `Expires: ${midnight}`,
    `Preferred-Languages: ${LANGUAGES.join(', ')}`,
    `Canonical: ${site.url}${pathTo('securityText', {})}`,
    '',
  ].join('\n');
}

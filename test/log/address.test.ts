import { expect, it } from 'vitest';
import { logOrigin, logUrl } from '../../shared/log/address.ts';
import { pathTo } from '../../shared/routes.ts';

const SITE = 'https://sadzirdets.example';
const CONSULTATION = 'nap2-midterm-review';

it('a log stands where its routes are', () => {
  const path = pathTo('logPrefix', { consultation: CONSULTATION });
  expect(logUrl(SITE, CONSULTATION)).toBe(`${SITE}${path}/`);
});

it('the name of a log is its address without scheme and slash, with a port if there is one', () => {
  expect(logOrigin(SITE, CONSULTATION)).toBe(`sadzirdets.example/log/${CONSULTATION}`);
  expect(logOrigin('http://localhost:3000', 'a')).toBe('localhost:3000/log/a');
});

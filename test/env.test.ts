import { describe, expect, it } from 'vitest';
import { DEFAULT_RETENTION } from '../shared/domain/retention.ts';
import { readEnvironment } from '../shared/env.ts';
import { OWNER } from './support/owner.ts';

const WHOLE = {
  DEPLOYMENT: 'test',
  TABLE_NAME: 'table',
  ASSET_VERSION: 'abc123',
  SITE_URL: 'https://sadzirdets.example',
  OWNER: JSON.stringify(OWNER),
  LICENCE: 'https://creativecommons.org/licenses/by/4.0/',
  RETENTION: JSON.stringify(DEFAULT_RETENTION),
  REGION: 'eu-north-1',
};

describe('the environment of a function', () => {
  it('is read with its settings of several texts', () => {
    const env = readEnvironment('show-site', WHOLE);
    expect(env.OWNER).toEqual(OWNER);
    expect(env.RETENTION).toEqual(DEFAULT_RETENTION);
    expect(env.SITE_URL).toBe(WHOLE.SITE_URL);
  });

  it.each([undefined, '', 'x', '[]', '{}', '[1]', '["x"]', '["arn:aws:kms:eu-north-1:1:key/x"]'])(
    'refuses %j for the keys of the log',
    (LOG_KEYS) => {
      expect(() => readEnvironment('seal-log', { ...WHOLE, LOG_KEYS })).toThrow(
        /seal-log has missing or malformed variables: LOG_KEYS/u,
      );
    },
  );

  it('names the keys of the log in their order', () => {
    const keys = ['b', 'a'].map((id) => `arn:aws:kms:eu-north-1:111122223333:key/${id}`);
    const env = readEnvironment('seal-log', { ...WHOLE, LOG_KEYS: JSON.stringify(keys) });
    expect(env.LOG_KEYS).toEqual(keys);
  });

  it.each([
    [{ OWNER: undefined }, 'OWNER'],
    [{ OWNER: '{' }, 'OWNER'],
    [{ OWNER: '{}' }, 'OWNER.name'],
    [{ OWNER: JSON.stringify({ ...OWNER, phone: '1' }) }, 'OWNER.phone'],
    [{ RETENTION: '{"deliveryDays":400}' }, 'RETENTION.contactDaysAfterClosing'],
    [{ REGION: 'us-east-1' }, 'REGION'],
    [{ SITE_URL: 'nowhere' }, 'SITE_URL'],
  ])('with %j is refused, naming %s', (changes, name) => {
    expect(() => readEnvironment('show-site', { ...WHOLE, ...changes })).toThrow(
      new RegExp(`show-site has missing or malformed variables: ${name.replace('.', '\\.')}`, 'u'),
    );
  });
});

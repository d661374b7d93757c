import { describe, expect, it } from 'vitest';
import { parseConfig, refusePlaceholders } from '../../infra/config.ts';
import { DEFAULT_RETENTION } from '../../shared/domain/retention.ts';
import { CONFIG } from '../support/product.ts';

const FILE = 'infra/deployments/test.json';
const DOMAIN = 'viedokli.example.lv';
const CERTIFICATE = `arn:aws:acm:eu-north-1:${CONFIG.account}:certificate/0a1b-2c`;
const WITH_DOMAIN = { domain: DOMAIN, certificateArn: CERTIFICATE };

/** What a file without these settings gets. */
const DEFAULTS = {
  retention: DEFAULT_RETENTION,
  senderName: 'Sadzirdēts',
  publisher: { lv: 'Valsts kanceleja', en: 'State Chancellery of Latvia' },
  licence: 'https://creativecommons.org/licenses/by/4.0/',
} as const;

describe('the settings of a deployment', () => {
  const WHOLE = { ...CONFIG, ...DEFAULTS };

  it('are accepted with and without a domain', () => {
    expect(parseConfig(CONFIG, FILE)).toEqual(WHOLE);
    expect(parseConfig({ ...CONFIG, ...WITH_DOMAIN }, FILE)).toEqual({ ...WHOLE, ...WITH_DOMAIN });
  });

  it('name the sender as they wish', () => {
    expect(parseConfig({ ...CONFIG, senderName: 'Valsts kanceleja' }, FILE)).toMatchObject({
      senderName: 'Valsts kanceleja',
    });
  });

  it('say how long data are kept, each with its own default', () => {
    expect(parseConfig(CONFIG, FILE).retention).toEqual(DEFAULT_RETENTION);
    const own = { contactDaysAfterClosing: 180 };
    expect(parseConfig({ ...CONFIG, retention: own }, FILE).retention).toEqual({
      ...DEFAULT_RETENTION,
      ...own,
    });
  });

  it('name the publisher of the open data and its licence as they wish', () => {
    const open = {
      publisher: { lv: 'Riigikantselei', en: 'Government Office' },
      licence: 'https://creativecommons.org/publicdomain/zero/1.0/',
    };
    expect(parseConfig({ ...CONFIG, ...open }, FILE)).toMatchObject(open);
  });

  it.each([
    [{ account: '1111' }, 'account', '12 digits'],
    [{ account: 111122223333 }, 'account', '12 digits'],
    [{ account: undefined }, 'account', '12 digits'],
    [{ digestAt: '03:00' }, 'digestAt', 'skipped when summer time begins'],
    [{ digestAt: '03:30' }, 'digestAt', 'skipped when summer time begins'],
    [{ digestAt: '3:00' }, 'digestAt', 'time of day'],
    [{ digestAt: '24:00' }, 'digestAt', 'time of day'],
    [{ digestAt: undefined }, 'digestAt', 'time of day'],
    [{ region: 'north' }, 'region', 'AWS region'],
    [{ region: undefined }, 'region', 'AWS region'],
    [{ sender: 'nobody' }, 'sender', 'e-mail address'],
    [{ sender: undefined }, 'sender', 'e-mail address'],
    [{ sender: 'Sadzirdēts <s@example.lv>' }, 'sender', 'e-mail address'],
    [{ senderName: '' }, 'senderName', 'one line'],
    [{ senderName: 7 }, 'senderName', 'one line'],
    [{ senderName: 'a\r\nBcc: b@c.example' }, 'senderName', 'one line'],
    [{ retention: { deliveryDays: 29 } }, 'retention.deliveryDays', 'days from 30 to 3650'],
    [{ retention: { deliveryDays: 30.5 } }, 'retention.deliveryDays', 'days from 30 to 3650'],
    [{ retention: { forever: 1 } }, 'forever', 'is no setting'],
    [{ publisher: 'Valsts kanceleja' }, 'publisher', 'a name in lv and in en'],
    [{ publisher: { lv: 'Valsts kanceleja' } }, 'publisher.en', 'one line'],
    [{ publisher: { lv: 'a\nb', en: 'a' } }, 'publisher.lv', 'one line'],
    [{ licence: 'CC BY' }, 'licence', 'address of a known licence'],
    [{ licence: 'https://creativecommons.org/licenses/by-nd/4.0/' }, 'licence', 'known licence'],
    [{ licence: 'javascript:alert(1)' }, 'licence', 'known licence'],
    [{ operator: '' }, 'operator', 'e-mail address'],
    [{ replyTo: 'nobody' }, 'replyTo', 'e-mail address'],
    [{ domain: DOMAIN }, 'certificateArn', 'where a domain is set'],
    [{ certificateArn: CERTIFICATE }, 'domain', 'where a certificate is set'],
    [{ ...WITH_DOMAIN, domain: `https://${DOMAIN}` }, 'domain', 'host name'],
    [{ ...WITH_DOMAIN, certificateArn: 'arn:aws:acm' }, 'certificateArn', 'ARN of an ACM'],
    [
      { ...WITH_DOMAIN, certificateArn: CERTIFICATE.replace('eu-north-1', 'us-east-1') },
      'certificateArn',
      'same account and region',
    ],
    [
      { ...WITH_DOMAIN, certificateArn: CERTIFICATE.replace(CONFIG.account, '444455556666') },
      'certificateArn',
      'same account and region',
    ],
  ])('with %j are refused, naming %s', (changes, key, what) => {
    const parsing = () => parseConfig({ ...CONFIG, ...changes }, FILE);
    expect(parsing).toThrow(new RegExp(`^  ${key}: .*${what}`, 'mu'));
  });

  it('with a key that nobody knows are refused, naming it', () => {
    expect(() => parseConfig({ ...CONFIG, sendr: 'x' }, FILE)).toThrow('sendr: is no setting');
  });

  it('report every fault at once, and the file', () => {
    const parsing = () => parseConfig({ ...CONFIG, region: 'north', sender: 'nobody' }, FILE);
    expect(parsing).toThrow(`${FILE} is not good:\n  region: `);
    expect(parsing).toThrow(/region:.*\n.*sender:/u);
  });

  it.each([undefined, null, 'eu-north-1', [CONFIG]])('are refused when they are %j', (written) => {
    expect(() => parseConfig(written, FILE)).toThrow('(the whole file): must be an object');
  });
});

describe('a value that only an example may have', () => {
  const REAL = {
    ...CONFIG,
    ...DEFAULTS,
    sender: 'sadzirdets@mk.gov.lv',
    replyTo: 'konsultacijas@mk.gov.lv',
    operator: 'operators@mk.gov.lv',
  };

  it.each([
    [{ sender: 'sadzirdets@sadzirdets.example' }, 'sender'],
    [{ replyTo: 'konsultacijas@example' }, 'replyTo'],
    [{ operator: 'operators@example.org' }, 'operator'],
    [{ operator: 'operators@mail.example.com' }, 'operator'],
    [{ operator: 'operators@sadzirdets.test' }, 'operator'],
    [{ operator: 'operators@sadzirdets.invalid' }, 'operator'],
    [{ domain: 'viedokli.example', certificateArn: CERTIFICATE }, 'domain'],
    [{ account: '000000000000' }, 'account'],
  ])('is refused: %j', (changes, key) => {
    const refusing = () => {
      refusePlaceholders({ ...REAL, ...changes }, FILE);
    };
    expect(refusing).toThrow(new RegExp(`^  ${key}: \\S+ is only an example`, 'mu'));
  });

  it('is not taken for a real one that looks like it', () => {
    const real = { domain: 'viedokli.example.gov.lv', sender: 's@counterexample.lv' };
    expect(() => {
      refusePlaceholders({ ...REAL, ...real }, FILE);
    }).not.toThrow();
  });

  it('is named with every other one', () => {
    expect(() => {
      refusePlaceholders({ ...REAL, ...CONFIG, account: '000000000000' }, FILE);
    }).toThrow(/account: .*\n {2}sender: .*\n {2}replyTo: .*\n {2}operator: /u);
  });
});

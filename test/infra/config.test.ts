import { describe, expect, it } from 'vitest';
import { parseConfig } from '../../infra/config.ts';
import { CONTEXT } from '../support/product.ts';

const DOMAIN = 'viedokli.example.lv';
const CERTIFICATE = 'arn:aws:acm:eu-north-1:000000000000:certificate/0a1b-2c';

describe('the context of a deployment', () => {
  const WHOLE = { ...CONTEXT, senderName: 'Sadzirdēts' };

  it('is accepted with and without a domain', () => {
    expect(parseConfig(CONTEXT)).toEqual(WHOLE);
    const domain = { domain: DOMAIN, certificateArn: CERTIFICATE };
    expect(parseConfig({ ...CONTEXT, ...domain })).toEqual({ ...WHOLE, ...domain });
  });

  it('names the sender as it wishes', () => {
    expect(parseConfig({ ...CONTEXT, senderName: 'Valsts kanceleja' })).toMatchObject({
      senderName: 'Valsts kanceleja',
    });
  });

  it.each([
    [{ digestAt: '03:00' }, 'digestAt', 'skipped when summer time begins'],
    [{ digestAt: '03:30' }, 'digestAt', 'skipped when summer time begins'],
    [{ digestAt: '3:00' }, 'digestAt', 'time of day'],
    [{ digestAt: '24:00' }, 'digestAt', 'time of day'],
    [{ region: 'north' }, 'region', 'AWS region'],
    [{ region: undefined }, 'region', 'AWS region'],
    [{ sender: 'nobody' }, 'sender', 'e-mail address'],
    [{ sender: 'Sadzirdēts <s@example.lv>' }, 'sender', 'e-mail address'],
    [{ senderName: '' }, 'senderName', 'one line'],
    [{ senderName: 'a\r\nBcc: b@c.example' }, 'senderName', 'one line'],
    [{ operator: '' }, 'operator', 'e-mail address'],
    [{ replyTo: 'nobody' }, 'replyTo', 'e-mail address'],
    [{ domain: DOMAIN }, 'certificateArn', 'where a domain is set'],
    [{ domain: `https://${DOMAIN}`, certificateArn: CERTIFICATE }, 'domain', 'host name'],
    [{ domain: DOMAIN, certificateArn: 'arn:aws:acm' }, 'certificateArn', 'ARN of an ACM'],
    [
      { domain: DOMAIN, certificateArn: CERTIFICATE.replace('eu-north-1', 'us-east-1') },
      'certificateArn',
      'same region',
    ],
  ])('with %j is refused, naming %s', (changes, key, what) => {
    const parsing = () => parseConfig({ ...CONTEXT, ...changes });
    expect(parsing).toThrow(new RegExp(`^  sadzirdets\\.${key}: .*${what}`, 'mu'));
  });

  it('with a key that nobody knows is refused, naming it', () => {
    expect(() => parseConfig({ ...CONTEXT, sendr: 'x' })).toThrow('sadzirdets: unknown: sendr');
  });

  it('reports every fault at once', () => {
    const parsing = () => parseConfig({ ...CONTEXT, region: 'north', sender: 'nobody' });
    expect(parsing).toThrow(/region:.*\n.*sender:/u);
  });

  it.each([undefined, null, 'eu-north-1'])('is refused with a message when it is %j', (context) => {
    expect(() => parseConfig(context)).toThrow('The context in cdk.json is not good');
  });
});

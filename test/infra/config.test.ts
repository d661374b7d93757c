import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Stack, Validations } from 'aws-cdk-lib';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { AwsSolutionsChecks } from 'cdk-nag';
import { describe, expect, it } from 'vitest';
import { parseConfig } from '../../infra/config.ts';

const GOOD = {
  region: 'eu-north-1',
  sender: 'sadzirdets@sadzirdets.example',
  operator: 'operators@sadzirdets.example',
  digestAt: '08:00',
};

describe('the context of a deployment', () => {
  it('is accepted with and without a domain', () => {
    expect(parseConfig(GOOD)).toEqual(GOOD);
    const domain = { domain: 'viedokli.example.lv', certificateArn: 'arn:aws:acm:x' };
    expect(parseConfig({ ...GOOD, ...domain })).toEqual({ ...GOOD, ...domain });
  });

  it.each([
    [{ digestAt: '03:30' }, 'sadzirdets.digestAt', 'skipped when summer time begins'],
    [{ digestAt: '3:00' }, 'sadzirdets.digestAt', 'time of day'],
    [{ digestAt: '24:00' }, 'sadzirdets.digestAt', 'time of day'],
    [{ region: 'north' }, 'sadzirdets.region', 'AWS region'],
    [{ region: undefined }, 'sadzirdets.region', 'AWS region'],
    [{ sender: 'nobody' }, 'sadzirdets.sender', 'e-mail address'],
    [{ operator: '' }, 'sadzirdets.operator', 'e-mail address'],
    [{ domain: 'viedokli.example.lv' }, 'sadzirdets.certificateArn', 'where a domain is set'],
    [{ domain: 'https://x.lv', certificateArn: 'arn:x' }, 'sadzirdets.domain', 'host name'],
    [{ sendr: 'x' }, 'sadzirdets', 'unknown: sendr'],
  ])('with %j is refused, naming %s', (changes, key, what) => {
    const parsing = () => parseConfig({ ...GOOD, ...changes });
    expect(parsing).toThrow(`${key}:`);
    expect(parsing).toThrow(what);
  });

  it('that is missing altogether is refused in words', () => {
    expect(() => parseConfig(undefined)).toThrow('The context in cdk.json is not good');
  });
});

describe('a finding of cdk-nag that nobody has answered', () => {
  it('fails the synthesis', () => {
    const outdir = mkdtempSync(join(tmpdir(), 'sadzirdets-nag-'));
    try {
      const app = new App({ outdir });
      new Queue(new Stack(app, 'Bad'), 'WithoutDeadLetters');
      Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
      expect(() => app.synth()).toThrow('AwsSolutions-SQS3');
    } finally {
      rmSync(outdir, { recursive: true, force: true });
    }
  });
});

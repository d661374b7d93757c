import { describe, expect, it } from 'vitest';
import { parseConfig } from '../../infra/config.ts';
import type { AwsQuestions } from '../../operator/aws-questions.ts';
import { checkAccount } from '../../operator/preflight.ts';
import { CONFIG } from '../support/product.ts';

const DOMAIN = 'viedokli.mk.gov.lv';
const CERTIFICATE = `arn:aws:acm:eu-north-1:${CONFIG.account}:certificate/x`;
const config = parseConfig({ ...CONFIG, sender: 'sadzirdets@balss.mk.gov.lv' }, 'valsts.json', {
  isExample: true,
});

/** An account that is ready: nothing is deployed yet, and nothing is missing. */
const READY: AwsQuestions = {
  whoAmI: () => Promise.resolve({ account: CONFIG.account, arn: 'arn:aws:sts::role/deployer' }),
  bootstrapVersion: () => Promise.resolve(28),
  stackStatus: () => Promise.resolve(null),
  ownsIdentity: () => Promise.reject(new Error('There is no stack')),
  keysIn: () => Promise.reject(new Error('There is no stack')),
  concurrency: () => Promise.resolve(1_000),
  mailAccount: () =>
    Promise.resolve({ isInSandbox: false, isPaused: false, daily: 50_000, perSecond: 14 }),
  identity: () => Promise.resolve(null),
  certificate: () => Promise.resolve({ status: 'ISSUED', names: [DOMAIN] }),
};
/** The same account after the first deployment. */
const DEPLOYED: AwsQuestions = {
  ...READY,
  stackStatus: () => Promise.resolve('UPDATE_COMPLETE'),
  ownsIdentity: (stack, domain) =>
    Promise.resolve(stack === 'sadzirdets-valsts-service' && domain === 'balss.mk.gov.lv'),
  keysIn: (stack) => Promise.resolve(stack === 'sadzirdets-valsts-data' ? 1 : 0),
  identity: () => Promise.resolve({ isVerified: true }),
};

async function checking(aws: AwsQuestions, withDomain = true) {
  const own = withDomain ? { domain: DOMAIN, certificateArn: CERTIFICATE } : {};
  return checkAccount({ name: 'valsts', config: { ...config, ...own } }, aws);
}

/** Returns what one check says of an account, with its mark in front. */
async function findingOf(about: string, aws: AwsQuestions): Promise<string> {
  const { checks } = await checking(aws);
  const found = checks.find((one) => one.about === about);
  return `${found?.mark} ${found?.says}`;
}

const fault = (name: string, message = 'no') => Object.assign(new Error(message), { name });

describe('an account that is ready', () => {
  it('passes every check the first time', async () => {
    const { checks, isUpdate } = await checking(READY);
    expect(isUpdate).toBe(false);
    expect(checks).toEqual([
      {
        mark: '✓',
        about: 'credentials',
        says: 'account 111122223333, as arn:aws:sts::role/deployer',
      },
      { mark: '✓', about: 'bootstrap', says: 'version 28' },
      { mark: '✓', about: 'stacks', says: 'none yet: this is the first deployment' },
      { mark: '✓', about: 'log keys', says: 'none yet: the log gets its first' },
      {
        mark: '✓',
        about: 'Lambda quota',
        says: '1000 functions at once. The mails and schedules of a deployment take up to 13 of them.',
      },
      { mark: '✓', about: 'SES sandbox', says: 'the account is out of it' },
      {
        mark: '✓',
        about: 'SES quota',
        says: '50000 mails in 24 hours, 14 a second. An announcement to more than 45000 people takes several days.',
      },
      { mark: '✓', about: 'SES identity', says: 'balss.mk.gov.lv is still free, and becomes one' },
      { mark: '✓', about: 'certificate', says: `for ${DOMAIN}` },
    ]);
  });

  it('passes every check of an update', async () => {
    const { checks, isUpdate } = await checking(DEPLOYED);
    expect(isUpdate).toBe(true);
    expect(new Set(checks.map(({ mark }) => mark))).toEqual(new Set(['✓']));
    expect(checks.find(({ about }) => about === 'stacks')?.says).toContain('this is an update');
    expect(checks.find(({ about }) => about === 'SES identity')?.says).toContain('is verified');
  });

  it('needs no certificate without a domain', async () => {
    const { checks } = await checking(READY, false);
    expect(checks.map(({ about }) => about)).not.toContain('certificate');
  });
});

describe('a new account', () => {
  const NEW: AwsQuestions = {
    ...READY,
    bootstrapVersion: () => Promise.resolve(null),
    concurrency: () => Promise.resolve(10),
    mailAccount: () =>
      Promise.resolve({ isInSandbox: true, isPaused: false, daily: 200, perSecond: 1 }),
  };

  it('is told everything that it lacks at once, and refused only for what stops a deployment', async () => {
    const { checks } = await checking(NEW, false);
    expect(checks.map(({ mark, about }) => `${mark} ${about}`)).toEqual([
      '✓ credentials',
      '✗ bootstrap',
      '✓ stacks',
      '✓ log keys',
      '! Lambda quota',
      '! SES sandbox',
      '! SES quota',
      '✓ SES identity',
    ]);
  });
});

describe('each check', () => {
  it.each<[string, Partial<AwsQuestions>, RegExp]>([
    [
      'credentials',
      { whoAmI: () => Promise.reject(fault('CredentialsProviderError', 'none found')) },
      /^✗ AWS accepts no credentials from here \(CredentialsProviderError: none found\)\. Sign in .* The other checks follow/u,
    ],
    [
      'credentials',
      { whoAmI: () => Promise.resolve({ account: '444455556666', arn: 'a' }) },
      /^✗ These are of account 444455556666, but valsts belongs to 111122223333\. Use .* infra\/deployments\/valsts\.json\. The other checks follow when the credentials are good\.$/u,
    ],
    [
      'bootstrap',
      { bootstrapVersion: () => Promise.resolve(null) },
      /^✗ The CDK has not been set up .* npx cdk bootstrap aws:\/\/111122223333\/eu-north-1$/u,
    ],
    [
      'bootstrap',
      { bootstrapVersion: () => Promise.resolve(5) },
      /^✗ .* version 5, and 6 is needed/u,
    ],
    ['bootstrap', { bootstrapVersion: () => Promise.resolve(6) }, /^✓ version 6$/u],
    [
      'Lambda quota',
      { concurrency: () => Promise.resolve(99) },
      /^! Lambda runs only 99 functions at once .* up to 13 of them\. At such times the site answers some requests with an error, and mails wait\. .* ask for 1000: Service Quotas/u,
    ],
    ['Lambda quota', { concurrency: () => Promise.resolve(100) }, /^✓ 100 functions/u],
    [
      'SES sandbox',
      { mailAccount: mailAccount({ isInSandbox: true }) },
      /^! The account is in the sandbox, .* all other mail waits\. Ask for production access/u,
    ],
    [
      'SES sandbox',
      { mailAccount: mailAccount({ isPaused: true }) },
      /^! Sending is paused for this account: all mail waits\./u,
    ],
    [
      'SES quota',
      { mailAccount: mailAccount({ daily: 999 }) },
      /^! SES takes only 999 mails in 24 hours, 14 a second\. An announcement to more than 899 people .* ask for at least 1000/u,
    ],
    ['SES quota', { mailAccount: mailAccount({ daily: 1_000 }) }, /^✓ 1000 mails/u],
    [
      'SES identity',
      { identity: () => Promise.resolve({ isVerified: true }) },
      /^✗ balss\.mk\.gov\.lv is an identity in this region already, .* sadzirdets\.balss\.mk\.gov\.lv; or delete/u,
    ],
    [
      'certificate',
      { certificate: () => Promise.resolve(null) },
      /^✗ ACM has no such certificate in this account and region\. Correct "certificateArn"\.$/u,
    ],
    ['certificate', certified('PENDING_VALIDATION'), /^✗ It is not issued yet\. Put the records/u],
    ['certificate', certified('EXPIRED'), /^✗ It cannot be used \(EXPIRED\)\. Request a new one/u],
    [
      'certificate',
      certified('ISSUED', 'mk.gov.lv', '*.gov.lv', '*.a.viedokli.mk.gov.lv', 'aviedokli.mk.gov.lv'),
      /^✗ It is for mk\.gov\.lv, .* and not for viedokli\.mk\.gov\.lv\. Request one for/u,
    ],
    ['certificate', certified('ISSUED', 'mk.gov.lv', '*.mk.gov.lv'), /^✓ for mk\.gov\.lv, \*/u],
  ])('%s: says of %o what is so and what to do', async (about, answers, says) => {
    expect(await findingOf(about, { ...READY, ...answers })).toMatch(says);
  });

  it.each<[string, Record<string, string>, RegExp]>([
    [
      'is changed',
      { service: 'UPDATE_IN_PROGRESS' },
      /^✗ sadzirdets-valsts-service is being changed/u,
    ],
    [
      'is changed',
      { data: 'UPDATE_ROLLBACK_IN_PROGRESS' },
      /^✗ sadzirdets-valsts-data is being ch/u,
    ],
    [
      'stopped half-way',
      { service: 'UPDATE_ROLLBACK_FAILED' },
      /^✗ .* npx cdk rollback sadzirdets-valsts-service -c deployment=valsts$/u,
    ],
    ['could not go', { service: 'DELETE_FAILED' }, /^✗ The removal of sadzirdets-valsts-service/u],
    ['was only prepared', { service: 'REVIEW_IN_PROGRESS' }, /^✓ an earlier attempt has failed: /u],
    [
      'failed the first time',
      { service: 'ROLLBACK_COMPLETE' },
      /^✓ an earlier attempt has failed: /u,
    ],
    ['was removed, but not its table', { data: 'CREATE_COMPLETE' }, /^✓ the table of an earlier/u],
  ])('stacks: says so when a stack %s', async (_, statuses, says) => {
    const stackStatus = (stack: string) =>
      Promise.resolve(statuses[stack.replace('sadzirdets-valsts-', '')] ?? null);
    expect(await findingOf('stacks', { ...READY, stackStatus })).toMatch(says);
  });

  it.each([
    [1, 0, /^✓ none yet: the log gets its first$/u],
    [2, 0, /^✓ none yet: the log gets 2 at once$/u],
    [1, 1, /^✓ 1 made, and the last of them signs the log$/u],
    [3, 2, /^✓ 2 made: another one is made now, and signs the log from then on$/u],
    [4, 2, /^✓ 2 made: 2 more are made now; the last signs the log from then on$/u],
    [
      1,
      2,
      /^✗ The log has 2 keys, and "logKeys" says 1\. .* Write 2 into infra\/deployments\/valsts\.json, or 3 for a new key\.$/u,
    ],
  ])('log keys: of %i wanted and %i made, says what happens', async (logKeys, made, says) => {
    const keysIn = () => Promise.resolve(made);
    const deployment = { name: 'valsts', config: { ...config, logKeys } };
    const { checks } = await checkAccount(deployment, { ...DEPLOYED, keysIn });
    const found = checks.find(({ about }) => about === 'log keys');
    expect(`${found?.mark} ${found?.says}`).toMatch(says);
  });

  it('SES identity: knows its own, and says what SES waits for', async () => {
    const identity = () => Promise.resolve({ isVerified: false });
    expect(await findingOf('SES identity', { ...DEPLOYED, identity })).toMatch(
      /^! SES has not seen the DKIM records of balss\.mk\.gov\.lv yet: .* DkimRecord1 to DkimRecord3/u,
    );
    const ownsIdentity = () => Promise.resolve(false);
    expect(await findingOf('SES identity', { ...DEPLOYED, ownsIdentity })).toMatch(/^✗ /u);
  });
});

describe('a question that AWS does not answer', () => {
  it('stops the others only if it is about the credentials', async () => {
    const whoAmI = () => Promise.reject(fault('ExpiredToken'));
    expect(await checking({ ...READY, whoAmI })).toMatchObject({ checks: { length: 1 } });
    const all = Object.keys(READY).map((question) => [question, () => Promise.reject(fault('X'))]);
    const silent = {
      ...(Object.fromEntries(all) as unknown as AwsQuestions),
      whoAmI: READY.whoAmI,
    };
    const { checks, isUpdate } = await checking(silent);
    expect(isUpdate).toBe(false);
    expect(checks.map(({ mark }) => mark)).toEqual(['✓', ...Array.from({ length: 8 }, () => '✗')]);
    expect(checks[1]?.says).toBe('AWS did not answer (X: no). Try again, and check "region".');
  });

  it.each(['AccessDenied', 'AccessDeniedException', 'UnauthorizedOperation'])(
    'because of %s is a warning: the CDK may still be allowed to deploy',
    async (name) => {
      const concurrency = () => Promise.reject(fault(name, 'User may not perform lambda:Get'));
      expect(await findingOf('Lambda quota', { ...READY, concurrency })).toBe(
        '! This could not be checked, because these credentials may not ask (User may not perform lambda:Get).',
      );
    },
  );
});

function mailAccount(changes: Partial<Awaited<ReturnType<AwsQuestions['mailAccount']>>>) {
  return async () => ({ ...(await READY.mailAccount()), ...changes });
}

function certified(status: string, ...names: string[]): Partial<AwsQuestions> {
  return { certificate: () => Promise.resolve({ status, names }) };
}

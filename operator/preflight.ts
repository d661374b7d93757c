import { AT_ONCE } from '../infra/concurrency.ts';
import { configFileOf, type Deployment, stacksOf } from '../infra/deployment.ts';
import { LEAVES } from '../shared/delivery/account.ts';
import type { AwsQuestions, CertificateState, MailAccount } from './aws-questions.ts';

/** `✓`: good. `!`: the deployment works, but somebody must know this. `✗`: it would not work. */
type Mark = '✓' | '!' | '✗';

interface Verdict {
  readonly mark: Mark;
  /** One or two sentences for a person: what is so, and what to do. */
  readonly says: string;
}

/** What one check has found. */
export interface Checked extends Verdict {
  readonly about: string;
}

export interface Preflight {
  readonly checks: readonly Checked[];
  /** The deployment has a stack already, so this time it is updated. */
  readonly isUpdate: boolean;
}

/** The least version of the bootstrap that stacks of this CDK accept. */
const LEAST_BOOTSTRAP_VERSION = 6;
/** The mails and schedules of one deployment, without the reports of SES. */
const BEHIND_THE_SITE = AT_ONCE.mails + AT_ONCE.announcements + AT_ONCE.schedules;
/** Leaves the site about ninety requests at once, in each second that mails go out. */
const ENOUGH_CONCURRENCY = 100;
/** An account that asks AWS gets at least this. */
const USUAL_CONCURRENCY = 1_000;
/** A day of a busy consultation: receipts, digests, and an announcement to some hundred people. */
const ENOUGH_MAILS = 1_000;

/**
 * Checks everything in the account that a deployment needs, without changing anything. It makes
 * every check and then answers. If the credentials are not good, it makes no other check.
 */
export async function checkAccount(deployment: Deployment, aws: AwsQuestions): Promise<Preflight> {
  const credentials = await check('credentials', () => checkCredentials(deployment, aws));
  if (credentials.mark === '✗') {
    const says = `${credentials.says} The other checks follow when the credentials are good.`;
    return { checks: [{ ...credentials, says }], isUpdate: false };
  }
  const { name, config } = deployment;
  const { account, region, domain, certificateArn } = config;
  const stacks = stacksOf(name);
  const mailAccount = aws.mailAccount();
  const found = Promise.all([aws.stackStatus(stacks.data), aws.stackStatus(stacks.service)]);
  const hasData = async () => isStanding((await found)[0]);
  const hasService = async () => isStanding((await found)[1]);
  const certificate =
    domain === undefined || certificateArn === undefined
      ? []
      : [
          check('certificate', async () =>
            judgeCertificate(await aws.certificate(certificateArn), domain),
          ),
        ];
  const checks = await Promise.all([
    check('bootstrap', async () =>
      judgeBootstrap(await aws.bootstrapVersion(), `aws://${account}/${region}`),
    ),
    check('stacks', async () => judgeStacks(name, await found)),
    check('log keys', () => checkLogKeys(deployment, aws, hasData)),
    check('Lambda quota', async () => judgeConcurrency(await aws.concurrency())),
    check('SES sandbox', async () => judgeMailAccount(await mailAccount)),
    check('SES quota', async () => judgeMailQuota(await mailAccount)),
    check('SES identity', async () => checkIdentity(deployment, aws, hasService)),
    ...certificate,
  ]);
  return { checks: [credentials, ...checks], isUpdate: await hasService().catch(() => false) };
}

/** Makes one check. A question that AWS does not answer is a finding too. */
async function check(about: string, judge: () => Promise<Verdict>): Promise<Checked> {
  try {
    return { about, ...(await judge()) };
  } catch (fault) {
    return { about, ...judgeSilence(fault) };
  }
}

/** The codes with which AWS says that somebody may not ask. */
const DENIED = /^(?:AccessDenied|UnauthorizedOperation|NotAuthorized|AuthorizationError)/u;

function judgeSilence(fault: unknown): Verdict {
  const { name, message } = fault instanceof Error ? fault : new Error(String(fault));
  return DENIED.test(name)
    ? warn(`This could not be checked, because these credentials may not ask (${message}).`)
    : refuse(`AWS did not answer (${name}: ${message}). Try again, and check "region".`);
}

async function checkCredentials({ name, config }: Deployment, aws: AwsQuestions) {
  try {
    const { account, arn } = await aws.whoAmI();
    return account === config.account
      ? pass(`account ${account}, as ${arn}`)
      : refuse(
          `These are of account ${account}, but ${name} belongs to ${config.account}. Use credentials of that account, or correct "account" in ${configFileOf(name)}.`,
        );
  } catch (fault) {
    const { name: code, message } = fault instanceof Error ? fault : new Error(String(fault));
    return refuse(
      `AWS accepts no credentials from here (${code}: ${message}). Sign in as for the AWS CLI: with "aws sso login", or with AWS_PROFILE or AWS_ACCESS_KEY_ID in the environment.`,
    );
  }
}

function judgeBootstrap(version: number | null, place: string): Verdict {
  const run = `Run once: npx cdk bootstrap ${place}`;
  if (version === null) return refuse(`The CDK has not been set up in this region. ${run}`);
  return version < LEAST_BOOTSTRAP_VERSION
    ? refuse(
        `The CDK was set up with version ${version}, and ${LEAST_BOOTSTRAP_VERSION} is needed. ${run}`,
      )
    : pass(`version ${version}`);
}

function judgeStacks(
  name: string,
  [data, service]: readonly [data: string | null, service: string | null],
): Verdict {
  const stacks = stacksOf(name);
  for (const [stack, status] of [
    [stacks.data, data],
    [stacks.service, service],
  ] as const) {
    if (status === null) continue;
    if (status.endsWith('_IN_PROGRESS') && status !== 'REVIEW_IN_PROGRESS') {
      return refuse(
        `${stack} is being changed at this moment (${status}). Wait until it has ended.`,
      );
    }
    if (status === 'UPDATE_ROLLBACK_FAILED') {
      return refuse(
        `The last update of ${stack} failed, and so did its rollback. Run: npx cdk rollback ${stack} -c deployment=${name}`,
      );
    }
    if (status === 'DELETE_FAILED') {
      return refuse(
        `The removal of ${stack} has failed. Finish it in the CloudFormation console, which says why.`,
      );
    }
  }
  if (isStanding(service)) return pass('they are there: this is an update');
  if (service !== null) {
    return pass('an earlier attempt has failed: the CDK removes what it has left, and begins anew');
  }
  return data === null
    ? pass('none yet: this is the first deployment')
    : pass('the table of an earlier deployment is there, and is used again');
}

/** Says whether there is a stack. The first attempt to create one may have left only its name. */
function isStanding(status: string | null): boolean {
  return (
    status !== null && !/^(?:ROLLBACK_COMPLETE|ROLLBACK_FAILED|REVIEW_IN_PROGRESS)$/u.test(status)
  );
}

async function checkLogKeys(
  { name, config }: Deployment,
  aws: AwsQuestions,
  hasData: () => Promise<boolean>,
): Promise<Verdict> {
  const wanted = config.logKeys;
  const made = (await hasData()) ? await aws.keysIn(stacksOf(name).data) : 0;
  if (wanted < made) {
    return refuse(
      `The log has ${made} keys, and "logKeys" says ${wanted}. Whoever checks the log needs all that it ever had. Write ${made} into ${configFileOf(name)}, or ${made + 1} for a new key.`,
    );
  }
  if (wanted === made) return pass(`${made} made, and the last of them signs the log`);
  const more = wanted - made;
  if (made === 0) {
    return pass(
      more === 1 ? 'none yet: the log gets its first' : `none yet: the log gets ${more} at once`,
    );
  }
  const added = more === 1 ? 'another one is made now, and' : `${more} more are made now; the last`;
  return pass(`${made} made: ${added} signs the log from then on`);
}

function judgeConcurrency(limit: number): Verdict {
  const uses = `The mails and schedules of a deployment take up to ${BEHIND_THE_SITE} of them.`;
  return limit < ENOUGH_CONCURRENCY
    ? warn(
        `Lambda runs only ${limit} functions at once in this account. ${uses} At such times the site answers some requests with an error, and mails wait. That is enough to try the product. Before a consultation, ask for ${USUAL_CONCURRENCY}: Service Quotas, AWS Lambda, "Concurrent executions".`,
      )
    : pass(`${limit} functions at once. ${uses}`);
}

function judgeMailAccount({ isInSandbox, isPaused }: MailAccount): Verdict {
  if (isPaused) {
    return warn(
      'Sending is paused for this account: all mail waits. See docs/runbook.md#what-the-account-may-not-send',
    );
  }
  return isInSandbox
    ? warn(
        'The account is in the sandbox, as every account is at first: only verified addresses get mail, and all other mail waits. Ask for production access: docs/runbook.md#the-sandbox-of-ses',
      )
    : pass('the account is out of it');
}

function judgeMailQuota({ daily, perSecond }: MailAccount): Verdict {
  const inOneDay = Math.floor(daily * (1 - LEAVES.announcement));
  const quota = `${daily} mails in 24 hours, ${perSecond} a second. An announcement to more than ${inOneDay} people takes several days.`;
  return daily < ENOUGH_MAILS
    ? warn(
        `SES takes only ${quota} Each opinion takes a receipt from the same quota: ask for at least ${ENOUGH_MAILS} together with the production access.`,
      )
    : pass(quota);
}

async function checkIdentity(
  { name, config }: Deployment,
  aws: AwsQuestions,
  hasService: () => Promise<boolean>,
): Promise<Verdict> {
  const domain = config.sender.slice(config.sender.lastIndexOf('@') + 1);
  const identity = await aws.identity(domain);
  if (identity === null) return pass(`${domain} is still free, and becomes one`);
  const isOurs = (await hasService()) && (await aws.ownsIdentity(stacksOf(name).service, domain));
  if (!isOurs) {
    return refuse(
      `${domain} is an identity in this region already, and not of this deployment, which makes its own. Take another domain for "sender", such as sadzirdets.${domain}; or delete the identity in the SES console if nobody else sends with it.`,
    );
  }
  return identity.isVerified
    ? pass(`${domain} is verified`)
    : warn(
        `SES has not seen the DKIM records of ${domain} yet: all mail waits. Put the outputs DkimRecord1 to DkimRecord3 into its DNS.`,
      );
}

function judgeCertificate(found: CertificateState | null, domain: string): Verdict {
  if (found === null) {
    return refuse(
      'ACM has no such certificate in this account and region. Correct "certificateArn".',
    );
  }
  const { status, names } = found;
  if (status === 'PENDING_VALIDATION') {
    return refuse(
      'It is not issued yet. Put the records that the ACM console shows into the DNS of the domain, and wait until it is issued.',
    );
  }
  if (status !== 'ISSUED') {
    return refuse(`It cannot be used (${status}). Request a new one in ACM, and write its ARN.`);
  }
  return names.some((name) => covers(name, domain))
    ? pass(`for ${names.join(', ')}`)
    : refuse(`It is for ${names.join(', ')}, and not for ${domain}. Request one for ${domain}.`);
}

/** A name with `*.` stands for exactly one label (RFC 6125). */
function covers(name: string, domain: string): boolean {
  return (
    name === domain || (name.startsWith('*.') && name.slice(1) === domain.replace(/^[^.]+/u, ''))
  );
}

const pass = (says: string): Verdict => ({ mark: '✓', says });
const warn = (says: string): Verdict => ({ mark: '!', says });
const refuse = (says: string): Verdict => ({ mark: '✗', says });

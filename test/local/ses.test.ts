import {
  GetSendQuotaCommand,
  SendRawEmailCommand,
  SESClient,
  VerifyEmailIdentityCommand,
} from '@aws-sdk/client-ses';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Inbox, type ReadMail } from '../../local/inbox.ts';
import { LocalSes } from '../../local/ses.ts';
import { type FaultOrder, FaultOrder as FaultOrderSchema } from '../../local/ses-account.ts';
import type { Mail, SendMail } from '../../shared/ports/mail.ts';
import { sesMailer } from '../../shared/ses/mailer.ts';
import { assemblyIn } from '../support/assembly.ts';
import { inEnvironment } from '../support/environment.ts';

/* The product's own mailer against the local SES, over the wire. */

const SENDER = { name: 'Sadzirdēts', address: 'zinas@sadzirdets.example' };
const TO = 'parmainas@chancellery.example';
const CONFIGURATION_SETS = { digest: 'Digests', other: 'Others' };
const ENVIRONMENT = {
  AWS_REGION: 'eu-north-1',
  AWS_ACCESS_KEY_ID: 'local',
  AWS_SECRET_ACCESS_KEY: 'local',
};

let folder: string;
let inbox: Inbox;
let ses: LocalSes;
let send: SendMail;
let restore: () => void;

/** A stack that sends as a domain, through two configuration sets. */
const stack = () =>
  assemblyIn(folder, {
    Resources: {
      Identity: {
        Type: 'AWS::SES::EmailIdentity',
        Properties: { EmailIdentity: 'sadzirdets.example' },
      },
      Digests: { Type: 'AWS::SES::ConfigurationSet' },
      Others: { Type: 'AWS::SES::ConfigurationSet' },
    },
  });

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'sadzirdets-'));
  inbox = new Inbox(folder);
  ses = await LocalSes.start(inbox, stack());
  restore = inEnvironment({ ...ENVIRONMENT, AWS_ENDPOINT_URL_SES: ses.endpoint });
  send = aMailer();
});
afterAll(async () => {
  await ses.close();
  rmSync(folder, { recursive: true });
  restore();
});
beforeEach(() => {
  ses.account.order({ address: TO, fault: null, times: 1 });
});

function aMailer(changes: Partial<Parameters<typeof sesMailer>[0]> = {}): SendMail {
  return sesMailer({ sender: SENDER, configurationSets: CONFIGURATION_SETS, ...changes });
}

function aMail(changes: Partial<Mail> = {}): Mail {
  return {
    to: TO,
    subject: 'Nedēļas apkopojums Nr. 3: 5 viedokļi',
    text: 'Sveiki!\n',
    html: '<p>Sveiki!</p>',
    headers: {},
    attachments: [],
    tags: { kind: 'digest' },
    ...changes,
  };
}

async function sent(changes: Partial<Mail> = {}): Promise<ReadMail> {
  const earlier = (await inbox.newest()).length;
  expect(await send(aMail(changes))).toEqual({
    outcome: 'accepted',
    messageId: expect.stringMatching(/\S/u),
  });
  const kept = (await inbox.newest())[earlier];
  if (kept === undefined) throw new Error('SES kept no mail');
  return kept;
}

describe('a mail that SES has taken', () => {
  it('is in the inbox as it was written', async () => {
    expect(await sent({ replyTo: 'nodala@chancellery.example' })).toMatchObject({
      to: TO,
      source: SENDER.address,
      from: expect.stringMatching(/^"?Sadzirdēts"? <zinas@sadzirdets\.example>$/u),
      subject: 'Nedēļas apkopojums Nr. 3: 5 viedokļi',
      text: expect.stringMatching(/^Sveiki!\s*$/u),
      html: '<p>Sveiki!</p>',
      configurationSet: 'Digests',
      tags: { kind: 'digest' },
      headers: { 'reply-to': 'nodala@chancellery.example', to: TO },
    });
  });

  it('carries the Message-ID of the answer', async () => {
    const outcome = await send(aMail());
    const kept = (await inbox.newest()).at(-1);
    expect(outcome.outcome === 'accepted' && kept?.headers['message-id']).toBe(
      `<${outcome.outcome === 'accepted' ? outcome.messageId : ''}@eu-north-1.amazonses.com>`,
    );
  });

  it('keeps a line of 20,000 Latvian characters, in lines that mail systems take', async () => {
    const long = 'Šķērsām ģērbies žagars. '.repeat(834);
    const kept = await sent({ text: long, html: `<p>${long}</p>` });
    expect(kept.text.trim()).toBe(long.trim());
    expect(kept.html).toBe(`<p>${long}</p>`);
    const lines = (inbox.source(kept.id) ?? Buffer.alloc(0)).toString('latin1').split('\r\n');
    expect(Math.max(...lines.map(({ length }) => length))).toBeLessThanOrEqual(998);
    expect(lines.join('')).not.toMatch(/[\n\u0080-\u00ff]/u);
  });

  it('brings an attachment back byte for byte, under its name', async () => {
    const content = '\ufeff"Atsauce";"Teksts"\r\n"RKYY";"ā\r\n""b"""\r\n'.repeat(500);
    const filename = 'apkopojums-ķirsis-3.csv';
    const { attachments } = await sent({
      attachments: [{ filename, contentType: 'text/csv; charset=utf-8', content }],
    });
    expect(attachments).toHaveLength(1);
    expect(attachments[0]).toMatchObject({ filename, contentType: 'text/csv' });
    expect(Buffer.from(attachments[0]?.content ?? '', 'base64').toString()).toBe(content);
  });

  it('has no headers but its own, for any content of a subject or a header', async () => {
    const kept = await sent({
      subject: 'Nr. 3\r\nBcc: spy@elsewhere.example\r\n\r\nbody',
      headers: { 'X-Unit': 'a\r\nX-Forged: 1', 'List-Id': 'Pārmaiņas <d.chancellery.example>' },
    });
    expect(kept.headers).not.toHaveProperty('bcc');
    expect(kept.headers).not.toHaveProperty('x-forged');
    expect(kept.html).toBe('<p>Sveiki!</p>');
  });
});

describe('a mail that SES does not take, or not for certain,', () => {
  it.each([
    ['reject', { outcome: 'refused', reason: 'MessageRejected' }, false],
    ['paused', { outcome: 'held', reason: 'account-paused' }, false],
    ['set-paused', { outcome: 'held', reason: 'ConfigurationSetSendingPausedException' }, false],
    ['sandbox', { outcome: 'held', reason: 'identity-not-verified' }, false],
    ['throttle', { outcome: 'postponed', reason: 'Throttling' }, false],
    ['quota', { outcome: 'held', reason: 'daily-quota' }, false],
    ['unavailable', { outcome: 'unknown', reason: expect.any(String) }, false],
    ['timeout', { outcome: 'unknown', reason: expect.stringMatching(/TIMEDOUT|Timeout/u) }, true],
    ['drop-after-accept', { outcome: 'unknown', reason: expect.any(String) }, true],
    ['refuse-connection', { outcome: 'unknown', reason: expect.any(String) }, false],
  ] as const)('because of %s has that outcome after one try', async (fault, outcome, kept) => {
    const earlier = inbox.size;
    ses.account.order({ address: TO.toUpperCase(), fault, times: 1 } satisfies FaultOrder);
    const timeout = fault === 'timeout' ? 250 : 15_000;
    const sendOnce = aMailer({ timeout });
    expect(await sendOnce(aMail())).toEqual(outcome);
    // The fault was ordered once. A retry by the SDK would have met no fault, and one more mail
    // would be here.
    expect(inbox.size).toBe(earlier + (kept ? 1 : 0));
    expect(await send(aMail())).toMatchObject({ outcome: 'accepted' });
  });

  it('fails as often as ordered, only for that address', async () => {
    ses.account.order({ address: TO, fault: 'throttle', times: 2 });
    expect(await send(aMail({ to: 'other@ngo.example' }))).toMatchObject({ outcome: 'accepted' });
    const outcomes = [await send(aMail()), await send(aMail()), await send(aMail())];
    expect(outcomes.map(({ outcome }) => outcome)).toEqual(['postponed', 'postponed', 'accepted']);
  });

  it('because the account is not set up for it is held', async () => {
    const elsewhere = { name: 'S', address: 's@elsewhere.example' };
    expect(await aMailer({ sender: elsewhere })(aMail())).toEqual({
      outcome: 'held',
      reason: 'identity-not-verified',
    });
    const gone = aMailer({ configurationSets: { digest: 'Gone' } });
    expect(await gone(aMail())).toEqual({
      outcome: 'held',
      reason: 'ConfigurationSetDoesNotExistException',
    });
  });

  it.each([
    ['has a tag with other characters', { tags: { kind: 'digest', unit: 'a.b' } }],
    ['has a tag that is too long', { tags: { kind: 'digest', unit: 'a'.repeat(257) } }],
    ['has an empty tag', { tags: { kind: 'digest', unit: '' } }],
    ['has a header line that is too long', { headers: { 'X-Long': 'x'.repeat(1_000) } }],
  ])('because it %s is refused', async (_, changes) => {
    const earlier = inbox.size;
    expect(await send(aMail(changes))).toEqual({
      outcome: 'refused',
      reason: 'InvalidParameterValue',
    });
    expect(inbox.size).toBe(earlier);
  });

  it('because it is too large is refused', async () => {
    const content = 'x'.repeat(10 * 1_024 * 1_024);
    const attachments = [{ filename: 'a.csv', contentType: 'text/csv', content }];
    expect(await send(aMail({ attachments }))).toMatchObject({ outcome: 'refused' });
  });

  it('is postponed when nobody listens, because it cannot have left', async () => {
    const gone = await LocalSes.start(inbox, stack());
    const back = inEnvironment({ AWS_ENDPOINT_URL_SES: gone.endpoint });
    const sendToGone = aMailer();
    await gone.close();
    expect(await sendToGone(aMail())).toEqual({ outcome: 'postponed', reason: 'ECONNREFUSED' });
    back();
  });
});

describe('the quota of the account', () => {
  const ordinary = { maxSendRate: 14, max24HourSend: 50_000, sentLast24Hours: null };

  it('counts the mails taken and not those refused', async () => {
    const client = new SESClient({ endpoint: ses.endpoint });
    const { SentLast24Hours: before = 0 } = await client.send(new GetSendQuotaCommand());
    await send(aMail());
    ses.account.order({ address: TO, fault: 'reject', times: 1 });
    await send(aMail());
    expect(await client.send(new GetSendQuotaCommand())).toMatchObject({
      Max24HourSend: 50_000,
      MaxSendRate: 14,
      SentLast24Hours: before + 1,
    });
    client.destroy();
  });

  it('is enforced: a mail after a full day or second is refused', async () => {
    const earlier = inbox.size;
    ses.account.orderQuota({ max24HourSend: 12, sentLast24Hours: 11 });
    expect(await send(aMail())).toMatchObject({ outcome: 'accepted' });
    expect(await send(aMail())).toEqual({ outcome: 'held', reason: 'daily-quota' });
    ses.account.orderQuota({ ...ordinary, maxSendRate: 0, enforceRate: true });
    expect(await send(aMail())).toEqual({ outcome: 'postponed', reason: 'Throttling' });
    expect(inbox.size).toBe(earlier + 1);
    ses.account.orderQuota({ ...ordinary, enforceRate: false });
    expect(await send(aMail())).toMatchObject({ outcome: 'accepted' });
  });
});

describe('the endpoint of SES', () => {
  it('refuses what it does not know', async () => {
    const client = new SESClient({ endpoint: ses.endpoint });
    await expect(
      client.send(new VerifyEmailIdentityCommand({ EmailAddress: TO })),
    ).rejects.toMatchObject({ name: 'InvalidAction' });
    client.destroy();
  });

  it('takes no mail to more than fifty', async () => {
    const Destinations = Array.from({ length: 51 }, (_, index) => `n${index}@ngo.example`);
    const client = new SESClient({ endpoint: ses.endpoint });
    const sending = client.send(
      new SendRawEmailCommand({
        Source: SENDER.address,
        Destinations,
        RawMessage: { Data: Buffer.from('Subject: x\r\n\r\nx') },
      }),
    );
    await expect(sending).rejects.toMatchObject({ message: 'Recipient count exceeds 50.' });
    client.destroy();
  });

  it.each([
    { address: TO, fault: 'burn' },
    { address: 'a', fault: 'reject' },
    { address: TO, fault: 'reject', times: 0 },
    { address: TO, fault: 'reject', times: 'often' },
    { address: TO, fault: 'reject', more: 1 },
  ])('takes no order %j', (order) => {
    expect(FaultOrderSchema.safeParse(order).success).toBe(false);
  });
});

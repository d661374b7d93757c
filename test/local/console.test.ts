import { createServer, request as httpRequest } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { LocalConsole } from '../../local/console.ts';
import { Inbox } from '../../local/inbox.ts';
import { KmsFaults } from '../../local/kms-faults.ts';
import { Permissions } from '../../local/permissions.ts';
import { LocalScheduler } from '../../local/scheduler.ts';
import { LocalSes } from '../../local/ses.ts';
import { FAULTS } from '../../local/ses-account.ts';
import { aFolder, aFunction, anAssembly } from '../support/assembly.ts';

const MESSAGE = [
  'From: Kanceleja <s@b.example>',
  'To: a@b.example',
  'Subject: Viens <b>',
  'MIME-Version: 1.0',
  'Content-Type: multipart/mixed; boundary=x',
  '',
  '--x',
  'Content-Type: text/html; charset=utf-8',
  '',
  '<!doctype html><html><head><title>t</title></head><body>Saturs</body></html>',
  '--x',
  'Content-Type: text/html; name="visi.html"',
  'Content-Disposition: attachment; filename="visi.html"',
  '',
  '<script>alert(1)</script>',
  '--x--',
  '',
].join('\r\n');

async function aConsole() {
  const inbox = new Inbox(aFolder());
  const ses = await LocalSes.start(inbox, anAssembly({ Resources: {} }));
  const target = aFunction(`export const handler = async (event) => {
    if (event.scheduledTime.startsWith('2029')) throw new RangeError('on purpose');
    return { told: event.scheduledTime };
  };`);
  const assembly = anAssembly({
    Resources: {
      Schedule: {
        Type: 'AWS::Scheduler::Schedule',
        Properties: {
          Name: 'digest-run',
          ScheduleExpression: 'cron(0 8 * * ? *)',
          Target: { Arn: 'arn', Input: '{"scheduledTime":"<aws.scheduler.scheduled-time>"}' },
        },
      },
    },
  });
  const wound: string[] = [];
  const local = new LocalConsole({
    inbox,
    ses,
    keyFaults: new KmsFaults(),
    scheduler: new LocalScheduler(assembly, () => target),
    permissions: new Permissions(),
    dataFolder: '/somewhere/<data>',
    windOn: (time) => wound.push(time.toISOString()),
  });
  const server = createServer((request, response) => void local.answer(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(async () => {
    await ses.close();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  const { port } = server.address() as AddressInfo;
  const url = `http://localhost:${port}`;
  const run = async (body: string | undefined, headers: Record<string, string> = {}) => {
    const answer = await fetch(`${url}/local/schedules/digest-run`, {
      method: 'POST',
      redirect: 'manual',
      headers,
      ...(body === undefined ? {} : { body }),
    });
    const text = await answer.text();
    const told: unknown = text === '' ? null : JSON.parse(text);
    return { status: answer.status, location: answer.headers.get('location'), told };
  };
  const order = async (what: string, body: string, headers: Record<string, string> = {}) => {
    const init = { method: 'POST', redirect: 'manual', headers, body } as const;
    return (await fetch(`${url}/local/ses/${what}`, init)).status;
  };
  const account = async (): Promise<unknown> => (await fetch(`${url}/local/ses`)).json();
  return { inbox, url, port, wound, run, order, account };
}

describe('running a schedule', () => {
  it.each([
    ['JSON', { 'content-type': 'application/json' }],
    ['JSON that curl calls a form', { 'content-type': 'application/x-www-form-urlencoded' }],
  ])(
    'with a time given in %s winds the clock on first, and answers with the result',
    async (_, headers) => {
      const { run, wound } = await aConsole();
      expect(await run('{"scheduledTime":"2027-01-11T08:00:00+02:00"}', headers)).toEqual({
        status: 200,
        location: null,
        told: {
          schedule: 'digest-run',
          scheduledTime: '2027-01-11T06:00:00Z',
          result: { told: '2027-01-11T06:00:00Z' },
        },
      });
      expect(wound).toEqual(['2027-01-11T06:00:00.000Z']);
    },
  );

  it('without a time runs it with the present time', async () => {
    const { run } = await aConsole();
    const before = Math.floor(Date.now() / 1_000) * 1_000;
    const { told } = await run(undefined);
    const { scheduledTime } = told as { scheduledTime: string };
    expect(Date.parse(scheduledTime)).toBeGreaterThanOrEqual(before);
    expect(Date.parse(scheduledTime)).toBeLessThanOrEqual(Date.now());
  });

  it('from the page leads back to it', async () => {
    const { run } = await aConsole();
    const headers = { 'content-type': 'application/x-www-form-urlencoded' };
    const answer = await run('scheduledTime=2027-01-11T06%3A00%3A00.000Z', headers);
    expect(answer).toEqual({ status: 303, location: '/local/', told: null });
  });

  it('whose function fails answers 502 with its error', async () => {
    const { run } = await aConsole();
    expect(await run('{"scheduledTime":"2029-01-11T06:00:00Z"}')).toMatchObject({
      status: 502,
      told: { schedule: 'digest-run', error: { errorType: 'RangeError' } },
    });
  });

  it.each(['{', '[]', 'null', '{"scheduledTime":"Monday"}', '{"scheduledtime":"2027-01-11"}'])(
    'with the body %s is refused, and nothing is run or wound',
    async (body) => {
      const { run, wound } = await aConsole();
      expect(await run(body)).toMatchObject({ status: 400, told: { status: 400 } });
      expect(wound).toEqual([]);
    },
  );

  it('that does not exist answers 404', async () => {
    const { url } = await aConsole();
    const answer = await fetch(`${url}/local/schedules/other`, { method: 'POST' });
    expect([answer.status, answer.headers.get('content-type')]).toEqual([
      404,
      'application/problem+json',
    ]);
  });

  it('is refused to pages from elsewhere', async () => {
    const { run, url, wound } = await aConsole();
    for (const origin of ['https://elsewhere.example', 'null', 'http://localhost:1']) {
      expect((await run('{}', { origin })).status, origin).toBe(403);
    }
    expect(wound).toEqual([]);
    expect((await run('{}', { origin: url })).status).toBe(200);
  });
});

describe('the mail system', () => {
  const QUOTA = {
    maxSendRate: 14,
    max24HourSend: 50_000,
    sentLast24Hours: 0,
    enforceRate: false,
  };

  it('is described as JSON, with its quota and the ordered faults', async () => {
    const { order, account } = await aConsole();
    expect(await account()).toEqual({ quota: QUOTA, faults: [] });
    await order('faults', '{"address":"a@b.example","fault":"bounce"}');
    await order('faults', '{"address":"*","fault":"twice","times":"always"}');
    await order('quota', '{"maxSendRate":2,"sentLast24Hours":7,"enforceRate":true}');
    expect(await account()).toEqual({
      quota: { ...QUOTA, maxSendRate: 2, sentLast24Hours: 7, enforceRate: true },
      faults: [
        { address: 'a@b.example', fault: 'bounce', left: 1 },
        { address: '*', fault: 'twice', left: 'always' },
      ],
    });
    await order('quota', '{"sentLast24Hours":null}');
    await order('faults', '{"address":"*","fault":null}');
    expect(await account()).toMatchObject({
      quota: { maxSendRate: 2, sentLast24Hours: 0 },
      faults: [{ address: 'a@b.example' }],
    });
  });

  it('is shown on the page, where a person can have the next mail fail', async () => {
    const { order, account, url } = await aConsole();
    const form = { 'content-type': 'application/x-www-form-urlencoded' };
    expect(await order('faults', 'address=a%3Cb%40c.example&fault=soft-bounce', form)).toBe(303);
    expect(await account()).toMatchObject({
      faults: [{ address: 'a<b@c.example', fault: 'soft-bounce', left: 1 }],
    });
    const page = await (await fetch(`${url}/local/`)).text();
    expect(page).toContain('<li>a&lt;b@c.example: soft-bounce, 1 more</li>');
    expect(page).toContain('0 of 50000 mails in 24 hours, at most 14 a second');
    for (const fault of FAULTS) expect(page).toContain(`<option>${fault}</option>`);
  });

  it.each([
    ['faults', '{"address":"a@b.example","fault":"explode"}', 400],
    ['faults', '{"fault":"bounce"}', 400],
    ['quota', '{"maxSendRate":-1}', 400],
    ['quota', '{"maxSendRates":1}', 400],
    ['quota', 'null', 400],
    ['other', '{}', 404],
  ])('refuses the order of %s %s', async (what, body, status) => {
    const { order, account } = await aConsole();
    expect(await order(what, body)).toBe(status);
    expect(await account()).toEqual({ quota: QUOTA, faults: [] });
  });
});

describe('the key system', () => {
  async function ordering(what: string, body: string) {
    const { url } = await aConsole();
    const { status } = await fetch(`${url}/local/kms/${what}`, { method: 'POST', body });
    return { status, told: (await (await fetch(`${url}/local/kms`)).json()) as unknown };
  }

  it.each([
    ['{"fault":"throttle"}', { action: '*', fault: 'throttle', left: 1 }],
    [
      '{"action":"Sign","fault":"drop-answer","times":"always"}',
      { action: 'Sign', fault: 'drop-answer', left: 'always' },
    ],
  ])('takes the order %s, and tells it', async (body, order) => {
    expect(await ordering('faults', body)).toEqual({ status: 200, told: { faults: [order] } });
  });

  it.each([
    ['faults', '{"fault":"explode"}', 400],
    ['faults', '{"action":"Decrypt","fault":"throttle"}', 400],
    ['faults', '{"fault":"throttle","times":0}', 400],
    ['other', '{}', 404],
  ])('refuses the order of %s %s', async (what, body, status) => {
    expect(await ordering(what, body)).toEqual({ status, told: { faults: [] } });
  });
});

describe('the console', () => {
  it('answers only under the names of this machine', async () => {
    const { port } = await aConsole();
    const statusFor = async (host: string) =>
      new Promise((resolve) => {
        httpRequest(
          { host: '127.0.0.1', port, path: '/local/mail', headers: { host } },
          (answer) => {
            answer.resume();
            resolve(answer.statusCode);
          },
        ).end();
      });
    expect(await statusFor(`127.0.0.1:${port}`)).toBe(200);
    expect(await statusFor(`localhost:${port}`)).toBe(200);
    expect(await statusFor(`elsewhere.example:${port}`)).toBe(403);
    expect(await statusFor('localhost.elsewhere.example')).toBe(403);
  });

  it('lists the mails, oldest first, with all that they hold', async () => {
    const { inbox, url } = await aConsole();
    const envelope = { to: 'a@b.example', source: 's', configurationSet: '', tags: {} };
    inbox.keep(envelope, Buffer.from('Subject: first\r\n\r\nText\r\n'));
    inbox.keep(envelope, Buffer.from(MESSAGE));
    const mails: unknown = await (await fetch(`${url}/local/mail`)).json();
    expect(mails).toMatchObject([
      { subject: 'first', text: 'Text\n', html: '', attachments: [] },
      {
        id: expect.any(String),
        at: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/u),
        to: 'a@b.example',
        from: '"Kanceleja" <s@b.example>',
        subject: 'Viens <b>',
        headers: { subject: 'Viens <b>', 'mime-version': '1.0' },
        html: expect.stringContaining('Saturs'),
        attachments: [
          {
            filename: 'visi.html',
            contentType: 'text/html',
            content: Buffer.from('<script>alert(1)</script>').toString('base64'),
          },
        ],
      },
    ]);
  });

  it('shows mails without letting them run anything, and escapes their subjects', async () => {
    const { inbox, url } = await aConsole();
    const id = inbox.keep(
      { to: 'a@b.example', source: 's', configurationSet: '', tags: {} },
      Buffer.from(MESSAGE),
    );
    const page = await (await fetch(`${url}/local/`)).text();
    expect(page).toContain('Viens &lt;b&gt;');
    expect(page).toContain('/somewhere/&lt;data&gt;');
    expect(page).not.toContain('<script');
    const html = await fetch(`${url}/local/mail/${id}/html`);
    const policy = html.headers.get('content-security-policy') ?? '';
    expect(policy).toContain("default-src 'none'");
    expect(policy).toMatch(/sandbox(?!.*allow-(?:scripts|same-origin|forms))/u);
    expect(await html.text()).toMatch(/^<!doctype html>/u);
    const file = await fetch(`${url}/local/mail/${id}/attachments/0`);
    expect(file.headers.get('content-disposition')).toMatch(/^attachment/u);
    expect(await file.text()).toBe('<script>alert(1)</script>');
  });

  it('answers 404 to everything else', async () => {
    const { url } = await aConsole();
    for (const path of ['/local/mail/none', '/local/mail/..%2f..%2fstate', '/local/other']) {
      expect((await fetch(`${url}${path}`)).status, path).toBe(404);
    }
  });
});

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { RunningStack } from '../support/stack.ts';

/*
 * The product broken on purpose: killed in the middle of writes, with a failing mail system and bad
 * input over the wire.
 */

const ID = 'nap2-midterm-review';
const MONDAY = '2027-01-11T08:00:00+02:00';
const MAILBOX = 'parmainu.vadiba@valsts-kanceleja.example';

let stack: RunningStack;
beforeAll(async () => {
  stack = await RunningStack.start('2027-01-05T10:00:00+02:00');
}, 60_000);
afterAll(async () => stack.close());

function submission(changes: object = {}) {
  return {
    organisation: 'Biedrība „Ūdensroze”',
    contact: { name: 'Žanete Šķēle', email: 'zanete@udensroze.example' },
    publication: 'named',
    language: 'lv',
    opinions: [{ commitment: 1, rating: 'limited', text: 'Dati vēl nav publicēti.' }],
    ...changes,
  };
}

async function post(body: unknown, headers: Record<string, string> = {}) {
  const answer = await fetch(`${stack.url}/api/consultations/${ID}/opinions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'accept-language': 'en', ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
  return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
}

describe('the API', () => {
  it('stores a submission once, however it is repeated', async () => {
    const first = await post(submission(), { 'idempotency-key': 'k-1' });
    expect(first.status).toBe(201);
    expect(first.body).toEqual({
      reference: expect.stringMatching(/^[34679ACDEFHJKMNPRTUVWXY]{12}$/u) as string,
      receivedAt: expect.stringMatching(/^2027-01-05T08:\d\d:\d\d\.\d{3}Z$/u) as string,
    });
    const again = await post(submission());
    expect(again).toEqual({ status: 200, body: first.body });
    const other = await post(submission({ organisation: 'Cita' }), { 'idempotency-key': 'k-1' });
    expect(other).toEqual({ status: 200, body: { ...first.body, differs: true } });
  });

  it('answers bad input with a problem that points at each field', async () => {
    const bad = submission({
      organisation: '',
      publication: 'x',
      opinions: [{ commitment: 77, text: 'a' }],
    });
    const { status, body } = await post(bad);
    expect(status).toBe(422);
    expect(body['type']).toBe('/problems/invalid');
    const pointers = (body['errors'] as { pointer: string; detail: string }[]).map(
      ({ pointer }) => pointer,
    );
    expect(pointers).toEqual(['/organisation', '/publication']);
    const unknown = await post(submission({ opinions: [{ commitment: 77, text: 'a' }] }));
    expect(unknown.body['errors']).toMatchObject([
      { pointer: '/opinions/0/commitment', fault: 'unknown-commitment' },
    ]);
  });

  it.each([
    ['malformed', '{"organisation": ', 400],
    ['a __proto__ key', '{"__proto__": {"x": 1}}', 400],
    ['huge', JSON.stringify('a'.repeat(5_000_000)), 413],
    ['an array', '[]', 422],
    ['null', 'null', 422],
  ])('refuses %s JSON with a problem', async (_, body, status) => {
    expect((await post(body)).status).toBe(status);
  });

  it('describes itself, and shows consultations without anybody’s address', async () => {
    const described = (await (await fetch(`${stack.url}/api/openapi.json`)).json()) as Record<
      string,
      unknown
    >;
    expect(described['openapi']).toBe('3.1.0');
    const listed = await (await fetch(`${stack.url}/api/consultations`)).text();
    expect(JSON.parse(listed)).toMatchObject({
      consultations: [
        { id: 'nap3-new-commitments', kind: 'call', state: 'open' },
        { id: ID, kind: 'review', state: 'open' },
      ],
    });
    expect(listed).not.toContain('@');
    const one = (await (await fetch(`${stack.url}/api/consultations/${ID}`)).json()) as object;
    expect(one).toMatchObject({ draft: { commitments: { length: 10 } } });
  });
});

describe('an answer', () => {
  /** Asks as a browser does that has kept an answer. */
  const askAgain = async (path: string, etag: string) =>
    fetch(`${stack.url}${path}`, {
      headers: { 'if-none-match': etag, 'cache-control': 'max-age=0' },
    });

  it.each(['/lv/', `/en/consultations/${ID}`, '/api/consultations', '/lv/announcements.atom'])(
    'of %s is the same for everybody, and is not sent again to whoever has it',
    async (path) => {
      const first = await fetch(`${stack.url}${path}`);
      expect(first.status).toBe(200);
      expect(first.headers.get('cache-control')).toContain('s-maxage=5');
      const etag = first.headers.get('etag') ?? '';
      const again = await askAgain(path, etag);
      expect({ status: again.status, body: await again.text() }).toEqual({ status: 304, body: '' });
      expect(again.headers.get('etag')).toBe(etag);
      expect((await askAgain(path, '"other"')).status).toBe(200);
    },
  );

  it('to one person is kept by nobody', async () => {
    const { body } = await post(submission({ organisation: 'Viens' }));
    const receipt = `/lv/consultations/${ID}/receipts/${String(body['reference'])}`;
    for (const path of [receipt, `${receipt}/edit?key=wrong`, '/lv/consultations/none']) {
      const { headers } = await fetch(`${stack.url}${path}`);
      expect(headers.get('cache-control')).toBe('no-store');
      expect(headers.get('etag')).toBeNull();
    }
  });
});

describe('mail that fails', () => {
  const receiptsTo = async (address: string) =>
    (await stack.mails()).filter(({ to }) => to === address);
  const sendTo = async (address: string) =>
    post(submission({ organisation: address, contact: { name: 'A', email: address } }));

  it('never fails a submission', async () => {
    await stack.failMailTo('refused@ngo.example', 'reject');
    expect((await sendTo('refused@ngo.example')).status).toBe(201);
    expect((await sendTo('taken@ngo.example')).status).toBe(201);
    await stack.mailTo('taken@ngo.example', /./u);
    expect(await receiptsTo('refused@ngo.example')).toEqual([]);
  });

  it('whose outcome is unknown sends no second receipt', async () => {
    await stack.failMailTo('unknown@ngo.example', 'drop-after-accept');
    await sendTo('unknown@ngo.example');
    await stack.mailTo('unknown@ngo.example', /./u);
    await sweepLater(30);
    expect(await receiptsTo('unknown@ngo.example')).toHaveLength(1);
  });

  it('while SES is too busy is sent later, once', async () => {
    await stack.failMailTo('busy@ngo.example', 'throttle');
    await sendTo('busy@ngo.example');
    for (let minutes = 60; (await receiptsTo('busy@ngo.example')).length === 0; minutes += 5) {
      expect(minutes, 'minutes of waiting').toBeLessThan(100);
      await sweepLater(minutes);
    }
    await sweepLater(120);
    expect(await receiptsTo('busy@ngo.example')).toHaveLength(1);
  });

  async function sweepLater(minutes: number): Promise<void> {
    const scheduledTime = new Date(Date.parse('2027-01-05T10:00:00+02:00') + minutes * 60_000);
    const answer = await fetch(`${stack.url}/local/schedules/outbox-sweep`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ scheduledTime: scheduledTime.toISOString() }),
    });
    expect(answer.status).toBe(200);
    await new Promise((resolve) => setTimeout(resolve, 1_000));
  }
});

describe('killed in mid-write', () => {
  const acknowledged = new Set<string>();

  it('the product keeps every submission that it has acknowledged', async () => {
    let sent = 0;
    for (let round = 1; round <= 3; round++) {
      let alive = true;
      const writers = Array.from({ length: 4 }, async () => {
        while (alive) {
          sent += 1;
          const answer = await post(submission({ organisation: `Biedrība Nr. ${sent}` })).catch(
            () => null,
          );
          if (answer?.status === 201) acknowledged.add(String(answer.body['reference']));
        }
      });
      const before = acknowledged.size;
      while (acknowledged.size < before + 20 + round * 7) {
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
      await stack.stop('SIGKILL');
      alive = false;
      await Promise.all(writers);
      await stack.resume(`2027-01-06T1${round}:00:00+02:00`);
    }
    for (const reference of acknowledged) {
      const receipt = await fetch(`${stack.url}/lv/consultations/${ID}/receipts/${reference}`);
      expect(receipt.status, reference).toBe(200);
    }
  }, 90_000);

  it('the product tells each of them in exactly one digest', async () => {
    const before = (await stack.mails()).length;
    await stack.runDigests(MONDAY);
    const mails = (await stack.mails()).slice(before).filter(({ to }) => to === MAILBOX);
    expect(mails).toHaveLength(1);
    const csv = Buffer.from(mails[0]?.attachments[0]?.content ?? '', 'base64').toString();
    const told = csv.replaceAll('-', '');
    for (const reference of acknowledged) {
      expect(told.split(reference).length - 1, reference).toBe(1);
    }
  }, 60_000);
});

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { plus } from '../../shared/domain/time.ts';
import { ENVIRONMENTS } from '../../shared/env.ts';
import { countProgress } from '../../shared/usecases/announcement-progress.ts';
import { publishAnnouncement } from '../../shared/usecases/publish-announcement.ts';
import { at } from '../support/builders.ts';
import { type PermissionReport, receiptAt, RunningStack } from '../support/stack.ts';
import { addLongLog } from '../support/long-log.ts';
import { listOf } from '../support/subscribers.ts';

/*
 * Everything that the functions do, one after the other, with an eye on their permissions: none is
 * missing, and each that was not used has a reason.
 */

const ID = 'nap2-midterm-review';
const TUESDAY = at('2027-01-05T10:00:00+02:00');
const MONDAYS = [11, 18, 25].map((day) => at(`2027-01-${day}T08:00:00+02:00`));
const MAILBOX = 'parmainu.vadiba@valsts-kanceleja.example';
const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

const names = Object.keys(ENVIRONMENTS).map((name) => name.replaceAll('-', ''));

/** The permissions that this journey does not use, by the reason why a function has them. */
const UNUSED: Readonly<Record<string, readonly string[]>> = {
  'Lambda writes the log of a function with its role.': names.flatMap((name) => [
    `${name} logs:CreateLogStream on its log`,
    `${name} logs:PutLogEvents on its log`,
  ]),
  'Lambda sends an event that the function has failed at to the dead letters, with its role.': [
    'recorddelivery sqs:SendMessage on ReportDeadLetters',
    ...[
      'expiredata',
      'publishopinions',
      'reconciledeliveries',
      'rundigests',
      'seallog',
      'sweepoutbox',
    ].map((name) => `${name} sqs:SendMessage on ScheduleDeadLetters`),
  ],
  'The Scheduler sends an event that it cannot deliver to the dead letters, with the role of the schedule.':
    [
      'digest-run',
      'expiry',
      'log-sealing',
      'opinion-publication',
      'outbox-sweep',
      'reconciliation',
    ].map((name) => `${name} sqs:SendMessage on ScheduleDeadLetters`),
  'No log of a journey is long enough for a tile.': [
    'seallog dynamodb:GetItem on TILES#*',
    'seallog dynamodb:PutItem on TILES#*',
    'seallog dynamodb:UpdateItem on TILES#*',
  ],
  'A sealing that was killed in the middle finds what it had written.': [
    'seallog dynamodb:GetItem on ENTRIES#*',
    'seallog dynamodb:GetItem on SEALS#*',
  ],
  'Lambda asks for it when it connects the queue with the function.': [
    'sendannouncements sqs:GetQueueAttributes on AnnouncementQueue',
    'sendmail sqs:GetQueueAttributes on MailQueue',
  ],
  'After a lost answer to a count, the next attempt reads whether the first has counted.': [
    'managesubscriptions dynamodb:GetItem on COUNTS#*',
    'managesubscriptions dynamodb:GetItem on SOURCES#*',
    'reviseopinions dynamodb:GetItem on SOURCES#*',
    'sendmail dynamodb:GetItem on COUNTS#*',
    'submitopinions dynamodb:GetItem on SOURCES#*',
  ],
  'A run that has died had noted the organisations of the window. The next run reads that they are noted.':
    ['rundigests dynamodb:GetItem on ORGANISATIONS#*'],
  'Two runs at the same time: the second finds a row as it was not read, and reads it again.': [
    'expiredata dynamodb:GetItem on ACTS#*',
    'expiredata dynamodb:GetItem on BATCHES#*',
    'expiredata dynamodb:GetItem on LINEAGE#*',
    'expiredata dynamodb:GetItem on OPINIONS#*',
    'expiredata dynamodb:GetItem on RECEIPTS#*',
  ],
  'A proof reads tiles above the first level in a log of more than 256 entries.': [
    'showsite dynamodb:GetItem on TILES#*',
  ],
  'The first of these functions in a new table stamps it. Here it was the sweep.': [
    'reconciledeliveries dynamodb:PutItem on INSTALLATION',
    'rundigests dynamodb:PutItem on INSTALLATION',
    'seallog dynamodb:PutItem on INSTALLATION',
    'sendmail dynamodb:PutItem on INSTALLATION',
  ],
};

/** The permissions that are used only when two things meet by chance, by the reason. */
const RARE: Readonly<Record<string, readonly string[]>> = {
  'The same content comes again while its receipt is still due, or after it was cancelled.': [
    'submitopinions dynamodb:UpdateItem on RECEIPTS#*',
  ],
  'Of two edits at once, the second finds its version taken, and reads which write has made it.': [
    'reviseopinions dynamodb:GetItem on OPINIONS#*',
  ],
  'Of two writers of a public part at once, the second finds it changed, and reads it again.': [
    'reviseopinions dynamodb:GetItem on PUBLIC#*',
  ],
  'EventBridge may deliver a report twice. The second time it reads whether the row is its own.': [
    'recorddelivery dynamodb:GetItem on ADDRESS#*',
  ],
};

let stack: RunningStack;
beforeAll(async () => {
  stack = await RunningStack.start(TUESDAY);
  await stack.setQuota({ maxSendRate: 2_000 });
  await stack.sweep(plus(TUESDAY, MINUTE));
}, 180_000);
afterAll(async () => stack.close());

async function statusOf(path: string): Promise<number> {
  return (await fetch(new URL(path, stack.url), { redirect: 'manual' })).status;
}

async function postForm(path: string, fields: Readonly<Record<string, string>>) {
  return fetch(new URL(path, stack.url), {
    method: 'POST',
    body: new URLSearchParams(fields),
    redirect: 'manual',
  });
}

/** Returns the address of a link in a mail. */
async function linkTo(address: string, part: string): Promise<URL> {
  const { text } = await stack.mailTo(address, /./u);
  const found = new RegExp(String.raw`http://\S*${part}\S*`, 'u').exec(text)?.[0];
  if (found === undefined) throw new Error(`No link with ${part} in: ${text}`);
  return new URL(found);
}

const form = (changes: Readonly<Record<string, string>> = {}) => ({
  organisation: 'Biedrība „Ūdensroze”',
  contact: 'Žanete',
  email: 'forma@ngo.example',
  publication: 'named',
  'opinion-1': 'Dati vēl nav publicēti.',
  ...changes,
});

async function postJson(organisation: string, key?: string): Promise<number> {
  const answer = await fetch(`${stack.url}/api/consultations/${ID}/opinions`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      ...(key === undefined ? {} : { 'idempotency-key': key }),
    },
    body: JSON.stringify({
      organisation,
      contact: { name: 'Anna', email: 'api@ngo.example' },
      publication: 'named',
      language: 'lv',
      opinions: [{ commitment: 2, rating: 'limited', text: 'Portāls strādā.' }],
    }),
  });
  return answer.status;
}

async function edit(text: string): Promise<number> {
  const link = await linkTo('forma@ngo.example', '/edit\\?key=');
  expect(await statusOf(link.href)).toBe(200);
  const key = link.searchParams.get('key') ?? '';
  return (await postForm(link.pathname, form({ key, 'opinion-1': text }))).status;
}

const CALL = 'nap3-new-commitments';

/** A review of a plan whose only commitment has grown from the proposal. */
function aPlanFrom(reference: string) {
  const { consultation, units } = JSON.parse(
    readFileSync('data/nap2-midterm-review.json', 'utf8'),
  ) as {
    consultation: { draft: { commitments: object[] } };
    units: object[];
  };
  const [first] = consultation.draft.commitments;
  const draft = { version: 1, commitments: [{ ...first, from: [reference] }] };
  return { consultation: { ...consultation, id: 'plan', draft }, units };
}

const now = () => listOf(stack).clock.now();

describe('the functions', () => {
  it('take opinions by form and by API, once and again', async () => {
    const path = `/lv/consultations/${ID}/opinions`;
    expect((await postForm(path, form({ organisation: '' }))).status).toBe(422);
    expect((await postForm(path, form())).status).toBe(303);
    expect((await postForm(path, form())).status).toBe(303);
    expect(await postJson('Pirmā', 'k-1')).toBe(201);
    expect(await postJson('Otrā', 'k-1')).toBe(200);
  });

  it('edit and withdraw them', async () => {
    expect(await edit('')).toBe(422);
    expect(await edit('Dati ir publicēti.')).toBe(303);
    const link = await linkTo('api@ngo.example', '/edit\\?key=');
    const key = link.searchParams.get('key') ?? '';
    const path = link.pathname.replace(/edit$/u, 'withdraw');
    expect((await postForm(path, { key })).status).toBe(303);
  });

  it('confirm them, and send their receipts again', async () => {
    const link = await linkTo('forma@ngo.example', '/edit\\?key=');
    const key = link.searchParams.get('key') ?? '';
    const confirmed = await postForm(link.pathname.replace(/edit$/u, 'confirm'), { key });
    expect(confirmed.headers.get('location')).toContain('confirmed=yes');
    expect(await statusOf(confirmed.headers.get('location') ?? '')).toBe(200);
    const receipt = link.pathname.replace(/\/edit$/u, '');
    const page = async () => (await fetch(new URL(receipt, stack.url))).text();
    // While the receipt of the edit is on its way, nobody can ask for it again.
    await expect.poll(page).toContain(`action="${receipt}/mail"`);
    const asked = await postForm(`${receipt}/mail`, {});
    expect(asked.headers.get('location')).toMatch(/\?again=due$/u);
  });

  it('let everybody read what its authors publish, and what a rule hides', async () => {
    const link = await linkTo('forma@ngo.example', '/edit\\?key=');
    const key = link.searchParams.get('key') ?? '';
    const path = link.pathname.replace(/edit$/u, 'publication');
    for (const publication of ['internal', 'named']) {
      const chosen = await postForm(path, { key, publication });
      expect(chosen.headers.get('location')).toContain('chosen=yes');
      expect(await statusOf(chosen.headers.get('location') ?? '')).toBe(200);
    }
    await stack.publish(plus(now(), 2 * MINUTE));
    const list = await fetch(
      `${stack.url}/lv/consultations/${ID}/opinions?commitment=1&search=dati`,
    );
    const html = await list.text();
    const opinion =
      /href="(?<path>[^"]*\/opinions\/[A-Z\d]{16})"/u.exec(html)?.groups?.['path'] ?? '';
    expect(await statusOf(opinion)).toBe(200);
    const reference = link.pathname.split('/').at(-2) ?? '';
    await stack.operate('opinion', 'hide', reference, '--reason', 'off-topic');
    await stack.sweep(plus(now(), 2 * MINUTE));
    await stack.mailTo('forma@ngo.example', /paslēpts/u);
    await stack.publish(plus(now(), 2 * MINUTE));
    expect(await statusOf('/lv/moderation')).toBe(200);
    await stack.operate('opinion', 'show', reference);
  });

  it('seal the log', async () => {
    const { result } = await stack.seal(plus(now(), 15 * MINUTE));
    expect(result).toMatchObject([{ outcome: 'done' }, { outcome: 'done' }]);
  });

  it('tell the author of a proposal what has grown from it', async () => {
    const fields = {
      ...form({ email: 'ilze@ngo.example' }),
      ...{ title: 'Tikšanās', problem: 'Nezinām.', action: 'Publicēt.', ngos: 'yes' },
      principles: 'openness',
    };
    const sent = await postForm(`/lv/consultations/${CALL}/opinions`, fields);
    const receipt = receiptAt(sent.headers.get('location'));
    await stack.publish(plus(now(), 2 * MINUTE));
    const folder = mkdtempSync(join(tmpdir(), 'sadzirdets-'));
    const file = join(folder, 'plan.json');
    writeFileSync(file, JSON.stringify(aPlanFrom(receipt.split('/').at(-1) ?? '')));
    await stack.operate('consultation', 'publish', file);
    rmSync(folder, { recursive: true });
    await stack.sweep(plus(now(), 2 * MINUTE));
    await stack.mailTo('ilze@ngo.example', /iekļauts plānā/u);
    expect(await (await fetch(new URL(receipt, stack.url))).text()).toContain(
      '/consultations/plan',
    );
    const list = await (await fetch(`${stack.url}/lv/consultations/${CALL}/opinions`)).text();
    const opinion = /href="([^"]*\/opinions\/[A-Z\d]{16})"/u.exec(list)?.[1] ?? '';
    expect(await (await fetch(new URL(opinion, stack.url))).text()).toContain(
      '/consultations/plan',
    );
  });

  it('show what is proven', async () => {
    const link = await linkTo('forma@ngo.example', '/edit\\?key=');
    const receipt = link.pathname.replace(/\/edit$/u, '');
    expect(await statusOf(`${receipt}/proof${link.search}`)).toBe(200);
    expect(await statusOf(`/api${receipt.replace(/^\/lv/u, '')}`)).toBe(200);
  });

  it('show every page', async () => {
    await addLongLog(stack, 'long');
    const pages = [
      '/lv',
      `/lv/consultations/${ID}`,
      `/lv/consultations/${ID}/drafts/1`,
      `/lv/consultations/${ID}/drafts/1/changes`,
      `/lv/consultations/${ID}/record`,
      `/api/consultations/${ID}/record.json`,
      '/lv/privacy',
      '/lv/check',
      '/lv/subscribe',
      '/lv/subscribe/sent',
      '/lv/announcements',
      '/lv/announcements.atom',
      '/lv/consultations.ics',
      '/api/consultations',
      `/api/consultations/${ID}`,
      `/api/consultations/${ID}/drafts/1`,
      '/api/openapi.json',
      '/api/catalog.jsonld',
      `/api/consultations/${ID}/opinions.json`,
      `/api/consultations/${ID}/opinions.csv`,
      `/lv/consultations/${ID}/log`,
      `/log/${ID}/checkpoint`,
      `/log/${ID}/entries/0`,
      '/log/long/tile/1/000.p/1',
    ];
    for (const page of pages) expect(await statusOf(page), page).toBe(200);
    expect(await statusOf('/lv/receipts?reference=nav')).toBe(404);
    expect(await statusOf(`/lv/consultations/${ID}/receipts/34679ACDEFHJ`)).toBe(404);
    expect(await statusOf('/lv/announcements/nav')).toBe(404);
  });

  it('keep the list of subscribers', async () => {
    const signUp = async (email: string) =>
      (await postForm('/lv/subscribe', { email, topics: 'results' })).status;
    expect(await signUp('anna@list.example')).toBe(303);
    const link = await linkTo('anna@list.example', '/confirm');
    expect(await statusOf(link.href)).toBe(200);
    const confirmed = await postForm(link.href, {});
    const { pathname } = new URL(confirmed.headers.get('location') ?? '', stack.url);
    expect(pathname).toBe(link.pathname);
    const page = await (
      await fetch(new URL(confirmed.headers.get('location') ?? '', stack.url))
    ).text();
    const own = /href="(?<path>\/lv\/subscriptions\/[^"/]+\?key=[^"]+)"/u.exec(page)?.groups?.[
      'path'
    ];
    const path = own?.replaceAll('&amp;', '&') ?? '';
    expect(await statusOf(path)).toBe(200);
    expect((await postForm(path, { topics: 'results' })).status).toBe(303);
    expect((await postForm(path.replace('?', '/unsubscribe?'), {})).status).toBe(200);
    for (let one = 1; one <= 2; one++) expect(await signUp('1@list.example')).toBe(303);
  });

  it('send announcements, through faults and reports of every kind', async () => {
    const list = listOf(stack);
    const all = Array.from({ length: 40 }, (_, index) => `list-${index}@list.example`);
    await list.add(all);
    const faults = ['throttle', 'bounce', 'bounce-first', 'complain', 'reorder', 'twice'];
    for (const [index, fault] of faults.entries()) {
      await stack.failMailTo(all[index] ?? '', fault);
    }
    const words = { subject: 'Rezultāti', body: 'Teksts.' };
    const about = { id: 'results', topic: 'results', sendAt: now(), lv: words, en: words };
    await publishAnnouncement(list)({ ...about, consultation: ID });
    await expect
      .poll(
        async () => {
          await stack.sweep(plus(now(), 3 * MINUTE));
          const announcement = await list.store.findAnnouncement('results');
          return announcement !== null && (await countProgress(list.store, announcement)).complete;
        },
        { timeout: 90_000, interval: 500 },
      )
      .toBe(true);
    expect(await statusOf('/lv/announcements/results')).toBe(200);
    await stack.reconcile(plus(now(), DAY));
    const record = await fetch(`${stack.url}/api/consultations/${ID}/record.json`);
    expect(await record.json()).toMatchObject({
      announcements: expect.arrayContaining([
        expect.objectContaining({ id: 'results', reach: expect.objectContaining({ sent: 40 }) }),
      ]) as unknown,
    });
  });

  it('tell units what came, and tell again what did not arrive', async () => {
    const [first = TUESDAY, second = TUESDAY, third = TUESDAY] = MONDAYS;
    await stack.runDigests(first);
    expect(await edit('Dati ir publicēti daļēji.')).toBe(303);
    await stack.publish(plus(now(), 2 * MINUTE));
    await stack.failMailTo(MAILBOX, 'throttle');
    await stack.runDigests(second);
    await stack.seal(second);
    await expect
      .poll(
        async () => {
          await stack.sweep(plus(now(), 5 * MINUTE));
          return (await stack.mails()).filter(({ to }) => to === MAILBOX).length;
        },
        { timeout: 60_000, interval: 500 },
      )
      .toBe(2);
    const link = await linkTo('forma@ngo.example', '/edit\\?key=');
    expect(await statusOf(link.pathname.replace(/\/edit$/u, ''))).toBe(200);
    await stack.failMailTo(MAILBOX, 'bounce');
    await stack.runDigests(third);
  });

  it('seal what became of the digests', async () => {
    const { result } = await stack.seal(plus(now(), 15 * MINUTE));
    expect(result).toContainEqual(expect.objectContaining({ consultation: ID, outcome: 'done' }));
  });

  it('find at night what no digest has told', async () => {
    expect(await edit('Dati vēl nav.')).toBe(303);
    const night = plus(MONDAYS.at(-1) ?? TUESDAY, 11 * DAY);
    await stack.reconcile(night);
    expect(await stack.reconcile(plus(night, DAY))).toMatchObject({
      result: { outcome: 'reconciled', findings: expect.any(Number) as number },
    });
  });

  it('remove what is too old, and keep the opinions', async () => {
    await postForm('/lv/subscribe', { email: 'night@list.example', topics: 'calls' });
    await stack.expire(plus(now(), DAY));
    const night = plus(MONDAYS.at(-1) ?? TUESDAY, 800 * DAY);
    const { result } = await stack.expire(night);
    expect(result).toMatchObject({ outcome: 'done', removed: expect.any(Number) as number });
    const removals = await stack.operate('table', 'removals');
    expect(removals).toMatch(/^all: [1-9]\d* counts? of what a source sent in an hour/mu);
    expect(removals).toMatch(new RegExp(`^${ID}: [1-9]\\d* contact persons? and address`, 'mu'));
    expect(removals).toMatch(/^results: 40 records of what became of a mail of the announcement/mu);
    const link = await linkTo('forma@ngo.example', '/edit\\?key=');
    expect(await statusOf(link.href)).toBe(200);
    const receipt = link.pathname.replace(/\/edit$/u, '');
    expect(await (await fetch(new URL(receipt, stack.url))).text()).toContain(
      'Kontaktinformācija vai ziņas par šo vēstuli ir dzēstas',
    );
    const asked = await postForm(`${receipt}/mail`, {});
    expect(asked.headers.get('location')).toMatch(/\?again=over$/u);
  });
});

describe('the permissions of the functions', () => {
  it('are all used, except those that have a reason', async () => {
    const rare = new Set(Object.values(RARE).flat());
    const expected = Object.values(UNUSED).flat().toSorted();
    const unused = async () => {
      const { permissions } = await stack.permissions();
      return namesOf(permissions.filter(({ calls }) => calls === 0)).filter(
        (one) => !rare.has(one),
      );
    };
    await expect.poll(unused).toEqual(expected);
    const all = namesOf((await stack.permissions()).permissions);
    expect([...rare].filter((one) => !all.includes(one))).toEqual([]);
  });

  it('are enough', async () => {
    expect((await stack.permissions()).refused).toEqual([]);
  });
});

function namesOf(permissions: PermissionReport['permissions']): string[] {
  return permissions
    .map(({ caller, action, resource, leadingKeys }) => {
      if (action.startsWith('logs:')) return `${caller} ${action} on its log`;
      const index = /\/index\/(?<name>\w+)$/u.exec(resource)?.groups?.['name'];
      const named =
        resource
          .split(/[:/]/u)
          .at(-1)
          ?.replace(/[0-9A-F]{8}$/u, '') ?? '';
      const place = leadingKeys ?? named;
      return `${caller} ${action} on ${place}${index === undefined ? '' : ` in ${index}`}`;
    })
    .toSorted();
}

import { randomBytes } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { LANGUAGES } from '../../shared/domain/text.ts';
import { type Route, ROUTES } from '../../shared/routes.ts';
import type { RawRequest } from './raw-request.ts';

/*
 * Hostile requests to a stack with the consultation of `data/`. Each must be refused.
 */

const ID = 'nap2-midterm-review';
/** Somebody who has given an opinion and has signed up. */
export const VICTIM = 'upuris@ngo.example';
const API = `/api/consultations/${ID}/opinions`;
const FORM = `/lv/consultations/${ID}/opinions`;
const REFERENCE = 'RKYYFTWAJFV6';

interface Hostile extends RawRequest {
  /** What is hostile about the request. */
  readonly about: string;
  /** The statuses that are right. */
  readonly status: readonly number[];
}

/** By what is hostile about them. Made when they are needed, because some are large. */
export const HOSTILE: Readonly<Record<string, () => Hostile[]>> = {
  'malformed JSON': () =>
    [
      '',
      ' ',
      '{',
      '[',
      '}',
      '"',
      'nul',
      'NaN',
      'Infinity',
      '01',
      '1e',
      "{'a':1}",
      '{"a":1,}',
      '{"a":1}{"b":2}',
      '[1,2',
      '{"a":}',
      '\u0000',
      '\ufeff{}',
      '<xml/>',
      '{"a":"\n"}',
      '{"\\ud800"}',
      'undefined',
      '/* */{}',
      '-',
      '"\\x41"',
      '['.repeat(4_000),
      '{"a":'.repeat(2_000),
      `${'['.repeat(4_000)}${']'.repeat(4_000)}`,
      '[{"a":'.repeat(1_000),
    ].map((body) => json(body, `JSON of ${body.length}: ${body.slice(0, 12)}`, [400, 413, 422])),

  'another thing than JSON': () =>
    [
      gzipSync('{}'),
      Buffer.from('{}', 'utf16le'),
      randomBytes(1_000),
      Buffer.alloc(1_000),
      Buffer.from([0xff, 0xfe]),
      Buffer.from('"\xc3\x28"', 'latin1'),
    ].map((body) => json(body, `bytes ${body.toString('hex').slice(0, 12)}`, [400, 422])),

  'a JSON value that is no submission': () =>
    [
      'null',
      'true',
      '0',
      '1',
      '""',
      '"x"',
      '[]',
      '{}',
      '[[]]',
      '[{}]',
      '{"opinions":[]}',
      '1e999',
    ].map((body) => json(body, `the value ${body}`, [422])),

  'a wrong type in each field': () =>
    FIELDS.flatMap((field) =>
      WRONG_VALUES.filter((wrong) => !isRight(field, wrong)).map((wrong) =>
        json(withValue(field, wrong), `${field} = ${JSON.stringify(wrong)}`, [422]),
      ),
    ),

  'a huge or odd number': () =>
    ['1e308', '-1e308', '1e999', '0.1', '1e-400', '9007199254740993', '-0', '9'.repeat(10_000)].map(
      (number) =>
        json(withRaw('opinions.0.commitment', number), `the number ${number.slice(0, 20)}`, [422]),
    ),

  'a missing field': () =>
    FIELDS.filter(
      (field) => !['opinions.0.rating', 'opinions.0.text', 'opinions.0'].includes(field),
    ).map((field) => json(withValue(field, undefined), `no ${field}`, [422])),

  'a key of a prototype': () =>
    [
      '__proto__',
      'constructor',
      'prototype',
      'toString',
      'hasOwnProperty',
      'valueOf',
      '__defineGetter__',
    ].flatMap((key) => [
      json(withExtra('', key), `the key ${key}`, [400, 422]),
      json(withExtra('contact', key), `the key contact.${key}`, [400, 422]),
      json(withExtra('opinions.0', key), `the key opinions.0.${key}`, [400, 422]),
      form({ ...FILLED, email: 'x', [key]: 'x' }, `the field ${key}`, [422]),
    ]),

  'an unknown or a long key': () =>
    [
      'x',
      '',
      ' ',
      '/',
      '~',
      '\u0000',
      '\u202e',
      'n'.repeat(200),
      'n'.repeat(100_000),
      '\u0001'.repeat(100_000),
    ].map((key) =>
      json(
        withExtra('', key),
        `the key of ${key.length}: ${JSON.stringify(key.slice(0, 9))}`,
        [422],
      ),
    ),

  'too much in each field': () =>
    TEXT_FIELDS.flatMap((field) =>
      [30_000, 400_000, 1_450_000, 3_000_000].flatMap((length) => [
        json(withValue(field, 'x'.repeat(length)), `${field} of ${length}`, [413, 422]),
      ]),
    ),

  'marks and spaces in masses': () =>
    TEXT_FIELDS.flatMap((field) =>
      [
        '\u0301\u0323',
        '\u20dd',
        '\u200b',
        ' ',
        '\u3000',
        '\t',
        '\u0000',
        '\u202e',
        '\ufdfa',
        '\u1100\u1161\u11a8',
      ].map((unit) =>
        // The unknown field refuses each of them, also where such a text counts as empty.
        json(
          withValue(field, unit.repeat(100_000)).replace('{', '{"x":1,'),
          `${field} of U+${hex(unit)}`,
          [422],
        ),
      ),
    ),

  'too many opinions': () => [
    json(withRaw('opinions', list('{}', 62)), '62 empty opinions', [422]),
    json(withRaw('opinions', list('{}', 600_000)), '600,000 empty opinions', [413]),
    json(withRaw('opinions', list('0', 1_900_000)), '1.9 million numbers', [413]),
    json(withRaw('opinions', list('{"commitment":1}', 40_000)), '40,000 repeated opinions', [413]),
    json(
      withRaw('opinions', list('{"commitment":1,"text":"x"}', 61)),
      '61 repeated opinions',
      [422],
    ),
    json(
      withRaw('opinions', list('{"commitment":77,"text":"x"}', 61)),
      '61 unknown commitments',
      [422],
    ),
    json(
      withRaw('opinions', `[${'['.repeat(2_000)}${']'.repeat(2_000)}]`),
      'a deep list',
      [400, 422],
    ),
    json(list('{}', 2_000), '2,000 objects', [422]),
    json(
      `{${Array.from({ length: 1_600 }, (_, index) => `"k${index}":{}`).join(',')}}`,
      '1,600 keys',
      [422],
    ),
  ],

  'too much in a form': () => [
    form(
      Object.fromEntries(numbers(250).map((one) => [`opinion-${one + 100}`, '"'.repeat(4_000)])),
      'a form that grows eightfold',
      [413],
    ),
    form(
      Object.fromEntries(numbers(140).map((one) => [`opinion-${one + 100}`, 'x'])),
      '140 commitments that are none',
      [422],
    ),
    form(
      Object.fromEntries(
        numbers(140).flatMap((one) => [
          [`opinion-${one}`, 'x'],
          [`rating-${one}`, 'x'],
        ]),
      ),
      '140 wrong ratings',
      [422],
    ),
    formBody('&'.repeat(1_400_000), '1.4 million empty fields', [413]),
    formBody('a=1&'.repeat(299), 'one field 299 times', [422]),
    formBody('opinion-1=x&'.repeat(299), 'one opinion 299 times', [422]),
    formBody(`opinion-1=${'%22'.repeat(400_000)}`, '400,000 quotes', [413, 422]),
    formBody('%'.repeat(1_000_000), 'a million percent signs', [413, 422]),
    formBody('=&=&='.repeat(50), 'fields without names', [422]),
    formBody(
      'opinion-999999=x&opinion-1e9=x&opinion--1=x&opinion-01=x&opinion-=x',
      'odd numbers',
      [422],
    ),
    ...Object.keys(FILLED).map((field) =>
      form({ ...FILLED, [field]: [FILLED[field] ?? '', 'x'] }, `${field} twice`, [422]),
    ),
    ...['organisation', 'contact', 'email'].map((field) =>
      form({ ...FILLED, [field]: 'x'.repeat(300_000) }, `${field} of 300,000`, [422]),
    ),
    formBody('&'.repeat(1_400_000), '1.4 million empty fields to check', [413], `${FORM}/check`),
    formBody('opinion-1=x&'.repeat(299), 'one opinion 299 times to check', [422], `${FORM}/check`),
  ],

  'a wrong address': () =>
    WRONG_ADDRESSES.flatMap((email) => [
      json(withValue('contact.email', email), `the address ${JSON.stringify(email)}`, [422]),
      form({ ...FILLED, email }, `the address ${JSON.stringify(email)} in the form`, [422]),
      form({ email }, `the address ${JSON.stringify(email)} signing up`, [422], '/lv/subscribe'),
    ]),

  'a sign-up that is none': () => [
    form({}, 'no address', [422], '/lv/subscribe'),
    form({ email: ['a@b.example', 'c@d.example'] }, 'two addresses', [422], '/lv/subscribe'),
    form({ email: VICTIM, topics: 'weather' }, 'an unknown topic', [422], '/lv/subscribe'),
    form(
      { email: VICTIM, topics: Array(299).fill('calls') as string[] },
      '299 topics',
      [413, 422],
      '/lv/subscribe',
    ),
    form({ email: 'x'.repeat(1_400_000) }, 'a huge address', [413], '/lv/subscribe'),
    form({ email: 'x', page: '/'.repeat(400_000) }, 'a huge page', [422], '/lv/subscribe'),
    form(
      { email: 'x', page: 'https://evil.example/lv/' },
      'another site’s page',
      [422],
      '/lv/subscribe',
    ),
  ],

  'a wrong method on each route': () =>
    [...new Set(routes().map(([path]) => path))].flatMap((path) =>
      ['GET', 'POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS', 'TRACE', 'PROPFIND']
        .filter((method) => !isRouteOf(method, path))
        .map((method) => ({ about: `${method} ${path}`, method, path, status: [404] })),
    ),

  'a wrong content type': () =>
    routes()
      .filter(([path, { method }]) => method === 'POST' && !/confirm|unsubscribe/u.test(path))
      .flatMap(([path]) =>
        [
          'text/plain',
          'multipart/form-data; boundary=x',
          'application/xml',
          'application/x-www-form',
          'text/json',
          '',
          'application/json\t, text/plain',
          path.startsWith('/api') ? 'application/x-www-form-urlencoded' : 'application/json',
        ].map((type) => post(path, type, 'a=1', `${type} at ${path}`, [415])),
      ),

  'a forged token': () =>
    routes()
      .filter(([path]) => KEYED.test(path))
      .flatMap(([path, { method }]) => TOKENS.map((key) => forged(method, path, key))),

  'a wrong reference': () =>
    WRONG_REFERENCES.flatMap((reference) => {
      const receipts = `/lv/consultations/${ID}/receipts`;
      return [
        get(
          `${receipts}/${encodeURIComponent(reference)}`,
          `the receipt ${JSON.stringify(reference.slice(0, 20))}`,
          [404],
        ),
        get(
          `/lv/receipts?reference=${encodeURIComponent(reference)}`,
          `looking for ${JSON.stringify(reference.slice(0, 20))}`,
          [404],
        ),
      ];
    }),

  'a receipt of somebody else': () => [
    ...WRONG_REFERENCES.map(encodeURIComponent)
      .filter((reference) => reference !== '')
      .flatMap((reference) => {
        const about = decodeURIComponent(reference).slice(0, 20);
        const path = `consultations/${ID}/receipts/${reference}`;
        return [
          get(`/api/${path}`, `the receipt ${JSON.stringify(about)} of the API`),
          get(`/lv/${path}/proof?key=x`, `the proof of ${JSON.stringify(about)}`, [403]),
          formBody('', `the mail of ${JSON.stringify(about)}`, [404], `/lv/${path}/mail`),
        ];
      }),
    ...['0', '-1', '1e9', '999999', '%00', '1&upTo=2', '\u0661'].map((upTo) =>
      get(
        `/lv/consultations/${ID}/receipts/${REFERENCE}/proof?key=x&upTo=${encodeURI(upTo)}`,
        `a proof up to ${upTo}`,
        [403],
      ),
    ),
  ],

  'a place of a log that it does not have': () =>
    ODD_LOG_PATHS.map((path) => get(`/log/${ID}/${path}`, `${path} of the log`, [400, 404])),

  'an odd question for what is public': () => [
    ...ODD_WORDS.flatMap((word, index) =>
      ['search', 'organisation', 'after', 'commitment', 'value', 'order'].map((name) =>
        get(
          `/lv/consultations/${ID}/opinions?${name}=${encodeURIComponent(word)}`,
          `${name} = the odd word ${index}`,
          [200],
        ),
      ),
    ),
    get(
      `/lv/consultations/${ID}/opinions?${'search=a&organisation=b&after=c&'.repeat(200)}`,
      '600 filters',
      [200],
    ),
    ...ODD_TIMES.map((time) =>
      get(`/lv/moderation?before=${encodeURIComponent(time)}`, `moderation before ${time}`, [200]),
    ),
    ...ODD_TIMES.flatMap((time) =>
      ['opinions.json', 'opinions.csv', 'csv-metadata.json'].map((file) =>
        get(
          `/api/consultations/${ID}/${file}?after=${encodeURIComponent(time)}`,
          `${file} after ${time}`,
          [200, 400],
        ),
      ),
    ),
    ...ODD_IDS.flatMap((id) => [
      get(`/lv/consultations/${ID}/opinions/${id}`, `the opinion ${id.slice(0, 20)}`),
      get(`/lv/consultations/${id}/record`, `the record of ${id.slice(0, 20)}`),
      get(`/api/consultations/${id}/record.json`, `the record of ${id.slice(0, 20)} as JSON`),
      get(`/api/consultations/${id}/opinions.csv`, `the data of ${id.slice(0, 20)}`),
      get(`/api/schemas/review/1/${id}`, `the schema ${id.slice(0, 20)}`),
      get(`/api/schemas/${id}/1/schema.json`, `a schema of ${id.slice(0, 20)}`),
      get(`/api/schemas/review/${id}/schema.json`, `version ${id.slice(0, 20)} of a schema`),
    ]),
  ],

  'an odd condition on what is public': () =>
    [
      `/api/consultations/${ID}/opinions.json`,
      `/api/consultations/${ID}/opinions.csv`,
      `/log/${ID}/checkpoint`,
      `/lv/consultations/${ID}/record`,
      '/lv/check',
    ].flatMap((path) =>
      ODD_CONDITIONS.map((headers) => ({
        about: `${path} with ${JSON.stringify(headers).slice(0, 60)}`,
        path,
        headers,
        status: [200, 304],
      })),
    ),

  'a hostile proposal to a call': () => [
    ...WRONG_PROPOSALS.map((changes) => {
      const about = `a proposal with ${JSON.stringify(changes).slice(0, 40)}`;
      const proposal = { ...PROPOSAL, ...changes };
      const { opinions: _, ...author } = SUBMISSION;
      const body = JSON.stringify({ ...author, proposal });
      return post(CALL_API, 'application/json', body, about, [422]);
    }),
    post(CALL_API, 'application/json', JSON.stringify(SUBMISSION), 'opinions to a call', [422]),
    ...['a', '[]', '{}', 'null', '[{}]'].map((proposal) =>
      post(
        CALL_API,
        'application/json',
        `{"organisation":"A","contact":{"name":"A","email":"a@ngo.example"},"publication":"named","language":"lv","proposal":${proposal}}`,
        `the proposal ${proposal}`,
        [400, 422],
      ),
    ),
    form(
      { ...FILLED, title: 'A', principles: ['openness', 'x'] },
      'a wrong principle',
      [422],
      CALL,
    ),
    form({ ...FILLED, title: ['A', 'B'] }, 'two titles', [422], CALL),
    form(
      { ...FILLED, principles: Array(200).fill('openness') as string[] },
      '200 principles',
      [422],
      CALL,
    ),
    form({ ...FILLED, ngos: '__proto__' }, 'a share that is none', [422], CALL),
    form(
      { ...FILLED, title: '\u0301'.repeat(9_000), problem: ' ' },
      'a title of marks',
      [422],
      CALL,
    ),
    form({ ...FILLED, problem: '\n'.repeat(200_000) }, 'a problem of lines', [422], CALL),
    form({ ...FILLED, title: 'A' }, 'half a proposal to check', [422], `${CALL}/check`),
  ],

  'an address of nothing': () =>
    ODD_PATHS.map((path) => get(path, `the path ${path.slice(0, 40)}`, [400, 404])),

  'a huge query or header': () => [
    get(`/lv/?${'a'.repeat(12_000)}`, 'a query of 12,000', [431]),
    get(`/lv/receipts?reference=${'%22'.repeat(3_000)}`, 'a huge reference', [404]),
    get(`/lv/receipts?reference=A&${'reference=A&'.repeat(500)}`, '501 references', [404]),
    get(`/lv/receipts?${'&'.repeat(9_000)}`, '9,000 separators', [200]),
    {
      about: 'a header of 12,000',
      path: '/lv/',
      headers: { 'x-long': 'x'.repeat(12_000) },
      status: [431],
    },
    {
      about: 'a hundred cookies',
      path: '/lv/',
      headers: { cookie: 'a=1; '.repeat(2_500) },
      status: [431],
    },
    {
      ...json(withValue('organisation', ''), 'a huge Idempotency-Key', [422]),
      headers: { ...JSON_TYPE, 'idempotency-key': 'k'.repeat(256) },
    },
    {
      ...json(withValue('organisation', ''), 'an empty Idempotency-Key', [422]),
      headers: { ...JSON_TYPE, 'idempotency-key': '' },
    },
  ],

  'a trick with a header': () =>
    [
      { host: 'evil.example' },
      { host: 'localhost\t' },
      { host: 'evil.example:80@localhost' },
      { 'x-forwarded-host': 'evil.example' },
      { 'x-forwarded-for': "127.0.0.1'; DROP" },
      { forwarded: 'host=evil.example' },
      { 'x-original-url': '/local/' },
      { 'x-rewrite-url': '/local/' },
      { 'x-http-method-override': 'DELETE' },
      { 'accept-language': 'x'.repeat(5_000) },
      { 'if-none-match': '"x",'.repeat(2_000) },
      { range: 'bytes=0-,0-,0-' },
      { origin: 'https://evil.example' },
      { referer: 'javascript:alert(1)' },
      { expect: 'nothing' },
    ].map((headers) => ({
      about: `the header ${JSON.stringify(headers).slice(0, 40)}`,
      path: '/lv/privacy/',
      headers: headers,
      status: [308, 400, 417],
    })),
};

const JSON_TYPE = { 'content-type': 'application/json', 'accept-language': 'en' };

const SUBMISSION = {
  organisation: 'Ļaundari',
  contact: { name: 'Neviens', email: 'neviens@ngo.example' },
  publication: 'named',
  language: 'lv',
  opinions: [{ commitment: 1, rating: 'limited', text: 'Teksts.' }],
};

/** A form that is right as it is. */
const FILLED: Readonly<Record<string, string>> = {
  organisation: 'Ļaundari',
  contact: 'Neviens',
  email: 'neviens@ngo.example',
  publication: 'named',
  'rating-1': 'limited',
  'opinion-1': 'Teksts.',
};

const FIELDS = [
  'organisation',
  'contact',
  'contact.name',
  'contact.email',
  'publication',
  'language',
  'opinions',
  'opinions.0',
  'opinions.0.commitment',
  'opinions.0.rating',
  'opinions.0.text',
];
const TEXT_FIELDS = FIELDS.filter(
  (field) => !['contact', 'opinions', 'opinions.0', 'opinions.0.commitment'].includes(field),
);

const WRONG_VALUES: readonly unknown[] = [
  null,
  true,
  false,
  0,
  -1,
  1.5,
  1e21,
  '',
  'x',
  '\u0000',
  [],
  {},
  [[]],
  [null],
  { length: 1 },
  { toString: 'x' },
  { 0: 'x' },
];

/** Says whether the value is no mistake in this field. */
function isRight(field: string, value: unknown): boolean {
  if (field === 'opinions.0.commitment' || field === 'opinions.0.rating') return value === null;
  if (field === 'opinions.0.text') return typeof value === 'string';
  return value === 'x' && ['organisation', 'contact.name'].includes(field);
}

const WRONG_ADDRESSES = [
  `${VICTIM}\r\nBcc: spy@evil.example`,
  `spy@evil.example,${VICTIM}`,
  `${VICTIM}\u0000@evil.example`,
  `<${VICTIM}>`,
  `"a b"@ngo.example`,
  `a@[127.0.0.1]`,
  `a@127.0.0.1`,
  `a@localhost`,
  `a@@ngo.example`,
  `@ngo.example`,
  `a@`,
  `a@ngo..example`,
  `a@-ngo.example`,
  `a@ngo.example.`,
  `a(b)@ngo.example`,
  `=?utf-8?q?a?=@x`,
  `a@ngo.example?subject=x`,
  `mailto:a@ngo`,
  `ａ@ngo.example`,
  `а@ngo.example`,
  `a@ngo。`,
  `a@${'b.'.repeat(130)}example`,
  `${'a'.repeat(65)}@ngo.example`,
  `a%0d%0a@ngo.example;x`,
  `a@ngo.example/../`,
  `a@ngo.example#`,
  `a@ngo.example:25`,
];

const WRONG_REFERENCES = [
  'x',
  '',
  ' ',
  '0',
  REFERENCE.slice(1),
  `${REFERENCE}A`,
  REFERENCE.replace('V', 'W'),
  REFERENCE,
  '../../x',
  'ＲＫＹＹＦＴＷＡＪＦＶ６',
  '\u0000',
  "' OR 1=1",
  '{"$gt":""}',
  `${REFERENCE}#0001`,
  `${REFERENCE}\n`,
  '#',
  '%',
  'A'.repeat(190),
  '👩‍👩‍👧',
  '\u202e',
];

const ODD_PATHS = [
  '/../../etc/passwd',
  '/assets/../../index.mjs',
  '/assets/..%2f..%2findex.mjs',
  '/assets/%2e%2e/site.css',
  '/assets/site.css%00',
  '/assets/__proto__',
  '/assets/constructor',
  '/assets/toString',
  '/lv/../local/',
  '/lv/%2e%2e/local/',
  '//local/',
  '/./local/',
  '/lv//privacy',
  '/lv/privacy;x=1',
  '/lv/privacy%00',
  '/lv/%ff',
  '/%',
  '/%zz',
  '/lv/%c0%af',
  '/LV/',
  '/de/',
  '/lv/privacy/../',
  `/lv/consultations/${'a'.repeat(201)}`,
  `/${'a/'.repeat(3_000)}`,
  '/lv/consultations/%23',
  '/lv/consultations/__proto__',
  '/lv/consultations/constructor/opinions',
  `/lv/consultations/${ID}%23x`,
  `/lv/consultations/${ID}%2fopinions`,
  '/api',
  '/api/',
  '/api/consultations/__proto__',
  '/api/consultations/%00',
  `/api/consultations/${ID}/`.replace(/\/$/u, '/opinions/x'),
  '/log/',
  '/log/__proto__/checkpoint',
  `/log/${ID}%23x/checkpoint`,
  '/log/long/checkpoints?after=1e3',
  `/log/${ID}/checkpoints?after=-1`,
  `/log/${ID}/entries/-1`,
  `/log/${ID}/entries/00`,
  `/log/${ID}/entries/9999999999`,
  `/log/${ID}/tile/64/000`,
  `/log/${ID}/tile/0/0`,
  `/log/${ID}/tile/0/x000/000`,
  `/log/${ID}/tile/0/000.p/0`,
  `/log/${ID}/tile/0/000.p/256`,
  `/log/${ID}/tile/entries/999`,
  `/log/${ID}/tile/%2e%2e/checkpoint`,
  '/.env',
  '/.git/config',
  '/wp-login.php',
  '/lv/announcements/__proto__',
  '/lv/announcements/%00',
  '/lv/announcements-atom',
  '/robots.txt%0d%0aX:%20y',
  '*',
];

/** What stands behind a personal link. */
const KEYED = /edit|withdraw|subscriptions|publication|proof|receipts\/\w+\/confirm/u;
const CALL = '/lv/consultations/nap3-new-commitments/opinions';
const CALL_API = '/api/consultations/nap3-new-commitments/opinions';
/** A proposal that is right as it is. */
const PROPOSAL = {
  title: 'Priekšlikums',
  problem: 'Problēma.',
  action: 'Darbība.',
  principles: ['openness'],
  ngos: 'yes',
};
const WRONG_PROPOSALS: readonly Readonly<Record<string, unknown>>[] = [
  { title: '' },
  { title: '\u200b' },
  { title: 'x'.repeat(201) },
  { title: ['x'] },
  { problem: undefined },
  { problem: 'x'.repeat(5_001) },
  { action: null },
  { principles: [] },
  { principles: 'openness' },
  { principles: ['openness', '__proto__'] },
  { principles: [['openness']] },
  { principles: [null] },
  { principles: Array(4_000).fill('openness') },
  { principles: { 0: 'openness', length: 1 } },
  { ngos: 'Yes' },
  { ngos: '' },
  { ngos: ['yes'] },
  { ngoShare: 'x'.repeat(2_001) },
  { institution: 'x'.repeat(201) },
  { institution: {} },
  { supporters: 1 },
  { commitment: 1 },
  { rating: 'limited' },
  { text: 'x' },
  { id: 'A'.repeat(16) },
  { __proto__x: {} },
];

const ODD_LOG_PATHS = [
  'tile/-1/000',
  'tile/1e0/000',
  'tile/0x0/000',
  'tile/%D9%A0/000',
  'tile/63/000',
  'tile/9/x999/999',
  'tile/00/000',
  'tile/0/000.p/00',
  'tile/0/000.p/-1',
  'tile/0/000.p/1e1',
  'tile/0/000.p/255',
  'tile/0/000.p',
  'tile/0/000.p/1/1',
  'tile/0/000.P/1',
  'tile/0/x000/x000',
  'tile/0/x000/000.p/1',
  'tile/0/999/999',
  'tile/0/x999/999.p/255',
  'tile/0/%30%30%31',
  'tile/0/000%2ep/1x',
  'tile/ENTRIES/000',
  'tile/entries/x000/000',
  'tile/entries/000.p/256',
  'tile/entries%00/000',
  'tile/entries/..%2f..%2fkeys',
  'tile/__proto__/000',
  'tile/constructor/000.p/1',
  'tile/NaN/000',
  'tile/Infinity/000',
  'tile//000',
  'entries/',
  'entries/1e3',
  'entries/0x1',
  'entries/999999999',
  'entries/1000000000',
  'entries/%EF%BC%91',
  'entries/1%00',
  'entries/NaN',
  'entries/__proto__',
  'checkpoints?after=',
  'checkpoints?after=NaN',
  'checkpoints?after=1%00',
  'checkpoints?after=9999999999',
  'checkpoints?after=1&after=2',
  'checkpoint%00',
  'Checkpoint',
  'keys%2f..%2fcheckpoint',
];

const ODD_WORDS = [
  '\ufdfa'.repeat(200),
  'a b c d e f g h',
  '\u{1f469}\u200d\u{1f467}'.repeat(60),
  '\u0301'.repeat(900),
  '"><script src=//evil.example></script>',
  '%00\u0000\u202e',
  'word:portal#2027',
  '__proto__ constructor',
  '*',
  '. * + ? ^ $ { } ( ) | [ ] \\',
  `${'a'.repeat(29)}\u{10330}\u{10331}`,
  '000001#9999-99-99T99:99:99.999Z#AAAAAAAAAAAAAAAA',
  '999',
  '1e2',
];

const ODD_TIMES = [
  '',
  'x',
  '#',
  '~',
  '9999-12-31T23:59:59.999Z',
  '2027-02-31T00:00:00.000Z',
  '-271821-04-20T00:00:00.000Z',
  '2027-01-05T10:00:00.000Z#AAAAAAAAAAAAAAAA',
  '\u0000',
  "' OR 1=1",
  'x'.repeat(201),
];

const ODD_IDS = [
  'A'.repeat(16),
  'a'.repeat(16),
  'A'.repeat(15),
  'A'.repeat(190),
  '__proto__',
  'constructor',
  'toString',
  '%00',
  '%23',
  '..%2f..',
  '%F0%9F%92%A9',
];

const ODD_CONDITIONS: readonly Readonly<Record<string, string>>[] = [
  { range: 'bytes=0-0' },
  { range: 'bytes=-1' },
  { range: 'bytes=9-1,0-0,0-0,0-0,0-0' },
  { range: 'lines=1-2' },
  { 'if-range': '"x"', range: 'bytes=5-' },
  { 'if-none-match': '*' },
  { 'if-none-match': '"' },
  { 'if-none-match': 'W/"x", "y",,,' },
  { 'if-none-match': '"x",'.repeat(1_500) },
  { 'if-match': '"x"' },
  { 'if-modified-since': 'yesterday' },
  { 'if-modified-since': 'Fri, 31 Dec 9999 23:59:59 GMT' },
  { 'if-unmodified-since': 'Thu, 01 Jan 1970 00:00:00 GMT' },
  { accept: 'application/xml;q=1, */*;q=0' },
  { accept: '*/*,'.repeat(1_500) },
  { 'accept-encoding': 'identity;q=0, *;q=0' },
  { 'accept-language': '*;q=NaN, \u00e9' },
  { origin: 'null', 'access-control-request-method': 'DELETE' },
  { te: 'trailers, deflate;q=0.5' },
  { 'cache-control': 'only-if-cached, max-age=-1' },
];

const TOKENS = [
  '',
  'x',
  'A'.repeat(43),
  '0'.repeat(64),
  'a'.repeat(8_000),
  '%00',
  '%0d%0aSet-Cookie:%20a',
  '__proto__',
  '%F0%9F%92%A9',
  'null',
  '%ff',
  'x&key=y',
];

function json(body: string | Buffer, about: string, status: readonly number[]): Hostile {
  return post(API, 'application/json', body, about, status);
}

function form(
  fields: Readonly<Record<string, string | readonly string[]>>,
  about: string,
  status: readonly number[],
  path = FORM,
): Hostile {
  const pairs = Object.entries(fields).flatMap(([name, value]) =>
    [value].flat().map((one) => [name, one] as [string, string]),
  );
  return formBody(new URLSearchParams(pairs).toString(), about, status, path);
}

function formBody(body: string, about: string, status: readonly number[], path = FORM): Hostile {
  return post(path, 'application/x-www-form-urlencoded', body, about, status);
}

function post(
  path: string,
  type: string,
  body: string | Buffer,
  about: string,
  status: readonly number[],
): Hostile {
  return {
    about,
    method: 'POST',
    path,
    headers: { ...JSON_TYPE, 'content-type': type },
    body,
    status,
  };
}

function get(path: string, about: string, status: readonly number[] = [404]): Hostile {
  return { about, path, status };
}

/** Each route with one of its addresses. */
function routes(): [string, Route][] {
  const steps: Readonly<Record<string, string>> = {
    consultation: ID,
    reference: REFERENCE,
    address: 'A'.repeat(43),
    announcement: 'opened-x',
    file: 'site.css',
    opinion: 'A'.repeat(16),
    version: '1',
    kind: 'review',
    place: '0',
    level: '0',
    a: 'x001',
    b: '067.p',
    c: '8',
  };
  return Object.values<Route>(ROUTES).flatMap((route) =>
    (route.path.includes('{language}') ? LANGUAGES : ['lv']).map((language): [string, Route] => [
      route.path.replace(/\{(\w+)\}/gu, (_, name: string) => {
        const step = { ...steps, language }[name];
        if (step === undefined) throw new Error(`No step for ${name}`);
        return step;
      }),
      route,
    ]),
  );
}

/** Says whether a route answers this method at this address. */
function isRouteOf(method: string, path: string): boolean {
  return routes().some(([other, route]) => other === path && route.method === method);
}

function forged(method: string, path: string, key: string): Hostile {
  const about = `${method} ${path} with the token ${key.slice(0, 20)}`;
  const query = `?at=2027-01-05T08:00:00.000Z&key=${key}`;
  if (path.includes('receipts') && method === 'POST') {
    return { ...formBody(`key=${key}&organisation=x`, about, [403], path) };
  }
  // What was checked is gone: its address leads to the receipt, without any token.
  if (method === 'GET') return get(path + query, about, [path.endsWith('/check') ? 302 : 403]);
  return { ...formBody('topics=calls', about, [403], path + query) };
}

function numbers(count: number): number[] {
  return Array.from({ length: count }, (_, index) => index);
}

function list(item: string, count: number): string {
  return `[${Array(count).fill(item).join(',')}]`;
}

function hex(text: string): string {
  return (text.codePointAt(0) ?? 0).toString(16).padStart(4, '0');
}

/** The submission as JSON, with one field replaced by this JSON, or left out for an empty text. */
function withRaw(field: string, raw: string): string {
  const marker = '\u2318';
  const body = JSON.stringify(replaced(SUBMISSION, field.split('.'), marker));
  return body.replace(`"${marker}"`, () => raw);
}

function withValue(field: string, value: unknown): string {
  return JSON.stringify(replaced(SUBMISSION, field.split('.'), value));
}

/** The submission as JSON, with one more key in the object at this place. */
function withExtra(field: string, key: string): string {
  const place = field
    .split('.')
    .reduce<unknown>(
      (at, step) => (step === '' ? at : (at as Record<string, unknown>)[step]),
      SUBMISSION,
    );
  const extended = JSON.stringify(place).replace(
    /\}$/u,
    `,${JSON.stringify(key)}:{"prototype":1}}`,
  );
  return field === '' ? extended : withRaw(field, extended);
}

function replaced(value: unknown, [step, ...rest]: readonly string[], by: unknown): unknown {
  if (step === undefined) return by;
  if (Array.isArray(value)) {
    return value.map((one: unknown, index) =>
      String(index) === step ? replaced(one, rest, by) : one,
    );
  }
  const object = value as Record<string, unknown>;
  return { ...object, [step]: replaced(object[step], rest, by) };
}

/** An opinion that is right. Sent again, it is answered with 200. */
export const GIVEN = json(withValue('contact.email', VICTIM), 'an opinion', [201]);
/** A sign-up that is right. */
export const SIGN_UP = form({ email: VICTIM }, 'a sign-up', [303], '/lv/subscribe');

import { describe, expect, it } from 'vitest';
import { type Config, parseConfig } from '../../infra/config.ts';
import { EXAMPLE, readDeployment } from '../../infra/deployment.ts';
import { DEFAULT_RETENTION } from '../../shared/domain/retention.ts';
import { OWNER } from '../support/owner.ts';
import { CONFIG } from '../support/product.ts';

const FILE = 'infra/deployments/test.json';
const DOMAIN = 'viedokli.example.lv';
const CERTIFICATE = `arn:aws:acm:eu-north-1:${CONFIG.account}:certificate/0a1b-2c`;
const WITH_DOMAIN = { domain: DOMAIN, certificateArn: CERTIFICATE };

/** What a file without these settings gets. */
const DEFAULTS = {
  senderName: 'Sadzirdēts',
  licence: 'https://creativecommons.org/licenses/by/4.0/',
  retention: DEFAULT_RETENTION,
  logKeys: 1,
} as const;

/** Settings with these changes to the owner. */
const anOwner = (changes: object) => ({ owner: { ...OWNER, ...changes } });

/** Every text of an owner as long as it may be. */
function wordy(letter: string) {
  const text = (chars: number) => ({ lv: letter.repeat(chars), en: letter.repeat(chars) });
  const authority = text(200);
  return {
    name: text(120),
    address: text(160),
    dataProtection: { ...OWNER.dataProtection, name: text(120), authority },
    accessibility: { ...OWNER.accessibility, authority },
  };
}

/** Returns what is said of settings, line by line. */
function faultsIn(written: object): string[] {
  try {
    parse(JSON.parse(JSON.stringify(written)));
  } catch (fault) {
    const [, ...lines] = (fault as Error).message.split('\n');
    return lines.map((line) => line.trim());
  }
  return [];
}

/** Reads settings as those of a deployment whose values need not be real. */
const parse = (written: unknown) => parseConfig(written, FILE, { isExample: true });

describe('the settings of a deployment', () => {
  const WHOLE = { ...CONFIG, ...DEFAULTS };

  it('are accepted with and without a domain', () => {
    expect(parse(CONFIG)).toEqual(WHOLE);
    expect(parse({ ...CONFIG, ...WITH_DOMAIN })).toEqual({ ...WHOLE, ...WITH_DOMAIN });
  });

  it('name the sender as they wish', () => {
    expect(parse({ ...CONFIG, senderName: 'Valsts kanceleja' })).toMatchObject({
      senderName: 'Valsts kanceleja',
    });
  });

  it('say how long data are kept, each with its own default', () => {
    expect(parse(CONFIG).retention).toEqual(DEFAULT_RETENTION);
    const own = { contactDaysAfterClosing: 180 };
    expect(parse({ ...CONFIG, retention: own }).retention).toEqual({
      ...DEFAULT_RETENTION,
      ...own,
    });
  });

  it('name the licence of the open data as they wish', () => {
    const open = { licence: 'https://creativecommons.org/publicdomain/zero/1.0/' };
    expect(parse({ ...CONFIG, ...open })).toMatchObject(open);
  });

  it('say how many keys the log has had', () => {
    expect(parse({ ...CONFIG, logKeys: 20 })).toMatchObject({ logKeys: 20 });
  });

  it('name an owner without a registration number, and with authorities of its own', () => {
    const { registrationNumber: _, ...others } = OWNER;
    const authority = { lv: 'Andmekaitse Inspektsioon', en: 'Data Protection Inspectorate' };
    const owner = {
      ...others,
      dataProtection: { ...OWNER.dataProtection, authority },
      accessibility: { ...OWNER.accessibility, authority },
    };
    expect(parse({ ...CONFIG, owner }).owner).toEqual(owner);
  });

  it('say how long some data are kept, and leave the rest to the defaults', () => {
    const retention = { contactDaysAfterClosing: 90, deliveryDays: 30 };
    expect(parse({ ...CONFIG, retention }).retention).toEqual({
      ...DEFAULT_RETENTION,
      ...retention,
    });
  });

  it('have defaults of retention that they may write out', () => {
    const written = { ...CONFIG, retention: DEFAULT_RETENTION };
    expect(parse(written)).toEqual(parse(CONFIG));
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
    [{ ...WITH_DOMAIN, domain: `https://${DOMAIN}/` }, 'domain', 'without https://'],
    [{ region: 'north' }, 'region', 'AWS region'],
    [{ region: undefined }, 'region', 'AWS region'],
    [{ sender: 'nobody' }, 'sender', 'e-mail address'],
    [{ sender: undefined }, 'sender', 'e-mail address'],
    [{ sender: 'Sadzirdēts <s@example.lv>' }, 'sender', 'e-mail address'],
    [{ senderName: '' }, 'senderName', 'one line'],
    [{ senderName: 7 }, 'senderName', 'one line'],
    [{ senderName: 'a\r\nBcc: b@c.example' }, 'senderName', 'one line'],
    [{ retention: { forever: 1 } }, 'retention.forever', 'is no setting'],
    [{ retention: { deliveryDays: 30.5 } }, 'retention.deliveryDays', 'from 30 to 3650'],
    [{ region: 'us-east-1' }, 'region', 'in the European Union: eu-central-1, '],
    [{ region: 'eu-west-2' }, 'region', 'in the European Union'],
    [{ owner: undefined }, 'owner', 'the institution that answers for the site'],
    [{ owner: 'Valsts kanceleja' }, 'owner', 'the institution that answers for the site'],
    [anOwner({ name: undefined }), 'owner.name', 'a text in lv and in en'],
    [anOwner({ name: 'Valsts kanceleja' }), 'owner.name', 'a text in lv and in en'],
    [anOwner({ name: { lv: 'Valsts kanceleja' } }), 'owner.name.en', 'one line'],
    [anOwner({ name: { lv: 'a\nb', en: 'a' } }), 'owner.name.lv', 'one line'],
    [anOwner({ name: { lv: ' ', en: 'a' } }), 'owner.name.lv', 'one line'],
    [anOwner({ name: { lv: 'a', en: 'b'.repeat(121) } }), 'owner.name.en', 'at most 120'],
    [anOwner({ registrationNumber: 'LV-9' }), 'owner.registrationNumber', 'a number'],
    [anOwner({ address: undefined }), 'owner.address', 'a text in lv and in en'],
    [anOwner({ address: { lv: '', en: 'a' } }), 'owner.address.lv', 'one line'],
    [anOwner({ email: undefined }), 'owner.email', 'e-mail address'],
    [anOwner({ email: 'mk.gov.lv' }), 'owner.email', 'e-mail address'],
    [anOwner({ phone: undefined }), 'owner.phone', 'its country code'],
    [anOwner({ phone: '67082800' }), 'owner.phone', 'its country code'],
    [anOwner({ phone: '+371 zvaniet' }), 'owner.phone', 'its country code'],
    [anOwner({ dataProtection: undefined }), 'owner.dataProtection', 'name and email'],
    [anOwner({ dataProtection: { email: 'a@b.lv' } }), 'owner.dataProtection.name', 'in lv and'],
    [anOwner({ dataProtection: { name: OWNER.name } }), 'owner.dataProtection.email', 'e-mail'],
    [
      anOwner({ dataProtection: { ...OWNER.dataProtection, authority: { lv: 'DVI' } } }),
      'owner.dataProtection.authority.en',
      'one line',
    ],
    [anOwner({ accessibility: undefined }), 'owner.accessibility', 'email and phone'],
    [anOwner({ accessibility: { email: 'a@b.lv' } }), 'owner.accessibility.phone', 'phone number'],
    [anOwner({ accessibility: { phone: '+371 1' } }), 'owner.accessibility.email', 'e-mail'],
    [anOwner(wordy('ā')), 'owner', 'at most 2500 bytes'],
    [{ retention: 30 }, 'retention', 'an object'],
    [{ retention: { deliveryDays: '400' } }, 'retention.deliveryDays', 'from 30 to 3650'],
    [{ retention: { deliveryDays: 29 } }, 'retention.deliveryDays', 'from 30 to 3650'],
    [{ retention: { sourceCountDays: 0 } }, 'retention.sourceCountDays', 'from 1 to 30'],
    [{ retention: { sourceCountDays: 1.5 } }, 'retention.sourceCountDays', 'whole number'],
    [
      { retention: { contactDaysAfterClosing: 3_651 } },
      'retention.contactDaysAfterClosing',
      'from 30 to 3650',
    ],
    [{ licence: 'CC BY' }, 'licence', 'address of a known licence'],
    [{ licence: 'https://creativecommons.org/licenses/by-nd/4.0/' }, 'licence', 'known licence'],
    [{ licence: 'javascript:alert(1)' }, 'licence', 'known licence'],
    [{ logKeys: 0 }, 'logKeys', 'a whole number from 1 to 20'],
    [{ logKeys: 1.5 }, 'logKeys', 'a whole number from 1 to 20'],
    [{ logKeys: '2' }, 'logKeys', 'a whole number from 1 to 20'],
    [{ logKeys: 21 }, 'logKeys', 'a whole number from 1 to 20'],
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
    const parsing = () => parse({ ...CONFIG, ...changes });
    expect(parsing).toThrow(new RegExp(`^  ${key}: .*${what}`, 'mu'));
  });

  const WRONG = 'must be an e-mail address, such as balss@iestade.lv';
  const TIME = 'must be a time of day, such as 08:00';

  it.each([
    // What is missing is said to be missing.
    [
      { account: undefined },
      'account',
      'is missing: it must be the number of an AWS account: 12 d',
    ],
    [{ region: undefined }, 'region', 'is missing: it must be an AWS region in the European'],
    [{ sender: undefined }, 'sender', `is missing: it ${WRONG}`],
    [{ digestAt: undefined }, 'digestAt', `is missing: it ${TIME}`],
    [{ owner: undefined }, 'owner', 'is missing: it must be an object: the institution that'],
    [anOwner({ name: undefined }), 'owner.name', 'is missing: it must be a text in lv and in en'],
    [anOwner({ name: { lv: 'A' } }), 'owner.name.en', 'is missing: it must be one line of at most'],
    [anOwner({ phone: undefined }), 'owner.phone', 'is missing: it must be a phone number with'],
    // A name beside the address goes into a setting of its own.
    [
      { sender: 'Sadzirdēts <s@iestade.lv>' },
      'sender',
      'must be the e-mail address alone: write "s@iestade.lv", and the name into senderName: "Sadzirdēts"',
    ],
    [
      { sender: '"Valsts kanceleja" <S@Iestade.LV>' },
      'sender',
      'must be the e-mail address alone: write "S@iestade.lv", and the name into senderName: "Valsts kanceleja"',
    ],
    [
      { replyTo: 'Anna Ozola <anna@iestade.lv>' },
      'replyTo',
      'must be the e-mail address alone: write "anna@iestade.lv"',
    ],
    // Where it is plain what was meant, it is written out.
    [{ operator: 'mailto:a@iestade.lv' }, 'operator', `${WRONG}: write "a@iestade.lv"`],
    [
      anOwner({ email: ' pasts@ķekava.lv' }),
      'owner.email',
      `${WRONG}: write "pasts@xn--ekava-n5a.lv"`,
    ],
    [{ operator: 'a@iestade.lv, b@iestade.lv' }, 'operator', WRONG],
    [{ account: '1111 2222 3333' }, 'account', /digits, as a text: write "111122223333"$/u],
    [{ account: 111_122_223_333 }, 'account', /digits, as a text: write "111122223333"$/u],
    [{ account: '1111 2222' }, 'account', /digits, as a text$/u],
    [
      anOwner({ registrationNumber: 90_000_038_578 }),
      'owner.registrationNumber',
      'must be a number of 6 to 14 digits, as a text: write "90000038578"',
    ],
    [
      { ...WITH_DOMAIN, domain: `HTTPS://${DOMAIN.toUpperCase()}/lv/` },
      'domain',
      /without https:\/\/ and without a path: write "viedokli\.example\.lv"$/u,
    ],
    [{ ...WITH_DOMAIN, domain: 'viedokļi.lv' }, 'domain', /: write "xn--viedoki-fib\.lv"$/u],
    [{ ...WITH_DOMAIN, domain: 'viedokli' }, 'domain', /and without a path$/u],
    [{ region: 'eu-north-2' }, 'region', /: write "eu-north-1"$/u],
    [{ region: 'EU_Central 1' }, 'region', /: write "eu-central-1"$/u],
    [{ region: 'us-east-1' }, 'region', /, eu-west-3$/u],
    [{ region: 'eu-west-2' }, 'region', /, eu-west-3$/u],
    [{ digestAt: '8:00' }, 'digestAt', `${TIME}: write "08:00"`],
    [{ digestAt: '08.00' }, 'digestAt', `${TIME}: write "08:00"`],
    [{ digestAt: '3:00' }, 'digestAt', TIME],
    [anOwner({ phone: '00371 6708-2800' }), 'owner.phone', /: write "\+371 6708 2800"$/u],
    [anOwner({ phone: '67082800' }), 'owner.phone', /\+371 67082800$/u],
    [
      { licence: 'http://creativecommons.org/licenses/by/4.0' },
      'licence',
      /: write "https:\S+4.0\/"$/u,
    ],
    [{ logKeys: '2' }, 'logKeys', /from 1 to 20: write 2$/u],
    [{ retention: { deliveryDays: '400' } }, 'retention.deliveryDays', /to 3650: write 400$/u],
    // A key that is near a setting which is not there, or that stands in the wrong place.
    [{ sender: undefined, sendr: 'x' }, 'sendr', 'is no setting: did you mean sender?'],
    [{ digestAt: undefined, digest_at: 'x' }, 'digest_at', 'is no setting: did you mean digestAt?'],
    [{ domian: 'x' }, 'domian', 'is no setting: did you mean domain?'],
    [{ certificate: 'x' }, 'certificate', 'is no setting: did you mean certificateArn?'],
    [
      anOwner({ adress: 'x', address: undefined }),
      'owner.adress',
      /did you mean owner\.address\?$/u,
    ],
    [
      anOwner({ name: { lv: 'A', eng: 'A' } }),
      'owner.name.eng',
      /did you mean owner\.name\.en\?$/u,
    ],
    [
      { retention: { contactDays: 9 } },
      'retention.contactDays',
      /retention\.contactDaysAfterClosing\?$/u,
    ],
    [{ deliveryDays: 90 }, 'deliveryDays', 'is no setting: did you mean retention.deliveryDays?'],
    [{ sendr: 'x' }, 'sendr', 'is no setting: docs/deploy.md has them all'],
    [
      { deliveryDays: 90, retention: { deliveryDays: 90 } },
      'deliveryDays',
      'is no setting: docs/deploy.md has them all',
    ],
    [{ timeZone: 'x' }, 'timeZone', 'is no setting: docs/deploy.md has them all'],
    // A certificate of CloudFront, or of a rehearsal.
    [
      { ...WITH_DOMAIN, certificateArn: CERTIFICATE.replace('eu-north-1', 'us-east-1') },
      'certificateArn',
      'must be of a certificate in the same account and region: this one is in us-east-1 of 111122223333',
    ],
  ] as const)('with %j tell an operator what to write: %s', (changes, key, says) => {
    const lines = faultsIn({ ...CONFIG, ...changes });
    const [said = '', ...more] = lines.flatMap((line) =>
      line.startsWith(`${key}: `) ? [line.slice(key.length + 2)] : [],
    );
    expect(more).toEqual([]);
    if (typeof says === 'string' && says.startsWith('is missing')) {
      expect(said.slice(0, says.length)).toBe(says);
    } else expect(said).toEqual(typeof says === 'string' ? says : expect.stringMatching(says));
  });

  it('name ten mistakes in ten lines, each with its key', () => {
    const { digestAt: _, ...others } = CONFIG;
    const lines = faultsIn({
      ...others,
      account: '1111 2222 3333',
      region: 'eu-nroth-1',
      domain: 'https://viedokli.example.lv',
      sender: 'Sadzirdēts <s@iestade.lv>',
      operater: CONFIG.operator,
      operator: undefined,
      ...anOwner({ name: { lv: 'Kanceleja' }, phone: '67082800' }),
    });
    expect(lines.map((line) => line.slice(0, line.indexOf(': ')))).toEqual([
      'account',
      'region',
      'domain',
      'sender',
      'owner.name.en',
      'owner.phone',
      'operator',
      'digestAt',
      'operater',
      'certificateArn',
    ]);
  });

  it('may name an owner with the longest texts, in letters of one byte', () => {
    expect(() => parse({ ...CONFIG, ...anOwner(wordy('a')) })).not.toThrow();
  });

  it('with a key that nobody knows are refused, naming it', () => {
    expect(() => parse({ ...CONFIG, sendr: 'x' })).toThrow('sendr: is no setting');
  });

  it('report every fault at once, and the file', () => {
    const parsing = () => parse({ ...CONFIG, region: 'north', sender: 'nobody' });
    expect(parsing).toThrow(`${FILE} is not good:\n  region: `);
    expect(parsing).toThrow(/region:.*\n.*sender:/u);
  });

  it('report a domain without a certificate beside other faults', () => {
    const { phone: _, ...owner } = OWNER;
    const parsing = () => parse({ ...CONFIG, owner, sendr: 'x', domain: DOMAIN });
    expect(parsing).toThrow(/owner\.phone:.*\n.*sendr:.*\n.*certificateArn: is needed/u);
    const certified = () => parse({ ...CONFIG, region: 'north', certificateArn: CERTIFICATE });
    expect(certified).toThrow(/region:.*\n.*domain: is needed/u);
  });

  it.each([undefined, null, 'eu-north-1', [CONFIG]])('are refused when they are %j', (written) => {
    expect(() => parse(written)).toThrow('(the whole file): must be an object');
  });
});

describe('a value that only an example may have', () => {
  const REAL: Config = {
    ...CONFIG,
    ...DEFAULTS,
    region: 'eu-north-1',
    sender: 'sadzirdets@mk.gov.lv',
    owner: {
      ...OWNER,
      email: 'pasts@mk.gov.lv',
      dataProtection: { ...OWNER.dataProtection, email: 'dati@mk.gov.lv' },
      accessibility: { ...OWNER.accessibility, email: 'tulkojums@mk.gov.lv' },
    },
    replyTo: 'konsultacijas@mk.gov.lv',
    operator: 'operators@mk.gov.lv',
  };

  const parseReal = (written: unknown) => parseConfig(written, FILE, { isExample: false });
  const ownedBy = (changes: Partial<Config['owner']>) => ({ owner: { ...REAL.owner, ...changes } });

  it.each([
    [{ sender: 'sadzirdets@sadzirdets.example' }, 'sender'],
    [{ replyTo: 'konsultacijas@mail.localhost' }, 'replyTo'],
    [{ operator: 'operators@example.org' }, 'operator'],
    [{ operator: 'operators@mail.example.com' }, 'operator'],
    [{ operator: 'operators@sadzirdets.test' }, 'operator'],
    [{ operator: 'operators@sadzirdets.invalid' }, 'operator'],
    [{ domain: 'viedokli.example', certificateArn: CERTIFICATE }, 'domain'],
    [{ account: '000000000000' }, 'account'],
    [ownedBy({ name: { lv: 'Valsts kanceleja (paraugs)', en: 'Chancellery' } }), 'owner.name.lv'],
    [ownedBy({ name: { lv: 'Kanceleja', en: 'Chancellery (example)' } }), 'owner.name.en'],
    [ownedBy({ registrationNumber: '00000000000' }), 'owner.registrationNumber'],
    [ownedBy({ phone: '+371 00000000' }), 'owner.phone'],
    [ownedBy({ email: 'pasts@sadzirdets.example' }), 'owner.email'],
    [
      ownedBy({ dataProtection: { ...REAL.owner.dataProtection, email: 'dati@example.org' } }),
      'owner.dataProtection.email',
    ],
    [
      ownedBy({ accessibility: { ...REAL.owner.accessibility, phone: '+371 000 000 00' } }),
      'owner.accessibility.phone',
    ],
  ])('is refused: %j', (changes, key) => {
    const refusing = () => {
      parseReal({ ...REAL, ...changes });
    };
    expect(refusing).toThrow(new RegExp(`^  ${key}: .+ is only an example`, 'mu'));
  });

  it('is every text of the example’s owner', () => {
    const { owner } = readDeployment(EXAMPLE).config;
    const values = [...JSON.stringify(owner).matchAll(/:"(?<value>[^"]+)"/gu)];
    expect(values.length).toBeGreaterThan(8);
    const refusing = () => {
      parseReal({ ...REAL, owner });
    };
    for (const { groups } of values) expect(refusing).toThrow(`${groups?.['value']} is only an`);
  });

  it('is not taken for a real one that looks like it', () => {
    const domain = 'viedokli.example.gov.lv';
    const real = { domain, certificateArn: CERTIFICATE, sender: 's@counterexample.lv' };
    expect(() => {
      parseReal({ ...REAL, ...real });
    }).not.toThrow();
  });

  it('is named with every fault of another kind, and once', () => {
    const written = { ...REAL, region: 'north', account: '0', replyTo: 'balss@iestade.example' };
    const faults = [
      'account: must be',
      'region: must be',
      'replyTo: balss@iestade.example is only',
    ];
    const lines = faults.map((fault) => `  ${fault}[^\\n]*`).join('\n');
    expect(() => parseReal(written)).toThrow(new RegExp(`is not good:\n${lines}$`, 'u'));
  });

  it('is named with every other one', () => {
    expect(() => {
      parseReal({ ...REAL, ...CONFIG, account: '000000000000' });
    }).toThrow(
      /account: .*\n {2}sender: .*\n {2}replyTo: .*\n {2}owner\.email: .*(?:\n.*)*\n {2}operator: /u,
    );
  });
});

import { existsSync, readFileSync } from 'node:fs';
import { afterEach, describe, expect, it } from 'vitest';
import { LocalEventBus, matches } from '../../local/event-bus.ts';
import { Inbox } from '../../local/inbox.ts';
import { LocalSes } from '../../local/ses.ts';
import { reportOf } from '../../shared/events.ts';
import { aFolder, aFunction, anAssembly } from '../support/assembly.ts';

/* What SES reports, and how it reaches the function that records it. */

const SET = 'MailSet';

function assemblyFor(types: readonly string[], pattern: object = { source: ['aws.ses'] }) {
  return anAssembly({
    Resources: {
      [SET]: { Type: 'AWS::SES::ConfigurationSet' },
      Destination: {
        Type: 'AWS::SES::ConfigurationSetEventDestination',
        Properties: {
          ConfigurationSetName: { Ref: SET },
          EventDestination: {
            Enabled: true,
            MatchingEventTypes: types,
            EventBridgeDestination: { EventBusArn: 'arn:aws:events:::event-bus/default' },
          },
        },
      },
      Rule: {
        Type: 'AWS::Events::Rule',
        Properties: { EventPattern: pattern, Targets: [{ Arn: 'arn:aws:lambda:::function:Echo' }] },
      },
    },
  });
}

/** Writes down each event that it is called with; fails as often as it is told to. */
const RECORDER = `
import { appendFileSync } from 'node:fs';
let failures = Number(process.env.FAILURES);
export async function handler(event) {
  if (failures-- > 0) throw new Error('on purpose');
  appendFileSync(process.env.FILE, JSON.stringify(event) + '\\n');
}`;

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

async function aMailSystem({
  types = ['delivery', 'bounce', 'complaint', 'reject'],
  failures = 0,
}: { types?: readonly string[]; failures?: number } = {}) {
  const file = `${aFolder()}/events`;
  const target = aFunction(RECORDER, { variables: { FILE: file, FAILURES: String(failures) } });
  const assembly = assemblyFor(types);
  const bus = new LocalEventBus(assembly, () => target);
  const ses = await LocalSes.start(new Inbox(aFolder()), 'eu-north-1');
  ses.reportTo(bus, assembly);
  closing.push(
    () => ses.close(),
    () => bus.close(),
  );
  return {
    ses,
    bus,
    events: (): unknown[] =>
      existsSync(file)
        ? readFileSync(file, 'utf8')
            .trim()
            .split('\n')
            .map((line) => JSON.parse(line) as unknown)
        : [],
  };
}

async function mailThrough(ses: LocalSes, set = SET): Promise<number> {
  const answer = await fetch(ses.endpoint, {
    method: 'POST',
    body: new URLSearchParams({
      Action: 'SendRawEmail',
      Source: 'from@sadzirdets.example',
      'Destinations.member.1': 'anna@ngo.example',
      'RawMessage.Data': Buffer.from('Subject: x\r\n\r\nx').toString('base64'),
      ConfigurationSetName: set,
      'Tags.member.1.Name': 'kind',
      'Tags.member.1.Value': 'announcement',
    }),
  });
  return answer.status;
}

describe('the reports of the local SES', () => {
  it.each([
    [null, ['delivery']],
    ['bounce', ['bounce']],
    ['bounce-first', ['bounce']],
    ['soft-bounce', ['soft-bounce']],
    ['suppressed', ['account-list']],
    ['complain', ['delivery', 'complaint']],
    ['reorder', ['complaint', 'delivery']],
    ['twice', ['delivery', 'delivery']],
  ] as const)(
    'of a mail that meets %s are %j, as the product reads them',
    async (fault, expected) => {
      const { ses, bus, events } = await aMailSystem();
      ses.account.order({ address: 'anna@ngo.example', fault: fault, times: 1 });
      expect(await mailThrough(ses)).toBe(200);
      await bus.idle();
      const reports = events().map(reportOf);
      expect(reports.map(({ event }) => event).toSorted()).toEqual(expected.toSorted());
      for (const { destination, tags } of reports) {
        expect(destination).toBe('anna@ngo.example');
        expect(tags).toMatchObject({ kind: 'announcement', 'ses:configuration-set': SET });
      }
      if (fault === 'twice') expect(reports[0]?.id).toBe(reports[1]?.id);
    },
  );

  it('are there before SES answers, where the bounce comes first', async () => {
    const { ses, events } = await aMailSystem();
    ses.account.order({ address: '*', fault: 'bounce-first', times: 'always' });
    await mailThrough(ses);
    expect(events()).toHaveLength(1);
  });

  it('are those that the configuration set of the mail asks for', async () => {
    const { ses, bus, events } = await aMailSystem({ types: ['bounce'] });
    await mailThrough(ses);
    await mailThrough(ses, 'another');
    await bus.idle();
    expect(events()).toEqual([]);
  });

  it('are handed over again where the function fails', async () => {
    const { ses, bus, events } = await aMailSystem({ failures: 2 });
    await mailThrough(ses);
    await bus.idle();
    expect(events()).toHaveLength(1);
  });
});

describe('the quota of the local SES', () => {
  it('is held to: what comes after a full day or second is refused', async () => {
    const { ses } = await aMailSystem();
    ses.account.orderQuota({ max24HourSend: 12, sentLast24Hours: 10 });
    expect([await mailThrough(ses), await mailThrough(ses), await mailThrough(ses)]).toEqual([
      200, 200, 400,
    ]);
    expect(ses.account.quota.sentLast24Hours).toBe(12);
    ses.account.orderQuota({ sentLast24Hours: 0, maxSendRate: 0, enforceRate: true });
    expect(await mailThrough(ses)).toBe(400);
  });
});

describe('a pattern', () => {
  const event = { source: 'aws.ses', detail: { tags: { set: ['a', 'b'] } } };

  it.each([
    [{ source: ['aws.ses', 'other'] }, true],
    [{ source: ['other'] }, false],
    [{ source: [{ prefix: 'aws.' }] }, true],
    [{ detail: { tags: { set: ['b'] } } }, true],
    [{ detail: { tags: { set: ['c'] } } }, false],
    [{ source: ['aws.ses'], detail: { tags: { none: ['a'] } } }, false],
  ])('%j matches: %s', (pattern, expected) => {
    expect(matches(event, pattern)).toBe(expected);
  });

  it.each([{ source: 'aws.ses' }, { source: [{ suffix: 'x' }] }])(
    'that is not understood is refused: %j',
    (pattern) => {
      expect(() => matches({}, pattern)).toThrow('does not understand');
    },
  );
});

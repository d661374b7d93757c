import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it, onTestFinished } from 'vitest';
import { LocalEventBus, matches } from '../../local/event-bus.ts';
import { Inbox } from '../../local/inbox.ts';
import { LocalSes } from '../../local/ses.ts';
import { reportOf } from '../../shared/events.ts';
import { aFolder, aFunction, anAssembly } from '../support/assembly.ts';

/* What SES reports, and how the reports reach the function that records them. */

const SET = 'MailSet';

function assemblyFor(
  types: readonly string[],
  pattern: object = { source: ['aws.ses'] },
  SuppressionOptions?: object,
) {
  return anAssembly({
    Resources: {
      Identity: {
        Type: 'AWS::SES::EmailIdentity',
        Properties: { EmailIdentity: 'sadzirdets.example' },
      },
      Other: { Type: 'AWS::SES::ConfigurationSet' },
      [SET]: { Type: 'AWS::SES::ConfigurationSet', Properties: { SuppressionOptions } },
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

/** A function that writes down each event, and fails at the first FAILURES events. */
const RECORDER = `
import { appendFileSync } from 'node:fs';
let failures = Number(process.env.FAILURES);
export async function handler(event) {
  await new Promise((resolve) => setTimeout(resolve, 50));
  appendFileSync(process.env.FILE, JSON.stringify(event) + '\\n');
  if (failures-- > 0) throw new Error('on purpose');
}`;

async function aMailSystem({
  types = ['delivery', 'bounce', 'complaint', 'reject'],
  failures = 0,
  suppression,
}: { types?: readonly string[]; failures?: number; suppression?: object } = {}) {
  const file = `${aFolder()}/events`;
  const target = aFunction(RECORDER, { variables: { FILE: file, FAILURES: String(failures) } });
  const assembly = assemblyFor(types, undefined, suppression);
  const bus = new LocalEventBus(assembly, () => target);
  const ses = await LocalSes.start(new Inbox(aFolder()), assembly);
  ses.reportTo(bus);
  onTestFinished(async () => {
    await ses.close();
    await bus.close();
  });
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
    ['reject-later', ['reject']],
    ['twice', ['delivery', 'delivery']],
  ] as const)(
    'about a mail that meets %s are %j in that order, as the product reads them',
    async (fault, expected) => {
      const { ses, bus, events } = await aMailSystem();
      ses.account.order({ address: 'anna@ngo.example', fault: fault, times: 1 });
      expect(await mailThrough(ses)).toBe(200);
      await bus.idle();
      const reports = events().map(reportOf);
      expect(reports.map(({ event }) => event)).toEqual(expected);
      for (const { destination, tags } of reports) {
        expect(destination).toBe('anna@ngo.example');
        expect(tags).toMatchObject({ kind: 'announcement', 'ses:configuration-set': SET });
      }
      if (fault === 'twice') expect(reports[0]?.id).toBe(reports[1]?.id);
    },
  );

  it('come before SES answers when the bounce comes first', async () => {
    const { ses, events } = await aMailSystem();
    ses.account.order({ address: '*', fault: 'bounce-first', times: 'always' });
    await mailThrough(ses);
    expect(events()).toHaveLength(1);
  });

  it('are those that the configuration set of the mail asks for', async () => {
    const { ses, bus, events } = await aMailSystem({ types: ['bounce'] });
    await mailThrough(ses);
    await mailThrough(ses, 'Other');
    await bus.idle();
    expect(events()).toEqual([]);
  });

  it.each([
    [{ SuppressedReasons: ['BOUNCE'] }, 'account-list'],
    [{ SuppressedReasons: [] }, 'delivery'],
  ])('heed the list of the account when the set has %j', async (suppression, expected) => {
    const { ses, bus, events } = await aMailSystem({ suppression });
    ses.account.order({ address: '*', fault: 'suppressed', times: 1 });
    expect(await mailThrough(ses)).toBe(200);
    await bus.idle();
    expect(events().map((event) => reportOf(event).event)).toEqual([expected]);
  });

  it('come in the envelope of EventBridge', async () => {
    const { ses, bus, events } = await aMailSystem();
    await mailThrough(ses);
    await bus.idle();
    expect(events()).toEqual([
      {
        version: '0',
        id: expect.stringMatching(/^[\da-f-]{36}$/u),
        'detail-type': 'Email Delivered',
        source: 'aws.ses',
        account: '000000000000',
        time: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/u),
        region: 'eu-north-1',
        resources: [],
        detail: expect.objectContaining({ eventType: 'Delivery' }),
      },
    ]);
  });
});

describe('the event bus', () => {
  const anEvent = (id: string) => ({ id, source: 'aws.ses', detailType: 'x', detail: {} });
  const idsOf = (events: readonly unknown[]) => (events as { id: string }[]).map(({ id }) => id);

  it('calls a failing function again, and holds back the later events of the same put', async () => {
    const { bus, events } = await aMailSystem({ failures: 2 });
    await bus.put([anEvent('first'), anEvent('second')]);
    expect(idsOf(events())).toEqual(['first', 'first', 'first', 'second']);
  });

  it('hands over every event once, however many wait', async () => {
    const { bus, events } = await aMailSystem();
    const ids = Array.from({ length: 30 }, (_, index) => String(index));
    for (const id of ids) void bus.put([anEvent(id)]);
    await bus.idle();
    expect(idsOf(events()).toSorted()).toEqual(ids.toSorted());
  });

  it('closes when the running deliveries have ended, and begins nothing after that', async () => {
    const { bus, events } = await aMailSystem();
    const put = Promise.all(['1', '2', '3', '4'].map((id) => bus.put([anEvent(id)])));
    await bus.close();
    expect(idsOf(events()).toSorted()).toEqual(['1', '2']);
    await put;
    await bus.put([anEvent('late')]);
    await bus.idle();
    expect(events()).toHaveLength(2);
  });

  it('does not try again once it is closed', async () => {
    const { bus, events } = await aMailSystem({ failures: 9 });
    void bus.put([anEvent('first'), anEvent('second')]);
    await bus.close();
    expect(idsOf(events())).toEqual(['first']);
  });

  it('routes nothing when the template has no rule, or a disabled one', async () => {
    const target = aFunction('export const handler = () => { throw new Error("called"); };');
    const rule = {
      Type: 'AWS::Events::Rule',
      Properties: {
        State: 'DISABLED',
        EventPattern: { source: ['aws.ses'] },
        Targets: [{ Arn: 'a' }],
      },
    };
    for (const Resources of [{}, { Rule: rule }]) {
      let called = false;
      const bus = new LocalEventBus(anAssembly({ Resources }), () => {
        called = true;
        return target;
      });
      await bus.put([anEvent('1')]);
      expect(called).toBe(false);
    }
  });

  it.each([
    ['a comparison', { EventPattern: { source: [{ suffix: 'ses' }] }, Targets: [] }],
    ['a target', { EventPattern: {}, Targets: [{ Arn: 'a', InputPath: '$.detail' }] }],
    ['a rule', { ScheduleExpression: 'rate(1 day)', Targets: [] }],
  ])('refuses at the start %s that it does not understand', (_, Properties) => {
    const assembly = anAssembly({ Resources: { Rule: { Type: 'AWS::Events::Rule', Properties } } });
    expect(() => new LocalEventBus(assembly, () => aFunction(RECORDER))).toThrow();
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
    [{ detail: { tags: { set: [{ prefix: 'b' }] } } }, true],
    [{ detail: { tags: { none: [{ prefix: '' }] } } }, false],
    [{ detail: { source: ['aws.ses'] } }, false],
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

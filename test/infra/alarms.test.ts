import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod/mini';
import { momentInRiga } from '../../shared/domain/time.ts';
import { metricsNamespaceOf } from '../../shared/ports/journal.ts';
import {
  CONFIG,
  NAME,
  ofType,
  propertiesOf,
  synthesize,
  type Template,
} from '../support/product.ts';

const Alarm = z.looseObject({
  AlarmName: z.string(),
  AlarmDescription: z.string(),
  AlarmActions: z.array(z.unknown()),
  OKActions: z.array(z.unknown()),
  Metrics: z.optional(z.array(z.looseObject({ Expression: z.optional(z.string()) }))),
  TreatMissingData: z.enum(['breaching', 'notBreaching']),
});

const Counted = z.looseObject({
  MetricName: z.string(),
  Dimensions: z.tuple([z.object({ Name: z.literal('service'), Value: z.string() })]),
});

/** Returns the metric of the product that an alarm names, or that a part of its sum names. */
function metricsIn(part: unknown) {
  const metric = Counted.safeParse((part as { Metric?: unknown } | undefined)?.Metric ?? part);
  return metric.success
    ? [{ metric: metric.data.MetricName, service: metric.data.Dimensions[0].Value }]
    : [];
}

const PREFIX = `sadzirdets-${NAME}-`;

const folder = mkdtempSync(join(tmpdir(), 'sadzirdets-alarms-'));
let service: Template;
let alarms: z.infer<typeof Alarm>[];
beforeAll(() => {
  ({ service } = synthesize(folder));
  alarms = propertiesOf(service, 'AWS::CloudWatch::Alarm').map((one) => Alarm.parse(one));
}, 60_000);
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

describe('the alarms', () => {
  it('reach the operator when they are raised and when they are over', () => {
    const [[topic] = []] = ofType(service, 'AWS::SNS::Topic');
    for (const { AlarmActions, OKActions } of alarms) {
      expect(AlarmActions).toEqual([{ Ref: topic }]);
      expect(OKActions).toEqual([{ Ref: topic }]);
    }
    expect(propertiesOf(service, 'AWS::SNS::Subscription')).toEqual([
      { Endpoint: CONFIG.operator, Protocol: 'email', TopicArn: { Ref: topic } },
    ]);
  });

  it('may publish: the topic has a policy of its own, which must say so', () => {
    const [policy] = propertiesOf(service, 'AWS::SNS::TopicPolicy');
    const allowing = { Effect: 'Allow', Principal: { Service: 'cloudwatch.amazonaws.com' } };
    expect(policy).toMatchObject({
      PolicyDocument: {
        Statement: expect.arrayContaining([
          expect.objectContaining({ ...allowing, Action: 'sns:Publish' }),
        ]) as unknown,
      },
    });
  });

  it('each have their section in the runbook, and no section is without its alarm', () => {
    const runbook = readFileSync('docs/runbook.md', 'utf8');
    const sections = [...runbook.matchAll(/^## (?<name>[a-z]+(?:-[a-z]+)+)$/gmu)].map(
      ({ groups }) => groups?.['name'] ?? '',
    );
    const names = alarms.map(({ AlarmName }) => AlarmName.replace(PREFIX, ''));
    expect(names.length).toBeGreaterThan(10);
    expect(sections.toSorted()).toEqual(names.toSorted());
    for (const { AlarmName, AlarmDescription } of alarms) {
      const anchor = `docs/runbook.md#${AlarmName.replace(PREFIX, '')}`;
      expect(AlarmDescription).toMatch(new RegExp(`${anchor}$`, 'u'));
    }
  });

  it.each([
    ['digest-run-missing', 'run-digests', 'DigestRunSucceeded', 26],
    ['reconciliation-missing', 'reconcile-deliveries', 'ReconciliationSucceeded', 26],
    ['expiry-missing', 'expire-data', 'ExpirySucceeded', 50],
    ['sealing-missing', 'seal-log', 'SealingSucceeded', 1],
  ])('raise %s after silence of %s of %s for %i hours', (name, service, metric, hours) => {
    const missing = alarms.find(({ AlarmName }) => AlarmName === `${PREFIX}${name}`);
    expect(missing).toMatchObject({
      Namespace: metricsNamespaceOf(NAME),
      MetricName: metric,
      Dimensions: [{ Name: 'service', Value: service }],
      Statistic: 'Sum',
      Threshold: 1,
      ComparisonOperator: 'LessThanThreshold',
      TreatMissingData: 'breaching',
      Period: 3_600,
      EvaluationPeriods: hours,
    });
    expect(missing).not.toHaveProperty('DatapointsToAlarm');
  });

  it.each([
    ['reputation-bounces', 'Reputation.BounceRate', 0.03],
    ['reputation-complaints', 'Reputation.ComplaintRate', 0.000_8],
  ])('raise %s before SES reviews the account', (name, metric, threshold) => {
    expect(alarms.find(({ AlarmName }) => AlarmName === `${PREFIX}${name}`)).toMatchObject({
      Namespace: 'AWS/SES',
      MetricName: metric,
      Threshold: threshold,
      TreatMissingData: 'notBreaching',
    });
  });

  it('raise site-flooded when the API gets half of the requests that a route lets through', () => {
    const flooded = alarms.find(({ AlarmName }) => AlarmName === `${PREFIX}site-flooded`);
    expect(flooded).toMatchObject({
      Namespace: 'AWS/ApiGateway',
      MetricName: 'Count',
      Statistic: 'Sum',
      Period: 300,
      TreatMissingData: 'notBreaching',
    });
    const [stage] = propertiesOf(service, 'AWS::ApiGatewayV2::Stage');
    expect(stage?.['DefaultRouteSettings']).toMatchObject({
      ThrottlingRateLimit: (2 * Number(flooded?.['Threshold'])) / 300,
    });
  });

  it('raise receipts-bounce at a tenth of at least 20 mails in an hour', () => {
    const found = alarms.find(({ AlarmName }) => AlarmName === `${PREFIX}receipts-bounce`);
    expect(found).toMatchObject({ Threshold: 10 });
    const [share, ...counted] = found?.Metrics ?? [];
    expect(share?.Expression).toBe('IF(FILL(whole, 0) >= 20, 100 * FILL(part, 0) / whole, 0)');
    expect(counted.flatMap((one) => metricsIn(one['MetricStat']))).toEqual([
      { metric: 'ReceiptsBounced', service: 'record-delivery' },
      { metric: 'MailsSent', service: 'send-mail' },
    ]);
  });

  it.each(['digest-run', 'reconciliation'])(
    'wait for the next %s longer than the longest day of the year lasts',
    (schedule) => {
      const [found] = propertiesOf(service, 'AWS::Scheduler::Schedule').filter(
        ({ Name }) => Name === schedule,
      );
      const [, minute = '', hour = ''] =
        /^cron\((\d+) (\d+) \* \* \? \*\)$/u.exec(String(found?.['ScheduleExpression'])) ?? [];
      const shown = (date: string) =>
        Date.parse(momentInRiga(`${date}T${hour.padStart(2, '0')}:${minute.padStart(2, '0')}`));
      const hours = (shown('2027-10-31') - shown('2027-10-30')) / 3_600_000;
      expect(hours).toBe(25);
      const periods = alarms.flatMap((one) =>
        one.AlarmName === `${PREFIX}${schedule}-missing` ? Number(one['EvaluationPeriods']) : [],
      );
      expect(periods).toHaveLength(1);
      for (const waited of periods) expect(waited).toBeGreaterThan(hours);
    },
  );

  it.each([
    ['digest-owed', 'DigestsOwed', ['run-digests']],
    [
      'unit-without-mailbox',
      'UnitsWithoutMailbox',
      ['reconcile-deliveries', 'run-digests', 'send-mail'],
    ],
    ['mail-held', 'MailsHeld', ['run-digests', 'send-announcements', 'send-mail']],
    ['rows-put-off', 'RowsPutOff', ['send-mail']],
    [
      'table-held',
      'TableHeld',
      ['reconcile-deliveries', 'run-digests', 'send-announcements', 'send-mail', 'sweep-outbox'],
    ],
    ['mails-silent', 'MailsSilent', ['reconcile-deliveries']],
    ['publication-missing', 'PublicationSucceeded', ['publish-opinions']],
    ['publication-behind', 'PublicationsLeft', ['publish-opinions']],
    ['sealing-behind', 'SealingsLeft', ['seal-log']],
    ['expiry-behind', 'ExpiryLeft', ['expire-data']],
    ['sources-held-back', 'SourcesHeldBack', ['revise-opinions', 'submit-opinions']],
    ['receipts-held-back', 'ReceiptsHeldBack', ['revise-opinions', 'send-mail', 'submit-opinions']],
    ['deliveries-unreconciled', 'Discrepancies', ['reconcile-deliveries']],
  ])('watch with %s every function that counts %s', (name, metric, services) => {
    const alarm = alarms.find(({ AlarmName }) => AlarmName === `${PREFIX}${name}`);
    const watched = [alarm, ...(alarm?.Metrics ?? []).map((one) => one['MetricStat'])].flatMap(
      (one) => metricsIn(one),
    );
    expect(watched.map((one) => one.service).toSorted()).toEqual(services);
    expect(new Set(watched.map((one) => one.metric))).toEqual(new Set([metric]));
  });

  it.each(['expiry-failing', 'sealing-failing'])(
    'raise %s with the first run that fails',
    (name) => {
      const failing = alarms.find(({ AlarmName }) => AlarmName === `${PREFIX}${name}`);
      expect(failing).toMatchObject({
        Namespace: 'AWS/Lambda',
        MetricName: 'Errors',
        Threshold: 1,
      });
    },
  );

  it('treat silence as good in all other cases', () => {
    const breaching = alarms.filter(({ TreatMissingData }) => TreatMissingData === 'breaching');
    expect(breaching.map(({ AlarmName }) => AlarmName)).toEqual([
      `${PREFIX}digest-run-missing`,
      `${PREFIX}reconciliation-missing`,
      `${PREFIX}publication-missing`,
      `${PREFIX}sealing-missing`,
      `${PREFIX}expiry-missing`,
    ]);
  });

  it('add up metrics so that a silent metric does not hide the others', () => {
    const expressions = alarms.flatMap(({ Metrics = [] }) =>
      Metrics.flatMap(({ Expression }) => Expression ?? []),
    );
    const sums = expressions.filter((expression) => !expression.startsWith('IF('));
    expect(sums.length).toBeGreaterThan(2);
    for (const expression of sums) {
      expect(expression).toMatch(/^SUM\(\[\w+(?:, \w+)+\]\)$/u);
    }
  });
});

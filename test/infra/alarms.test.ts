import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod/mini';
import { METRICS_NAMESPACE } from '../../shared/ports.ts';
import { CONTEXT, ofType, propertiesOf, synthesized, type Template } from '../support/product.ts';

const Alarm = z.looseObject({
  AlarmName: z.string(),
  AlarmDescription: z.string(),
  AlarmActions: z.array(z.unknown()),
  OKActions: z.array(z.unknown()),
  Metrics: z.optional(z.array(z.looseObject({ Expression: z.optional(z.string()) }))),
  TreatMissingData: z.enum(['breaching', 'notBreaching']),
});

const PREFIX = 'sadzirdets-';

const folder = mkdtempSync(join(tmpdir(), 'sadzirdets-alarms-'));
let service: Template;
let alarms: z.infer<typeof Alarm>[];
beforeAll(() => {
  ({ service } = synthesized(folder));
  alarms = propertiesOf(service, 'AWS::CloudWatch::Alarm').map((one) => Alarm.parse(one));
}, 30_000);
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
      { Endpoint: CONTEXT.operator, Protocol: 'email', TopicArn: { Ref: topic } },
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

  it('take three days without a digest run for a fault, silence included', () => {
    const missing = alarms.find(({ AlarmName }) => AlarmName === `${PREFIX}digest-run-missing`);
    expect(missing).toMatchObject({
      Namespace: METRICS_NAMESPACE,
      MetricName: 'DigestRunSucceeded',
      Dimensions: [{ Name: 'service', Value: 'run-digests' }],
      Statistic: 'Sum',
      Threshold: 1,
      ComparisonOperator: 'LessThanThreshold',
      TreatMissingData: 'breaching',
      Period: 3_600,
      EvaluationPeriods: 74,
    });
    expect(missing).not.toHaveProperty('DatapointsToAlarm');
  });

  it('take silence for good in all else', () => {
    const breaching = alarms.filter(({ TreatMissingData }) => TreatMissingData === 'breaching');
    expect(breaching.map(({ AlarmName }) => AlarmName)).toEqual([`${PREFIX}digest-run-missing`]);
  });

  it('add metrics up in a way that a silent one does not undo', () => {
    const expressions = alarms.flatMap(({ Metrics = [] }) =>
      Metrics.flatMap(({ Expression }) => Expression ?? []),
    );
    expect(expressions.length).toBeGreaterThan(2);
    for (const expression of expressions) {
      expect(expression).toMatch(/^SUM\(\[\w+(?:, \w+)+\]\)$/u);
    }
  });
});

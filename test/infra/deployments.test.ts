import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { EXAMPLE, readDeployment, stacksOf } from '../../infra/deployment.ts';
import { CONFIG, ofType, propertiesOf, synthesize, type Template } from '../support/product.ts';

const folder = mkdtempSync(join(tmpdir(), 'sadzirdets-deployments-'));
type Synthesized = ReturnType<typeof synthesize>;
let one: Synthesized;
let other: Synthesized;
beforeAll(() => {
  // Only a domain, a certificate and a sender cannot be shared, and the settings say so.
  const certificateArn = `arn:aws:acm:eu-north-1:${CONFIG.account}:certificate/x`;
  one = synthesize(join(folder, 'one'), { domain: 'one.example', certificateArn }, 'one');
  const changes = { domain: 'other.example', certificateArn, sender: 'a@other.example' };
  other = synthesize(join(folder, 'other'), changes, 'other');
}, 120_000);
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

/** Names that are unique within a resource which each deployment has for itself. */
const INNER_NAMES = new Set([
  'AWS::IAM::Policy PolicyName',
  'AWS::Scheduler::Schedule Name',
  'AWS::ApiGatewayV2::Stage StageName',
]);

/**
 * Returns every fixed name of a template: what CloudFormation does not make unique by itself, and
 * the namespaces of our own metrics.
 */
function fixedNames({ Resources }: Template): string[] {
  return Object.values(Resources).flatMap(({ Type, Properties }) =>
    Object.entries(Properties).flatMap(([key, value]) => {
      const isName = /Name$|^Namespace$|^EmailIdentity$/u.test(key) && key !== 'MetricName';
      const isInner = INNER_NAMES.has(`${Type} ${key}`) || String(value).startsWith('AWS/');
      const isFixed = typeof value === 'string' && !isInner;
      return isName && isFixed ? [`${Type} ${key} ${value}`] : [];
    }),
  );
}

function exportsOf({ Outputs }: Template): string[] {
  return Object.values(Outputs).flatMap(({ Export }) =>
    Export === undefined ? [] : [JSON.stringify(Export)],
  );
}

describe('two deployments in one account and region', () => {
  it('share no fixed name', () => {
    const [mine, yours] = [one, other].map(
      ({ data, service }) => new Set([...fixedNames(data), ...fixedNames(service)]),
    );
    expect([...(mine ?? [])]).toEqual(
      expect.arrayContaining([
        'AWS::CloudWatch::Alarm AlarmName sadzirdets-one-digest-run-missing',
        'AWS::CloudWatch::Alarm Namespace Sadzirdets/one',
        'AWS::Scheduler::ScheduleGroup Name sadzirdets-one',
        'AWS::ApiGatewayV2::Api Name sadzirdets-one',
        'AWS::KMS::Alias AliasName alias/sadzirdets-one-log-1',
      ]),
    );
    expect([...(mine ?? [])].filter((name) => yours?.has(name))).toEqual([]);
  });

  it('count their metrics apart, also within the sums of an alarm', () => {
    const namespaces = ({ service }: Synthesized) =>
      [
        ...JSON.stringify(propertiesOf(service, 'AWS::CloudWatch::Alarm')).matchAll(
          /"Namespace":"(?<name>[^"]+)"/gu,
        ),
      ]
        .map(({ groups }) => groups?.['name'] ?? '')
        .filter((name) => !name.startsWith('AWS/'));
    expect(new Set(namespaces(one))).toEqual(new Set(['Sadzirdets/one']));
    expect(new Set(namespaces(other))).toEqual(new Set(['Sadzirdets/other']));
  });

  it('have their schedules in groups of their own', () => {
    for (const { service } of [one, other]) {
      const [[group] = []] = ofType(service, 'AWS::Scheduler::ScheduleGroup');
      const { Name } = service.Resources[group ?? '']?.Properties ?? {};
      for (const [, schedule] of ofType(service, 'AWS::Scheduler::Schedule')) {
        expect(schedule.Properties['GroupName']).toBe(Name);
        expect(schedule['DependsOn']).toEqual(expect.arrayContaining([group]));
      }
    }
  });

  it('export nothing under the same name', () => {
    const [mine, yours] = [exportsOf(one.data), exportsOf(other.data)];
    expect(mine).toHaveLength(3);
    expect(mine.filter((name) => yours.includes(name))).toEqual([]);
  });

  it('have no stack of the same name, whatever their own names are', () => {
    const names = ['a', 'a-data', 'a-service', 'a-data-data'].flatMap((name) =>
      Object.values(stacksOf(name)),
    );
    expect(new Set(names).size).toBe(names.length);
  });
});

describe('the example', () => {
  it('is the one deployment that is tracked, and has good settings without a domain', () => {
    const { name, config } = readDeployment(EXAMPLE);
    expect(name).toBe('example');
    expect(config.domain).toBeUndefined();
  });
});

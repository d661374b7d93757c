import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { synthesize } from '../../infra/app.ts';
import { ATTRIBUTES, INDEXES } from '../../shared/dynamo/keys.ts';
import { ENVIRONMENTS } from '../../shared/env.ts';
import { ROUTES } from '../../shared/http/routes.ts';

interface Resource {
  readonly Type: string;
  readonly Properties: Record<string, unknown>;
  readonly DeletionPolicy?: string;
}

const CONTEXT = {
  region: 'eu-north-1',
  sender: 'sadzirdets@sadzirdets.example',
  operator: 'operators@sadzirdets.example',
  digestAt: '08:00',
};

const outdirs: string[] = [];
function templatesFor(changes: Record<string, unknown> = {}) {
  const outdir = mkdtempSync(join(tmpdir(), 'sadzirdets-cdk-'));
  outdirs.push(outdir);
  const context = { sadzirdets: { ...CONTEXT, ...changes } };
  synthesize({ outdir, context, assetVersion: 'test' });
  const read = (name: string) =>
    (
      JSON.parse(readFileSync(join(outdir, `${name}.template.json`), 'utf8')) as {
        Resources: Record<string, Resource>;
      }
    ).Resources;
  return { data: read('SadzirdetsData'), service: read('Sadzirdets') };
}

function ofType(resources: Record<string, Resource>, type: string): Resource[] {
  return Object.values(resources).filter(({ Type }) => Type === type);
}

let data: Record<string, Resource>;
let service: Record<string, Resource>;
beforeAll(() => {
  ({ data, service } = templatesFor());
}, 30_000);
afterAll(() => {
  for (const outdir of outdirs) rmSync(outdir, { recursive: true, force: true });
});

describe('the table', () => {
  it('is kept, protected, recoverable and encrypted', () => {
    const [table] = ofType(data, 'AWS::DynamoDB::GlobalTable');
    expect(table?.DeletionPolicy).toBe('Retain');
    expect(table?.Properties).toMatchObject({
      BillingMode: 'PAY_PER_REQUEST',
      SSESpecification: { SSEEnabled: true },
      Replicas: [
        {
          DeletionProtectionEnabled: true,
          PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
        },
      ],
    });
  });

  it('has the keys and indexes of the keys file, which hold keys only', () => {
    const [table] = ofType(data, 'AWS::DynamoDB::GlobalTable');
    const keysOnly = { Projection: { ProjectionType: 'KEYS_ONLY' } };
    const schema = (partition: string, sort: string) => [
      { AttributeName: partition, KeyType: 'HASH' },
      { AttributeName: sort, KeyType: 'RANGE' },
    ];
    expect(table?.Properties).toMatchObject({
      KeySchema: schema(ATTRIBUTES.partition, ATTRIBUTES.sort),
      LocalSecondaryIndexes: [INDEXES.received, INDEXES.revised].map(({ name, sort }) => ({
        IndexName: name,
        KeySchema: schema(ATTRIBUTES.partition, sort),
        ...keysOnly,
      })),
      GlobalSecondaryIndexes: [
        {
          IndexName: INDEXES.outbox.name,
          KeySchema: schema(INDEXES.outbox.partition, INDEXES.outbox.sort),
          ...keysOnly,
        },
      ],
    });
  });
});

describe('every function', () => {
  it('runs on the same runtime, with its own role and log group and exactly its environment', () => {
    const functions = ofType(service, 'AWS::Lambda::Function').map(({ Properties }) => Properties);
    expect(functions).toHaveLength(Object.keys(ENVIRONMENTS).length);
    for (const [name, schema] of Object.entries(ENVIRONMENTS)) {
      const found = functions.find(({ Description }) => Description === `Sadzirdēts: ${name}`);
      expect(found, name).toMatchObject({ Runtime: 'nodejs24.x', Architectures: ['arm64'] });
      const { Variables } = found?.['Environment'] as { Variables: object };
      expect(Object.keys(Variables).toSorted()).toEqual(Object.keys(schema.shape).toSorted());
    }
    for (const part of ['Role', 'LoggingConfig']) {
      const own = new Set(functions.map((one) => JSON.stringify(one[part])));
      expect(own.size, part).toBe(functions.length);
    }
  });

  it('logs for a stated time', () => {
    for (const { Properties } of ofType(service, 'AWS::Logs::LogGroup')) {
      expect(Properties['RetentionInDays']).toBeGreaterThan(0);
    }
  });

  it('may do only what it is granted, on what it is granted', () => {
    const policies = Object.values(service).filter(({ Type }) => Type === 'AWS::IAM::Policy');
    const statements = policies.flatMap(
      ({ Properties }) =>
        (
          Properties['PolicyDocument'] as {
            Statement: { Action: string | string[]; Resource: unknown }[];
          }
        ).Statement,
    );
    expect(statements.length).toBeGreaterThan(10);
    for (const { Action, Resource } of statements) {
      for (const action of [Action].flat()) expect(action).not.toContain('*');
      expect(JSON.stringify(Resource)).not.toMatch(/"\*"|\/\*"|:\*"/u);
    }
    expect(ofType(service, 'AWS::IAM::ManagedPolicy')).toEqual([]);
  });
});

describe('the API', () => {
  it('has a route for each row of the route table, and one for all else', () => {
    const keys = ofType(service, 'AWS::ApiGatewayV2::Route').map(
      ({ Properties }) => Properties['RouteKey'],
    );
    const wanted = Object.values(ROUTES).map(({ method, path }) => `${method} ${path}`);
    expect(keys.toSorted()).toEqual([...wanted, '$default'].toSorted());
  });

  it('stands at the domain where one is set, and mails lead there', () => {
    const { service: own } = templatesFor({
      domain: 'viedokli.example.lv',
      certificateArn: 'arn:aws:acm:eu-north-1:000000000000:certificate/x',
    });
    expect(ofType(own, 'AWS::ApiGatewayV2::ApiMapping')).toHaveLength(1);
    const sites = ofType(own, 'AWS::Lambda::Function').flatMap(({ Properties }) => {
      const { Variables } = Properties['Environment'] as { Variables: Record<string, unknown> };
      return 'SITE_URL' in Variables ? [Variables['SITE_URL']] : [];
    });
    expect(sites).toEqual(['https://viedokli.example.lv', 'https://viedokli.example.lv']);
  });
});

describe('the schedules', () => {
  it('run digests on working days at the time of Riga, with the slot in the payload', () => {
    const schedules = ofType(service, 'AWS::Scheduler::Schedule').map(
      ({ Properties }) => Properties,
    );
    const digest = schedules.find(({ Name }) => Name === 'weekly-digest');
    expect(digest).toMatchObject({
      ScheduleExpression: 'cron(0 8 ? * MON-FRI *)',
      ScheduleExpressionTimezone: 'Europe/Riga',
      FlexibleTimeWindow: { Mode: 'OFF' },
      State: 'ENABLED',
    });
    for (const { Target } of schedules) {
      expect(Target).toMatchObject({
        Input: '{"scheduledTime":"<aws.scheduler.scheduled-time>"}',
        DeadLetterConfig: { Arn: expect.anything() },
        RetryPolicy: { MaximumRetryAttempts: 30 },
      });
    }
  });

  it('hand over what their functions fail at to the last', () => {
    const retried = ofType(service, 'AWS::Lambda::EventInvokeConfig');
    expect(retried).toHaveLength(2);
    for (const { Properties } of retried) {
      expect(Properties).toMatchObject({
        MaximumRetryAttempts: 2,
        DestinationConfig: { OnFailure: { Destination: expect.anything() } },
      });
    }
  });
});

describe('the mail queue', () => {
  it('waits longer than its function may take, gives up to another, and takes back single messages', () => {
    const queues = ofType(service, 'AWS::SQS::Queue').map(({ Properties }) => Properties);
    const mail = queues.find((one) => 'RedrivePolicy' in one);
    const sender = ofType(service, 'AWS::Lambda::Function').find(
      ({ Properties }) => Properties['Description'] === 'Sadzirdēts: send-mail',
    );
    expect(mail?.['VisibilityTimeout']).toBeGreaterThanOrEqual(
      6 * Number(sender?.Properties['Timeout']),
    );
    for (const queue of queues) expect(queue).toMatchObject({ SqsManagedSseEnabled: true });
    const [mapping] = ofType(service, 'AWS::Lambda::EventSourceMapping');
    expect(mapping?.Properties).toMatchObject({
      FunctionResponseTypes: ['ReportBatchItemFailures'],
    });
  });
});

describe('the alarms', () => {
  const runbook = readFileSync('docs/runbook.md', 'utf8');

  it('each tell somebody, and each has its section in the runbook', () => {
    const alarms = ofType(service, 'AWS::CloudWatch::Alarm').map(({ Properties }) => Properties);
    expect(alarms.length).toBeGreaterThan(10);
    for (const { AlarmName, AlarmDescription, AlarmActions } of alarms) {
      const name = String(AlarmName).replace('sadzirdets-', '');
      expect(runbook).toContain(`\n## ${name}\n`);
      expect(AlarmDescription).toContain(`docs/runbook.md#${name}`);
      expect(AlarmActions).toHaveLength(1);
    }
    const sections = [...runbook.matchAll(/^## ([a-z-]+)$/gmu)].map(
      ([, name]) => `sadzirdets-${name ?? ''}`,
    );
    expect(sections.toSorted()).toEqual(
      alarms.map(({ AlarmName }) => String(AlarmName)).toSorted(),
    );
  });

  it('take three days without a digest run for a fault, silence included', () => {
    const missing = ofType(service, 'AWS::CloudWatch::Alarm').find(
      ({ Properties }) => Properties['AlarmName'] === 'sadzirdets-digest-run-missing',
    );
    expect(missing?.Properties).toMatchObject({
      MetricName: 'DigestRunSucceeded',
      Namespace: 'Sadzirdets',
      Dimensions: [{ Name: 'service', Value: 'run-digests' }],
      Period: 3_600,
      EvaluationPeriods: 74,
      ComparisonOperator: 'LessThanThreshold',
      TreatMissingData: 'breaching',
    });
  });
});

import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Stack } from 'aws-cdk-lib';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AT_ONCE } from '../../infra/concurrency.ts';
import { stacksOf } from '../../infra/deployment.ts';
import { ATTRIBUTES, INDEXES } from '../../shared/dynamo/keys.ts';
import { type Route, ROUTES } from '../../shared/routes.ts';
import {
  anApp,
  CONFIG,
  NAME,
  ofType,
  propertiesOf,
  synthesize,
  type Template,
} from '../support/product.ts';

const folder = mkdtempSync(join(tmpdir(), 'sadzirdets-stacks-'));
let data: Template;
let service: Template;
/** The same service after it has got a domain, and another digest time. */
let own: Template;
beforeAll(() => {
  ({ data, service } = synthesize(join(folder, 'plain')));
  own = synthesize(join(folder, 'own'), {
    domain: 'viedokli.example.lv',
    certificateArn: `arn:aws:acm:eu-north-1:${CONFIG.account}:certificate/x`,
    digestAt: '06:05',
  }).service;
}, 60_000);
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

/** Says whether a pattern of IAM fits: a star stands for anything, a slash too. */
function fits(pattern: string, source: string): boolean {
  const steps = pattern.split('*').map((text) => text.replace(/[^\w/]/gu, String.raw`\$&`));
  return new RegExp(`^${steps.join('.*')}$`, 'u').test(source);
}

describe('the table', () => {
  it('is kept, protected, recoverable and encrypted', () => {
    const [[, table] = []] = ofType(data, 'AWS::DynamoDB::GlobalTable');
    expect(table).toMatchObject({
      DeletionPolicy: 'Retain',
      UpdateReplacePolicy: 'Retain',
      Properties: {
        BillingMode: 'PAY_PER_REQUEST',
        SSESpecification: { SSEEnabled: true, SSEType: 'KMS' },
        Replicas: [
          {
            Region: CONFIG.region,
            DeletionProtectionEnabled: true,
            PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
          },
        ],
        TimeToLiveSpecification: { AttributeName: 'expires', Enabled: true },
      },
    });
  });

  it('shares its stack with the keys of the log alone, and the stack is protected', () => {
    expect(Object.values(data.Resources).map(({ Type }) => Type)).toEqual([
      'AWS::DynamoDB::GlobalTable',
      'AWS::KMS::Key',
      'AWS::KMS::Alias',
    ]);
    const manifest: unknown = JSON.parse(
      readFileSync(join(folder, 'plain', 'manifest.json'), 'utf8'),
    );
    expect(manifest).toMatchObject({
      artifacts: { [stacksOf(NAME).data]: { properties: { terminationProtection: true } } },
    });
  });

  it('has the keys and indexes of the keys file, which hold keys only', () => {
    const [table] = propertiesOf(data, 'AWS::DynamoDB::GlobalTable');
    const keysOnly = { Projection: { ProjectionType: 'KEYS_ONLY' } };
    const schema = (partition: string, sort: string) => [
      { AttributeName: partition, KeyType: 'HASH' },
      { AttributeName: sort, KeyType: 'RANGE' },
    ];
    expect(table).toMatchObject({
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

describe('the keys of the log', () => {
  it('sign only, and are kept whatever becomes of their stack', () => {
    const [[id, key] = []] = ofType(data, 'AWS::KMS::Key');
    expect(key).toMatchObject({
      DeletionPolicy: 'Retain',
      UpdateReplacePolicy: 'Retain',
      Properties: {
        KeySpec: 'ECC_NIST_EDWARDS25519',
        KeyUsage: 'SIGN_VERIFY',
        Description: `Sadzirdēts ${NAME}: key 1 that signs the log`,
      },
    });
    expect(propertiesOf(data, 'AWS::KMS::Alias')).toEqual([
      {
        AliasName: `alias/sadzirdets-${NAME}-log-1`,
        TargetKeyId: { 'Fn::GetAtt': [id, 'Arn'] },
      },
    ]);
  });

  it('get another one beside them, which changes nothing of the earlier ones', () => {
    const { data: rotated } = synthesize(join(folder, 'rotated'), { logKeys: 2 });
    const added = Object.entries(rotated.Resources).filter(([id]) => !(id in data.Resources));
    expect(added.map(([, { Type }]) => Type)).toEqual(['AWS::KMS::Key', 'AWS::KMS::Alias']);
    expect(rotated.Resources).toMatchObject(data.Resources);
    const aliases = propertiesOf(rotated, 'AWS::KMS::Alias').map(({ AliasName }) => AliasName);
    expect(aliases).toEqual([1, 2].map((number) => `alias/sadzirdets-${NAME}-log-${number}`));
  });

  it('are told to the function that seals, oldest first, and it may use each of them', () => {
    const { service: rotated, data: keys } = synthesize(join(folder, 'signed'), { logKeys: 11 });
    const ids = ofType(keys, 'AWS::KMS::Key').map(([id]) => id);
    expect(ids.map((id) => id.replace(/[0-9A-F]{8}$/u, ''))).toEqual(
      Array.from({ length: 11 }, (_, index) => `LogKey${index + 1}`),
    );
    const { Environment } =
      propertiesOf(rotated, 'AWS::Lambda::Function').find(
        ({ Description }) => Description === `Sadzirdēts ${NAME}: seal-log`,
      ) ?? {};
    const named = /"LOG_KEYS":(?<keys>\{.*?\]\]\})/u.exec(JSON.stringify(Environment))?.groups;
    const idsIn = (text = '') =>
      [...text.matchAll(/LogKey\d+[0-9A-F]{8}(?=Arn)/gu)].map(([id]) => id);
    expect(idsIn(named?.['keys'])).toEqual(ids);
    const allowed = propertiesOf(rotated, 'AWS::IAM::Policy')
      .map((policy) => JSON.stringify(policy))
      .filter((policy) => policy.includes('kms:'));
    expect(allowed).toHaveLength(1);
    expect(allowed[0]).toContain('"Action":["kms:GetPublicKey","kms:Sign"]');
    expect(idsIn(allowed[0])).toEqual(ids);
  });
});

describe('a removal', () => {
  it('of the service leaves nothing of it behind, because none of it holds what people have given', () => {
    const kept = Object.entries(service.Resources).filter(
      ([, { DeletionPolicy: policy }]) => policy !== undefined && policy !== 'Delete',
    );
    expect(kept).toEqual([]);
  });

  it('of the data takes away only the names of the keys', () => {
    const gone = Object.values(data.Resources).filter(
      ({ DeletionPolicy: policy }) => policy !== 'Retain',
    );
    expect(gone.map(({ Type }) => Type)).toEqual(['AWS::KMS::Alias']);
  });
});

describe('the API', () => {
  it('has routes for each row of the route table, also for HEAD, and one for all else', () => {
    const keys = propertiesOf(service, 'AWS::ApiGatewayV2::Route').map(({ RouteKey }) => RouteKey);
    const wanted = Object.values<Route>(ROUTES).flatMap(({ method, path, takesSlash }) => [
      `${method} ${path}`,
      ...(method === 'GET' ? [`HEAD ${path}`] : []),
      ...(takesSlash === true ? [`${method} ${path}/{rest+}`] : []),
    ]);
    expect(keys.toSorted()).toEqual([...wanted, '$default'].toSorted());
  });

  it('may call each function by one permission, however many routes the function answers', () => {
    const named = propertiesOf(service, 'AWS::Lambda::Permission').flatMap(
      ({ Principal, FunctionName }) =>
        Principal === 'apigateway.amazonaws.com' ? [JSON.stringify(FunctionName)] : [],
    );
    const functions = new Set(Object.values<Route>(ROUTES).map((route) => route.answeredBy));
    expect(new Set(named).size).toBe(functions.size);
    // One of them also answers what no route matches.
    expect(named.length).toBe(functions.size + 1);
  });

  it('may call the function of every route, also of the one for all else', () => {
    const allowed = propertiesOf(service, 'AWS::Lambda::Permission').map(
      ({ FunctionName, SourceArn }) => {
        const arn = /"\/(?<pattern>[^"]*)"/u.exec(JSON.stringify(SourceArn));
        return { name: JSON.stringify(FunctionName), pattern: arn?.groups?.['pattern'] ?? '' };
      },
    );
    const integrations = new Map(ofType(service, 'AWS::ApiGatewayV2::Integration'));
    for (const { RouteKey, Target } of propertiesOf(service, 'AWS::ApiGatewayV2::Route')) {
      const id = /"Ref":"(?<id>\w+)"/u.exec(JSON.stringify(Target))?.groups?.['id'] ?? '';
      const name = JSON.stringify(integrations.get(id)?.Properties['IntegrationUri']);
      const source = `$default/${String(RouteKey).replace(' ', '')}`;
      const isAllowed = allowed.some((one) => one.name === name && fits(one.pattern, source));
      expect(isAllowed, source).toBe(true);
    }
  });

  it('has its own address when no domain is set', () => {
    expect(propertiesOf(service, 'AWS::ApiGatewayV2::DomainName')).toEqual([]);
    const [[api] = []] = ofType(service, 'AWS::ApiGatewayV2::Api');
    expect(service.Outputs['SiteUrl']?.Value).toEqual({ 'Fn::GetAtt': [api, 'ApiEndpoint'] });
  });

  it('has the address of the domain as well when one is set, and mails lead there', () => {
    const [[domain] = []] = ofType(own, 'AWS::ApiGatewayV2::DomainName');
    const [[api] = []] = ofType(own, 'AWS::ApiGatewayV2::Api');
    expect(propertiesOf(own, 'AWS::ApiGatewayV2::ApiMapping')).toEqual([
      { ApiId: { Ref: api }, DomainName: { Ref: domain }, Stage: '$default' },
    ]);
    expect(own.Outputs['SiteDnsTarget']?.Value).toEqual({
      'Fn::GetAtt': [domain, 'RegionalDomainName'],
    });
    const sites = propertiesOf(own, 'AWS::Lambda::Function').flatMap(
      ({ Environment }) =>
        /"SITE_URL":"(?<site>[^"]*)"/u.exec(JSON.stringify(Environment))?.groups?.['site'] ?? [],
    );
    expect(sites.length).toBeGreaterThan(0);
    expect(new Set(sites)).toEqual(new Set(['https://viedokli.example.lv']));
  });

  it('keeps its own address and everything behind it when it gets a domain later', () => {
    const api = 'AWS::ApiGatewayV2::Api';
    expect(ofType(own, api)).toEqual(ofType(service, api));
    expect(propertiesOf(own, api)[0]?.['DisableExecuteApiEndpoint']).toBeUndefined();
    for (const type of ['Route', 'Integration'].map((one) => `AWS::ApiGatewayV2::${one}`)) {
      expect(ofType(own, type)).toEqual(ofType(service, type));
    }
    const added = Object.entries(own.Resources).filter(([id]) => !(id in service.Resources));
    expect(added.map(([, { Type }]) => Type).toSorted()).toEqual([
      'AWS::ApiGatewayV2::ApiMapping',
      'AWS::ApiGatewayV2::DomainName',
    ]);
    expect(Object.keys(service.Resources).filter((id) => !(id in own.Resources))).toEqual([]);
  });

  it('logs neither addresses nor queries, and limits the request rate', () => {
    const [stage] = propertiesOf(service, 'AWS::ApiGatewayV2::Stage');
    expect(JSON.stringify(stage?.['AccessLogSettings'])).not.toMatch(/sourceIp|path|query/iu);
    expect(stage?.['DefaultRouteSettings']).toMatchObject({
      ThrottlingRateLimit: expect.any(Number) as unknown,
      ThrottlingBurstLimit: expect.any(Number) as unknown,
    });
  });
});

describe('the schedules', () => {
  const RIGA = { ScheduleExpressionTimezone: 'Europe/Riga' };

  it.each([
    ['digest-run', { ScheduleExpression: 'cron(0 8 * * ? *)', ...RIGA }],
    ['reconciliation', { ScheduleExpression: 'cron(30 4 * * ? *)', ...RIGA }],
    ['expiry', { ScheduleExpression: 'cron(5 5 * * ? *)', ...RIGA }],
    ['outbox-sweep', { ScheduleExpression: 'rate(1 minute)' }],
    ['opinion-publication', { ScheduleExpression: 'rate(1 minute)' }],
    ['log-sealing', { ScheduleExpression: 'rate(15 minutes)' }],
  ])('%s runs at its exact time, and hands over its scheduled time', (name, when) => {
    const found = propertiesOf(service, 'AWS::Scheduler::Schedule').filter(
      ({ Name }) => Name === name,
    );
    expect(found).toEqual([
      expect.objectContaining({
        ...when,
        State: 'ENABLED',
        FlexibleTimeWindow: { Mode: 'OFF' },
        Target: expect.objectContaining({
          Input: '{"scheduledTime":"<aws.scheduler.scheduled-time>"}',
          DeadLetterConfig: { Arn: { 'Fn::GetAtt': [idOf('ScheduleDeadLetters'), 'Arn'] } },
          RetryPolicy: { MaximumEventAgeInSeconds: 21_600, MaximumRetryAttempts: 30 },
        }) as unknown,
      }),
    ]);
  });

  it('start at the time of day that the settings say', () => {
    const expressions = propertiesOf(own, 'AWS::Scheduler::Schedule').map(
      ({ ScheduleExpression }) => ScheduleExpression,
    );
    expect(expressions).toContain('cron(5 6 * * ? *)');
  });

  it('lose no event whose last attempt fails', () => {
    const destination = { 'Fn::GetAtt': [idOf('ScheduleDeadLetters'), 'Arn'] };
    const kept = propertiesOf(service, 'AWS::Lambda::EventInvokeConfig').filter(
      ({ FunctionName }) => !JSON.stringify(FunctionName).includes('recorddelivery'),
    );
    expect(kept).toHaveLength(propertiesOf(service, 'AWS::Scheduler::Schedule').length);
    for (const properties of kept) {
      expect(properties).toMatchObject({
        MaximumRetryAttempts: 2,
        DestinationConfig: { OnFailure: { Destination: destination } },
      });
    }
  });
});

describe('the queues', () => {
  it('are encrypted, and keep dead letters for two weeks', () => {
    const queues = ofType(service, 'AWS::SQS::Queue');
    expect(queues).toHaveLength(5);
    for (const [id, { Properties }] of queues) {
      expect(Properties).toMatchObject({ SqsManagedSseEnabled: true });
      if (id.includes('DeadLetters')) expect(Properties['MessageRetentionPeriod']).toBe(1_209_600);
    }
  });

  it.each([
    ['MailQueue', 'send-mail'],
    ['AnnouncementQueue', 'send-announcements'],
  ])(
    'hide a nudge of %s for six times as long as %s may take, and give it up after five',
    (queue, name) => {
      const waiting = service.Resources[idOf(queue)]?.Properties;
      const sender = functionCalled(name);
      expect(waiting?.['VisibilityTimeout']).toBeGreaterThanOrEqual(
        6 * Number(sender?.['Timeout']),
      );
      expect(waiting?.['RedrivePolicy']).toEqual({
        deadLetterTargetArn: { 'Fn::GetAtt': [idOf('MailDeadLetters'), 'Arn'] },
        maxReceiveCount: 5,
      });
      const [mapping, ...others] = propertiesOf(service, 'AWS::Lambda::EventSourceMapping').filter(
        ({ EventSourceArn }) => JSON.stringify(EventSourceArn).includes(idOf(queue)),
      );
      expect(others).toEqual([]);
      expect(mapping).toMatchObject({ FunctionResponseTypes: ['ReportBatchItemFailures'] });
    },
  );

  it('let no more senders of announcements work at once than share the account’s rate', () => {
    const mapping = propertiesOf(service, 'AWS::Lambda::EventSourceMapping').find(
      ({ EventSourceArn }) => JSON.stringify(EventSourceArn).includes('AnnouncementQueue'),
    );
    const { SENDERS } = (
      functionCalled('send-announcements')?.['Environment'] as {
        Variables: { SENDERS: string };
      }
    ).Variables;
    expect(mapping).toMatchObject({
      BatchSize: 1,
      ScalingConfig: { MaximumConcurrency: Number(SENDERS) },
    });
  });
});

describe('the functions behind the site', () => {
  it('run at once as often as the check before a deployment says, and as AWS accepts', () => {
    const limits = propertiesOf(service, 'AWS::Lambda::EventSourceMapping').map(
      ({ ScalingConfig }) =>
        Number((ScalingConfig as { MaximumConcurrency?: number }).MaximumConcurrency),
    );
    expect(limits.toSorted()).toEqual([AT_ONCE.announcements, AT_ONCE.mails]);
    for (const limit of limits) expect(limit).toBeGreaterThanOrEqual(2);
    expect(propertiesOf(service, 'AWS::Scheduler::Schedule')).toHaveLength(AT_ONCE.schedules);
  });
});

describe('the reports of SES', () => {
  it('go from both configuration sets to the function that records them, or are kept', () => {
    const destinations = propertiesOf(service, 'AWS::SES::ConfigurationSetEventDestination');
    for (const destination of destinations) {
      expect(destination).toMatchObject({
        EventDestination: {
          Enabled: true,
          MatchingEventTypes: ['delivery', 'bounce', 'complaint', 'reject'],
        },
      });
    }
    const sets = ofType(service, 'AWS::SES::ConfigurationSet').map(([id]) => ({ Ref: id }));
    expect(sets).toHaveLength(2);
    expect(destinations.map((one) => one['ConfigurationSetName'])).toEqual(sets);
    const [rule] = propertiesOf(service, 'AWS::Events::Rule');
    expect(rule).toMatchObject({
      State: 'ENABLED',
      EventPattern: {
        source: ['aws.ses'],
        detail: {
          mail: { tags: { 'ses:configuration-set': sets } },
        },
      },
      Targets: [
        {
          DeadLetterConfig: { Arn: { 'Fn::GetAtt': [idOf('ReportDeadLetters'), 'Arn'] } },
          RetryPolicy: { MaximumRetryAttempts: 30 },
        },
      ],
    });
    const kept = propertiesOf(service, 'AWS::Lambda::EventInvokeConfig').find(({ FunctionName }) =>
      JSON.stringify(FunctionName).includes('recorddelivery'),
    );
    expect(kept).toMatchObject({
      MaximumRetryAttempts: 2,
      DestinationConfig: {
        OnFailure: { Destination: { 'Fn::GetAtt': [idOf('ReportDeadLetters'), 'Arn'] } },
      },
    });
  });
});

describe('the configuration sets of SES', () => {
  it('hold nothing back, because only our own suppressions decide', () => {
    for (const properties of propertiesOf(service, 'AWS::SES::ConfigurationSet')) {
      expect(properties).toMatchObject({
        SuppressionOptions: { SuppressedReasons: [] },
        DeliveryOptions: { TlsPolicy: 'REQUIRE' },
      });
    }
  });
});

describe('a finding of cdk-nag that nobody has answered', () => {
  it('fails the synthesis', () => {
    const outdir = join(folder, 'careless');
    const app = anApp(outdir);
    new Queue(new Stack(app, 'Careless'), 'WithoutDeadLetters');
    expect(() => app.synth()).toThrow('validation-report.json');
    const report = readFileSync(join(outdir, 'validation-report.json'), 'utf8');
    expect(report).toMatch(/"ruleName": "AwsSolutions-SQS3"[^]*Careless\/WithoutDeadLetters/u);
  });
});

function functionCalled(name: string) {
  return propertiesOf(service, 'AWS::Lambda::Function').find(
    ({ Description }) => Description === `Sadzirdēts ${NAME}: ${name}`,
  );
}

/** Returns the logical id of the queue with this construct id. */
function idOf(queue: string): string {
  const [id = ''] = ofType(service, 'AWS::SQS::Queue').flatMap(([one]) =>
    one.replace(/[0-9A-F]{8}$/u, '') === queue ? [one] : [],
  );
  return id;
}

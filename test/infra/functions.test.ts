import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod/mini';
import { COMMON, ENVIRONMENTS } from '../../shared/env.ts';
import {
  CONFIG,
  NAME,
  ofType,
  propertiesOf,
  synthesize,
  type Template,
} from '../support/product.ts';

const Attribute = z.object({ 'Fn::GetAtt': z.tuple([z.string(), z.string()]) });
const Reference = z.object({ Ref: z.string() });

const LambdaFunction = z.looseObject({
  Description: z.string(),
  Runtime: z.string(),
  Architectures: z.array(z.string()),
  Timeout: z.number(),
  Role: Attribute,
  LoggingConfig: z.object({ LogFormat: z.literal('JSON'), LogGroup: Reference }),
  Environment: z.object({ Variables: z.record(z.string(), z.unknown()) }),
  RecursiveLoop: z.optional(z.string()),
});

const actions = z.union([z.string(), z.array(z.string())]);
const LEADING_KEYS = 'dynamodb:LeadingKeys';
const Limits = z.strictObject({
  'ForAllValues:StringLike': z.strictObject({ [LEADING_KEYS]: z.array(z.string()) }),
  // `ForAllValues` alone is true for a request without leading keys.
  Null: z.strictObject({ [LEADING_KEYS]: z.literal('false') }),
});
const Policy = z.object({
  Roles: z.array(Reference),
  PolicyDocument: z.object({
    Statement: z.array(
      z.looseObject({
        Effect: z.literal('Allow'),
        Action: actions,
        Resource: z.unknown(),
        Condition: z.optional(z.unknown()),
      }),
    ),
  }),
});
const names = Object.keys(ENVIRONMENTS);

const folder = mkdtempSync(join(tmpdir(), 'sadzirdets-functions-'));
let service: Template;
let functions: Map<string, z.infer<typeof LambdaFunction>>;
beforeAll(() => {
  ({ service } = synthesize(folder));
  functions = new Map(
    propertiesOf(service, 'AWS::Lambda::Function').map((properties) => {
      const one = LambdaFunction.parse(properties);
      return [one.Description.replace(`Sadzirdēts ${NAME}: `, ''), one];
    }),
  );
}, 60_000);
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

describe('the functions', () => {
  it('are those that have an environment', () => {
    expect([...functions.keys()].toSorted()).toEqual(names.toSorted());
  });

  it.each(Object.entries(ENVIRONMENTS))(
    '%s gets exactly the variables of its schema',
    (name, schema) => {
      const { Variables = {} } = functions.get(name)?.Environment ?? {};
      const wanted = Object.keys({ ...COMMON, ...schema });
      expect(Object.keys(Variables).toSorted()).toEqual(wanted.toSorted());
      expect(Variables['DEPLOYMENT']).toBe(NAME);
    },
  );

  it.each(names)('%s runs on Node 24 and arm64, and ends in time', (name) => {
    const one = functions.get(name);
    expect(one).toMatchObject({ Runtime: 'nodejs24.x', Architectures: ['arm64'] });
    expect(one?.Timeout).toBeLessThanOrEqual(900);
    // API Gateway waits for at most 30 seconds.
    if (/^(?:show|submit|revise|manage)-/u.test(name)) expect(one?.Timeout).toBeLessThan(30);
  });

  it('reserve no concurrency, of which a new account has none to spare', () => {
    for (const one of functions.values()) {
      expect(one['ReservedConcurrentExecutions']).toBeUndefined();
    }
  });

  it('are stopped by Lambda when they call themselves, except the one that continues through its own queue', () => {
    const allowed = names.filter((name) => functions.get(name)?.RecursiveLoop !== undefined);
    expect(allowed).toEqual(['send-announcements']);
    expect(functions.get('send-announcements')?.RecursiveLoop).toBe('Allow');
  });

  it('each have a log group of their own with a retention time', () => {
    const groups = [...functions.values()].map(({ LoggingConfig }) => LoggingConfig.LogGroup.Ref);
    expect(new Set(groups).size).toBe(names.length);
    for (const [, { Properties }] of ofType(service, 'AWS::Logs::LogGroup')) {
      expect(Properties['RetentionInDays']).toBeGreaterThan(0);
      expect(Properties['RetentionInDays']).toBeLessThanOrEqual(90);
    }
    for (const group of groups) expect(service.Resources[group]?.Type).toBe('AWS::Logs::LogGroup');
  });
});

describe('the roles', () => {
  /** Returns the actions that a function may do, from all policies of its role. */
  function allowed(name: string): string[] {
    return statementsOf(name).flatMap(({ Action }) => [Action].flat());
  }

  function statements() {
    return propertiesOf(service, 'AWS::IAM::Policy').flatMap((properties) => {
      const { Roles, PolicyDocument } = Policy.parse(properties);
      const roles = Roles.map(({ Ref }) => Ref);
      return PolicyDocument.Statement.map((statement) => ({ roles, statement }));
    });
  }

  function statementsOf(name: string) {
    const role = functions.get(name)?.Role['Fn::GetAtt'][0];
    return statements().flatMap(({ roles, statement }) =>
      role !== undefined && roles.includes(role) ? [statement] : [],
    );
  }

  /** Returns the patterns of the partitions in which a function may do one of the actions. */
  function partitionsOf(name: string, ...actions: string[]): string[] {
    const found = statementsOf(name)
      .filter(({ Action }) => [Action].flat().some((action) => actions.includes(action)))
      .filter(({ Action }) => !Action.includes('dynamodb:DescribeTable'))
      .flatMap(({ Condition }) => {
        return Limits.parse(Condition)['ForAllValues:StringLike'][LEADING_KEYS];
      });
    return [...new Set(found)].toSorted();
  }

  const READ = ['dynamodb:BatchGetItem', 'dynamodb:GetItem', 'dynamodb:Query'];
  const WRITE = ['dynamodb:BatchWriteItem', 'dynamodb:PutItem', 'dynamodb:UpdateItem'];
  const whoReads = (pattern: string) =>
    names.filter((name) => partitionsOf(name, ...READ).includes(pattern));
  const whoWrites = (pattern: string) =>
    names.filter((name) => partitionsOf(name, ...WRITE).includes(pattern));

  const whoMay = (action: string) => names.filter((name) => allowed(name).includes(action));

  it('are one for each function and schedule, without managed policies', () => {
    const own = new Set([...functions.values()].map(({ Role }) => Role['Fn::GetAtt'][0]));
    expect(own.size).toBe(names.length);
    const roles = propertiesOf(service, 'AWS::IAM::Role');
    const schedules = propertiesOf(service, 'AWS::Scheduler::Schedule');
    expect(roles).toHaveLength(names.length + schedules.length);
    for (const role of roles) expect(role['ManagedPolicyArns']).toBeUndefined();
    expect(propertiesOf(service, 'AWS::IAM::ManagedPolicy')).toEqual([]);
  });

  it('name every action and every resource, with a wildcard only for actions that have no resource', () => {
    expect(statements().length).toBeGreaterThan(names.length);
    for (const { statement } of statements()) {
      const actions = [statement.Action].flat();
      expect(actions.join(' ')).not.toContain('*');
      if (actions.join(' ') === 'ses:GetSendQuota') continue;
      expect(JSON.stringify(statement.Resource)).not.toContain('*');
      expect(Object.keys(statement)).not.toContain('NotResource');
    }
  });

  it('let no function scan or delete, and let only the sending functions send mail', () => {
    const granted = new Set(names.flatMap((name) => allowed(name)));
    const onTable = [...granted].filter((action) => action.startsWith('dynamodb:'));
    expect(onTable.toSorted()).toEqual(
      [
        ...['BatchGetItem', 'BatchWriteItem'],
        ...['DescribeTable', 'GetItem', 'PutItem', 'Query', 'UpdateItem'],
      ].map((one) => `dynamodb:${one}`),
    );
    expect(whoMay('ses:SendRawEmail')).toEqual(['run-digests', 'send-mail', 'send-announcements']);
    expect(whoMay('dynamodb:UpdateItem')).toEqual([
      'submit-opinions',
      'revise-opinions',
      'publish-opinions',
      'seal-log',
      'run-digests',
      'send-mail',
      'send-announcements',
      'manage-subscriptions',
      'record-delivery',
      'reconcile-deliveries',
      'expire-data',
    ]);
    expect(whoMay('dynamodb:DescribeTable')).toEqual([
      'seal-log',
      'run-digests',
      'send-mail',
      'send-announcements',
      'sweep-outbox',
      'reconcile-deliveries',
    ]);
    expect(whoMay('kms:Sign')).toEqual(['seal-log']);
    expect(whoMay('kms:GetPublicKey')).toEqual(['seal-log']);
    expect(allowed('show-api').filter((action) => action.endsWith('PutItem'))).toEqual([]);
  });

  it('limit every action on rows to the leading keys of some kinds', () => {
    for (const name of names) {
      for (const { Action, Condition } of statementsOf(name)) {
        const onRows = [Action].flat().filter((one) => /^dynamodb:(?!Describe)/u.test(one));
        expect(z.safeParse(Limits, Condition).success, name).toBe(onRows.length > 0);
      }
    }
  });

  it('let only those read the keys of a purpose who need them, and nobody write them', () => {
    expect(whoReads('SECRETS#links')).toEqual([
      'show-site',
      'show-announcements',
      'revise-opinions',
      'send-mail',
      'send-announcements',
      'manage-subscriptions',
    ]);
    expect(whoReads('SECRETS#addresses')).toEqual([
      'revise-opinions',
      'send-mail',
      'manage-subscriptions',
      'record-delivery',
    ]);
    expect(whoReads('SECRETS#references')).toEqual(['submit-opinions', 'revise-opinions']);
    for (const name of names) {
      expect(partitionsOf(name, ...WRITE).join(' '), name).not.toContain('SECRETS');
    }
  });

  it('let few functions reach what people have given us', () => {
    expect(whoReads('SUBSCRIPTIONS#*')).toEqual([
      'show-announcements',
      'send-mail',
      'send-announcements',
      'manage-subscriptions',
      'record-delivery',
    ]);
    // One of them counts at night to how many addresses announcements went.
    expect(whoReads('BATCHES#*')).toEqual([
      'send-announcements',
      'record-delivery',
      'reconcile-deliveries',
      'expire-data',
    ]);
    expect(whoReads('ADDRESS#*')).toEqual(['send-mail', 'manage-subscriptions', 'record-delivery']);
    expect(whoWrites('ADDRESS#*')).toEqual(['record-delivery']);
    expect(whoWrites('VERIFIED#*')).toEqual(['revise-opinions']);
    // The last one removes contacts that are too old.
    expect(whoWrites('OPINIONS#*')).toEqual(['submit-opinions', 'revise-opinions', 'expire-data']);
    expect(partitionsOf('expire-data', ...WRITE)).toEqual([
      ...['ACTS#*', 'BATCHES#*', 'EXPIRIES', 'LINEAGE#*', 'OPINIONS#*', 'RECEIPTS#*', 'SOURCES#*'],
    ]);
    expect(whoReads('EXPIRIES')).toEqual(['expire-data']);
    expect(whoWrites('RECEIPTS#*')).toEqual([
      'submit-opinions',
      'revise-opinions',
      'send-mail',
      'record-delivery',
      'expire-data',
    ]);
    // What everybody reads is made from rows that hold nothing else; of a unit, only its name.
    expect(partitionsOf('show-opinions', ...READ)).toEqual([
      ...['ACTS#*', 'ANNOUNCEMENTS', 'CONSULTATIONS', 'LINEAGE#*', 'LOGGED#*', 'LOGS'],
      ...['POSTINGS#*', 'PROJECTIONS', 'PUBLIC#*', 'SEALS#*', 'UNITS'],
    ]);
    // A log holds nothing of what anybody wrote, and its page reads nothing else.
    expect(partitionsOf('show-log', ...READ)).toEqual([
      ...['CONSULTATIONS', 'ENTRIES#*', 'LOGS', 'SEALS#*', 'TILES#*'],
    ]);
    expect(whoWrites('PUBLIC#*')).toEqual(['revise-opinions', 'publish-opinions']);
    expect(whoWrites('POSTINGS#*')).toEqual(['publish-opinions']);
    expect(whoWrites('CHOICES#*')).toEqual(['revise-opinions']);
    expect(whoWrites('ACTS#*')).toEqual(['send-mail', 'record-delivery', 'expire-data']);
    expect(whoWrites('DIGESTS#*')).toEqual(['run-digests', 'send-mail', 'record-delivery']);
    for (const name of names.filter((one) => one.startsWith('show-'))) {
      expect(partitionsOf(name, ...WRITE), name).toEqual([]);
    }
    expect(partitionsOf('show-api', ...READ)).toEqual([
      'CONSULTATIONS',
      'DRAFTS#*',
      'POSTINGS#*',
      'PROJECTIONS',
      'PUBLIC#*',
      'UNITS',
    ]);
  });

  it('let nobody but the operator write consultations, drafts and units', () => {
    for (const pattern of ['CONSULTATIONS', 'DRAFTS#*', 'UNITS']) {
      expect(whoWrites(pattern), pattern).toEqual([]);
    }
  });

  it('let rows of two kinds be deleted, and nothing else', () => {
    const deletable = names.map((name): [string, string[]] => {
      return [name, partitionsOf(name, 'dynamodb:BatchWriteItem', 'dynamodb:DeleteItem')];
    });
    expect(Object.fromEntries(deletable.filter(([, kinds]) => kinds.length > 0))).toEqual({
      'publish-opinions': ['POSTINGS#*'],
      'expire-data': ['SOURCES#*'],
    });
  });

  it('fit into the 10,240 characters that IAM has for the policies of a role', () => {
    for (const name of names) {
      // An ARN or a name that is not known before the deployment counts as 150 characters.
      const written = JSON.stringify(statementsOf(name), (_, value: unknown) => {
        const [key = ''] = typeof value === 'object' && value !== null ? Object.keys(value) : [];
        return key === 'Ref' || key.startsWith('Fn::') ? 'x'.repeat(150) : value;
      });
      expect(written.length, name).toBeGreaterThan(150);
      expect(written.length, name).toBeLessThan(10_240);
    }
  });

  it('send through the configuration sets that their function is given, and no others', () => {
    const senders = whoMay('ses:SendRawEmail');
    for (const name of senders) {
      const { Variables = {} } = functions.get(name)?.Environment ?? {};
      const given = ['CONFIGURATION_SET', 'DIGEST_CONFIGURATION_SET'].flatMap((variable) =>
        variable in Variables ? Reference.parse(Variables[variable]).Ref : [],
      );
      const role = functions.get(name)?.Role['Fn::GetAtt'][0] ?? '';
      const resources = JSON.stringify(
        statements()
          .filter(({ roles }) => roles.includes(role))
          .filter(({ statement }) => [statement.Action].flat().includes('ses:SendRawEmail'))
          .map(({ statement }) => statement.Resource),
      );
      const allowed = ofType(service, 'AWS::SES::ConfigurationSet').flatMap(([id]) =>
        resources.includes(`"${id}"`) ? id : [],
      );
      expect(allowed.toSorted()).toEqual(given.toSorted());
      expect(given).toHaveLength(name === 'send-mail' ? 2 : 1);
    }
  });

  it('of the schedules are lent to the Scheduler of this account alone', () => {
    const lent = propertiesOf(service, 'AWS::IAM::Role').filter((role) =>
      JSON.stringify(role).includes('scheduler.amazonaws.com'),
    );
    expect(lent).toHaveLength(6);
    for (const { AssumeRolePolicyDocument } of lent) {
      expect(AssumeRolePolicyDocument).toMatchObject({
        Statement: [{ Condition: { StringEquals: { 'aws:SourceAccount': CONFIG.account } } }],
      });
    }
  });
});

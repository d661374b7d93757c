import { ReceiveMessageCommand } from '@aws-sdk/client-sqs';
import { describe, expect, it } from 'vitest';
import { accessKeyOf, Permissions } from '../../local/permissions.ts';
import { LocalScheduler } from '../../local/scheduler.ts';
import { DAY_MS, instantOf, MINUTE_MS, plus } from '../../shared/domain/time.ts';
import { OUTBOXES, keys, partitions } from '../../shared/dynamo/keys.ts';
import { outboxStore } from '../../shared/dynamo/outbox.ts';
import { aFunction, anAssembly } from '../support/assembly.ts';
import { anEvent } from '../support/http-event.ts';
import { theFunctions } from '../support/limited-functions.ts';

const ID = 'nap2-midterm-review';
const SUBMISSION = anEvent({
  method: 'POST',
  path: `/api/consultations/${ID}/opinions`,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify({
    organisation: 'Biedrība',
    contact: { name: 'Anna', email: 'anna@ngo.example' },
    publication: 'named',
    language: 'lv',
    opinions: [{ commitment: 1, rating: null, text: 'Teksts.' }],
  }),
});

type Functions = Awaited<ReturnType<typeof theFunctions>>;

/** Returns the keys of the mails that will be due within a year. */
async function mailsDue(product: Functions) {
  const later = plus(instantOf(new Date()), 365 * DAY_MS);
  return (await outboxStore(product.table()).dueItems(later, 10)).batches;
}

function nudge(key: object) {
  return { Records: [{ messageId: 'm', body: JSON.stringify(key), eventSource: 'aws:sqs' }] };
}

describe('a function whose role lacks a permission', () => {
  it('in the table fails at once, in AWS’s words, and the call is reported', async () => {
    const missing = { name: 'submit-opinions', action: 'dynamodb:PutItem' };
    const product = await theFunctions(missing);
    expect(await product.invoke('submit-opinions', SUBMISSION)).toMatchObject({
      value: { statusCode: 500 },
    });
    expect(await mailsDue(product)).toEqual([]);
    expect(product.permissions.report().refused).toEqual([
      {
        caller: 'submitopinions',
        action: 'dynamodb:PutItem',
        resource: expect.stringMatching(
          /^arn:aws:dynamodb:eu-north-1:000000000000:table\/Table\w+$/u,
        ) as string,
        leadingKeys: [expect.stringMatching(/^[A-Z]+#nap2-midterm-review#/u) as string],
        calls: 1,
      },
    ]);
    await expect
      .poll(() => product.logOf('submit-opinions'))
      .toMatch(
        /AccessDeniedException[^]*User: arn:aws:sts::000000000000:assumed-role\/submitopinionsRole\w+\/submitopinionsFunction\w+ is not authorized to perform: dynamodb:PutItem on resource: arn:aws:dynamodb:\S+ because no identity-based policy allows the dynamodb:PutItem action/u,
      );
  });

  it('at the queue still stores, and the sweep sends the mail', async () => {
    const product = await theFunctions({ name: 'submit-opinions', action: 'sqs:SendMessage' });
    expect(await product.invoke('submit-opinions', SUBMISSION)).toMatchObject({
      value: { statusCode: 201 },
    });
    expect(product.permissions.report().refused).toMatchObject([
      { caller: 'submitopinions', action: 'sqs:SendMessage', calls: 1 },
    ]);
    await expect.poll(() => product.logOf('submit-opinions')).toContain('NudgesLost');
    const [due] = await mailsDue(product);
    product.wind(MINUTE_MS);
    await product.invoke('sweep-outbox', {});
    const { Messages = [] } = await product
      .sqs('local')
      .send(new ReceiveMessageCommand({ QueueUrl: product.queueUrl('MailQueue') }));
    expect(Messages.map(({ Body = '' }) => JSON.parse(Body) as unknown)).toEqual([due]);
  });

  it('at SES keeps its mails until it has the permission', async () => {
    const product = await theFunctions({ name: 'send-mail', action: 'ses:SendRawEmail' });
    await product.invoke('submit-opinions', SUBMISSION);
    const [key = keys.health()] = await mailsDue(product);
    expect(await product.invoke('send-mail', nudge(key))).toEqual({
      value: { batchItemFailures: [] },
    });
    expect(product.inbox.size).toBe(0);
    const dueAt = (await product.table().get(key))?.dueAt ?? '';
    expect(dueAt > plus(instantOf(new Date()), MINUTE_MS)).toBe(true);
    await expect.poll(() => product.logOf('send-mail')).toContain('"reason":"AccessDenied"');
    await expect.poll(() => product.logOf('send-mail')).toContain('MailsHeld');
    expect(product.permissions.report().refused).toMatchObject([
      { caller: 'sendmail', action: 'ses:SendRawEmail' },
    ]);
  });
});

describe('the function that seals the log', () => {
  it('seals each log with the keys that its environment names', async () => {
    const product = await theFunctions();
    const sealed = { outcome: 'done', size: expect.any(Number) as number };
    expect(await product.invoke('seal-log', {})).toEqual({
      value: [
        { consultation: 'nap2-midterm-review', ...sealed },
        { consultation: 'nap3-new-commitments', ...sealed },
      ],
    });
    expect(product.permissions.report().refused).toEqual([]);
  });

  it('fails without the permission for them', async () => {
    const product = await theFunctions({ name: 'seal-log', action: 'kms:GetPublicKey' });
    expect(await product.invoke('seal-log', {})).toMatchObject({
      errorType: 'AccessDeniedException',
    });
    expect(product.permissions.report().refused).toMatchObject([
      {
        caller: 'seallog',
        action: 'kms:GetPublicKey',
        resource: expect.stringMatching(
          /^arn:aws:kms:eu-north-1:000000000000:key\/LogKey1/u,
        ) as string,
      },
    ]);
  });
});

describe('a function with its own role', () => {
  it('reads what it needs, and neither the secret nor anything of other people', async () => {
    const product = await theFunctions();
    const api = product.table('show-api');
    expect(await api.get(keys.consultation(ID))).not.toBeNull();
    const secrets = { partition: partitions.secrets('links') };
    await expect(Array.fromAsync(api.query(secrets))).rejects.toThrow('not authorized');
    await expect(
      Array.fromAsync(api.query({ partition: partitions.opinions(ID, 0) })),
    ).rejects.toMatchObject({ name: 'AccessDeniedException' });
    await expect(api.id()).rejects.toThrow('not authorized to perform: dynamodb:DescribeTable');
    const mailer = product.table('send-mail');
    expect(await Array.fromAsync(mailer.query(secrets))).not.toEqual([]);
    await expect(mailer.save(keys.secret('links', 1), { secret: 'ours' })).rejects.toThrow(
      'not authorized to perform: dynamodb:UpdateItem',
    );
  });

  it('queries an index only by the keys of that index', async () => {
    const product = await theFunctions();
    const due = { partition: OUTBOXES[0] ?? '', index: 'outbox' } as const;
    expect(await Array.fromAsync(product.table('sweep-outbox').query(due))).not.toEqual([]);
    await expect(Array.fromAsync(product.table('send-mail').query(due))).rejects.toThrow(
      /dynamodb:Query on resource: \S+\/index\/outbox /u,
    );
    const window = { partition: partitions.units, index: 'received' } as const;
    await expect(Array.fromAsync(product.table('run-digests').query(window))).rejects.toThrow(
      /\/index\/received /u,
    );
  });

  it('sends to a queue without reading it', async () => {
    const product = await theFunctions();
    const QueueUrl = product.queueUrl('MailQueue');
    const submitter = product.sqs('submit-opinions');
    await expect(submitter.send(new ReceiveMessageCommand({ QueueUrl }))).rejects.toMatchObject({
      name: 'AccessDenied',
      message: expect.stringContaining(
        'is not authorized to perform: sqs:receivemessage',
      ) as string,
    });
  });
});

describe('a schedule', () => {
  function aSchedule(action: string) {
    const target = aFunction('export const handler = async () => "called";');
    const assembly = anAssembly({
      Resources: {
        Role: { Type: 'AWS::IAM::Role' },
        Policy: {
          Type: 'AWS::IAM::Policy',
          Properties: {
            Roles: [{ Ref: 'Role' }],
            PolicyDocument: {
              Version: '2012-10-17',
              Statement: [{ Effect: 'Allow', Action: action, Resource: 'arn:of:function' }],
            },
          },
        },
        Schedule: {
          Type: 'AWS::Scheduler::Schedule',
          Properties: {
            Name: 'sweep',
            ScheduleExpression: 'rate(1 minute)',
            Target: { Arn: 'arn:of:function', RoleArn: { 'Fn::GetAtt': ['Role', 'Arn'] } },
          },
        },
      },
    });
    const permissions = new Permissions();
    permissions.limit(assembly);
    return { permissions, scheduler: new LocalScheduler(assembly, () => target, permissions) };
  }

  it('calls its function with its own role', async () => {
    const { permissions, scheduler } = aSchedule('lambda:InvokeFunction');
    expect(await scheduler.run('sweep', new Date())).toMatchObject({
      outcome: { value: 'called' },
    });
    expect(permissions.report().permissions).toMatchObject([{ caller: 'sweep', calls: 1 }]);
  });

  it('whose role lacks the permission calls nothing', async () => {
    const { permissions, scheduler } = aSchedule('lambda:GetFunction');
    expect(await scheduler.run('sweep', new Date())).toMatchObject({
      outcome: {
        errorType: 'AccessDeniedException',
        errorMessage: expect.stringContaining(
          'assumed-role/Role/sweep is not authorized to perform: lambda:InvokeFunction on resource: arn:of:function',
        ) as string,
      },
    });
    expect(permissions.report().refused).toMatchObject([{ caller: 'sweep', calls: 1 }]);
  });
});

describe('the permissions of a template', () => {
  const asked = { action: 'sqs:SendMessage', resources: ['arn:aws:sqs:x'] };

  function aTemplate(properties: object, role: object = {}) {
    return anAssembly({
      Resources: {
        Role: { Type: 'AWS::IAM::Role', Properties: role },
        Echo: {
          Type: 'AWS::Lambda::Function',
          Properties: { Role: { 'Fn::GetAtt': ['Role', 'Arn'] } },
        },
        Policy: {
          Type: 'AWS::IAM::Policy',
          Properties: {
            Roles: [{ Ref: 'Role' }],
            PolicyDocument: {
              Version: '2012-10-17',
              Statement: [{ Effect: 'Allow', Resource: 'arn:aws:sqs:x', ...properties }],
            },
          },
        },
      },
    });
  }

  it('count each use, and limit nobody but the functions', () => {
    const permissions = new Permissions();
    expect(permissions.denialOf('Echo', asked)).toBeNull();
    permissions.limit(aTemplate({ Action: ['sqs:SendMessage', 'sqs:Unused'] }));
    for (const key of ['Echo', 'Echo', 'local', null]) {
      expect(permissions.denialOf(key, asked)).toBeNull();
    }
    const { permissions: listed, refused } = permissions.report();
    expect(listed.map(({ action, calls }) => [action, calls])).toEqual([
      ['sqs:SendMessage', 2],
      ['sqs:Unused', 0],
    ]);
    expect(refused).toEqual([]);
  });

  it('count the leading key that was used, not its neighbours', () => {
    const permissions = new Permissions();
    permissions.limit(
      aTemplate({
        Action: 'dynamodb:GetItem',
        Condition: { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': ['A', 'B#*'] } },
      }),
    );
    const get = { action: 'dynamodb:GetItem', resources: ['arn:aws:sqs:x'] };
    expect(permissions.denialOf('Echo', { ...get, leadingKeys: ['B#1'] })).toBeNull();
    expect(permissions.denialOf('Echo', { ...get, leadingKeys: ['C'] })).toEqual({
      user: 'arn:aws:sts::000000000000:assumed-role/Role/Echo',
      action: 'dynamodb:GetItem',
      resource: 'arn:aws:sqs:x',
      because: 'because no identity-based policy allows the dynamodb:GetItem action',
    });
    const listed = permissions.report().permissions;
    expect(listed.map(({ leadingKeys, calls }) => [leadingKeys, calls])).toEqual([
      ['A', 0],
      ['B#*', 1],
    ]);
  });

  it('are wanted on every resource of a call', () => {
    const permissions = new Permissions();
    permissions.limit(aTemplate({ Action: 'sqs:SendMessage' }));
    const both = { ...asked, resources: ['arn:aws:sqs:x', 'arn:aws:sqs:y'] };
    expect(permissions.denialOf('Echo', both)).toMatchObject({ resource: 'arn:aws:sqs:y' });
    expect(permissions.report().permissions).toMatchObject([{ calls: 0 }]);
  });

  it('with policies that are not understood stop the stack', () => {
    const managed = { ManagedPolicyArns: ['arn:aws:iam::aws:policy/AdministratorAccess'] };
    const inline = { Policies: [{}] };
    for (const role of [managed, inline]) {
      const assembly = aTemplate({ Action: 'sqs:SendMessage' }, role);
      expect(() => {
        new Permissions().limit(assembly);
      }).toThrow();
    }
  });

  it('belong to the access key of a signature', () => {
    const signed =
      'AWS4-HMAC-SHA256 Credential=Echo/20270105/eu-north-1/sqs/aws4_request, SignedHeaders=host, Signature=0';
    expect(accessKeyOf(signed)).toBe('Echo');
    expect(accessKeyOf(undefined)).toBeNull();
  });
});

import { cpSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { SQSClient } from '@aws-sdk/client-sqs';
import { onTestFinished } from 'vitest';
import { clockShift } from '../../local/clock.ts';
import { dynamoGuard } from '../../local/dynamo-guard.ts';
import { startDynamo } from '../../local/dynamo.ts';
import { LocalFunction } from '../../local/functions.ts';
import { Inbox } from '../../local/inbox.ts';
import { LocalKms } from '../../local/kms.ts';
import { Permissions } from '../../local/permissions.ts';
import { LocalQueues } from '../../local/queues.ts';
import { LocalSes } from '../../local/ses.ts';
import { synthesizeLocally } from '../../local/synthesis.ts';
import { createTables, dynamoClient } from '../../local/tables.ts';
import { Assembly } from '../../local/template.ts';
import { publishDataFiles } from '../../operator/seed.ts';
import { Table } from '../../shared/dynamo/table.ts';
import { aFolder } from './assembly.ts';

interface Statement {
  readonly Action: string | readonly string[];
}
type Resources = Record<
  string,
  { readonly Properties: { readonly PolicyDocument?: { Statement: Statement[] } } }
>;

/** A permission to take out of the template: an action of the function with that name. */
export interface Missing {
  readonly name: string;
  readonly action: string;
}

/**
 * The product's own functions with the services of this machine, from its template without one
 * permission. Everything is closed when the test has finished.
 */
export async function theFunctions(missing: Missing | null = null) {
  const { directory, region } = await synthesizeLocally();
  const folder = aFolder();
  const assembly = new Assembly(
    missing === null ? directory : templateWithout(missing, directory, folder),
    region,
  );
  const permissions = new Permissions();
  const dynamo = await startDynamo({ path: null, guard: dynamoGuard(assembly, permissions) });
  const inbox = new Inbox(join(folder, 'mail'));
  const ses = await LocalSes.start(inbox, assembly, permissions);
  const kms = await LocalKms.start(assembly, join(folder, 'keys'), permissions);
  const queues = await LocalQueues.start(assembly, permissions);
  const tableName = await createTables(assembly, dynamo.endpoint);
  for (const id of assembly.idsOf('AWS::ApiGatewayV2::Api')) {
    assembly.become(id, { ref: id, attributes: { ApiEndpoint: 'http://localhost:1' } });
  }
  permissions.limit(assembly);
  const shift = clockShift(0);
  const idOf = (name: string) => {
    const start = `${name.replaceAll('-', '')}Function`;
    const found = assembly.idsOf('AWS::Lambda::Function').find((id) => id.startsWith(start));
    if (found === undefined) throw new Error(`The template has no function ${name}`);
    return found;
  };
  const opened: LocalFunction[] = [];
  onTestFinished(async () => {
    await Promise.all(opened.map((one) => one.close()));
    await Promise.all([queues.close(), kms.close(), ses.close(), dynamo.close()]);
  });
  await publishDataFiles({ dynamoEndpoint: dynamo.endpoint, tableName, region });
  const accessKeyOf = (name: string) => (name === 'local' ? name : idOf(name));
  return {
    permissions,
    inbox,
    /** Moves the clock of the functions on. */
    wind(ms: number): void {
      shift[0] = (shift[0] ?? 0) + ms;
    },
    queueUrl: (name: string) =>
      String(
        assembly.resolve({
          Ref: assembly.idsOf('AWS::SQS::Queue').find((id) => id.startsWith(name)),
        }),
      ),
    /** The table as that function reaches it. `local` is nobody's name, and not limited. */
    table: (name = 'local') =>
      new Table(tableName, dynamoClient(dynamo.endpoint, region, accessKeyOf(name))),
    /** A client of SQS with the access key of that function. */
    sqs: (name: string) =>
      new SQSClient({
        endpoint: queues.endpoint,
        region,
        credentials: { accessKeyId: accessKeyOf(name), secretAccessKey: 'local' },
      }),
    async invoke(name: string, event: unknown) {
      const id = idOf(name);
      const [resource] = assembly.of('AWS::Lambda::Function').filter((one) => one.id === id);
      if (resource === undefined) throw new Error(`The template has no function ${name}`);
      const target = new LocalFunction(resource, {
        directory,
        shift,
        logDirectory: join(folder, 'log'),
        runtimeVariables: {
          AWS_REGION: region,
          AWS_ACCESS_KEY_ID: id,
          AWS_SECRET_ACCESS_KEY: 'local',
          AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x',
          AWS_ENDPOINT_URL_DYNAMODB: dynamo.endpoint,
          AWS_ENDPOINT_URL_KMS: kms.endpoint,
          AWS_ENDPOINT_URL_SES: ses.endpoint,
          AWS_ENDPOINT_URL_SQS: queues.endpoint,
        },
      });
      opened.push(target);
      return target.invoke(event);
    },
    /** Returns what the function has written into its log. */
    logOf: (name: string) =>
      readFileSync(join(folder, 'log', `${name.replaceAll('-', '')}.log`), 'utf8'),
  };
}

/** Writes the template into the folder, but without the permission. Returns the folder. */
function templateWithout({ name, action }: Missing, directory: string, folder: string): string {
  const role = `${name.replaceAll('-', '')}RoleDefaultPolicy`;
  cpSync(join(directory, 'manifest.json'), join(folder, 'manifest.json'));
  for (const file of readdirSync(directory).filter((one) => one.endsWith('.template.json'))) {
    const template = JSON.parse(readFileSync(join(directory, file), 'utf8')) as {
      Resources: Resources;
    };
    for (const [id, { Properties }] of Object.entries(template.Resources)) {
      const document = id.startsWith(role) ? Properties.PolicyDocument : undefined;
      if (document === undefined) continue;
      document.Statement = document.Statement.map((statement) => ({
        ...statement,
        Action: [statement.Action].flat().filter((one) => one !== action),
      })).filter(({ Action }) => Action.length > 0);
    }
    writeFileSync(join(folder, file), JSON.stringify(template));
  }
  return folder;
}

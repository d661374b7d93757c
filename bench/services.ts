/*
 * Starts the services that a measured function talks to: DynamoDB on disk, SQS, SES. They run in a
 * process of their own, so that their work does not count as the function's. Prints one line of
 * JSON when they are ready.
 *   node bench/services.ts DATA_DIR ASSEMBLY_DIR REGION
 */
import { join } from 'node:path';
import { startDynamo } from '../local/dynamo.ts';
import { LocalQueues } from '../local/queues.ts';
import { LocalSes } from '../local/ses.ts';
import { createTables } from '../local/tables.ts';
import { Assembly } from '../local/template.ts';

const [data = '', directory = '', region = ''] = process.argv.slice(2);
const assembly = new Assembly(directory, region);
const dynamo = await startDynamo({ path: join(data, 'dynamo') });
const queues = await LocalQueues.start(assembly);
/** Takes mails and forgets them: keeping them would be measured as part of the cost of sending. */
const nowhere = { keep: () => '', times: () => [] };
const ses = await LocalSes.start(nowhere, assembly);
ses.account.orderQuota({ maxSendRate: 1e6, max24HourSend: 1e9 });
const tableName = await createTables(assembly, dynamo.endpoint);

process.stdout.write(
  `${JSON.stringify({
    DEPLOYMENT: 'bench',
    TABLE_NAME: tableName,
    MAIL_QUEUE_URL: refOf('AWS::SQS::Queue', 'MailQueue'),
    ANNOUNCEMENT_QUEUE_URL: refOf('AWS::SQS::Queue', 'AnnouncementQueue'),
    CONFIGURATION_SET: refOf('AWS::SES::ConfigurationSet', 'MailConfigurationSet'),
    DIGEST_CONFIGURATION_SET: refOf('AWS::SES::ConfigurationSet', 'MailDigestConfigurationSet'),
    AWS_ENDPOINT_URL_DYNAMODB: dynamo.endpoint,
    AWS_ENDPOINT_URL_SQS: queues.endpoint,
    AWS_ENDPOINT_URL_SES: ses.endpoint,
  })}\n`,
);

function refOf(type: string, name: string): unknown {
  const id = assembly.idsOf(type).find((one) => one.startsWith(name));
  if (id === undefined) throw new Error(`The template has no ${name}`);
  return assembly.resolve({ Ref: id });
}

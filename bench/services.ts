/*
 * The services that a measured function talks to, in a process of their own so that their work is not
 * counted as the function's: DynamoDB on disk, SQS, SES. Prints one line of JSON when they are ready.
 *   node bench/services.ts DATA_DIR ASSEMBLY_DIR REGION
 */
import { join } from 'node:path';
import { startDynamo } from '../local/dynamo.ts';
import { Inbox } from '../local/inbox.ts';
import { LocalQueues } from '../local/queues.ts';
import { LocalSes } from '../local/ses.ts';
import { createTables } from '../local/tables.ts';
import { Assembly } from '../local/template.ts';

const [data = '', directory = '', region = ''] = process.argv.slice(2);
const assembly = new Assembly(directory, region);
const dynamo = await startDynamo({ path: join(data, 'dynamo') });
const queues = await LocalQueues.start(assembly);
const ses = await LocalSes.start(new Inbox(join(data, 'mail')), region);
const tableName = await createTables(assembly, dynamo.endpoint);
const queueUrl = assembly.resolve({ Ref: mailQueueOf(assembly) });

process.stdout.write(
  `${JSON.stringify({
    TABLE_NAME: tableName,
    MAIL_QUEUE_URL: queueUrl,
    AWS_ENDPOINT_URL_DYNAMODB: dynamo.endpoint,
    AWS_ENDPOINT_URL_SQS: queues.endpoint,
    AWS_ENDPOINT_URL_SES: ses.endpoint,
  })}\n`,
);

/** The queue that feeds a function. */
function mailQueueOf(assembly: Assembly): string {
  const id = assembly.idsOf('AWS::SQS::Queue').find((one) => one.startsWith('MailQueue'));
  if (id === undefined) throw new Error('The template has no mail queue');
  return id;
}

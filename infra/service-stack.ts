import { CfnOutput, Duration, Stack, type StackProps, Validations } from 'aws-cdk-lib';
import type { TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import type { Construct } from 'constructs';
import { Alarms, counted, summed } from './constructs/alarms.ts';
import { MailIdentity } from './constructs/mail-identity.ts';
import { ProductFunction, SMALL_YOUNG_GENERATION } from './constructs/product-function.ts';
import { SiteApi } from './constructs/site-api.ts';
import { FunctionSchedule } from './constructs/function-schedule.ts';
import type { MetricName } from '../shared/ports.ts';
import type { Config } from './config.ts';

interface Props extends StackProps {
  readonly config: Config;
  readonly table: TableV2;
  readonly assetVersion: string;
}

/** The operations on the table whose faults are watched. */
const USED = ['GetItem', 'PutItem', 'UpdateItem', 'Query'];

/** No digest run on Saturday and Sunday: from Friday's to Monday's pass 72 hours, and some for a late run. */
const HOURS_WITHOUT_RUN = 74;

/** Everything that can be deployed anew at any time: a table of contents of the running system. */
export class ServiceStack extends Stack {
  constructor(scope: Construct, id: string, { config, table, assetVersion, ...props }: Props) {
    super(scope, id, props);
    const mail = new MailIdentity(this, 'Mail', config.sender);
    const site = new SiteApi(this, 'Site', config);
    const alarms = new Alarms(this, 'Alarms', config.operator);

    const scheduleDeadLetters = deadLetters(this, 'ScheduleDeadLetters');
    const mailDeadLetters = deadLetters(this, 'MailDeadLetters');
    // Ten mails for each of which SES keeps us waiting to the last.
    const sendMailTimeout = Duration.minutes(3);
    const mailQueue = new Queue(this, 'MailQueue', {
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      // Six times the function's time-out, as Lambda asks for.
      visibilityTimeout: Duration.seconds(6 * sendMailTimeout.toSeconds()),
      deadLetterQueue: { queue: mailDeadLetters, maxReceiveCount: 5 },
    });

    const onTable = { TABLE_NAME: table.tableName };
    const onQueue = { MAIL_QUEUE_URL: mailQueue.queueUrl };
    const asMailer = {
      SENDER: config.sender,
      CONFIGURATION_SET: mail.configurationSetName,
      SITE_URL: site.siteUrl,
    };
    const pages = { ASSET_VERSION: assetVersion };
    const answering = { timeout: Duration.seconds(10), memoryMb: 512 };

    const showSite = new ProductFunction(this, 'show-site', {
      environment: { ...onTable, ...pages },
      ...answering,
    });
    showSite.mayUse(table, ['GetItem', 'PutItem', 'Query']);

    const showApi = new ProductFunction(this, 'show-api', { environment: onTable, ...answering });
    showApi.mayUse(table, ['GetItem', 'Query']);

    const submitOpinions = new ProductFunction(this, 'submit-opinions', {
      environment: { ...onTable, ...onQueue, ...pages },
      ...answering,
    });
    submitOpinions.mayUse(table, ['GetItem', 'PutItem', 'Query']);
    submitOpinions.maySendTo(mailQueue);

    const reviseOpinions = new ProductFunction(this, 'revise-opinions', {
      environment: { ...onTable, ...onQueue, ...pages },
      ...answering,
    });
    reviseOpinions.mayUse(table, ['GetItem', 'PutItem', 'Query']);
    reviseOpinions.maySendTo(mailQueue);

    const runDigests = new ProductFunction(this, 'run-digests', {
      environment: { ...onTable, ...asMailer, NODE_OPTIONS: SMALL_YOUNG_GENERATION },
      timeout: Duration.minutes(15),
      memoryMb: 1_024,
      reservedConcurrency: 1,
      deadLetters: scheduleDeadLetters,
    });
    runDigests.mayUse(
      table,
      ['GetItem', 'PutItem', 'UpdateItem', 'Query', 'DescribeTable'],
      ['received', 'revised'],
    );
    runDigests.maySendMail(mail.arns);

    const sendMail = new ProductFunction(this, 'send-mail', {
      environment: { ...onTable, ...asMailer },
      timeout: sendMailTimeout,
      memoryMb: 1_024,
    });
    sendMail.mayUse(table, ['GetItem', 'PutItem', 'UpdateItem', 'Query'], ['received', 'revised']);
    sendMail.maySendMail(mail.arns);
    sendMail.lambda.addEventSource(
      new SqsEventSource(mailQueue, {
        batchSize: 10,
        reportBatchItemFailures: true,
        maxConcurrency: 5,
      }),
    );

    const sweepOutbox = new ProductFunction(this, 'sweep-outbox', {
      environment: { ...onTable, ...onQueue },
      timeout: Duration.minutes(1),
      memoryMb: 256,
      reservedConcurrency: 1,
      deadLetters: scheduleDeadLetters,
    });
    sweepOutbox.mayUse(table, [], ['outbox']);
    sweepOutbox.maySendTo(mailQueue);

    site.serve({
      'show-site': showSite.lambda,
      'show-api': showApi.lambda,
      'submit-opinions': submitOpinions.lambda,
      'revise-opinions': reviseOpinions.lambda,
    });
    FunctionSchedule.weekdays(this, 'weekly-digest', config.digestAt, {
      target: runDigests.lambda,
      deadLetters: scheduleDeadLetters,
    });
    FunctionSchedule.every(this, 'outbox-sweep', Duration.minutes(5), {
      target: sweepOutbox.lambda,
      deadLetters: scheduleDeadLetters,
    });

    alarms.whenNone(
      'digest-run-missing',
      `No digest run has succeeded for ${HOURS_WITHOUT_RUN} hours.`,
      counted('run-digests', 'DigestRunSucceeded', Duration.hours(1)),
      HOURS_WITHOUT_RUN,
    );
    alarms.whenAny(
      'digest-run-failing',
      'A digest run has failed.',
      runDigests.lambda.metricErrors(),
    );
    alarms.whenAny(
      'unit-without-mailbox',
      'A unit has opinions to read and no mailbox.',
      counted('run-digests', 'UnitsWithoutMailbox'),
    );
    alarms.whenAny('mail-failed', 'A mail could not be sent.', countedByMailers('MailsFailed'));
    alarms.whenAny(
      'mail-unknown',
      'Nobody knows whether a mail has gone out.',
      countedByMailers('MailsUnknown'),
    );
    alarms.whenAny(
      'mail-dead-letters',
      'A nudge has failed again and again.',
      mailDeadLetters.metricApproximateNumberOfMessagesVisible(),
    );
    alarms.whenAny(
      'schedule-dead-letters',
      'A scheduled run has been given up.',
      scheduleDeadLetters.metricApproximateNumberOfMessagesVisible(),
    );
    alarms.whenAny(
      'mail-queue-old',
      'Mail waits for longer than half an hour.',
      mailQueue.metricApproximateAgeOfOldestMessage(),
      Duration.minutes(30).toSeconds(),
    );
    alarms.whenAny(
      'sweep-failing',
      'The sweep of the outbox has failed.',
      sweepOutbox.lambda.metricErrors(),
      2,
    );
    alarms.whenAny(
      'site-failing',
      'Requests end in an error of ours.',
      // Also counts the functions' time-outs and crashes; what they catch, they answer with a 500.
      site.api.metricServerError(),
    );
    alarms.whenAny(
      'functions-throttled',
      'Lambda turns invocations away.',
      summed({
        site: showSite.lambda.metricThrottles(),
        api: showApi.lambda.metricThrottles(),
        submit: submitOpinions.lambda.metricThrottles(),
        revise: reviseOpinions.lambda.metricThrottles(),
        mail: sendMail.lambda.metricThrottles(),
      }),
    );
    alarms.whenAny(
      'table-throttled',
      'DynamoDB turns requests away.',
      onOperations(table, 'ThrottledRequests'),
    );
    alarms.whenAny('table-failing', 'DynamoDB fails.', onOperations(table, 'SystemErrors'));

    new CfnOutput(this, 'SiteUrl', { value: site.siteUrl });
    if (site.dnsTarget !== undefined) {
      new CfnOutput(this, 'SiteDnsTarget', { value: site.dnsTarget });
    }
    for (const [index, record] of mail.dkimRecords.entries()) {
      new CfnOutput(this, `DkimRecord${index + 1}`, { value: record });
    }
    new CfnOutput(this, 'TableName', { value: table.tableName });
    new CfnOutput(this, 'Region', { value: this.region });
  }
}

function deadLetters(scope: Construct, id: string): Queue {
  const queue = new Queue(scope, id, {
    encryption: QueueEncryption.SQS_MANAGED,
    enforceSSL: true,
    retentionPeriod: Duration.days(14),
  });
  Validations.of(queue).acknowledge({
    id: 'AwsSolutions::AwsSolutions-SQS3',
    reason: 'It is a dead-letter queue itself, of schedules and functions; an alarm watches it.',
  });
  return queue;
}

/** Digests are mailed by their run, and by `send-mail` where that was broken off. */
function countedByMailers(name: MetricName) {
  return summed({ run: counted('run-digests', name), queue: counted('send-mail', name) });
}

/** DynamoDB counts these for each operation by itself. */
function onOperations(table: TableV2, name: 'ThrottledRequests' | 'SystemErrors') {
  const counts = USED.map((operation) => {
    const dimensionsMap = { TableName: table.tableName, Operation: operation };
    return [
      operation.toLowerCase(),
      table.metric(name, { dimensionsMap, statistic: 'Sum' }),
    ] as const;
  });
  return summed(Object.fromEntries(counts));
}

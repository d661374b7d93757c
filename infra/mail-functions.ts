import { Duration, RemovalPolicy, Validations } from 'aws-cdk-lib';
import type { TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { ScheduleGroup } from 'aws-cdk-lib/aws-scheduler';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import { AT_ONCE } from './concurrency.ts';
import { FunctionSchedule } from './constructs/function-schedule.ts';
import { sendAs, sendThrough, sendTo, shareQuota, useTable } from './constructs/grant.ts';
import type { MailIdentity } from './constructs/mail-identity.ts';
import { ProductFunction, SMALL_YOUNG_GENERATION } from './constructs/product-function.ts';
import { type Deployment, prefixOf } from './deployment.ts';

interface Props {
  readonly deployment: Deployment;
  readonly table: TableV2;
  readonly mail: MailIdentity;
  readonly siteUrl: string;
}

/**
 * Time in Riga: after the hour that is skipped when summer time begins, and before a digest run at
 * the usual time, 08:00.
 */
const RECONCILED_AT = '04:30';
/**
 * Time in Riga: after the reconciliation, which ends within a quarter of an hour, and some minutes
 * after the full hour, so that the counts of the last hour are complete.
 */
const EXPIRED_AT = '05:05';

/**
 * Creates everything between a due mail and a report of SES: the queues, their functions and their
 * schedules.
 */
export function createMailFunctions(scope: Construct, { deployment, table, mail, siteUrl }: Props) {
  const { config } = deployment;
  const scheduleDeadLetters = createDeadLetters(scope, 'ScheduleDeadLetters');
  const mailDeadLetters = createDeadLetters(scope, 'MailDeadLetters');
  const reportDeadLetters = createDeadLetters(scope, 'ReportDeadLetters');
  // Enough for a batch of ten mails, even if SES uses the whole time limit for each of them.
  const sendMailTimeout = Duration.minutes(3);
  const mailQueue = createWorkQueue(scope, 'MailQueue', sendMailTimeout, mailDeadLetters);
  // The function carries a cursor on for twenty seconds at a time, and for up to half a minute more
  // when SES is slow or silent.
  const announcementTimeout = Duration.seconds(100);
  const announcementQueue = createWorkQueue(
    scope,
    'AnnouncementQueue',
    announcementTimeout,
    mailDeadLetters,
  );

  const nudgeMail = { MAIL_QUEUE_URL: sendTo(mailQueue) };
  const nudgeAnnouncements = { ANNOUNCEMENT_QUEUE_URL: sendTo(announcementQueue) };
  const asMailer = {
    SENDER: sendAs(config.sender, mail.arn),
    SENDER_NAME: config.senderName,
    SITE_URL: siteUrl,
    OWNER: JSON.stringify(config.owner),
  };
  const asDigestMailer = { DIGEST_CONFIGURATION_SET: sendThrough(mail.digests) };
  const asOtherMailer = { CONFIGURATION_SET: sendThrough(mail.other) };
  const answered = { REPLY_TO: config.replyTo };
  const keeping = { RETENTION: JSON.stringify(config.retention) };
  // The first function that compares the table with its stamp also writes the stamp.
  const stamps = { installation: ['GetItem', 'PutItem'] } as const;
  const readsWindows = {
    indexes: { received: ['opinions', 'confirmed'], revised: ['opinions'] },
    describes: true,
  } as const;

  const runDigests = new ProductFunction(scope, 'run-digests', {
    deployment,
    environment: {
      TABLE_NAME: useTable(table, {
        rows: {
          ...stamps,
          consultations: ['GetItem', 'Query'],
          drafts: ['GetItem'],
          units: ['GetItem', 'Query'],
          opinions: ['GetItem'],
          digests: ['GetItem', 'PutItem', 'Query', 'UpdateItem'],
          seals: ['Query'],
          settled: ['GetItem', 'UpdateItem'],
          organisations: ['GetItem', 'PutItem'],
        },
        indexes: {
          ...readsWindows.indexes,
          received: [...readsWindows.indexes.received, 'organisations'],
        },
        describes: true,
      }),
      ...asMailer,
      ...asDigestMailer,
      NODE_OPTIONS: SMALL_YOUNG_GENERATION,
    },
    timeout: Duration.minutes(15),
    // One whole processor: a digest is made by one thread, from any number of opinions.
    memoryMb: 1_769,
    deadLetters: scheduleDeadLetters,
  });

  const sendMail = new ProductFunction(scope, 'send-mail', {
    deployment,
    environment: {
      TABLE_NAME: useTable(table, {
        rows: {
          ...stamps,
          consultations: ['GetItem'],
          drafts: ['GetItem'],
          units: ['GetItem', 'Query'],
          opinions: ['GetItem', 'Query'],
          receipts: ['GetItem', 'UpdateItem'],
          counts: ['GetItem', 'UpdateItem'],
          acts: ['GetItem', 'UpdateItem'],
          lineage: ['GetItem', 'UpdateItem'],
          verified: ['GetItem'],
          digests: ['GetItem', 'Query', 'UpdateItem'],
          seals: ['Query'],
          subscriptions: ['GetItem', 'UpdateItem'],
          addresses: ['GetItem'],
          linkSecrets: ['Query'],
          addressSecrets: ['Query'],
        },
        ...readsWindows,
      }),
      ...asMailer,
      ...asDigestMailer,
      ...asOtherMailer,
      ...answered,
      SENDERS: shareQuota(AT_ONCE.mails),
    },
    timeout: sendMailTimeout,
    memoryMb: 1_024,
  });
  sendMail.feedFrom(mailQueue, { batchSize: 10, maxConcurrency: AT_ONCE.mails });

  const sendAnnouncements = new ProductFunction(scope, 'send-announcements', {
    deployment,
    environment: {
      TABLE_NAME: useTable(table, {
        rows: {
          // The sweep comes before this function, so the stamp is there.
          installation: ['GetItem'],
          consultations: ['GetItem'],
          announcements: ['GetItem', 'UpdateItem'],
          cursors: ['GetItem', 'PutItem', 'UpdateItem'],
          batches: ['GetItem', 'PutItem', 'Query', 'UpdateItem'],
          subscriptions: ['GetItem', 'Query'],
          linkSecrets: ['Query'],
        },
        describes: true,
      }),
      ...nudgeAnnouncements,
      ...asMailer,
      ...asOtherMailer,
      ...answered,
      SENDERS: shareQuota(AT_ONCE.announcements),
    },
    timeout: announcementTimeout,
    memoryMb: 1_024,
    carriesItselfOn: true,
  });
  sendAnnouncements.feedFrom(announcementQueue, {
    batchSize: 1,
    maxConcurrency: AT_ONCE.announcements,
  });

  const sweepOutbox = new ProductFunction(scope, 'sweep-outbox', {
    deployment,
    environment: {
      TABLE_NAME: useTable(table, { rows: stamps, indexes: { outbox: ['due'] }, describes: true }),
      ...nudgeMail,
      ...nudgeAnnouncements,
    },
    timeout: Duration.minutes(1),
    memoryMb: 256,
    deadLetters: scheduleDeadLetters,
  });

  const recordDelivery = new ProductFunction(scope, 'record-delivery', {
    deployment,
    environment: {
      ...keeping,
      TABLE_NAME: useTable(table, {
        rows: {
          consultations: ['GetItem'],
          receipts: ['GetItem', 'UpdateItem'],
          digests: ['GetItem', 'UpdateItem'],
          subscriptions: ['GetItem', 'UpdateItem'],
          acts: ['GetItem', 'UpdateItem'],
          lineage: ['GetItem', 'UpdateItem'],
          batches: ['GetItem', 'UpdateItem'],
          addresses: ['GetItem', 'PutItem', 'Query', 'UpdateItem'],
          addressSecrets: ['Query'],
        },
      }),
    },
    timeout: Duration.seconds(30),
    memoryMb: 256,
    deadLetters: reportDeadLetters,
  });
  mail.reportTo(recordDelivery.lambda, reportDeadLetters);

  const reconcileDeliveries = new ProductFunction(scope, 'reconcile-deliveries', {
    deployment,
    environment: {
      TABLE_NAME: useTable(table, {
        rows: {
          ...stamps,
          consultations: ['Query'],
          units: ['Query'],
          opinions: ['GetItem', 'Query'],
          digests: ['Query'],
          health: ['GetItem', 'UpdateItem'],
          announcements: ['Query', 'UpdateItem'],
          cursors: ['Query'],
          batches: ['Query'],
        },
        indexes: { received: ['opinions', 'receipts'] },
        describes: true,
      }),
    },
    timeout: Duration.minutes(15),
    memoryMb: 512,
    deadLetters: scheduleDeadLetters,
  });

  const publishOpinions = new ProductFunction(scope, 'publish-opinions', {
    deployment,
    environment: {
      TABLE_NAME: useTable(table, {
        rows: {
          consultations: ['Query'],
          opinions: ['GetItem', 'Query'],
          choices: ['Query'],
          acts: ['Query'],
          publicParts: ['BatchGetItem', 'GetItem', 'PutItem', 'UpdateItem'],
          postings: ['BatchWriteItem'],
          projections: ['GetItem', 'PutItem', 'UpdateItem'],
        },
        indexes: { received: ['opinions', 'choices', 'acts'], revised: ['opinions'] },
      }),
    },
    timeout: Duration.minutes(2),
    memoryMb: 512,
    deadLetters: scheduleDeadLetters,
  });

  const expire = new ProductFunction(scope, 'expire-data', {
    deployment,
    environment: {
      TABLE_NAME: useTable(table, {
        rows: {
          consultations: ['Query'],
          announcements: ['Query'],
          opinions: ['GetItem', 'Query', 'UpdateItem'],
          receipts: ['GetItem', 'UpdateItem'],
          acts: ['GetItem', 'UpdateItem'],
          lineage: ['GetItem', 'UpdateItem'],
          batches: ['GetItem', 'Query', 'UpdateItem'],
          sources: ['Query', 'BatchWriteItem'],
          expiries: ['GetItem', 'PutItem', 'UpdateItem'],
        },
        indexes: { received: ['receipts', 'acts', 'lineage'] },
      }),
      ...keeping,
    },
    timeout: Duration.minutes(15),
    memoryMb: 512,
    deadLetters: scheduleDeadLetters,
  });

  const scheduleGroup = new ScheduleGroup(scope, 'Schedules', {
    scheduleGroupName: prefixOf(deployment.name),
    removalPolicy: RemovalPolicy.DESTROY,
  });
  FunctionSchedule.daily(scope, 'digest-run', config.digestAt, {
    scheduleGroup,
    target: runDigests.lambda,
    deadLetters: scheduleDeadLetters,
  });
  FunctionSchedule.daily(scope, 'reconciliation', RECONCILED_AT, {
    scheduleGroup,
    target: reconcileDeliveries.lambda,
    deadLetters: scheduleDeadLetters,
  });
  FunctionSchedule.daily(scope, 'expiry', EXPIRED_AT, {
    scheduleGroup,
    target: expire.lambda,
    deadLetters: scheduleDeadLetters,
  });
  FunctionSchedule.every(scope, 'outbox-sweep', Duration.minutes(1), {
    scheduleGroup,
    target: sweepOutbox.lambda,
    deadLetters: scheduleDeadLetters,
  });

  FunctionSchedule.every(scope, 'opinion-publication', Duration.minutes(1), {
    scheduleGroup,
    target: publishOpinions.lambda,
    deadLetters: scheduleDeadLetters,
  });

  return {
    publishOpinions: publishOpinions.lambda,
    runDigests: runDigests.lambda,
    sendMail: sendMail.lambda,
    sendAnnouncements: sendAnnouncements.lambda,
    sweepOutbox: sweepOutbox.lambda,
    recordDelivery: recordDelivery.lambda,
    expireData: expire.lambda,
    mailQueue,
    announcementQueue,
    scheduleGroup,
    scheduleDeadLetters,
    mailDeadLetters,
    reportDeadLetters,
  };
}

/**
 * Creates a queue. A failed message comes back after six times the function's time-out, as AWS
 * Lambda recommends.
 */
function createWorkQueue(
  scope: Construct,
  id: string,
  timeout: Duration,
  deadLetters: Queue,
): Queue {
  return new Queue(scope, id, {
    encryption: QueueEncryption.SQS_MANAGED,
    enforceSSL: true,
    visibilityTimeout: Duration.seconds(6 * timeout.toSeconds()),
    deadLetterQueue: { queue: deadLetters, maxReceiveCount: 5 },
  });
}

function createDeadLetters(scope: Construct, id: string): Queue {
  const queue = new Queue(scope, id, {
    encryption: QueueEncryption.SQS_MANAGED,
    enforceSSL: true,
    retentionPeriod: Duration.days(14),
  });
  Validations.of(queue).acknowledge({
    id: 'AwsSolutions::AwsSolutions-SQS3',
    reason: 'It is a dead-letter queue itself; an alarm watches it.',
  });
  return queue;
}

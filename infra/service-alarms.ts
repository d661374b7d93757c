import { Duration } from 'aws-cdk-lib';
import type { TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import type { Function } from 'aws-cdk-lib/aws-lambda';
import { HOURS_WITHOUT_RUN } from '../shared/domain/health.ts';
import type { MetricName } from '../shared/ports/journal.ts';
import { type Alarms, reputationMetric, shareOf, sumMetrics } from './constructs/alarms.ts';
import type { SiteApi } from './constructs/site-api.ts';
import type { createLogFunctions } from './log-functions.ts';
import type { createMailFunctions } from './mail-functions.ts';

interface Watched {
  readonly table: TableV2;
  readonly site: SiteApi;
  readonly answering: Readonly<Record<string, Function>>;
  readonly mailing: ReturnType<typeof createMailFunctions>;
  readonly logging: ReturnType<typeof createLogFunctions>;
}

/** The operations on the table whose errors are watched. */
const USED = ['GetItem', 'PutItem', 'UpdateItem', 'Query', 'BatchGetItem', 'BatchWriteItem'];

/** Data that are kept too long for a day do no harm yet. */
const HOURS_WITHOUT_EXPIRY = 50;
/** Runs of the projection in an hour, of 60, that did not come to their end. */
const RUNS_BEHIND = 50;
/** Runs of the sealing in an hour, of four, that did not come to their end. */
const SEALINGS_BEHIND = 3;
/** Nights, one after the other, that were too short to remove everything. */
const NIGHTS_BEHIND = 2;
/**
 * Bounces in five minutes: far more than a list in regular use produces. SES stops accounts that
 * bounce too much.
 */
const MANY_BOUNCES = 20;
/**
 * Held-back sign-ups in five minutes: more than people who really sign up cause. Somebody is trying
 * addresses.
 */
const MANY_SIGN_UPS_HELD_BACK = 50;
/** The same for receipts. */
const MANY_RECEIPTS_HELD_BACK = 50;
/**
 * SES reviews an account at 5 % of bounces and 0.1 % of complaints. The alarms come before, while
 * there is time to act.
 */
const [BOUNCE_RATE, COMPLAINT_RATE] = [0.03, 0.000_8];
/**
 * Requests in five minutes: half of what the API lets through on one route, and far more than people make
 * who read and write. Reading costs money too.
 */
const MANY_REQUESTS = 30_000;
/**
 * The alarm needs at least `SENT_FOR_A_SHARE` mails in an hour, of which `BOUNCING_HUNDREDTHS` per
 * cent come back as bounced receipts.
 */
const [SENT_FOR_A_SHARE, BOUNCING_HUNDREDTHS] = [20, 10];

/**
 * Adds an alarm for every fault that a person must know of. The runbook says under each alarm's
 * name what to do.
 */
export function addServiceAlarms(
  alarms: Alarms,
  { table, site, answering, mailing, logging }: Watched,
): void {
  const half = Duration.minutes(30).toSeconds();
  const { publishOpinions, runDigests, sendMail, sendAnnouncements, sweepOutbox } = mailing;
  const { recordDelivery, expireData } = mailing;

  alarms.whenNone(
    'digest-run-missing',
    `No digest run has succeeded for ${HOURS_WITHOUT_RUN} hours.`,
    alarms.metric('run-digests', 'DigestRunSucceeded', Duration.hours(1)),
    HOURS_WITHOUT_RUN,
  );
  alarms.whenAny('digest-run-failing', 'A digest run has failed.', runDigests.metricErrors());
  alarms.whenAny(
    'unit-without-mailbox',
    'A unit has opinions to read and no mailbox.',
    sumMetrics({
      run: alarms.metric('run-digests', 'UnitsWithoutMailbox'),
      queue: alarms.metric('send-mail', 'UnitsWithoutMailbox'),
      reconciliation: alarms.metric('reconcile-deliveries', 'UnitsWithoutMailbox'),
    }),
  );
  alarms.whenAny(
    'digest-owed',
    'No mailbox has accepted a digest: it is sent again if the unit has a mailbox.',
    alarms.metric('run-digests', 'DigestsOwed'),
  );
  alarms.whenAny(
    'digest-bounced',
    'A digest came back, was rejected or was called unwanted.',
    alarms.metric('record-delivery', 'DigestsBounced'),
  );
  alarms.whenAny('mail-failed', 'A mail could not be sent.', sumOverMailers(alarms, 'MailsFailed'));
  alarms.whenAny(
    'mail-unknown',
    'Nobody knows whether a mail has gone out.',
    sumOverMailers(alarms, 'MailsUnknown'),
  );
  alarms.whenAny(
    'mail-held',
    'The account may not send for now, or SES does not say whether it may: mail waits.',
    sumOverMailers(alarms, 'MailsHeld'),
  );
  alarms.whenAny(
    'rows-put-off',
    'A row of the table cannot be read: its mail waits.',
    alarms.metric('send-mail', 'RowsPutOff'),
  );
  alarms.whenAny(
    'table-held',
    'The table was restored from a backup: all mails wait for an operator.',
    sumMetrics({
      run: alarms.metric('run-digests', 'TableHeld'),
      queue: alarms.metric('send-mail', 'TableHeld'),
      announcements: alarms.metric('send-announcements', 'TableHeld'),
      sweep: alarms.metric('sweep-outbox', 'TableHeld'),
      reconciliation: alarms.metric('reconcile-deliveries', 'TableHeld'),
    }),
  );
  alarms.whenNone(
    'reconciliation-missing',
    `Deliveries have not been reconciled for ${HOURS_WITHOUT_RUN} hours.`,
    alarms.metric('reconcile-deliveries', 'ReconciliationSucceeded', Duration.hours(1)),
    HOURS_WITHOUT_RUN,
  );
  alarms.whenAny(
    'deliveries-unreconciled',
    'What has come and what units have been told do not add up.',
    alarms.metric('reconcile-deliveries', 'Discrepancies'),
  );
  alarms.whenAny(
    'mails-silent',
    'SES took a mail and has not reported what became of it.',
    alarms.metric('reconcile-deliveries', 'MailsSilent'),
  );
  alarms.whenAny(
    'quota-used-up',
    'The daily quota of SES is used up, or only its reserve is left: mails wait.',
    sumOverMailers(alarms, 'QuotaUsedUp'),
  );
  alarms.whenAny(
    'mail-complaint',
    'Somebody has called a mail of ours unwanted.',
    alarms.metric('record-delivery', 'MailsComplained'),
  );
  alarms.whenAny(
    'mail-rejected',
    'SES has found content in a mail that it does not send.',
    alarms.metric('record-delivery', 'MailsRejected'),
  );
  alarms.whenAny(
    'mail-bounces',
    'Many mails come back.',
    alarms.metric('record-delivery', 'MailsBounced'),
    MANY_BOUNCES,
  );
  alarms.whenAny(
    'receipts-bounce',
    'A large share of the receipts comes back.',
    shareOf(
      alarms.metric('record-delivery', 'ReceiptsBounced', Duration.hours(1)),
      alarms.metric('send-mail', 'MailsSent', Duration.hours(1)),
      SENT_FOR_A_SHARE,
    ),
    BOUNCING_HUNDREDTHS,
  );
  alarms.whenAny(
    'reputation-bounces',
    'SES counts many bounces of the account.',
    reputationMetric('Reputation.BounceRate'),
    BOUNCE_RATE,
  );
  alarms.whenAny(
    'reputation-complaints',
    'SES counts many complaints about the account.',
    reputationMetric('Reputation.ComplaintRate'),
    COMPLAINT_RATE,
  );
  alarms.whenAny(
    'sources-held-back',
    'One source writes more than it may in an hour: its further requests are refused.',
    sumMetrics({
      submit: alarms.metric('submit-opinions', 'SourcesHeldBack'),
      revise: alarms.metric('revise-opinions', 'SourcesHeldBack'),
    }),
  );
  alarms.whenAny(
    'receipts-held-back',
    'Many receipts are asked for by one source, or for one address.',
    sumMetrics({
      submit: alarms.metric('submit-opinions', 'ReceiptsHeldBack'),
      revise: alarms.metric('revise-opinions', 'ReceiptsHeldBack'),
      mail: alarms.metric('send-mail', 'ReceiptsHeldBack'),
    }),
    MANY_RECEIPTS_HELD_BACK,
  );
  alarms.whenAny(
    'sign-ups-held-back',
    'Many sign-ups come from one place or for one address.',
    alarms.metric('manage-subscriptions', 'SignUpsHeldBack'),
    MANY_SIGN_UPS_HELD_BACK,
  );
  alarms.whenAny(
    'mail-dead-letters',
    'A nudge has failed again and again.',
    mailing.mailDeadLetters.metricApproximateNumberOfMessagesVisible(),
  );
  alarms.whenAny(
    'schedule-dead-letters',
    'A scheduled run has been given up.',
    mailing.scheduleDeadLetters.metricApproximateNumberOfMessagesVisible(),
  );
  alarms.whenAny(
    'report-dead-letters',
    'A report of SES could not be recorded.',
    mailing.reportDeadLetters.metricApproximateNumberOfMessagesVisible(),
  );
  alarms.whenAny(
    'mail-queue-old',
    'Mail waits for longer than half an hour.',
    mailing.mailQueue.metricApproximateAgeOfOldestMessage(),
    half,
  );
  alarms.whenAny(
    'announcement-queue-old',
    'An announcement does not move on for half an hour.',
    mailing.announcementQueue.metricApproximateAgeOfOldestMessage(),
    half,
  );
  alarms.whenAny(
    'sweep-failing',
    'The sweep of the outbox has failed.',
    sweepOutbox.metricErrors(),
    2,
  );
  alarms.whenNone(
    'publication-missing',
    'What everybody sees of opinions has not been brought up to date for an hour.',
    alarms.metric('publish-opinions', 'PublicationSucceeded', Duration.hours(1)),
    1,
  );
  alarms.whenAny(
    'publication-failing',
    'What everybody sees of opinions could not be brought up to date.',
    publishOpinions.metricErrors(),
    2,
  );
  alarms.whenAny(
    'publication-behind',
    'What everybody sees of opinions has lagged behind for an hour.',
    alarms.metric('publish-opinions', 'PublicationsLeft', Duration.hours(1)),
    RUNS_BEHIND,
  );
  alarms.whenNone(
    'sealing-missing',
    'The log has not been sealed for an hour.',
    alarms.metric('seal-log', 'SealingSucceeded', Duration.hours(1)),
    1,
  );
  alarms.whenAny('sealing-failing', 'The log could not be sealed.', logging.sealLog.metricErrors());
  alarms.whenAny(
    'sealing-behind',
    'The log has lagged behind for an hour.',
    alarms.metric('seal-log', 'SealingsLeft', Duration.hours(1)),
    SEALINGS_BEHIND,
  );
  alarms.whenNone(
    'expiry-missing',
    `Data that are too old have not been removed for ${HOURS_WITHOUT_EXPIRY} hours.`,
    alarms.metric('expire-data', 'ExpirySucceeded', Duration.hours(1)),
    HOURS_WITHOUT_EXPIRY,
  );
  alarms.whenAny(
    'expiry-failing',
    'Data that are too old could not be removed.',
    expireData.metricErrors(),
  );
  alarms.whenAny(
    'expiry-behind',
    `For ${NIGHTS_BEHIND} nights, more data have become too old than a night removes.`,
    alarms.metric('expire-data', 'ExpiryLeft', Duration.days(1)),
    1,
    NIGHTS_BEHIND,
  );
  alarms.whenAny(
    'site-failing',
    'Requests end in an error of ours.',
    // This metric also counts the functions' time-outs and crashes. An error that a function
    // catches is answered with a 500, and counts too.
    site.api.metricServerError(),
  );
  alarms.whenAny(
    'site-flooded',
    'Far more requests come than people make.',
    site.api.metricCount({ statistic: 'Sum' }),
    MANY_REQUESTS,
  );
  // An alarm knows at most ten metrics.
  alarms.whenAny(
    'site-throttled',
    'Lambda turns requests away.',
    sumMetrics(
      Object.fromEntries(
        Object.values(answering).map((lambda, index) => [`site${index}`, lambda.metricThrottles()]),
      ),
    ),
  );
  alarms.whenAny(
    'mail-throttled',
    'Lambda turns mails or reports about mails away.',
    sumMetrics({
      mail: sendMail.metricThrottles(),
      announcements: sendAnnouncements.metricThrottles(),
      reports: recordDelivery.metricThrottles(),
    }),
  );
  alarms.whenAny(
    'table-throttled',
    'DynamoDB turns requests away.',
    sumOverOperations(table, 'ThrottledRequests'),
  );
  alarms.whenAny('table-failing', 'DynamoDB fails.', sumOverOperations(table, 'SystemErrors'));
}

/**
 * Sums a metric over the functions that send mail. `run-digests` mails its digests, and `send-mail`
 * mails them when that run was interrupted.
 */
function sumOverMailers(alarms: Alarms, name: MetricName) {
  return sumMetrics({
    run: alarms.metric('run-digests', name),
    queue: alarms.metric('send-mail', name),
    announcements: alarms.metric('send-announcements', name),
  });
}

/** Sums a metric over the operations, because DynamoDB counts each operation separately. */
function sumOverOperations(table: TableV2, name: 'ThrottledRequests' | 'SystemErrors') {
  const counts = USED.map((operation) => {
    const dimensionsMap = { TableName: table.tableName, Operation: operation };
    return [
      operation.toLowerCase(),
      table.metric(name, { dimensionsMap, statistic: 'Sum' }),
    ] as const;
  });
  return sumMetrics(Object.fromEntries(counts));
}

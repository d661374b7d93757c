/** Where logs and metrics go. It takes only what an operator can act on. */
export interface Journal {
  /** `name` is the name of a metric in CloudWatch. The alarms read most of them. */
  count(name: MetricName, value?: number): void;
  info(message: string, details: Record<string, unknown>): void;
  error(message: string, details: Record<string, unknown>): void;
}

/**
 * Returns the CloudWatch namespace of a deployment's metrics. Two deployments in one account count
 * apart. Each metric has the dimension `service`: the name of its function.
 */
export function metricsNamespaceOf(deployment: string): string {
  return `Sadzirdets/${deployment}`;
}

export type MetricName =
  | 'SubmissionsStored'
  | 'NudgesLost'
  | 'DigestRunSucceeded'
  | 'DigestsMade'
  | 'UnitsWithoutMailbox'
  | 'MailsSent'
  | 'MailsFailed'
  | 'MailsUnknown'
  | 'MailsBounced'
  | 'ReceiptsBounced'
  | 'MailsComplained'
  | 'MailsRejected'
  | 'DigestsBounced'
  | 'DigestsOwed'
  | 'SignUpsHeldBack'
  | 'SourcesHeldBack'
  | 'ReceiptsHeldBack'
  | 'MailsHeld'
  | 'QuotaUsedUp'
  | 'OutboxSwept'
  | 'RowsPutOff'
  | 'TableHeld'
  | 'Discrepancies'
  | 'MailsSilent'
  | 'PublicationSucceeded'
  | 'PublicationsLeft'
  | 'ReconciliationSucceeded'
  | 'ExpirySucceeded'
  | 'ExpiryLeft'
  | 'SealingSucceeded'
  | 'SealingsLeft';

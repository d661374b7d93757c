import { Stack } from 'aws-cdk-lib';
import { EventBus, Rule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import type { Function } from 'aws-cdk-lib/aws-lambda';
import {
  ConfigurationSet,
  ConfigurationSetTlsPolicy,
  EmailIdentity,
  EmailSendingEvent,
  EventDestination,
  Identity,
} from 'aws-cdk-lib/aws-ses';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';

/** The events that SES reports of the mails that it has accepted. */
const REPORTED = [
  EmailSendingEvent.DELIVERY,
  EmailSendingEvent.BOUNCE,
  EmailSendingEvent.COMPLAINT,
  EmailSendingEvent.REJECT,
];
/** EventBridge's names for the same events. */
const DETAIL_TYPES = [
  'Email Delivered',
  'Email Bounced',
  'Email Complaint Received',
  'Email Rejected',
];

/** A configuration set. */
export interface MailSet {
  readonly name: string;
  readonly arn: string;
}

/**
 * The identity that mail is sent from: the sender's domain with DKIM, and the configuration sets.
 * Digests have a set of their own: an operator can pause the other set, and units still get the
 * digests that they are owed.
 */
export class MailIdentity extends Construct {
  /** The ARN of the identity. */
  readonly arn: string;
  readonly digests: MailSet;
  readonly other: MailSet;
  /** The DNS records that the sender's domain needs before SES sends in its name. */
  readonly dkimRecords: readonly string[];

  constructor(scope: Construct, id: string, sender: string) {
    super(scope, id);
    const domain = sender.slice(sender.lastIndexOf('@') + 1);
    const identity = new EmailIdentity(this, 'Identity', { identity: Identity.domain(domain) });
    this.dkimRecords = identity.dkimRecords.map(({ name, value }) => `${name} CNAME ${value}`);
    this.arn = identity.emailIdentityArn;
    this.digests = this.#mailSet('DigestConfigurationSet');
    this.other = this.#mailSet('ConfigurationSet');
  }

  #mailSet(id: string): MailSet {
    const configurationSet = new ConfigurationSet(this, id, {
      tlsPolicy: ConfigurationSetTlsPolicy.REQUIRE,
      reputationMetrics: true,
      // Our own suppressions decide whom we mail. An operator can lift them.
      disableSuppressionList: true,
    });
    const bus = EventBus.fromEventBusName(this, `${id}Bus`, 'default');
    configurationSet.addEventDestination('Events', {
      destination: EventDestination.eventBus(bus),
      events: REPORTED,
    });
    const name = configurationSet.configurationSetName;
    const arn = Stack.of(this).formatArn({
      service: 'ses',
      resource: 'configuration-set',
      resourceName: name,
    });
    return { name, arn };
  }

  /**
   * Calls the function with each report about one of our mails. A report that cannot be delivered
   * goes to `deadLetters`.
   */
  reportTo(target: Function, deadLetters: IQueue): void {
    const sets = [this.digests.name, this.other.name];
    new Rule(this, 'Reports', {
      eventPattern: {
        source: ['aws.ses'],
        detailType: DETAIL_TYPES,
        detail: { mail: { tags: { 'ses:configuration-set': sets } } },
      },
      targets: [new LambdaFunction(target, { deadLetterQueue: deadLetters, retryAttempts: 30 })],
    });
  }
}

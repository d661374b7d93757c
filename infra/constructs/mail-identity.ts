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

/** What SES reports of the mails that it has accepted. */
const REPORTED = [
  EmailSendingEvent.DELIVERY,
  EmailSendingEvent.BOUNCE,
  EmailSendingEvent.COMPLAINT,
  EmailSendingEvent.REJECT,
];
/** EventBridge's own words for them. */
const DETAIL_TYPES = [
  'Email Delivered',
  'Email Bounced',
  'Email Complaint Received',
  'Email Rejected',
];

/** A configuration set by its name, and what a function that sends through it must be allowed to use. */
export interface MailSet {
  readonly name: string;
  readonly arns: readonly string[];
}

/**
 * The name in which mail is sent: the sender's domain with DKIM, and the configuration sets. Digests
 * have one of their own: an operator can pause the other, and a unit still gets what it is owed.
 */
export class MailIdentity extends Construct {
  readonly digests: MailSet;
  readonly other: MailSet;
  /** What the sender's DNS must say before SES sends in its name. */
  readonly dkimRecords: readonly string[];

  constructor(scope: Construct, id: string, sender: string) {
    super(scope, id);
    const domain = sender.slice(sender.lastIndexOf('@') + 1);
    const identity = new EmailIdentity(this, 'Identity', { identity: Identity.domain(domain) });
    this.dkimRecords = identity.dkimRecords.map(({ name, value }) => `${name} CNAME ${value}`);
    this.digests = this.#mailSet('DigestConfigurationSet', identity);
    this.other = this.#mailSet('ConfigurationSet', identity);
  }

  #mailSet(id: string, identity: EmailIdentity): MailSet {
    const configurationSet = new ConfigurationSet(this, id, {
      tlsPolicy: ConfigurationSetTlsPolicy.REQUIRE,
      reputationMetrics: true,
      // Whom we mail is decided by our own suppressions, which an operator can lift.
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
    return { name, arns: [identity.emailIdentityArn, arn] };
  }

  /** Each report of a mail of ours calls the function; what cannot be handed over is kept. */
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

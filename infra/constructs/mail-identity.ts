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

/** The name in which mail is sent: the sender's domain with DKIM, and the configuration set. */
export class MailIdentity extends Construct {
  readonly configurationSetName: string;
  /** What a function that sends must be allowed to use. */
  readonly arns: readonly string[];
  /** What the sender's DNS must say before SES sends in its name. */
  readonly dkimRecords: readonly string[];

  constructor(scope: Construct, id: string, sender: string) {
    super(scope, id);
    const configurationSet = new ConfigurationSet(this, 'ConfigurationSet', {
      tlsPolicy: ConfigurationSetTlsPolicy.REQUIRE,
      reputationMetrics: true,
    });
    const bus = EventBus.fromEventBusName(this, 'Bus', 'default');
    configurationSet.addEventDestination('Events', {
      destination: EventDestination.eventBus(bus),
      events: REPORTED,
    });
    const domain = sender.slice(sender.lastIndexOf('@') + 1);
    const identity = new EmailIdentity(this, 'Identity', { identity: Identity.domain(domain) });
    this.dkimRecords = identity.dkimRecords.map(({ name, value }) => `${name} CNAME ${value}`);
    this.configurationSetName = configurationSet.configurationSetName;
    this.arns = [
      identity.emailIdentityArn,
      Stack.of(this).formatArn({
        service: 'ses',
        resource: 'configuration-set',
        resourceName: configurationSet.configurationSetName,
      }),
    ];
  }

  /** Each report of a mail of ours calls the function; what cannot be handed over is kept. */
  reportTo(target: Function, deadLetters: IQueue): void {
    new Rule(this, 'Reports', {
      eventPattern: {
        source: ['aws.ses'],
        detailType: DETAIL_TYPES,
        detail: { mail: { tags: { 'ses:configuration-set': [this.configurationSetName] } } },
      },
      targets: [new LambdaFunction(target, { deadLetterQueue: deadLetters, retryAttempts: 30 })],
    });
  }
}

import { Stack } from 'aws-cdk-lib';
import {
  ConfigurationSet,
  ConfigurationSetTlsPolicy,
  EmailIdentity,
  Identity,
} from 'aws-cdk-lib/aws-ses';
import { Construct } from 'constructs';

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
}

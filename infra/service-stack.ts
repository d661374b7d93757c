import { CfnOutput, Stack, type StackProps } from 'aws-cdk-lib';
import type { TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { Construct } from 'constructs';
import { Alarms } from './constructs/alarms.ts';
import { MailIdentity } from './constructs/mail-identity.ts';
import { SiteApi } from './constructs/site-api.ts';
import type { Deployment } from './deployment.ts';
import { createLogFunctions } from './log-functions.ts';
import { createMailFunctions } from './mail-functions.ts';
import { addServiceAlarms } from './service-alarms.ts';
import { createSiteFunctions } from './site-functions.ts';

interface Props extends StackProps {
  readonly deployment: Deployment;
  readonly table: TableV2;
  /** The keys that sign the log, oldest first. */
  readonly logKeys: readonly IKey[];
  readonly assetVersion: string;
}

/**
 * Everything that can be deleted and deployed again without losing data. Without a domain, the site
 * then has another address, and links in earlier mails lead nowhere. The constructor lists the parts
 * of the running system.
 */
export class ServiceStack extends Stack {
  constructor(scope: Construct, id: string, props: Props) {
    const { deployment, table, logKeys, assetVersion, ...others } = props;
    super(scope, id, others);
    const { config } = deployment;
    const mail = new MailIdentity(this, 'Mail', config.sender);
    const site = new SiteApi(this, 'Site', deployment);
    const { siteUrl } = site;
    const mailing = createMailFunctions(this, { deployment, table, mail, siteUrl });
    const { mailQueue, scheduleGroup, scheduleDeadLetters } = mailing;
    const scheduled = { scheduleGroup, deadLetters: scheduleDeadLetters };
    const logging = createLogFunctions(this, { deployment, table, logKeys, siteUrl, scheduled });
    const about = { deployment, table, mailQueue, siteUrl, assetVersion };
    const answering = createSiteFunctions(this, about);
    site.serve(answering);
    const alarms = new Alarms(this, 'Alarms', deployment);
    addServiceAlarms(alarms, { table, site, answering, mailing, logging });

    new CfnOutput(this, 'SiteUrl', { value: siteUrl });
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

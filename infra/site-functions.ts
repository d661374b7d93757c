import { Duration } from 'aws-cdk-lib';
import type { TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import { sendTo, useTable } from './constructs/grant.ts';
import { ProductFunction } from './constructs/product-function.ts';
import type { Deployment } from './deployment.ts';

interface Props {
  readonly deployment: Deployment;
  readonly table: TableV2;
  readonly mailQueue: IQueue;
  readonly siteUrl: string;
  readonly assetVersion: string;
}

/**
 * Creates the functions that answer the routes. The keys are the functions' names in the route
 * table.
 */
export function createSiteFunctions(scope: Construct, props: Props) {
  const { deployment, table, mailQueue, siteUrl, assetVersion } = props;
  const { config } = deployment;
  const nudge = { MAIL_QUEUE_URL: sendTo(mailQueue) };
  const keeping = { RETENTION: JSON.stringify(config.retention) };
  const site = { SITE_URL: siteUrl, OWNER: JSON.stringify(config.owner) };
  const publishing = { LICENCE: config.licence };
  const pages = { ASSET_VERSION: assetVersion, ...site, ...publishing };
  const privacy = { ...keeping, REGION: config.region };
  const answering = { deployment, timeout: Duration.seconds(10), memoryMb: 512 };
  const takesOpinions = {
    consultations: ['GetItem'],
    drafts: ['GetItem'],
    units: ['Query'],
    opinions: ['GetItem', 'PutItem', 'Query'],
    receipts: ['GetItem', 'PutItem', 'UpdateItem'],
    sources: ['GetItem', 'UpdateItem'],
  } as const;

  const showSite = new ProductFunction(scope, 'show-site', {
    environment: {
      TABLE_NAME: useTable(table, {
        rows: {
          consultations: ['GetItem', 'Query'],
          drafts: ['GetItem', 'Query'],
          units: ['GetItem', 'Query'],
          opinions: ['GetItem', 'Query'],
          receipts: ['GetItem'],
          confirmed: ['GetItem'],
          choices: ['Query'],
          acts: ['Query'],
          lineage: ['Query'],
          digests: ['Query'],
          logs: ['GetItem'],
          seals: ['Query'],
          logEntries: ['Query'],
          logTiles: ['GetItem'],
          logNotes: ['GetItem'],
          linkSecrets: ['Query'],
        },
        indexes: { received: ['seals'] },
      }),
      ...pages,
      ...privacy,
    },
    ...answering,
  });
  const showOpinions = new ProductFunction(scope, 'show-opinions', {
    environment: {
      TABLE_NAME: useTable(table, {
        rows: {
          consultations: ['GetItem', 'Query'],
          publicParts: ['GetItem', 'BatchGetItem'],
          postings: ['BatchGetItem', 'Query'],
          projections: ['GetItem'],
          lineage: ['Query'],
          units: ['Query'],
          announcements: ['Query'],
          logs: ['GetItem'],
          seals: ['Query'],
          logNotes: ['Query'],
        },
        indexes: { received: ['acts'] },
      }),
      ...pages,
    },
    ...answering,
  });
  const showAnnouncements = new ProductFunction(scope, 'show-announcements', {
    environment: {
      TABLE_NAME: useTable(table, {
        rows: {
          consultations: ['Query'],
          announcements: ['GetItem', 'Query'],
          seals: ['Query'],
          subscriptions: ['GetItem'],
          linkSecrets: ['Query'],
        },
        indexes: { received: ['seals'] },
      }),
      ...pages,
    },
    ...answering,
  });
  const showLog = new ProductFunction(scope, 'show-log', {
    environment: {
      TABLE_NAME: useTable(table, {
        rows: {
          consultations: ['GetItem'],
          logs: ['GetItem'],
          seals: ['Query'],
          logEntries: ['Query'],
          logTiles: ['GetItem'],
        },
      }),
      ...pages,
    },
    ...answering,
  });
  const showApi = new ProductFunction(scope, 'show-api', {
    environment: {
      TABLE_NAME: useTable(table, {
        rows: {
          consultations: ['GetItem', 'Query'],
          drafts: ['GetItem'],
          units: ['Query'],
          publicParts: ['BatchGetItem'],
          postings: ['Query'],
          projections: ['GetItem'],
        },
      }),
      ...site,
      ...publishing,
    },
    ...answering,
  });
  const submitOpinions = new ProductFunction(scope, 'submit-opinions', {
    environment: {
      TABLE_NAME: useTable(table, {
        rows: {
          ...takesOpinions,
          idempotency: ['GetItem', 'PutItem'],
          referenceSecrets: ['Query'],
        },
      }),
      ...nudge,
      ...pages,
      ...keeping,
    },
    ...answering,
  });
  const reviseOpinions = new ProductFunction(scope, 'revise-opinions', {
    environment: {
      TABLE_NAME: useTable(table, {
        rows: {
          ...takesOpinions,
          confirmed: ['PutItem'],
          choices: ['PutItem', 'Query'],
          acts: ['Query'],
          publicParts: ['BatchGetItem', 'GetItem', 'PutItem', 'UpdateItem'],
          verified: ['UpdateItem'],
          linkSecrets: ['Query'],
          addressSecrets: ['Query'],
          referenceSecrets: ['Query'],
        },
      }),
      ...nudge,
      ...pages,
      ...keeping,
    },
    ...answering,
  });
  const manageSubscriptions = new ProductFunction(scope, 'manage-subscriptions', {
    environment: {
      TABLE_NAME: useTable(table, {
        rows: {
          subscriptions: ['GetItem', 'UpdateItem'],
          counts: ['GetItem', 'UpdateItem'],
          sources: ['GetItem', 'UpdateItem'],
          addresses: ['GetItem'],
          pretences: ['UpdateItem'],
          linkSecrets: ['Query'],
          addressSecrets: ['Query'],
        },
      }),
      ...nudge,
      ...pages,
      ...keeping,
    },
    ...answering,
  });

  return {
    'show-site': showSite.lambda,
    'show-opinions': showOpinions.lambda,
    'show-announcements': showAnnouncements.lambda,
    'show-log': showLog.lambda,
    'show-api': showApi.lambda,
    'submit-opinions': submitOpinions.lambda,
    'revise-opinions': reviseOpinions.lambda,
    'manage-subscriptions': manageSubscriptions.lambda,
  };
}

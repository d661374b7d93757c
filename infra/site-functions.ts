import { Duration } from 'aws-cdk-lib';
import type { TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import { sendTo, useTable } from './constructs/grant.ts';
import { ProductFunction } from './constructs/product-function.ts';

interface Props {
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
  const { table, mailQueue, siteUrl, assetVersion } = props;
  const readAndAdd = { TABLE_NAME: useTable(table, ['GetItem', 'PutItem', 'Query']) };
  const write = {
    TABLE_NAME: useTable(table, ['GetItem', 'PutItem', 'UpdateItem', 'Query']),
  };
  const nudge = { MAIL_QUEUE_URL: sendTo(mailQueue) };
  const pages = { ASSET_VERSION: assetVersion };
  const site = { SITE_URL: siteUrl };
  const answering = { timeout: Duration.seconds(10), memoryMb: 512 };

  const showSite = new ProductFunction(scope, 'show-site', {
    environment: { ...readAndAdd, ...pages },
    ...answering,
  });
  const showAnnouncements = new ProductFunction(scope, 'show-announcements', {
    environment: { ...readAndAdd, ...pages, ...site },
    ...answering,
  });
  const showApi = new ProductFunction(scope, 'show-api', {
    environment: { TABLE_NAME: useTable(table, ['GetItem', 'Query']) },
    ...answering,
  });
  const submitOpinions = new ProductFunction(scope, 'submit-opinions', {
    environment: { ...write, ...nudge, ...pages },
    ...answering,
  });
  const reviseOpinions = new ProductFunction(scope, 'revise-opinions', {
    environment: { ...write, ...nudge, ...pages },
    ...answering,
  });
  const manageSubscriptions = new ProductFunction(scope, 'manage-subscriptions', {
    environment: {
      TABLE_NAME: useTable(table, ['GetItem', 'PutItem', 'UpdateItem']),
      ...nudge,
      ...pages,
      ...site,
    },
    ...answering,
  });

  return {
    'show-site': showSite.lambda,
    'show-announcements': showAnnouncements.lambda,
    'show-api': showApi.lambda,
    'submit-opinions': submitOpinions.lambda,
    'revise-opinions': reviseOpinions.lambda,
    'manage-subscriptions': manageSubscriptions.lambda,
  };
}

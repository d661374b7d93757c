import { Duration } from 'aws-cdk-lib';
import type { TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import { ProductFunction } from './constructs/product-function.ts';

interface Props {
  readonly table: TableV2;
  readonly mailQueue: IQueue;
  readonly siteUrl: string;
  readonly assetVersion: string;
}

/** The functions that answer the routes, each by the name under which the route table knows it. */
export function siteFunctions(scope: Construct, props: Props) {
  const { table, mailQueue, siteUrl, assetVersion } = props;
  const onTable = { TABLE_NAME: table.tableName };
  const onQueue = { MAIL_QUEUE_URL: mailQueue.queueUrl };
  const pages = { ASSET_VERSION: assetVersion };
  const site = { SITE_URL: siteUrl };
  const answering = { timeout: Duration.seconds(10), memoryMb: 512 };

  const showSite = new ProductFunction(scope, 'show-site', {
    environment: { ...onTable, ...pages },
    ...answering,
  });
  showSite.mayUse(table, ['GetItem', 'PutItem', 'Query']);

  const showAnnouncements = new ProductFunction(scope, 'show-announcements', {
    environment: { ...onTable, ...pages, ...site },
    ...answering,
  });
  showAnnouncements.mayUse(table, ['GetItem', 'PutItem', 'Query']);

  const showApi = new ProductFunction(scope, 'show-api', { environment: onTable, ...answering });
  showApi.mayUse(table, ['GetItem', 'Query']);

  const submitOpinions = new ProductFunction(scope, 'submit-opinions', {
    environment: { ...onTable, ...onQueue, ...pages },
    ...answering,
  });
  submitOpinions.mayUse(table, ['GetItem', 'PutItem', 'Query']);
  submitOpinions.maySendTo(mailQueue);

  const reviseOpinions = new ProductFunction(scope, 'revise-opinions', {
    environment: { ...onTable, ...onQueue, ...pages },
    ...answering,
  });
  reviseOpinions.mayUse(table, ['GetItem', 'PutItem', 'Query']);
  reviseOpinions.maySendTo(mailQueue);

  const manageSubscriptions = new ProductFunction(scope, 'manage-subscriptions', {
    environment: { ...onTable, ...onQueue, ...pages, ...site },
    ...answering,
  });
  manageSubscriptions.mayUse(table, ['GetItem', 'PutItem', 'UpdateItem']);
  manageSubscriptions.maySendTo(mailQueue);

  return {
    'show-site': showSite.lambda,
    'show-announcements': showAnnouncements.lambda,
    'show-api': showApi.lambda,
    'submit-opinions': submitOpinions.lambda,
    'revise-opinions': reviseOpinions.lambda,
    'manage-subscriptions': manageSubscriptions.lambda,
  };
}

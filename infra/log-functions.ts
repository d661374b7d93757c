import { Duration } from 'aws-cdk-lib';
import type { TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { Construct } from 'constructs';
import { FunctionSchedule, type Scheduled } from './constructs/function-schedule.ts';
import { signWith, useTable } from './constructs/grant.ts';
import { ProductFunction } from './constructs/product-function.ts';
import type { Deployment } from './deployment.ts';

interface Props {
  readonly deployment: Deployment;
  readonly table: TableV2;
  /** Oldest first. */
  readonly logKeys: readonly IKey[];
  readonly siteUrl: string;
  readonly scheduled: Scheduled;
}

/** Creates what seals the log, and its schedule. */
export function createLogFunctions(scope: Construct, props: Props) {
  const { deployment, table, logKeys, siteUrl, scheduled } = props;
  const sealLog = new ProductFunction(scope, 'seal-log', {
    deployment,
    environment: {
      TABLE_NAME: useTable(table, {
        rows: {
          installation: ['GetItem', 'PutItem'],
          consultations: ['Query'],
          drafts: ['Query'],
          opinions: ['Query'],
          digests: ['Query'],
          logs: ['GetItem', 'PutItem', 'UpdateItem'],
          logEntries: ['GetItem', 'PutItem', 'Query'],
          logTiles: ['GetItem', 'PutItem', 'UpdateItem'],
          seals: ['GetItem', 'PutItem'],
          logNotes: ['GetItem', 'PutItem', 'UpdateItem'],
        },
        indexes: { received: ['opinions', 'acts', 'seals'] },
        describes: true,
      }),
      LOG_KEYS: signWith(logKeys),
      SITE_URL: siteUrl,
    },
    timeout: Duration.minutes(2),
    memoryMb: 512,
    deadLetters: scheduled.deadLetters,
  });
  FunctionSchedule.every(scope, 'log-sealing', Duration.minutes(15), {
    ...scheduled,
    target: sealLog.lambda,
  });
  return { sealLog: sealLog.lambda };
}

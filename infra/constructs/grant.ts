import type { TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { INDEXES } from '../../shared/dynamo/keys.ts';
import type { MailSet } from './mail-identity.ts';

/**
 * The value of an environment variable together with the permissions of the function that reads it.
 * A function that gets the name of a resource gets its permissions in the same place.
 */
export interface Grant {
  readonly value: string;
  readonly permissions: readonly {
    readonly actions: readonly string[];
    readonly resources: readonly string[];
  }[];
}

type TableAction = 'GetItem' | 'PutItem' | 'UpdateItem' | 'Query' | 'DescribeTable';

/** Allows these actions on the table, and queries on the named indexes. */
export function useTable(
  table: TableV2,
  actions: readonly TableAction[],
  indexes: readonly (keyof typeof INDEXES)[] = [],
): Grant {
  const onTable = {
    actions: actions.map((action) => `dynamodb:${action}`),
    resources: [table.tableArn],
  };
  const onIndexes = {
    actions: ['dynamodb:Query'],
    resources: indexes.map((index) => `${table.tableArn}/index/${INDEXES[index].name}`),
  };
  return {
    value: table.tableName,
    permissions: indexes.length === 0 ? [onTable] : [onTable, onIndexes],
  };
}

/** Allows sending messages to the queue, but not reading them. */
export function sendTo(queue: IQueue): Grant {
  return {
    value: queue.queueUrl,
    permissions: [{ actions: ['sqs:SendMessage'], resources: [queue.queueArn] }],
  };
}

/** Allows sending one mail at a time through the configuration set. */
export function sendThrough({ name, arns }: MailSet): Grant {
  return { value: name, permissions: [{ actions: ['ses:SendRawEmail'], resources: arns }] };
}

/**
 * Tells a function how many senders share the account's quota, and lets it ask SES for that quota.
 * Each sender takes its share.
 */
export function shareQuota(senders: number): Grant {
  return {
    value: String(senders),
    permissions: [{ actions: ['ses:GetSendQuota'], resources: ['*'] }],
  };
}

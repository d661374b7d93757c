import type { TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { INDEXES } from '../../shared/dynamo/keys.ts';
import type { MailSet } from './mail-identity.ts';

/**
 * The value of an environment variable together with what its reader may do: a function that learns the
 * name of a resource gets its permission in the same place.
 */
export interface Grant {
  readonly value: string;
  readonly permissions: readonly {
    readonly actions: readonly string[];
    readonly resources: readonly string[];
  }[];
}

type TableAction = 'GetItem' | 'PutItem' | 'UpdateItem' | 'Query' | 'DescribeTable';

/** These actions on the table, and queries on the indexes named. */
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

/** Sends messages to the queue, and reads none. */
export function sendTo(queue: IQueue): Grant {
  return {
    value: queue.queueUrl,
    permissions: [{ actions: ['sqs:SendMessage'], resources: [queue.queueArn] }],
  };
}

/** Sends one mail at a time through the configuration set. */
export function sendThrough({ name, arns }: MailSet): Grant {
  return { value: name, permissions: [{ actions: ['ses:SendRawEmail'], resources: arns }] };
}

/** One of so many senders: each asks SES what the account may send, and takes its share. */
export function shareQuota(senders: number): Grant {
  return {
    value: String(senders),
    permissions: [{ actions: ['ses:GetSendQuota'], resources: ['*'] }],
  };
}

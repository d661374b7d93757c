import type { TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import type { PolicyStatementProps } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { INDEXES, leadingKeysOf, type PartitionKind } from '../../shared/dynamo/keys.ts';
import type { MailSet } from './mail-identity.ts';

/** Allows these actions on these resources, under conditions if there are any. */
export interface Permission extends Pick<PolicyStatementProps, 'conditions'> {
  readonly actions: readonly string[];
  readonly resources: readonly string[];
}

/**
 * The value of an environment variable together with the permissions of the function that reads it.
 * A function that gets the name of a resource gets its permissions in the same place.
 */
export interface Grant {
  readonly value: string;
  readonly permissions: readonly Permission[];
}

type RowAction = 'GetItem' | 'PutItem' | 'UpdateItem' | 'Query' | 'BatchGetItem' | 'BatchWriteItem';
type Lists<Name extends string, One> = Readonly<Partial<Record<Name, readonly One[]>>>;

/** What a function does with the table. */
interface TableUse {
  /** What it does with the rows of each kind. It can do nothing with a row of another kind. */
  readonly rows?: Lists<PartitionKind, RowAction>;
  /** The indexes that it queries, and the kinds of partitions that it queries there. */
  readonly indexes?: Lists<keyof typeof INDEXES, PartitionKind>;
  /** Whether it asks which table this is. */
  readonly describes?: boolean;
}

/** Allows a function this use of the table, and nothing else. */
export function useTable(
  table: TableV2,
  { rows = {}, indexes = {}, describes = false }: TableUse,
): Grant {
  const onRows = namesByList(rows).map(([actions, kinds]) =>
    onLeadingKeys(actions, [table.tableArn], kinds),
  );
  const onIndexes = namesByList(indexes).map(([kinds, names]) => {
    const arns = names.map((name) => `${table.tableArn}/index/${INDEXES[name].name}`);
    return onLeadingKeys(['Query'], arns, kinds);
  });
  // Nothing but the whole table can be described: the action knows no leading keys.
  const onTable = { actions: ['dynamodb:DescribeTable'], resources: [table.tableArn] };
  return {
    value: table.tableName,
    permissions: [...onRows, ...onIndexes, ...(describes ? [onTable] : [])],
  };
}

/**
 * `ForAllValues` is also true for a request without the key. The second condition refuses such a
 * request.
 */
function onLeadingKeys(
  actions: readonly RowAction[],
  resources: readonly string[],
  kinds: readonly PartitionKind[],
): Permission {
  return {
    actions: actions.map((action) => `dynamodb:${action}`),
    resources,
    conditions: {
      'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': kinds.map(leadingKeysOf) },
      Null: { 'dynamodb:LeadingKeys': 'false' },
    },
  };
}

/** Gathers the names to which the same list belongs, so that they need one statement. */
function namesByList<Name extends string, One extends string>(
  lists: Lists<Name, One>,
): (readonly [list: readonly One[], names: readonly Name[]])[] {
  const groups = new Map<string, { readonly list: readonly One[]; readonly names: Name[] }>();
  for (const [name, list] of Object.entries(lists) as [Name, readonly One[]][]) {
    const key = list.toSorted().join(' ');
    const group = groups.get(key) ?? { list, names: [] };
    group.names.push(name);
    groups.set(key, group);
  }
  return [...groups.values()].map(({ list, names }) => [list, names]);
}

/** Allows sending messages to the queue, but not reading them. */
export function sendTo(queue: IQueue): Grant {
  return {
    value: queue.queueUrl,
    permissions: [{ actions: ['sqs:SendMessage'], resources: [queue.queueArn] }],
  };
}

/**
 * Allows sending one mail at a time from the address. SES also asks for the permission on the
 * configuration set that a mail goes through.
 */
export function sendAs(address: string, identityArn: string): Grant {
  return {
    value: address,
    permissions: [{ actions: ['ses:SendRawEmail'], resources: [identityArn] }],
  };
}

/** Allows sending mail through the configuration set. */
export function sendThrough({ name, arn }: MailSet): Grant {
  return { value: name, permissions: [{ actions: ['ses:SendRawEmail'], resources: [arn] }] };
}

/**
 * Tells a function the ARNs of the keys, as JSON in their order, and allows signing with each and
 * reading its public part.
 */
export function signWith(keys: readonly IKey[]): Grant {
  const arns = keys.map(({ keyArn }) => keyArn);
  return {
    value: JSON.stringify(arns),
    permissions: [{ actions: ['kms:GetPublicKey', 'kms:Sign'], resources: arns }],
  };
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

import { marshall } from '@aws-sdk/util-dynamodb';
import { ATTRIBUTES, INDEXES } from './keys.ts';

/**
 * Values by path. The steps of a path are joined by dots. Null in a condition: the attribute must
 * not exist. Null in an update: the attribute is removed.
 */
export type Values = Readonly<Record<string, unknown>>;

/** Which rows a query returns, and in which order. */
export interface Range {
  readonly partition: string;
  readonly index?: keyof typeof INDEXES;
  /**
   * Limits the sort key. `first`, `last`, `from` and `upTo` are inclusive. `after` and `before` are exclusive.
   */
  readonly sort?:
    | { readonly prefix: string }
    | { readonly first: string; readonly last: string }
    | { readonly from: string }
    | { readonly upTo: string }
    | { readonly after: string }
    | { readonly before: string };
  readonly newestFirst?: boolean;
  /** For a local index: returns only the attributes that the index itself holds. */
  readonly keysOnly?: boolean;
  /** Rows in a page, for a query that needs fewer than a page can hold. */
  readonly pageSize?: number;
}

const MARSHALLING = { removeUndefinedValues: true };

/** Collects the names and values of one command. An expression holds placeholders only. */
export class Placeholders {
  readonly #names = new Map<string, string>();
  readonly #values: Record<string, unknown> = {};

  /**
   * Placeholders are numbered, because a step of a path may have characters that a placeholder must
   * not have.
   */
  name(path: string): string {
    return path
      .split('.')
      .map((step) => {
        const placeholder = this.#names.get(step) ?? `#${this.#names.size}`;
        this.#names.set(step, placeholder);
        return placeholder;
      })
      .join('.');
  }

  value(value: unknown): string {
    const placeholder = `:${Object.keys(this.#values).length}`;
    this.#values[placeholder] = value;
    return placeholder;
  }

  /** Returns a condition: each path has its value. */
  expect(expected: Values): string {
    return Object.entries(expected)
      .map(([path, value]) =>
        value === null
          ? `attribute_not_exists(${this.name(path)})`
          : `${this.name(path)} = ${this.value(value)}`,
      )
      .join(' AND ');
  }

  /** Returns an update: sets each path to its value, or removes it. */
  change(changes: Values): string {
    const set: string[] = [];
    const remove: string[] = [];
    for (const [path, value] of Object.entries(changes)) {
      if (value === undefined) continue;
      if (value === null) remove.push(this.name(path));
      else set.push(`${this.name(path)} = ${this.value(value)}`);
    }
    return [
      ...(set.length > 0 ? [`SET ${set.join(', ')}`] : []),
      ...(remove.length > 0 ? [`REMOVE ${remove.join(', ')}`] : []),
    ].join(' ');
  }

  get attributes() {
    const names = [...this.#names].map(([step, placeholder]) => [placeholder, step] as const);
    return {
      ExpressionAttributeNames: Object.fromEntries(names),
      ...(Object.keys(this.#values).length > 0 && {
        ExpressionAttributeValues: marshall(this.#values, MARSHALLING),
      }),
    };
  }
}

/** Returns an item with these attributes. Undefined attributes are left out. */
export function itemOf(attributes: Values) {
  return marshall(attributes, MARSHALLING);
}

/**
 * Returns the part of a query that says what is wanted. Strongly consistent, except for the global
 * index.
 */
export function queryOf({
  partition,
  index,
  sort,
  newestFirst = false,
  keysOnly,
  pageSize,
}: Range) {
  const isGlobal = index === 'outbox';
  const placeholders = new Placeholders();
  const condition = placeholders.expect({
    [isGlobal ? ATTRIBUTES.outbox : ATTRIBUTES.partition]: partition,
  });
  const within =
    sort === undefined
      ? ''
      : ` AND ${sortCondition(sort, placeholders, index === undefined ? ATTRIBUTES.sort : INDEXES[index].sort)}`;
  return {
    ...(index === undefined ? {} : { IndexName: index }),
    // The local indexes hold keys only. DynamoDB fetches the other attributes from the table.
    ...(index === undefined || isGlobal || keysOnly === true
      ? {}
      : { Select: 'ALL_ATTRIBUTES' as const }),
    ConsistentRead: !isGlobal,
    ScanIndexForward: !newestFirst,
    ...(pageSize === undefined ? {} : { Limit: pageSize }),
    KeyConditionExpression: `${condition}${within}`,
    ...placeholders.attributes,
  };
}

function sortCondition(
  sort: NonNullable<Range['sort']>,
  placeholders: Placeholders,
  attribute: string,
): string {
  const name = placeholders.name(attribute);
  const value = (text: string) => placeholders.value(text);
  if ('prefix' in sort) return `begins_with(${name}, ${value(sort.prefix)})`;
  if ('from' in sort) return `${name} >= ${value(sort.from)}`;
  if ('upTo' in sort) return `${name} <= ${value(sort.upTo)}`;
  if ('after' in sort) return `${name} > ${value(sort.after)}`;
  if ('before' in sort) return `${name} < ${value(sort.before)}`;
  return `${name} BETWEEN ${value(sort.first)} AND ${value(sort.last)}`;
}

import { ACCOUNT } from './account.ts';
import type { Guard } from './dynalite.ts';
import { accessKeyOf, messageOf, type Permissions } from './permissions.ts';
import { partitionAttributesOf } from './tables.ts';
import type { Assembly } from './template.ts';

type Fields = Readonly<Record<string, unknown>>;

/** The guard in front of DynamoDB: a function may do what its role allows, and nothing else. */
export function dynamoGuard(assembly: Assembly, permissions: Permissions): Guard {
  const partitionOf = partitionAttributesOf(assembly);
  return (authorization, action, body) => {
    const index = typeof body['IndexName'] === 'string' ? body['IndexName'] : null;
    const table = `table/${tableIn(body)}`;
    const resource = index === null ? table : `${table}/index/${index}`;
    const denial = permissions.denialOf(accessKeyOf(authorization), {
      action: `dynamodb:${action}`,
      resources: [`arn:aws:dynamodb:${assembly.region}:${ACCOUNT}:${resource}`],
      leadingKeys: leadingKeysOf(action, body, partitionOf(index)),
    });
    return denial === null ? null : messageOf(denial);
  };
}

/**
 * Returns the partition keys that a request works on. Undefined for an action without such keys,
 * and for one that nobody here uses: a condition on the keys then refuses it.
 */
export function leadingKeysOf(
  action: string,
  body: Fields,
  attribute: string,
): readonly string[] | undefined {
  switch (action) {
    case 'PutItem':
      return keysIn(fieldsIn(body['Item'])[attribute]);
    case 'GetItem':
    case 'UpdateItem':
    case 'DeleteItem':
      return keysIn(fieldsIn(body['Key'])[attribute]);
    case 'BatchGetItem':
      return keysInEach(requestsIn(body)['Keys'], (one) => fieldsIn(one)[attribute]);
    case 'BatchWriteItem':
      return keysInEach(Object.values(fieldsIn(body['RequestItems']))[0], (one) => {
        const { PutRequest: put, DeleteRequest: gone } = fieldsIn(one);
        return fieldsIn(fieldsIn(put)['Item'] ?? fieldsIn(gone)['Key'])[attribute];
      });
    case 'Query':
      return keysIn(fieldsIn(body['ExpressionAttributeValues'])[valueAskedFor(body, attribute)]);
    default:
      return undefined;
  }
}

/** A batch names its table in `RequestItems`. A batch over several tables names none here. */
function tableIn(body: Fields): string {
  const named = Object.keys(fieldsIn(body['RequestItems']));
  if (typeof body['TableName'] === 'string') return body['TableName'];
  return named.length === 1 ? (named[0] ?? '') : '';
}

function requestsIn(body: Fields): Fields {
  return fieldsIn(Object.values(fieldsIn(body['RequestItems']))[0]);
}

/** Undefined, which is refused, unless each of the requests has its key. */
function keysInEach(
  requests: unknown,
  keyIn: (request: unknown) => unknown,
): readonly string[] | undefined {
  if (!Array.isArray(requests)) return undefined;
  const found = requests.map((one) => keysIn(keyIn(one)));
  return found.every((keys) => keys !== undefined) ? found.flat() : undefined;
}

/** Returns the placeholder of the value that a query asks for in the attribute. */
function valueAskedFor(body: Fields, attribute: string): string {
  const names = fieldsIn(body['ExpressionAttributeNames']);
  const expression = String(body['KeyConditionExpression']);
  for (const [, name = '', value = ''] of expression.matchAll(/([#\w]+)\s*=\s*(:\w+)/gu)) {
    if ((names[name] ?? name) === attribute) return value;
  }
  return '';
}

/** Returns the value of a key attribute. DynamoDB writes its type before it: `{"S": "text"}`. */
function keysIn(written: unknown): readonly string[] | undefined {
  const [value] = Object.values(fieldsIn(written));
  return typeof value === 'string' ? [value] : undefined;
}

function fieldsIn(value: unknown): Fields {
  return typeof value === 'object' && value !== null ? (value as Fields) : {};
}

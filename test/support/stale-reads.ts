import * as z from 'zod/mini';
import { ATTRIBUTES } from '../../shared/dynamo/keys.ts';
import type { Carry, WireAnswer, WireRequest } from './wire.ts';

const Item = z.record(z.string(), z.unknown());
const Write = z.object({ TableName: z.string(), Key: z.optional(Item), Item: z.optional(Item) });
const Found = z.object({ Item: z.optional(Item) });

/**
 * Returns the name of a second table. It holds each item of the table `name` as it was before its
 * last write.
 */
export function tableBefore(name: string): string {
  return `${name}.before`;
}

/**
 * Serves reads from the second table when they do not ask for strong consistency. There each item
 * is one write behind: an added item is not there yet, and a deleted item still is.
 */
export function staleReads(carry: Carry): Carry {
  let lastWrite: Promise<unknown> = Promise.resolve();

  return async (request) => {
    switch (request.action) {
      case 'GetItem':
      case 'Query':
        return carry(request.body['ConsistentRead'] === true ? request : beside(request));
      case 'PutItem':
      case 'UpdateItem':
      case 'DeleteItem': {
        // Writes go one after the other, because each needs three requests: read the item, write
        // it, put the old one aside.
        const written = lastWrite.then(() => write(request));
        lastWrite = written.catch(() => null);
        return written;
      }
      default:
        return carry(request);
    }
  };

  async function write(request: WireRequest): Promise<WireAnswer> {
    const { TableName, Key: given, Item: item = {} } = Write.parse(request.body);
    const { partition, sort } = ATTRIBUTES;
    const Key = given ?? { [partition]: item[partition], [sort]: item[sort] };
    const read = { TableName, Key, ConsistentRead: true };
    const before = Found.parse((await carry({ action: 'GetItem', body: read })).body).Item;
    const answer = await carry(request);
    if (answer.status !== 200) return answer;
    const putAside =
      before === undefined
        ? { action: 'DeleteItem', body: { TableName, Key } }
        : { action: 'PutItem', body: { TableName, Item: before } };
    const { status } = await carry(beside(putAside));
    if (status !== 200) throw new Error(`The old item was not put aside: ${status}`);
    return answer;
  }
}

function beside({ action, body }: WireRequest): WireRequest {
  return { action, body: { ...body, TableName: tableBefore(String(body['TableName'])) } };
}

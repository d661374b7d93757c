import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import * as z from 'zod/mini';
import { instantOf } from '../shared/domain/time.ts';
import type { Clock } from '../shared/ports/world.ts';

const Dated = z.object({ headers: z.object({ date: z.string() }) });

/**
 * Returns the clock of this machine, set right by each answer that the client gets from the database.
 * What an operator writes is counted by its time, and functions count by a clock that is right. The
 * clock of an operator's machine may not be. Before the first answer, it counts as right.
 */
export function tableClock(client: DynamoDBClient): Clock {
  let aheadMs = 0;
  client.middlewareStack.add(
    (next) => async (args) => {
      const askedAt = Date.now();
      const result = await next(args);
      const told = Date.parse(Dated.safeParse(result.response).data?.headers.date ?? '');
      if (!Number.isNaN(told)) aheadMs = leastAhead(told, askedAt, Date.now());
      return result;
    },
    { step: 'deserialize', name: 'tableClock' },
  );
  return { now: () => instantOf(new Date(Date.now() + aheadMs)) };
}

/**
 * Returns by how many milliseconds the other clock is ahead, at least: a negative number if it is
 * behind, and 0 if the two may be the same. `told`: the second that it said between `askedAt` and
 * `answeredAt`.
 */
function leastAhead(told: number, askedAt: number, answeredAt: number): number {
  const least = told - answeredAt;
  const most = told + 1_000 - askedAt;
  if (least > 0) return least;
  return most < 0 ? most : 0;
}

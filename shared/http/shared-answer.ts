import fresh from 'fresh';
import { memory } from '../memory.ts';
import type { Clock } from '../ports/world.ts';
import type { RouteHandler, Request } from './chain.ts';
import { notModified, type Response, share } from './respond.ts';

/** An environment answers with the same bytes for this long. A change is seen that much later. */
const REMEMBERED_MS = 1_000;

/**
 * Wraps handlers of routes whose answers depend on nothing but their address: on its parameters,
 * unless `partsOf` says on what else. An answer is remembered for a second. A client that still has it gets a 304. Failures are neither
 * remembered nor shared.
 */
export function sharedAnswers(clock: Clock) {
  return (
    answer: RouteHandler<undefined>,
    partsOf: (request: Request) => unknown = ({ parameters }) => parameters,
  ): RouteHandler<undefined> => {
    const isShared = ({ statusCode }: Response) => statusCode === 200;
    const answerTo = memory<Response>({ clock, forMs: REMEMBERED_MS, keeps: isShared });

    return async (request) => {
      const response = await answerTo(JSON.stringify(partsOf(request)), async () => {
        const made = await answer(request);
        return isShared(made) ? share(made) : made;
      });
      // Each request gets headers of its own, because the chain adds to them.
      const headers = { ...response.headers };
      const isKnown = isShared(response) && hasAlready(request, String(headers['etag']));
      return isKnown ? notModified(headers) : { ...response, headers };
    };
  };
}

/**
 * Says whether the client has this answer, by its tag. A date alone does not count: two answers may
 * have the same one. `Cache-Control: no-cache` beside the tag does not count either: it asks caches to
 * ask us, and `fetch` sends it with every tag that a program sets.
 */
function hasAlready({ headers }: Request, tag: string): boolean {
  return fresh({ 'if-none-match': headers['if-none-match'] }, { etag: tag });
}

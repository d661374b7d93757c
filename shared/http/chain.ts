import middy from '@middy/core';
import jsonBodyParser from '@middy/http-json-body-parser';
import securityHeaders from '@middy/http-security-headers';
import urlencodeBodyParser from '@middy/http-urlencode-body-parser';
import type { APIGatewayProxyEventV2, Context } from 'aws-lambda';
import type { Failure } from '../domain/failure.ts';
import { LANGUAGES, type Language } from '../domain/text.ts';
import type { Journal } from '../ports/journal.ts';
import { failWithPage, problem, type Response } from './respond.ts';
import { matchRoute, type RouteName } from '../routes.ts';

/** A request that a route has taken: its parameters decoded, its body parsed where the route takes one. */
export interface Request<Body = undefined> {
  readonly parameters: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, string | undefined>>;
  readonly headers: Readonly<Record<string, string | undefined>>;
  /** Answers are JSON, and failures problems; else both are pages. */
  readonly isApi: boolean;
  readonly language: Language;
  /** The network address that it came from. */
  readonly source: string;
  readonly body: Body;
}

type Answer<Body> = (request: Request<Body>) => Promise<Response>;
type Handler = (event: APIGatewayProxyEventV2, context: Context) => Promise<Response>;

interface Needs {
  readonly journal: Journal;
  /** Part of the addresses of style sheet and script; a failure's page needs it too. */
  readonly assetVersion: string;
}

/** Ten times the longest submission's text, for a form writes a letter with a diacritic as six characters. */
export const MAX_BODY_BYTES = 4_000_000;

/** The policy of content stands with the pages themselves (`respond.ts`): the library's cannot be made our own. */
const SECURITY_HEADERS = { contentSecurityPolicy: false, permissionsPolicy: false };

/** What each kind of route answers with, and which body it takes. */
const BODY_PARSERS = {
  none: [],
  form: [urlencodeBodyParser()],
  json: [jsonBodyParser()],
};

/**
 * One middy chain per route: a body that is too large, of the wrong type or malformed is refused
 * before the handler; whatever the handler throws becomes a page or a problem that says nothing but
 * a correlation id.
 */
export function chains({ journal, assetVersion }: Needs) {
  function chain<Body>(kind: keyof typeof BODY_PARSERS, answer: Answer<Body>): Handler {
    return middy<APIGatewayProxyEventV2, Response>(async (event: APIGatewayProxyEventV2) =>
      answer({ ...requestOf(event), body: event.body as Body }),
    )
      .use(securityHeaders(SECURITY_HEADERS))
      .onError(async (caught) => {
        const { error, event, context } = caught;
        const failure = failureOf(error);
        const correlationId = context.awsRequestId;
        if (failure === 'unexpected') {
          journal.error('A request failed', { correlationId, path: event.rawPath, fault: error });
        }
        const about = failure === 'unexpected' ? { correlationId } : {};
        caught.response = await fail(requestOf(event), failure, about);
      })
      .before(({ event }) => {
        if ((event.body?.length ?? 0) > MAX_BODY_BYTES) throw new BodyTooLarge();
      })
      .use(BODY_PARSERS[kind]) as Handler;
  }

  async function fail(
    { isApi, language }: Pick<Request, 'isApi' | 'language'>,
    failure: Failure,
    about: { readonly correlationId?: string } = {},
  ): Promise<Response> {
    if (isApi) return problem(failure, language, about);
    const { failurePage } = await import('../view/pages/failure-page.tsx');
    return failWithPage(failurePage({ language, assetVersion, failure, ...about }), failure);
  }

  return {
    /** A page. A body, where one comes, is not read. */
    page: (answer: Answer<undefined>) => chain('none', answer),
    /** A posted form: by field a string, or an array where it came more than once. */
    form: (answer: Answer<Readonly<Record<string, string | readonly string[]>>>) =>
      chain('form', answer),
    /** JSON of any shape. */
    json: (answer: Answer<unknown>) => chain('json', answer),
    /** The answer to a failure that a handler meets: a page, or a problem. */
    fail,
    /** The function's handler: the chain of the route that the request is for. */
    routed(handlers: Partial<Record<RouteName, Handler>>): Handler {
      const notFound = chain('none', (request) => fail(request, 'not-found'));
      return (event, context) => {
        const route = matchRoute(event.requestContext.http.method, event.rawPath);
        const handler = route === null ? undefined : handlers[route.name];
        return (handler ?? notFound)(event, context);
      };
    },
  };
}

class BodyTooLarge extends Error {
  readonly statusCode = 413;
}

function isApi(path: string): boolean {
  return path.startsWith('/api/');
}

function requestOf(event: APIGatewayProxyEventV2): Omit<Request, 'body'> {
  const parameters = matchRoute(event.requestContext.http.method, event.rawPath)?.parameters ?? {};
  return {
    parameters,
    query: event.queryStringParameters ?? {},
    headers: event.headers,
    isApi: isApi(event.rawPath),
    language: languageOf(event),
    source: event.requestContext.http.sourceIp,
  };
}

/** Of the page, by its address; of the API, by Accept-Language. Latvian where nobody says. */
function languageOf({ rawPath, headers }: APIGatewayProxyEventV2): Language {
  const wanted = isApi(rawPath) ? headers['accept-language'] : rawPath.slice(1);
  return LANGUAGES.find((language) => wanted?.startsWith(language) === true) ?? LANGUAGES[0];
}

/** The body's errors carry a status; every other is ours to mend. */
function failureOf(error: unknown): Failure {
  switch (error instanceof Error && 'statusCode' in error ? error.statusCode : undefined) {
    case 400:
    case 422:
      return 'malformed';
    case 413:
      return 'too-large';
    case 415:
      return 'unsupported-media-type';
    default:
      return 'unexpected';
  }
}

import middy from '@middy/core';
import jsonBodyParser from '@middy/http-json-body-parser';
import securityHeaders from '@middy/http-security-headers';
import urlencodeBodyParser from '@middy/http-urlencode-body-parser';
import type { APIGatewayProxyEventV2, Context } from 'aws-lambda';
import type { Failure } from '../domain/failure.ts';
import { LANGUAGES, type Language } from '../domain/text.ts';
import type { Journal } from '../ports/journal.ts';
import { preferredLanguage } from './language.ts';
import { checkBody, checkForm, checkJson, isAnswerTooLarge } from './limits.ts';
import { failWithPage, moved, problem, type Response } from './respond.ts';
import type { Site } from '../view/layout.tsx';
import { matchRoute, type RouteName, withoutSlash } from '../routes.ts';

/**
 * A request as a handler gets it: the parameters are decoded, and the body is parsed if the route
 * takes one.
 */
export interface Request<Body = undefined> {
  readonly parameters: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, string | undefined>>;
  readonly headers: Readonly<Record<string, string | undefined>>;
  /** True: programs read the answers, and failures are problems (RFC 9457). False: both are pages. */
  readonly isApi: boolean;
  readonly language: Language;
  /** The network address that the request came from. */
  readonly source: string;
  readonly body: Body;
}

/** The handler of a route. */
export type RouteHandler<Body> = (request: Request<Body>) => Promise<Response>;
type Handler = (event: APIGatewayProxyEventV2, context: Context) => Promise<Response>;

interface Needs {
  readonly journal: Journal;
  /** For the page of a failure. */
  readonly site: Site;
}

/**
 * The library's content security policy cannot be changed to ours, so it is off. `respond.ts` sets
 * our own policy with each page.
 */
const SECURITY_HEADERS = { contentSecurityPolicy: false, permissionsPolicy: false };

/** For each kind of body that a route takes: what checks its limits, and what parses it. */
const BODIES = {
  none: { check: checkBody, parsers: [] },
  form: { check: checkForm, parsers: [urlencodeBodyParser()] },
  json: { check: checkJson, parsers: [jsonBodyParser()] },
};

/**
 * Returns a builder for each kind of middy chain; every route gets its own chain. A chain refuses a
 * body that is too large, of the wrong type or malformed before the handler runs. It also answers
 * `too-large` when a handler wants to give back more of the body than an answer may hold. When a
 * handler throws, the chain answers with a page or a problem that says nothing but a correlation
 * id.
 */
export function chains({ journal, site }: Needs) {
  function chain<Body>(kind: keyof typeof BODIES, answer: RouteHandler<Body>): Handler {
    return middy<APIGatewayProxyEventV2, Response>(async (event: APIGatewayProxyEventV2) => {
      const request = requestOf(event);
      const response = await answer({ ...request, body: event.body as Body });
      const isEcho = kind !== 'none' && isAnswerTooLarge(response);
      return isEcho ? fail(request, 'too-large') : response;
    })
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
        BODIES[kind].check(event);
      })
      .use(BODIES[kind].parsers) as Handler;
  }

  async function fail(
    { isApi, language }: Pick<Request, 'isApi' | 'language'>,
    failure: Failure,
    about: { readonly correlationId?: string } = {},
  ): Promise<Response> {
    if (isApi) return problem(failure, language, about);
    const { failurePage } = await import('../view/pages/failure-page.tsx');
    return failWithPage(failurePage({ language, site, failure, ...about }), failure);
  }

  return {
    /** A chain for a page. It does not read a body. */
    page: (answer: RouteHandler<undefined>) => chain('none', answer),
    /**
     * A chain for a posted form. A field's value is a string, or an array when the field came more
     * than once.
     */
    form: (answer: RouteHandler<Readonly<Record<string, string | readonly string[]>>>) =>
      chain('form', answer),
    /** A chain for a JSON body of any shape. */
    json: (answer: RouteHandler<unknown>) => chain('json', answer),
    /** Answers a failure that a handler meets: with a page, or with a problem of the API. */
    fail,
    /**
     * Returns the function's handler. It runs the chain of the route that the request matches. An
     * address with a slash too many is sent to the right one, also for routes of other functions:
     * API Gateway knows no route with a slash at its end, so all such requests come to one function.
     */
    routed(handlers: Partial<Record<RouteName, Handler>>): Handler {
      const notFound = chain('none', (request) => fail(request, 'not-found'));
      return (event, context) => {
        const { method } = event.requestContext.http;
        const rightPath = withoutSlash(method, event.rawPath);
        if (rightPath !== null) {
          const query = event.rawQueryString === '' ? '' : `?${event.rawQueryString}`;
          const move = chain('none', () => Promise.resolve(moved(rightPath + query)));
          return move(event, context);
        }
        const route = matchRoute(method, event.rawPath);
        const handler = route === null ? undefined : handlers[route.name];
        return (handler ?? notFound)(event, context);
      };
    },
  };
}

function isApi(path: string): boolean {
  return path.startsWith('/api/') || path.startsWith('/log/');
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

/**
 * Reads the language of a page from its address, and of the API from Accept-Language. Returns
 * Latvian when neither names a language.
 */
function languageOf({ rawPath, headers }: APIGatewayProxyEventV2): Language {
  if (isApi(rawPath)) return preferredLanguage(headers['accept-language']);
  return LANGUAGES.find((language) => rawPath.startsWith(`/${language}`)) ?? LANGUAGES[0];
}

/**
 * Maps an error to a failure. The errors of the body checks carry a status. Every other error is a
 * fault in our own system.
 */
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

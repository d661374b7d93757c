import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import * as z from 'zod/mini';
import type { LocalFunction } from './functions.ts';
import type { Assembly } from './template.ts';

const RouteProperties = z.object({ RouteKey: z.string(), Target: z.string() });
const IntegrationProperties = z.object({
  IntegrationUri: z.string(),
  PayloadFormatVersion: z.literal('2.0'),
});

/** API Gateway takes bodies of at most that many bytes. */
const MAX_BODY_BYTES = 10 * 1_024 * 1_024;
/** These bodies reach a function as text; every other, a posted form's too, in base64. */
const TEXT = /^(?:text\/|application\/(?:json|javascript|xml)\b)/iu;

interface Route {
  readonly key: string;
  readonly method: string;
  readonly steps: readonly string[];
  readonly target: LocalFunction;
}

/** The HTTP API of the template: its routes and integrations, payload format 2.0. */
export class LocalHttpApi {
  readonly #routes: readonly Route[];

  /** `functionOf` finds a function by its ARN. */
  constructor(assembly: Assembly, functionOf: (arn: string) => LocalFunction) {
    const integrations = new Map<string, LocalFunction>();
    for (const id of assembly.idsOf('AWS::ApiGatewayV2::Integration')) {
      assembly.become(id, { ref: id, attributes: {} });
    }
    for (const { id, properties } of assembly.of('AWS::ApiGatewayV2::Integration')) {
      const { IntegrationUri } = IntegrationProperties.parse(properties);
      integrations.set(`integrations/${id}`, functionOf(IntegrationUri));
    }
    this.#routes = assembly.of('AWS::ApiGatewayV2::Route').map(({ properties }) => {
      const { RouteKey, Target } = RouteProperties.parse(properties);
      const target = integrations.get(Target);
      if (target === undefined) throw new Error(`The route ${RouteKey} leads to no integration`);
      const [method = '', path = ''] = RouteKey.split(' ');
      return { key: RouteKey, method, steps: path.split('/').slice(1), target };
    });
  }

  async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', 'http://localhost');
    const found = this.#match(request.method ?? 'GET', url.pathname);
    if (found === null) {
      refuse(response, 404, 'Not Found');
      return;
    }
    const body = await bodyOf(request);
    if (body === null) {
      refuse(response, 413, 'Request Entity Too Large');
      return;
    }
    const event = eventOf(request, url, body, found.route.key, found.parameters);
    const outcome = await found.route.target.invoke(event);
    if ('value' in outcome) {
      respond(response, outcome.value, request.method === 'HEAD');
      return;
    }
    console.error(`${found.route.target.id}: ${outcome.errorType}: ${outcome.errorMessage}`);
    const timedOut = outcome.errorType === 'Sandbox.Timedout';
    refuse(
      response,
      timedOut ? 503 : 500,
      timedOut ? 'Service Unavailable' : 'Internal Server Error',
    );
  }

  /** A route with fewer parameters wins over one with more, any of them over `$default`. */
  #match(method: string, path: string) {
    const asked = path.split('/').slice(1);
    let best: { route: Route; parameters: Record<string, string>; score: number } | null = null;
    for (const route of this.#routes) {
      if (route.method !== method && route.method !== 'ANY' && route.key !== '$default') continue;
      const parameters = route.key === '$default' ? {} : parametersOf(route.steps, asked);
      if (parameters === null) continue;
      const score = route.key === '$default' ? -1 : asked.length - Object.keys(parameters).length;
      if (best === null || score > best.score) best = { route, parameters, score };
    }
    return best;
  }
}

function parametersOf(steps: readonly string[], asked: readonly string[]) {
  if (steps.length !== asked.length) return null;
  const parameters: Record<string, string> = {};
  for (const [index, step] of steps.entries()) {
    const given = asked[index] ?? '';
    const name = /^\{(\w+)\}$/u.exec(step)?.[1];
    if (name === undefined ? step !== given : given === '') return null;
    if (name !== undefined) parameters[name] = decoded(given);
  }
  return parameters;
}

function decoded(step: string): string {
  try {
    return decodeURIComponent(step);
  } catch {
    return step;
  }
}

function eventOf(
  request: IncomingMessage,
  url: URL,
  body: Buffer,
  routeKey: string,
  pathParameters: Record<string, string>,
): APIGatewayProxyEventV2 {
  const { cookie, ...headers } = Object.fromEntries(
    Object.entries(request.headers).map(([name, value]) => [
      name,
      Array.isArray(value) ? value.join(',') : (value ?? ''),
    ]),
  );
  const query: Record<string, string> = {};
  for (const [name, value] of url.searchParams) {
    query[name] = query[name] === undefined ? value : `${query[name]},${value}`;
  }
  const isText = TEXT.test(headers['content-type'] ?? 'text/plain');
  const domainName = headers['host'] ?? 'localhost';
  return {
    version: '2.0',
    routeKey,
    rawPath: url.pathname,
    rawQueryString: url.search.slice(1),
    ...(cookie === undefined ? {} : { cookies: cookie.split('; ') }),
    headers,
    ...(url.search === '' ? {} : { queryStringParameters: query }),
    ...(Object.keys(pathParameters).length === 0 ? {} : { pathParameters }),
    requestContext: {
      accountId: '000000000000',
      apiId: 'local',
      domainName,
      domainPrefix: 'local',
      http: {
        method: request.method ?? 'GET',
        path: url.pathname,
        protocol: `HTTP/${request.httpVersion}`,
        sourceIp: request.socket.remoteAddress ?? '127.0.0.1',
        userAgent: headers['user-agent'] ?? '',
      },
      requestId: randomUUID(),
      routeKey,
      stage: '$default',
      time: new Date().toISOString(),
      timeEpoch: Date.now(),
    },
    ...(body.length === 0 ? {} : { body: body.toString(isText ? 'utf8' : 'base64') }),
    isBase64Encoded: body.length > 0 && !isText,
  };
}

/** Null once it has grown past what API Gateway takes. */
async function bodyOf(request: IncomingMessage): Promise<Buffer | null> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size <= MAX_BODY_BYTES) chunks.push(chunk);
  }
  return size > MAX_BODY_BYTES ? null : Buffer.concat(chunks);
}

/** A structured answer, or any other value as the JSON body of a 200. */
function respond(response: ServerResponse, value: unknown, headOnly: boolean): void {
  const structured =
    typeof value === 'object' && value !== null && 'statusCode' in value
      ? (value as APIGatewayProxyStructuredResultV2)
      : {
          statusCode: 200,
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify(value),
        };
  const {
    statusCode = 200,
    headers = {},
    cookies = [],
    body = '',
    isBase64Encoded = false,
  } = structured;
  const bytes = Buffer.from(body, isBase64Encoded ? 'base64' : 'utf8');
  for (const [name, content] of Object.entries(headers)) response.setHeader(name, String(content));
  if (cookies.length > 0) response.setHeader('set-cookie', cookies);
  response.setHeader('content-length', bytes.length);
  response.writeHead(statusCode);
  response.end(headOnly ? undefined : bytes);
}

function refuse(response: ServerResponse, status: number, message: string): void {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify({ message }));
}

import type { IncomingMessage, ServerResponse } from 'node:http';
import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import * as z from 'zod/mini';
import type { LocalFunction } from './functions.ts';
import { addressOf, httpEvent } from './http-event.ts';
import { readAtMost } from './request-body.ts';
import type { Assembly } from './template.ts';

const RouteProperties = z.object({ RouteKey: z.string(), Target: z.string() });
const IntegrationProperties = z.object({
  IntegrationUri: z.string(),
  PayloadFormatVersion: z.literal('2.0'),
  TimeoutInMillis: z._default(z.int(), 30_000),
});

/*
 * The quotas of an HTTP API in bytes. They cannot be raised ("Quotas for configuring and running an
 * HTTP API" in the developer guide).
 */
const MAX_BODY_BYTES = 10 * 1_024 * 1_024;
/** The request line and the values of all headers together. */
const MAX_HEAD_BYTES = 10_240;
const STEP = /^\{(\w+)\}$/u;
/** The last step of a route that also matches all steps after it. */
const GREEDY = /^\{(\w+)\+\}$/u;

interface Route {
  readonly key: string;
  readonly method: string;
  readonly steps: readonly string[];
  readonly integration: Integration;
}

interface Integration {
  readonly target: LocalFunction;
  readonly timeoutMs: number;
}

/** The HTTP API of the template: its routes and integrations, with payload format 2.0. */
export class LocalHttpApi {
  readonly #routes: readonly Route[];

  /** `functionOf` finds a function by its ARN. */
  constructor(assembly: Assembly, functionOf: (arn: string) => LocalFunction) {
    const integrations = new Map<string, Integration>();
    for (const id of assembly.idsOf('AWS::ApiGatewayV2::Integration')) {
      assembly.become(id, { ref: id, attributes: {} });
    }
    for (const { id, properties } of assembly.of('AWS::ApiGatewayV2::Integration')) {
      const { IntegrationUri, TimeoutInMillis } = IntegrationProperties.parse(properties);
      const target = functionOf(IntegrationUri);
      integrations.set(`integrations/${id}`, { target, timeoutMs: TimeoutInMillis });
    }
    this.#routes = assembly.of('AWS::ApiGatewayV2::Route').map(({ properties }) => {
      const { RouteKey, Target } = RouteProperties.parse(properties);
      const integration = integrations.get(Target);
      if (integration === undefined)
        throw new Error(`The route ${RouteKey} leads to no integration`);
      const [method = '', path = ''] = RouteKey.split(' ');
      return { key: RouteKey, method, steps: path.split('/').slice(1), integration };
    });
  }

  async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await readAtMost(request, MAX_BODY_BYTES);
    if (headBytes(request) > MAX_HEAD_BYTES) {
      refuse(response, 431, 'Request Header Fields Too Large');
      return;
    }
    const found = this.#match(request.method ?? 'GET', addressOf(request).path);
    if (found === null) {
      refuse(response, 404, 'Not Found');
      return;
    }
    if (body === null) {
      refuse(response, 413, 'Request Entity Too Large');
      return;
    }
    const { route, parameters } = found;
    const event = httpEvent(request, { body, routeKey: route.key, pathParameters: parameters });
    const outcome = await outcomeOf(route.integration, event);
    if ('value' in outcome) {
      respond(response, outcome.value, request.method === 'HEAD');
      return;
    }
    switch (outcome.errorType) {
      case 'RequestTooLargeException':
        refuse(response, 413, 'Request Entity Too Large');
        break;
      case 'Sandbox.Timedout':
      case 'Integration.Timedout':
        refuse(response, 503, 'Service Unavailable');
        break;
      default:
        refuse(response, 500, 'Internal Server Error');
    }
  }

  /**
   * Finds the route for a request. A route with fewer parameters wins over a route with more, and
   * any other wins over one that ends in a greedy parameter. Any route wins over `$default`.
   */
  #match(method: string, path: string) {
    const asked = path.split('/').slice(1);
    let best: { route: Route; parameters: Record<string, string>; score: number } | null = null;
    for (const route of this.#routes) {
      if (route.method !== method && route.method !== 'ANY' && route.key !== '$default') continue;
      const parameters = route.key === '$default' ? {} : parametersOf(route.steps, asked);
      if (parameters === null) continue;
      const score = scoreOf(route, Object.keys(parameters).length);
      if (best === null || score > best.score) best = { route, parameters, score };
    }
    return best;
  }
}

/** Asks the function, and waits no longer than the integration does. The function goes on. */
async function outcomeOf({ target, timeoutMs }: Integration, event: object) {
  let patience: NodeJS.Timeout | undefined;
  const timedOut = new Promise<{ readonly errorType: string }>((resolve) => {
    patience = setTimeout(() => {
      resolve({ errorType: 'Integration.Timedout' });
    }, timeoutMs);
  });
  const outcome = await Promise.race([target.invoke(event), timedOut]);
  clearTimeout(patience);
  return outcome;
}

function scoreOf({ key, steps }: Route, parameters: number): number {
  if (key === '$default') return 0;
  const isGreedy = GREEDY.test(steps.at(-1) ?? '');
  return (isGreedy ? 1_000 : 2_000) + steps.length - parameters;
}

/**
 * Returns the parameters of a request that the route matches, or null. A greedy parameter at the
 * end takes the rest of the path, even if it is empty: a path with a slash at its end.
 */
function parametersOf(
  steps: readonly string[],
  asked: readonly string[],
): Record<string, string> | null {
  const last = steps.length - 1;
  const greedy = GREEDY.exec(steps[last] ?? '')?.[1];
  if (greedy !== undefined) {
    if (asked.length < steps.length) return null;
    const rest = asked.slice(last).map(decodeStep).join('/');
    const others = parametersOf(steps.slice(0, last), asked.slice(0, last));
    return others === null ? null : { ...others, [greedy]: rest };
  }
  if (steps.length !== asked.length) return null;
  const parameters: Record<string, string> = {};
  for (const [index, step] of steps.entries()) {
    const given = asked[index] ?? '';
    const name = STEP.exec(step)?.[1];
    if (name === undefined ? step !== given : given === '') return null;
    if (name !== undefined) parameters[name] = decodeStep(given);
  }
  return parameters;
}

function decodeStep(step: string): string {
  try {
    return decodeURIComponent(step);
  } catch {
    return step;
  }
}

/** Measures the request line and the values of the headers. */
function headBytes({ method = '', url = '', httpVersion, rawHeaders }: IncomingMessage): number {
  const values = rawHeaders.filter((_, index) => index % 2 === 1);
  return Buffer.byteLength(`${method} ${url} HTTP/${httpVersion}${values.join('')}`, 'latin1');
}

/**
 * Sends a structured answer. Any other value becomes the JSON body of an answer with status 200.
 */
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
  // The length of a 304 would be that of the whole answer, which is not known here (RFC 9110, 8.6).
  if (statusCode !== 304) response.setHeader('content-length', bytes.length);
  response.writeHead(statusCode);
  response.end(headOnly ? undefined : bytes);
}

function refuse(response: ServerResponse, status: number, message: string): void {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify({ message }));
}

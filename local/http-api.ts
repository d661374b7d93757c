import type { IncomingMessage, ServerResponse } from 'node:http';
import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import * as z from 'zod/mini';
import type { LocalFunction } from './functions.ts';
import { addressOf, httpEvent } from './http-event.ts';
import type { Assembly } from './template.ts';

const RouteProperties = z.object({ RouteKey: z.string(), Target: z.string() });
const IntegrationProperties = z.object({
  IntegrationUri: z.string(),
  PayloadFormatVersion: z.literal('2.0'),
});

/** Limit of a request body in API Gateway, in bytes. */
const MAX_BODY_BYTES = 10 * 1_024 * 1_024;
const STEP = /^\{(\w+)\}$/u;

interface Route {
  readonly key: string;
  readonly method: string;
  readonly steps: readonly string[];
  readonly target: LocalFunction;
}

/** The HTTP API of the template: its routes and integrations, with payload format 2.0. */
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
      if (path.includes('+')) {
        throw new Error(`The local stack does not understand the route ${RouteKey}`);
      }
      return { key: RouteKey, method, steps: path.split('/').slice(1), target };
    });
  }

  async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await bodyOf(request);
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
    const outcome = await route.target.invoke(event);
    if ('value' in outcome) {
      respond(response, outcome.value, request.method === 'HEAD');
      return;
    }
    const timedOut = outcome.errorType === 'Sandbox.Timedout';
    refuse(
      response,
      timedOut ? 503 : 500,
      timedOut ? 'Service Unavailable' : 'Internal Server Error',
    );
  }

  /**
   * Finds the route for a request. A route with fewer parameters wins over a route with more. Any
   * route wins over `$default`.
   */
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

/** Reads the body. Returns null when the body is larger than API Gateway takes. */
async function bodyOf(request: IncomingMessage): Promise<Buffer | null> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size <= MAX_BODY_BYTES) chunks.push(chunk);
  }
  return size > MAX_BODY_BYTES ? null : Buffer.concat(chunks);
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

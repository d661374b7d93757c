import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { ACCOUNT } from './account.ts';

/**
 * The content types of the bodies that reach a function as text. All others, also a posted form,
 * arrive in base64.
 */
const TEXT = /^(?:text\/[^;]+|application\/(?:json|javascript|xml))\s*(?:;|$)/iu;

/** What the matched route adds to a request. */
interface Routed {
  readonly body: Buffer;
  readonly routeKey: string;
  /** Decoded. */
  readonly pathParameters: Readonly<Record<string, string>>;
}

/** Builds the event that API Gateway's HTTP API hands to a function, in payload format 2.0. */
export function httpEvent(
  request: IncomingMessage,
  { body, routeKey, pathParameters }: Routed,
): APIGatewayProxyEventV2 {
  const { path, query } = addressOf(request);
  const { cookie, ...distinct } = request.headersDistinct;
  const headers = Object.fromEntries(
    Object.entries(distinct).map(([name, values = []]) => [name, values.join(',')]),
  );
  const isText = TEXT.test(headers['content-type'] ?? '');
  const now = new Date();
  const domainName = headers['host'] ?? 'localhost';
  return {
    version: '2.0',
    routeKey,
    rawPath: path,
    rawQueryString: query,
    ...(cookie === undefined ? {} : { cookies: cookie.flatMap((one) => one.split(/;\s*/u)) }),
    headers,
    ...(query === '' ? {} : { queryStringParameters: joinValues(new URLSearchParams(query)) }),
    ...(Object.keys(pathParameters).length === 0 ? {} : { pathParameters }),
    requestContext: {
      accountId: ACCOUNT,
      apiId: 'local',
      domainName,
      domainPrefix: 'local',
      http: {
        method: request.method ?? 'GET',
        path,
        protocol: `HTTP/${request.httpVersion}`,
        sourceIp: request.socket.remoteAddress ?? '127.0.0.1',
        userAgent: headers['user-agent'] ?? '',
      },
      requestId: randomUUID(),
      routeKey,
      stage: '$default',
      time: commonLogTime(now),
      timeEpoch: now.getTime(),
    },
    ...(body.length === 0 ? {} : { body: body.toString(isText ? 'utf8' : 'base64') }),
    isBase64Encoded: body.length > 0 && !isText,
  };
}

interface Address {
  readonly path: string;
  readonly query: string;
}

/** Returns the address as it was sent. Dots and repeated slashes stay as they are. */
export function addressOf({ url = '/' }: IncomingMessage): Address {
  const [path = '', ...query] = url.replace(/^https?:\/\/[^/?]*/u, '').split('?');
  return { path: path === '' ? '/' : path, query: query.join('?') };
}

/** Joins the values of a repeated name with commas, as API Gateway does. */
function joinValues(pairs: Iterable<readonly [string, string]>): Record<string, string> {
  const values = new Map<string, string>();
  for (const [name, value] of pairs) {
    const before = values.get(name);
    values.set(name, before === undefined ? value : `${before},${value}`);
  }
  return Object.fromEntries(values);
}

/**
 * Formats a time like `12/Mar/2027:19:03:58 +0000`. The event has this form and also the
 * milliseconds.
 */
function commonLogTime(date: Date): string {
  const [, day = '', month = '', year = '', time = ''] = date.toUTCString().split(' ');
  return `${day}/${month}/${year}:${time} +0000`;
}

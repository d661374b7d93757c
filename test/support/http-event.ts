import type { APIGatewayProxyEventV2, Context } from 'aws-lambda';

interface Asked {
  readonly method?: string;
  readonly path: string;
  /** As it is sent, without the question mark. */
  readonly query?: string;
  readonly headers?: Record<string, string>;
  readonly body?: string;
}

/** An event of the HTTP API in payload format 2.0, with the parts that our chains read. */
export function anEvent({
  method = 'GET',
  path,
  query = '',
  headers = {},
  body,
}: Asked): APIGatewayProxyEventV2 {
  return {
    version: '2.0',
    routeKey: '$default',
    rawPath: path,
    rawQueryString: query,
    headers,
    requestContext: {
      accountId: 'local',
      apiId: 'local',
      domainName: 'localhost',
      domainPrefix: 'localhost',
      http: { method, path, protocol: 'HTTP/1.1', sourceIp: '127.0.0.1', userAgent: 'test' },
      requestId: 'request',
      routeKey: '$default',
      stage: '$default',
      time: '05/Jan/2027:10:00:00 +0000',
      timeEpoch: 0,
    },
    isBase64Encoded: body !== undefined,
    ...(body === undefined ? {} : { body: Buffer.from(body).toString('base64') }),
  };
}

export const CORRELATION_ID = '7a4c8f2e-0000-4000-8000-000000000000';
export const CONTEXT = { awsRequestId: CORRELATION_ID } as Context;

import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { readAtMost } from './request-body.ts';

/** Limit of a request in bytes. The largest message that KMS signs has 4 KB. */
const MAX_REQUEST_BYTES = 100_000;

/** The status, code and message with which KMS refuses a request. */
export type KmsRefusal = readonly [status: number, code: string, message: string];

/** Reads the body of a request. Returns undefined when it is no JSON, or too large. */
export async function bodyOf(request: IncomingMessage): Promise<unknown> {
  const body = await readAtMost(request, MAX_REQUEST_BYTES);
  if (body === null) return undefined;
  try {
    return JSON.parse(body.toString());
  } catch {
    return undefined;
  }
}

export function answerJson(response: ServerResponse, result: object, status = 200): void {
  response.writeHead(status, {
    'content-type': 'application/x-amz-json-1.1',
    'x-amzn-requestid': randomUUID(),
  });
  response.end(JSON.stringify(result));
}

export function refuse(response: ServerResponse, [status, __type, message]: KmsRefusal): void {
  answerJson(response, { __type, message }, status);
}

import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';

/** Limit of a request in bytes. The largest message that KMS signs has 4 KB. */
const MAX_REQUEST_BYTES = 100_000;

/** The status, code and message with which KMS refuses a request. */
export type KmsRefusal = readonly [status: number, code: string, message: string];

/** Reads the body of a request. Returns undefined when it is no JSON, or too large. */
export async function bodyOf(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size <= MAX_REQUEST_BYTES) chunks.push(chunk);
  }
  if (size > MAX_REQUEST_BYTES) return undefined;
  try {
    return JSON.parse(Buffer.concat(chunks).toString());
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

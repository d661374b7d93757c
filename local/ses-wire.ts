import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { readAtMost } from './request-body.ts';

/**
 * Limit of a request in bytes: the largest message that SES takes, in base64, and space for the
 * rest of the request.
 */
const MAX_REQUEST_BYTES = 16 * 1_024 * 1_024;

/** The status, code and message with which SES refuses a request. */
export type Refusal = readonly [status: number, code: string, message: string];

/** Reads the fields of a request of the Query API. Returns null when the request is too large. */
export async function fieldsOf(request: IncomingMessage): Promise<URLSearchParams | null> {
  const body = await readAtMost(request, MAX_REQUEST_BYTES);
  return body === null ? null : new URLSearchParams(body.toString());
}

export function tagsOf(fields: URLSearchParams): Record<string, string> {
  const tags: Record<string, string> = {};
  for (let index = 1; fields.has(`Tags.member.${index}.Name`); index++) {
    const name = fields.get(`Tags.member.${index}.Name`) ?? '';
    tags[name] = fields.get(`Tags.member.${index}.Value`) ?? '';
  }
  return tags;
}

/** Returns the recipients of the envelope, in their order. */
export function destinationsOf(fields: URLSearchParams): string[] {
  const destinations: string[] = [];
  for (let index = 1; fields.has(`Destinations.member.${index}`); index++) {
    destinations.push(fields.get(`Destinations.member.${index}`) ?? '');
  }
  return destinations;
}

export function answerXml(
  response: ServerResponse,
  action: string,
  result: Readonly<Record<string, string>>,
): void {
  const fields = Object.entries(result).map(([name, value]) => `<${name}>${value}</${name}>`);
  response.writeHead(200, { 'content-type': 'text/xml' });
  response.end(
    `<${action}Response xmlns="http://ses.amazonaws.com/doc/2010-12-01/">` +
      `<${action}Result>${fields.join('')}</${action}Result>` +
      `<ResponseMetadata><RequestId>${randomUUID()}</RequestId></ResponseMetadata></${action}Response>`,
  );
}

export function refuse(response: ServerResponse, [status, code, message]: Refusal): void {
  response.writeHead(status, { 'content-type': 'text/xml' });
  response.end(
    '<ErrorResponse xmlns="http://ses.amazonaws.com/doc/2010-12-01/"><Error>' +
      `<Type>${status < 500 ? 'Sender' : 'Receiver'}</Type><Code>${code}</Code>` +
      `<Message>${escapeXml(message)}</Message></Error><RequestId>${randomUUID()}</RequestId></ErrorResponse>`,
  );
}

function escapeXml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
}

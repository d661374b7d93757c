import { createHash } from 'node:crypto';
import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import type { Failure, FieldFailure } from '../domain/failure.ts';
import type { Language } from '../domain/text.ts';
import type { Instant } from '../domain/time.ts';
import { acceptsGzip } from './accepted.ts';
import { problemOf, statusOf } from './problem.ts';

/*
 * The responders. Only this file writes the status numbers and the headers of successful answers.
 */

export type Response = APIGatewayProxyStructuredResultV2;

/** Clients may keep the answer, but must ask again each time. */
const REVALIDATED = 'no-cache';
/**
 * The answer is the same for everybody. A cache that many clients share may answer with it for 5
 * seconds; a browser asks again each time.
 */
const SHARED = 'public, max-age=0, s-maxage=5, must-revalidate';
/** Our limits count by the hour. */
const RETRY_AFTER_SECONDS = '3600';
/** What is at this address never changes. */
const IMMUTABLE = 'public, max-age=31536000, immutable';
/** Nobody may keep the answer. Every answer starts with this, until its route shares it. */
const PRIVATE = 'no-store';
/**
 * Only the reader's own browser may keep the answer, and shows it again on the way back. A browser
 * that may not keep what answered a POST has only an error to show there.
 */
const OWN = 'private, no-cache';

/** Our pages load nothing from other sites and run no inline script, and no site may frame them. */
const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "style-src 'self'",
  "script-src 'self'",
  "img-src 'self' data:",
  // The check of a receipt reads the public log. Tools that judge a page read robots.txt in its name.
  "connect-src 'self'",
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ');

export function page(html: string): Response {
  return answerPage(200, html);
}

export function failWithPage(html: string, failure: Failure): Response {
  return answerPage(statusOf(failure), html);
}

/** Answers a POST: the browser goes on with a GET, so that a reload posts nothing. */
export function seeOther(location: string): Response {
  return { statusCode: 303, headers: { location, 'cache-control': PRIVATE } };
}

/** Lets the reader's browser show a form, or what was typed into it, again on the way back. */
export function keepForWayBack(response: Response): Response {
  return { ...response, headers: { ...response.headers, 'cache-control': OWN } };
}

/** Has a browser send the same again to another address: a POST with its body. */
export function sendOn(location: string): Response {
  return { statusCode: 307, headers: { location, 'cache-control': PRIVATE } };
}

export function redirect(location: string): Response {
  return { statusCode: 302, headers: { location, 'cache-control': REVALIDATED } };
}

/** Sends a client to the page in its language. The answer depends on the language it asks for. */
export function redirectByLanguage(location: string): Response {
  const { headers, ...response } = redirect(location);
  return { ...response, headers: { ...headers, vary: 'accept-language' } };
}

/**
 * Sends a client to the one address of what it asks for. A POST stays a POST, with its body.
 */
export function moved(location: string): Response {
  return { statusCode: 308, headers: { location, 'cache-control': PRIVATE } };
}

export function create(body: unknown): Response {
  return answer(201, JSON.stringify(body), 'application/json', PRIVATE);
}

export function json(body: unknown): Response {
  return answer(200, JSON.stringify(body), 'application/json', PRIVATE);
}

/**
 * Answers with a problem. The sentences are loaded only when something fails: a successful request
 * needs none, and starts faster without them.
 */
export async function problem(
  failure: Failure,
  language: Language,
  about: { fields?: readonly FieldFailure[]; correlationId?: string } = {},
): Promise<Response> {
  const { copyFor } = await import('../view/copy/index.ts');
  const body = JSON.stringify(problemOf(failure, copyFor(language), about));
  const response = answer(statusOf(failure), body, 'application/problem+json', PRIVATE);
  return { ...response, headers: { ...response.headers, 'content-language': language } };
}

/** Answers with a feed, a calendar, or another text that programs read. */
export function feed(body: string, contentType: string): Response {
  return answer(200, body, contentType, PRIVATE);
}

/** Where programs of other sites read an answer too: everybody may read open data and the logs. */
const READ_ANYWHERE = {
  'access-control-allow-origin': '*',
  'access-control-expose-headers': 'link, etag, last-modified',
};

/** What an answer with open data leads to, and when the data last changed. */
interface AboutData {
  readonly type: string;
  /** By relation (RFC 8288): complete addresses. */
  readonly links?: Readonly<Record<string, string>>;
  readonly modified?: Instant | undefined;
  /** A browser saves the answer under this name. */
  readonly filename?: string;
}

function savedAs(filename: string) {
  return { 'content-disposition': `attachment; filename="${filename}"` };
}

/** Answers with open data, or with what describes them. */
export function openData(body: string, about: AboutData): Response {
  const { type, links = {}, modified, filename } = about;
  const response = readAnywhere(answer(200, body, type, PRIVATE));
  const link = Object.entries(links).map(([relation, url]) => `<${url}>; rel="${relation}"`);
  const headers = {
    ...response.headers,
    ...(link.length === 0 ? {} : { link: link.join(', ') }),
    ...(modified === undefined ? {} : { 'last-modified': new Date(modified).toUTCString() }),
    ...(filename === undefined ? {} : savedAs(filename)),
  };
  return { ...response, headers };
}

/** Answers with a file for the reader alone. A browser saves it under the name. */
export function download(body: string, contentType: string, filename: string): Response {
  const { headers, ...response } = answer(200, body, contentType, PRIVATE);
  return { ...response, headers: { ...headers, ...savedAs(filename) } };
}

/** Answers with what a log says now. */
export function logText(body: string, contentType: string): Response {
  return readAnywhere(answer(200, body, contentType, PRIVATE));
}

/** Answers with a part of a log that never changes. */
export function logPart(bytes: Buffer): Response {
  const body = bytes.toString('base64');
  const response = answer(200, body, 'application/octet-stream', IMMUTABLE);
  return { ...readAnywhere(response), isBase64Encoded: true };
}

/** Lets programs of other sites read the answer, a failure too. */
export function readAnywhere(response: Response): Response {
  return { ...response, headers: { ...response.headers, ...READ_ANYWHERE } };
}

/** Marks an answer as the same for everybody, with a tag by which clients ask for it again. */
export function share(response: Response): Response {
  // The links are part of the tag: a CSV volume may stay the same and get a next one.
  const hash = createHash('sha256')
    .update(response.body ?? '')
    .update(String(response.headers?.['link'] ?? ''))
    .digest('base64url');
  const etag = `"${hash.slice(0, 22)}"`;
  return { ...response, headers: { ...response.headers, 'cache-control': SHARED, etag } };
}

/** Tells a client that what it has still stands. `headers` are those of the whole answer. */
export function notModified(headers: NonNullable<Response['headers']>): Response {
  const kept = ['etag', 'cache-control', 'last-modified', 'access-control-allow-origin'];
  const same = Object.entries(headers).filter(([name]) => kept.includes(name));
  return { statusCode: 304, headers: Object.fromEntries(same) };
}

/** A file that pages, and sites that show a link to one, load. */
export interface Asset {
  /** Its content type. */
  readonly type: string;
  readonly bytes: Buffer;
  /** The same in gzip, or null for a file that gzip does not make smaller. */
  readonly gzip: Buffer | null;
}

/**
 * Answers with an asset. `isFresh`: the request names the version of this exact content, so the
 * answer to this address never changes. `accepted`: the Accept-Encoding of the request.
 */
export function answerAsset(
  { type, bytes, gzip }: Asset,
  { isFresh, accepted }: { readonly isFresh: boolean; readonly accepted: string | undefined },
): Response {
  const packed = acceptsGzip(accepted) ? gzip : null;
  const body = (packed ?? bytes).toString('base64');
  const { headers, ...response } = answer(200, body, type, isFresh ? IMMUTABLE : REVALIDATED);
  const encoding = {
    ...(gzip === null ? {} : { vary: 'accept-encoding' }),
    ...(packed === null ? {} : { 'content-encoding': 'gzip' }),
  };
  return { ...response, headers: { ...headers, ...encoding }, isBase64Encoded: true };
}

function answerPage(status: number, html: string): Response {
  const response = answer(status, html, 'text/html; charset=utf-8', PRIVATE);
  const headers = { ...response.headers, 'content-security-policy': CONTENT_SECURITY_POLICY };
  return { ...response, headers };
}

function answer(statusCode: number, body: string, type: string, cacheControl: string): Response {
  const headers = { 'content-type': type, 'cache-control': cacheControl };
  const patience = statusCode === 429 ? { 'retry-after': RETRY_AFTER_SECONDS } : {};
  return { statusCode, body, headers: { ...headers, ...patience } };
}

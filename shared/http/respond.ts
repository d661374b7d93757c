import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import type { Failure, FieldFailure } from '../domain/failure.ts';
import type { Language } from '../domain/text.ts';
import { problemOf, statusOf } from './problem.ts';

/*
 * The responders: the only place where a status number or a header of a good answer is written.
 */

export type Response = APIGatewayProxyStructuredResultV2;

/** May be kept, but is asked for again each time: pages change when a consultation does. */
const REVALIDATED = 'no-cache';
/** Holds what somebody typed, or a key: kept nowhere. */
const PRIVATE = 'no-store';

/** Our pages need nothing from elsewhere, run no inline script, and stand in nobody's frame. */
const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "style-src 'self'",
  "script-src 'self'",
  "img-src 'self' data:",
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ');

export function page(html: string, { personal = false } = {}): Response {
  return answerPage(200, html, personal ? PRIVATE : REVALIDATED);
}

export function failWithPage(html: string, failure: Failure): Response {
  return answerPage(statusOf(failure), html, PRIVATE);
}

/** After a POST: the browser goes on with a GET, so that a reload posts nothing. */
export function seeOther(location: string): Response {
  return { statusCode: 303, headers: { location, 'cache-control': PRIVATE } };
}

export function redirect(location: string): Response {
  return { statusCode: 302, headers: { location, 'cache-control': REVALIDATED } };
}

export function create(body: unknown): Response {
  return answer(201, JSON.stringify(body), 'application/json', PRIVATE);
}

export function json(body: unknown, { personal = false } = {}): Response {
  return answer(200, JSON.stringify(body), 'application/json', personal ? PRIVATE : REVALIDATED);
}

/** The sentences are loaded when something fails: what succeeds needs none, and starts the sooner. */
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

/** A feed that programs come back for; they may keep it for a while. */
export function feed(body: string, contentType: string): Response {
  return answer(200, body, contentType, 'public, max-age=300');
}

/** `fresh`: asked for under the address of its very content, so it never changes. */
export function asset(body: string, contentType: string, fresh: boolean): Response {
  return answer(
    200,
    body,
    contentType,
    fresh ? 'public, max-age=31536000, immutable' : REVALIDATED,
  );
}

function answerPage(status: number, html: string, cacheControl: string): Response {
  const response = answer(status, html, 'text/html; charset=utf-8', cacheControl);
  const headers = { ...response.headers, 'content-security-policy': CONTENT_SECURITY_POLICY };
  return { ...response, headers };
}

function answer(statusCode: number, body: string, type: string, cacheControl: string): Response {
  return { statusCode, body, headers: { 'content-type': type, 'cache-control': cacheControl } };
}

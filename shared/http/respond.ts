import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import type { Failure, FieldFailure } from '../domain/failure.ts';
import type { Language } from '../domain/text.ts';
import { problemOf, statusOf } from './problem.ts';

/*
 * The responders. Only this file writes the status numbers and the headers of successful answers.
 */

export type Response = APIGatewayProxyStructuredResultV2;

/**
 * Clients may keep the answer, but must ask again each time: pages change when a consultation
 * changes.
 */
const REVALIDATED = 'no-cache';
/** Nobody may keep the answer: it holds what somebody typed, or a key. */
const PRIVATE = 'no-store';

/** Our pages load nothing from other sites and run no inline script, and no site may frame them. */
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

/** Answers a POST: the browser goes on with a GET, so that a reload posts nothing. */
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

/**
 * Answers with a feed or calendar that programs fetch again and again. They may keep it for 300
 * seconds.
 */
export function feed(body: string, contentType: string): Response {
  return answer(200, body, contentType, 'public, max-age=300');
}

/**
 * Answers with an asset. `fresh`: the request names the version of this exact content, so the
 * answer to this address never changes.
 */
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

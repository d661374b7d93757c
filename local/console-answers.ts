import { type ServerResponse, STATUS_CODES } from 'node:http';

/**
 * The page may use its own inline style, frames of this site (for mails) and forms to this site.
 * Everything else is forbidden.
 */
const PAGE_POLICY =
  "default-src 'none'; style-src 'unsafe-inline'; frame-src 'self'; form-action 'self'; frame-ancestors 'none'";
const MAIL_POLICY =
  "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'; sandbox allow-popups allow-popups-to-escape-sandbox";

export function html(response: ServerResponse, page: string, policy = PAGE_POLICY): void {
  response.setHeader('content-security-policy', policy);
  response.setHeader('content-type', 'text/html; charset=utf-8');
  response.end(page);
}

/**
 * Answers with a mail's own HTML. The mail may have any style, but it runs no script and loads
 * nothing. Its links open in a new tab.
 */
export function mailPage(response: ServerResponse, page: string): void {
  html(response, page.replace(/<head[^>]*>/iu, '$&<base target="_blank">'), MAIL_POLICY);
}

export function plain(response: ServerResponse, text: string): void {
  response.setHeader('content-type', 'text/plain; charset=utf-8');
  response.setHeader('x-content-type-options', 'nosniff');
  response.end(text);
}

/** Answers with a problem as RFC 9457 defines it. */
export function problem(response: ServerResponse, status: number, detail: string): void {
  const title = STATUS_CODES[status] ?? '';
  response.setHeader('content-type', 'application/problem+json');
  json(response, status, { type: 'about:blank', title, status, detail });
}

export function json(response: ServerResponse, status: number, value: unknown): void {
  if (!response.hasHeader('content-type')) response.setHeader('content-type', 'application/json');
  response.writeHead(status);
  response.end(JSON.stringify(value));
}

import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import axe from 'axe-core';
import { build } from 'esbuild';

const view = (path: string) => fileURLToPath(new URL(`../../shared/view/${path}`, import.meta.url));

/** Builds the style sheet and the scripts in memory. Returns them by file name. */
async function buildAssets(): Promise<Map<string, string>> {
  const { outputFiles } = await build({
    entryPoints: [view('site.css'), view('browser/site.ts'), view('browser/check.ts')],
    bundle: true,
    minify: true,
    format: 'esm',
    write: false,
    outdir: 'assets',
    entryNames: '[name]',
  });
  return new Map(outputFiles.map(({ path, text }) => [path.replace(/^.*[\\/]/u, ''), text]));
}

/**
 * The answer to a request: a page, other content, a redirect, `stay` (no content, so that the browser
 * stays), or null for "not found".
 */
export type PageAnswer =
  | { readonly html: string }
  | { readonly content: string | Uint8Array }
  | { readonly location: string }
  | 'stay'
  | null;

const PAGE_HEADERS = {
  'content-type': 'text/html; charset=utf-8',
  'content-security-policy':
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; connect-src 'self'; form-action 'self'; base-uri 'none'",
};

/** Where axe stands on the site of {@link servePages}. */
const AXE = 'axe.js';

/**
 * Serves pages with their style sheet and scripts, under the content security policy of the product.
 * At `axe` stands the source of axe, which the browser may keep.
 */
export async function servePages(
  answer: (request: IncomingMessage) => PageAnswer | Promise<PageAnswer>,
): Promise<{ readonly url: string; readonly axe: string; close(): Promise<void> }> {
  const assets = await buildAssets();
  assets.set(AXE, axe.source);
  const respond = async (request: IncomingMessage, response: ServerResponse) => {
    const path = (request.url ?? '/').replace(/\?.*$/u, '');
    const asset = assets.get(path.replace('/assets/', ''));
    if (asset !== undefined) {
      const type = path.endsWith('.css') ? 'text/css' : 'text/javascript';
      response.setHeader('content-type', `${type}; charset=utf-8`);
      response.setHeader('cache-control', 'max-age=3600');
      response.end(asset);
      return;
    }
    const answered = await answer(request);
    if (answered === null) response.writeHead(404).end();
    else if (answered === 'stay') response.writeHead(204).end();
    else if ('content' in answered) response.writeHead(200).end(answered.content);
    else if ('location' in answered) response.writeHead(303, answered).end();
    else response.writeHead(200, PAGE_HEADERS).end(answered.html);
  };
  const server = createServer((request, response) => {
    respond(request, response).catch(() => response.writeHead(500).end());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const url = `http://127.0.0.1:${port}`;
  return {
    url,
    axe: `${url}/assets/${AXE}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      }),
  };
}

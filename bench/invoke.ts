/*
 * Runs one function: loads a bundle, invokes its handler, and prints what that took. Each
 * measurement starts a new process with the function's environment:
 *   node invoke.mjs BUNDLE EVENTS.json
 */
import { subscribe } from 'node:diagnostics_channel';
import { readFileSync } from 'node:fs';
import type { ClientRequest } from 'node:http';
import { performance } from 'node:perf_hooks';
import { pathToFileURL } from 'node:url';

/** What one process measured: milliseconds of wall clock, milliseconds of processor time, bytes. */
export interface Measured {
  /** Wall clock from the start of the process until the first answer. */
  readonly coldMs: number;
  /** Processor time of all invocations after the first together. */
  readonly totalCpuMs: number;
  /** Processor time of one invocation after the first, on average. */
  readonly warmCpuMs: number;
  /** Wall clock of all invocations after the first together. */
  readonly warmMs: number;
  /** Requests during the invocations after the first, by the host and port that they went to. */
  readonly requests: Readonly<Record<string, number>>;
  /** Wall clock of the first invocation alone. */
  readonly firstMs: number;
  readonly peakBytes: number;
  readonly answers: readonly unknown[];
}

const [bundle = '', eventsFile = ''] = process.argv.slice(2);
const events = JSON.parse(readFileSync(eventsFile, 'utf8')) as unknown[];
const { handler } = (await import(pathToFileURL(bundle).href)) as {
  handler: (event: unknown, context: object) => Promise<unknown>;
};
const context = { awsRequestId: 'bench', getRemainingTimeInMillis: () => 900_000 };

const loaded = performance.now();
const answers = [await handler(events[0], context)];
const answered = performance.now();

const requests: Record<string, number> = {};
subscribe('http.client.request.start', (message) => {
  const { request } = message as { request: ClientRequest };
  const host = String(request.getHeader('host'));
  requests[host] = (requests[host] ?? 0) + 1;
});
const before = process.cpuUsage();
for (const event of events.slice(1)) answers.push(await handler(event, context));
const { user, system } = process.cpuUsage(before);
// What is refused is quick, and would be measured as if it had been done.
const refused = answers.find(isRefused);
if (refused !== undefined) throw new Error(`Refused: ${JSON.stringify(refused).slice(0, 500)}`);

const measured: Measured = {
  coldMs: answered,
  totalCpuMs: (user + system) / 1_000,
  warmCpuMs: (user + system) / 1_000 / Math.max(events.length - 1, 1),
  warmMs: performance.now() - answered,
  requests,
  firstMs: answered - loaded,
  peakBytes: process.resourceUsage().maxRSS * 1_024,
  answers: answers.slice(0, 1),
};
// A long answer is written in pieces, and the process must not end before the last.
process.stdout.write(`\n${JSON.stringify(measured)}\n`, () => process.exit(0));

function isRefused(answer: unknown): boolean {
  const { statusCode = 200 } = (answer ?? {}) as { readonly statusCode?: number };
  return statusCode >= 400;
}

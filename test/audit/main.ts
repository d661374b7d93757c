import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import lighthouse, { type Result } from 'lighthouse';
import { launch } from '../support/browser.ts';
import { RunningStack } from '../support/stack.ts';
import { Budget, type Findings, loadAbove, loadOf, scoresBelow } from './findings.ts';

/** A busy machine only ever makes a page slower, so the best attempt is the truest one. */
const ATTEMPTS = 3;

const budget = Budget.parse(JSON.parse(readFileSync('test/audit/budget.json', 'utf8')));
const findings = await auditSite(budget);
for (const finding of findings) console.error(finding);
console.log(`${Object.keys(budget.pages).length} pages, ${findings.length} findings`);
if (findings.length > 0) process.exitCode = 1;

/** Starts the product and a browser, and audits each page of the budget with Lighthouse. */
async function auditSite({ scores, pages }: Budget): Promise<Findings> {
  const port = await freePort();
  const stack = await RunningStack.start('2027-03-01T09:00:00+02:00');
  const browser = await launch([`--remote-debugging-port=${port}`]);
  try {
    const all: string[] = [];
    for (const [path, most] of Object.entries(pages)) {
      const judge = async () => {
        const result = await audit(`${stack.url}${path}`, port);
        const load = loadOf(result);
        return { load, found: [...scoresBelow(scores, result), ...loadAbove(most, load)] };
      };
      let judged = await judge();
      for (let attempt = 2; attempt <= ATTEMPTS && judged.found.length > 0; attempt++) {
        judged = await judge();
      }
      const { found, load } = judged;
      const verdict = found.length === 0 ? 'within its budget' : 'over its budget';
      console.log(`${path}: ${verdict}, ${load.bytes} bytes`);
      all.push(...found.map((finding) => `${path}: ${finding}`));
    }
    return all;
  } finally {
    await browser.close();
    await stack.close();
  }
}

/** Audits one page as Lighthouse does by default: on a mid-range phone with a slow connection. */
async function audit(url: string, port: number): Promise<Result> {
  const run = await lighthouse(url, { port, output: 'json', logLevel: 'error' });
  if (run === undefined) throw new Error(`Lighthouse gave no result for ${url}`);
  const { lhr } = run;
  if (lhr.runtimeError !== undefined) throw new Error(`${url}: ${lhr.runtimeError.message}`);
  return lhr;
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

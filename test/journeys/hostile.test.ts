import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { GIVEN, HOSTILE, SIGN_UP, VICTIM } from '../support/hostile-requests.ts';
import { sendRaw } from '../support/raw-request.ts';
import { RunningStack } from '../support/stack.ts';
import { countRows } from '../support/table-rows.ts';

/*
 * Hundreds of hostile requests against one running stack. Each is refused by a small answer, nothing
 * is stored that was not meant, and nobody gets a mail.
 */

/** In bytes. */
const MAX_ANSWER = 1_000_000;

let stack: RunningStack;
let before: Readonly<Record<string, number>>;
beforeAll(async () => {
  stack = await RunningStack.start('2027-01-05T10:00:00+02:00');
  // A submission and a sign-up that are meant, so that every row that only exists from the first
  // request on exists already.
  expect((await sendRaw(stack.url, GIVEN)).status).toBe(201);
  expect((await sendRaw(stack.url, SIGN_UP)).status).toBe(303);
  while ((await stack.mails()).filter(({ to }) => to === VICTIM).length < 2);
  // Everybody reads the opinion, and the log holds it.
  await stack.publish('2027-01-05T10:05:00+02:00');
  await stack.seal('2027-01-05T10:15:00+02:00');
  before = await rowsByRequests();
}, 120_000);
afterAll(async () => stack.close());

/** Counts all rows but those of a fan-out, which the stack's own clock starts and ends. */
async function rowsByRequests() {
  const { CURSORS: _, ...rows } = await countRows(stack);
  return rows;
}

/** How many requests wait for an answer at the same time. */
const AT_ONCE = 4;

describe('hostile requests', () => {
  it.each(Object.entries(HOSTILE))('with %s are refused by a small answer', async (_, make) => {
    const waiting = make();
    const wrong: string[] = [];
    const sendAll = async () => {
      for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
        const { status, headers, body } = await sendRaw(stack.url, next);
        const answer = `${JSON.stringify(headers)} ${body}`;
        // Only a page that shows what somebody typed into its form may name another site.
        const isMisled = answer.includes('evil.example') && !body.includes('<form');
        const isSmall = Buffer.byteLength(body) <= MAX_ANSWER;
        if (!next.status.includes(status) || !isSmall || isMisled) {
          wrong.push(`${next.about}: ${status} ${answer.slice(0, 1_000)}`);
        }
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, sendAll));
    expect(wrong).toEqual([]);
  });

  it('are many, and none is sent twice', () => {
    const all = Object.values(HOSTILE).flatMap((make) => make().map(({ about }) => about));
    expect(all.length).toBeGreaterThan(300);
    expect(all.filter((about, index) => all.indexOf(about) < index)).toEqual([]);
  });

  it('leave nothing in the table', async () => {
    expect(await rowsByRequests()).toEqual(before);
  });

  it('bring nobody a mail', async () => {
    await stack.sweep('2027-01-05T11:00:00+02:00');
    expect((await stack.mails()).map(({ to }) => to)).toEqual([VICTIM, VICTIM]);
  });

  it('leave the site as it was', async () => {
    expect((await sendRaw(stack.url, { path: '/lv/' })).status).toBe(200);
    expect((await sendRaw(stack.url, GIVEN)).status).toBe(200);
  });
});

import { describe, expect, it } from 'vitest';
import { clockShift } from '../../local/clock.ts';
import { aFunction } from '../support/assembly.ts';

/**
 * A function that answers how often its environment has been invoked. This shows when an
 * environment is new.
 */
const COUNTING = `
let invocations = 0;
export const handler = async (event) => {
  invocations += 1;
  if (event.act === 'hang') await new Promise(() => setInterval(() => {}, 1000));
  if (event.act === 'wait') await new Promise((resolve) => setTimeout(resolve, 2_000));
  if (event.act === 'spin') for (;;) ;
  if (event.act === 'exit') process.exit(3);
  if (event.act === 'reject') throw new RangeError('on purpose');
  if (event.act === 'crash') { setImmediate(() => { throw new TypeError('on purpose'); }); await new Promise(() => {}); }
  return { invocations };
};`;

describe('a function of the local stack', () => {
  it('sees its own environment and nothing of this machine’s', async () => {
    process.env['SADZIRDETS_TEST_CANARY'] = 'leaked';
    const target = aFunction('export const handler = async () => ({ ...process.env });', {
      variables: { TABLE_NAME: 'table' },
    });
    expect(await target.invoke({})).toEqual({
      value: {
        TABLE_NAME: 'table',
        AWS_REGION: 'eu-north-1',
        AWS_LAMBDA_FUNCTION_NAME: 'Echo',
        AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '128',
        NODE_COMPILE_CACHE: process.env['NODE_COMPILE_CACHE'],
      },
    });
    delete process.env['SADZIRDETS_TEST_CANARY'];
  });

  it('stays warm', async () => {
    const target = aFunction(COUNTING);
    await target.invoke({});
    expect(await target.invoke({})).toEqual({ value: { invocations: 2 } });
  });

  it('is given its event and the context of its invocation', async () => {
    const target = aFunction(
      `export const handler = async (event, context) =>
        ({ event, id: context.awsRequestId, left: context.getRemainingTimeInMillis() });`,
      { timeout: 7 },
    );
    const outcome = await target.invoke({ a: [1, 'ā'] });
    expect(outcome).toEqual({
      value: { event: { a: [1, 'ā'] }, id: expect.any(String), left: expect.any(Number) },
    });
    const { left } = (outcome as { value: { left: number } }).value;
    expect(left).toBeGreaterThan(0);
    expect(left).toBeLessThanOrEqual(7_000);
  });

  it.each(['hang', 'spin'])(
    'is ended at its time-out when it %ss, and the next environment is new',
    async (act) => {
      const target = aFunction(COUNTING, { timeout: 1, concurrency: 1 });
      await target.invoke({});
      expect(await target.invoke({ act })).toMatchObject({ errorType: 'Sandbox.Timedout' });
      expect(await target.invoke({})).toEqual({ value: { invocations: 1 } });
    },
  );

  it.each([
    ['exit', { errorType: 'Runtime.ExitError' }],
    ['crash', { errorType: 'TypeError', errorMessage: 'on purpose' }],
  ])(
    'that ends by %s fails only its invocation, and the next environment is new',
    async (act, failure) => {
      const target = aFunction(COUNTING, { concurrency: 1 });
      const [failed, next] = await Promise.all([target.invoke({ act }), target.invoke({})]);
      expect(failed).toMatchObject(failure);
      expect(next).toEqual({ value: { invocations: 1 } });
    },
  );

  it('that rejects reports its error, and stays warm', async () => {
    const target = aFunction(COUNTING, { concurrency: 1 });
    expect(await target.invoke({ act: 'reject' })).toMatchObject({
      errorType: 'RangeError',
      errorMessage: 'on purpose',
    });
    expect(await target.invoke({})).toEqual({ value: { invocations: 2 } });
  });

  it('whose bundle cannot be loaded fails each invocation', async () => {
    const target = aFunction(`throw new Error('TABLE_NAME is missing');`);
    for (let time = 1; time <= 2; time++) {
      expect(await target.invoke({})).toMatchObject({ errorMessage: 'TABLE_NAME is missing' });
    }
  });

  it('may start longer than its time-out', async () => {
    const target = aFunction(
      `await new Promise((resolve) => setTimeout(resolve, 1_200));
      export const handler = async () => 'started';`,
      { timeout: 1 },
    );
    expect(await target.invoke({})).toEqual({ value: 'started' });
  });

  it('whose start takes too long fails, and what it says later is nobody’s answer', async () => {
    const target = aFunction(
      `await new Promise((resolve) => setTimeout(resolve, 600));
      export const handler = async () => 'started';`,
      { maxStartMs: 200 },
    );
    for (let time = 1; time <= 2; time++) {
      expect(await target.invoke({})).toMatchObject({ errorType: 'Sandbox.Timedout' });
    }
  });

  it('that ends while it starts fails its invocation, and the next environment is new', async () => {
    const target = aFunction(`process.exit(3);`);
    for (let time = 1; time <= 2; time++) {
      expect(await target.invoke({})).toMatchObject({ errorType: 'Runtime.ExitError' });
    }
  });

  it('shares one environment while invocations are short, and starts another beside a long one', async () => {
    const target = aFunction(COUNTING);
    const shared = await Promise.all([1, 2, 3].map(() => target.invoke({})));
    expect(shared).toEqual([1, 2, 3].map((invocations) => ({ value: { invocations } })));
    const long = target.invoke({ act: 'wait' });
    expect(await target.invoke({})).toEqual({ value: { invocations: 1 } });
    expect(await long).toEqual({ value: { invocations: 4 } });
  });

  it('lets what waits for an environment end before it closes', async () => {
    const target = aFunction(COUNTING, { concurrency: 1 });
    const outcomes = Promise.all([1, 2, 3].map(() => target.invoke({})));
    await target.close();
    expect(await outcomes).toEqual([1, 2, 3].map((invocations) => ({ value: { invocations } })));
  });

  it('runs in no more environments at once than it reserves', async () => {
    const target = aFunction(COUNTING, { concurrency: 1 });
    const outcomes = await Promise.all([1, 2, 3].map(() => target.invoke({})));
    expect(outcomes).toEqual([1, 2, 3].map((invocations) => ({ value: { invocations } })));
  });
});

describe('a function of Lambda', () => {
  const LENGTHS = `export const handler = async ({ text, answer = 0 }) =>
    answer === 0 ? text.length : 'x'.repeat(answer);`;
  /** An event of so many bytes. */
  const event = (bytes: number) => ({ text: 'x'.repeat(bytes - '{"text":""}'.length) });
  const [MB, MIB6] = [1_024 * 1_024, 6 * 1_024 * 1_024];

  it.each([
    ['', {}, MIB6],
    [' that Lambda queues', { isQueued: true }, MB],
  ])('takes an event%s up to its limit', async (_, how, limit) => {
    const target = aFunction(LENGTHS);
    expect(await target.invoke(event(limit), how)).toEqual({ value: expect.any(Number) });
    expect(await target.invoke(event(limit + 1), how)).toMatchObject({
      errorType: 'RequestTooLargeException',
      errorMessage: expect.stringContaining(`smaller than ${limit} bytes`) as string,
    });
  });

  it('may answer with 6 MB and a little more', async () => {
    const target = aFunction(LENGTHS);
    // The answer is a JSON string: two bytes are its quotes.
    expect(await target.invoke({ answer: MIB6 + 98 })).toEqual({ value: expect.any(String) });
    expect(await target.invoke({ answer: MIB6 + 99 })).toMatchObject({
      errorType: 'Function.ResponseSizeTooLarge',
      errorMessage: expect.stringContaining('(6291556 bytes)') as string,
    });
    expect(await target.invoke({ text: 'still there' })).toEqual({ value: 11 });
  });

  it('has an environment of 4 KB at most', () => {
    const variables = (bytes: number) => ({ A: 'x'.repeat(bytes - '{"A":""}'.length) });
    expect(() => aFunction(LENGTHS, { variables: variables(4_096) })).not.toThrow();
    expect(() => aFunction(LENGTHS, { variables: variables(4_097) })).toThrow(/4 KB/u);
  });
});

describe('the clock of the stack', () => {
  const CLOCK = `export const handler = async () => ({
    now: Date.now(), made: new Date().getTime(), written: Date.parse(Date()),
    given: new Date('2026-01-01T00:00:00Z').toISOString(), copied: new Date(new Date(5)).getTime(),
    parts: new Date(2026, 0, 1, 12).getHours(), utc: Date.UTC(2026, 0, 1),
    isDate: new Date() instanceof Date, name: Date.name, derived: new (class extends Date {})(7).getTime(),
    formatted: new Intl.DateTimeFormat('en', { year: 'numeric', timeZone: 'UTC' }).format(new Date()),
  });`;

  async function read(target: ReturnType<typeof aFunction>) {
    return ((await target.invoke({})) as { value: Record<string, number> }).value;
  }

  it('is shifted for code that asks for the present time, and not for other dates', async () => {
    const shift = clockShift(Date.UTC(2040, 5, 1) - Date.now());
    const told = await read(aFunction(CLOCK, { shift }));
    for (const time of [told['now'], told['made'], told['written']]) {
      expect(Math.abs((time ?? 0) - Date.UTC(2040, 5, 1))).toBeLessThan(15_000);
    }
    expect(told).toMatchObject({
      given: '2026-01-01T00:00:00.000Z',
      copied: 5,
      parts: 12,
      utc: Date.UTC(2026, 0, 1),
      isDate: true,
      name: 'Date',
      derived: 7,
      formatted: '2040',
    });
  });

  it('moves in warm functions too', async () => {
    const shift = clockShift(0);
    const target = aFunction(CLOCK, { shift });
    const before = await read(target);
    shift[0] = 86_400_000;
    const after = await read(target);
    expect((after['now'] ?? 0) - (before['now'] ?? 0)).toBeGreaterThanOrEqual(86_400_000);
  });
});

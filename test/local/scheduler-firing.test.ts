import { setImmediate } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { LocalScheduler } from '../../local/scheduler.ts';
import { aFunction, anAssembly } from '../support/assembly.ts';

const INPUT = '{"scheduledTime":"<aws.scheduler.scheduled-time>"}';

beforeEach(() => {
  vi.useFakeTimers({
    toFake: ['Date', 'setInterval', 'clearInterval', 'setTimeout', 'clearTimeout'],
    now: new Date('2027-01-11T05:59:58Z'),
  });
});
afterEach(() => {
  vi.useRealTimers();
});

/**
 * A scheduler with a function of its own. `invoked` waits until that many invocations have ended.
 */
function aScheduler(code: string, retries?: number) {
  const target = aFunction(code);
  const ended: unknown[] = [];
  const invoke = target.invoke.bind(target);
  target.invoke = async (event) => {
    const outcome = await invoke(event);
    ended.push(event);
    return outcome;
  };
  const schedule = (Name: string, ScheduleExpression: string) => ({
    Type: 'AWS::Scheduler::Schedule',
    Properties: {
      Name,
      ScheduleExpression,
      ScheduleExpressionTimezone: 'Europe/Riga',
      Target: { Arn: 'arn', Input: INPUT },
    },
  });
  const assembly = anAssembly({
    Resources: {
      Digest: schedule('digest-run', 'cron(0 8 * * ? *)'),
      ...(retries === undefined
        ? {}
        : {
            Retries: {
              Type: 'AWS::Lambda::EventInvokeConfig',
              Properties: { FunctionName: target.id, MaximumRetryAttempts: retries },
            },
          }),
    },
  });
  const scheduler = new LocalScheduler(assembly, () => target);
  scheduler.start();
  onTestFinished(() => {
    scheduler.stop();
  });
  const invoked = async (times: number) => {
    while (ended.length < times) await setImmediate();
    // By now the scheduler has also done what follows an invocation, such as planning a retry.
    await setImmediate();
    return ended;
  };
  return { scheduler, invoked };
}

const GOOD = 'export const handler = async () => null;';
const BAD = `export const handler = async () => { throw new Error('on purpose'); };`;
const SLOT = { scheduledTime: '2027-01-11T06:00:00Z' };

describe('the scheduler at work', () => {
  it('invokes the target when a slot is due, once', async () => {
    const { invoked } = aScheduler(GOOD);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(await invoked(0)).toEqual([]);
    await vi.advanceTimersByTimeAsync(10_000);
    expect(await invoked(1)).toEqual([SLOT]);
  });

  it('runs a slot that a sleeping machine missed late, with its own scheduled time', async () => {
    const { invoked } = aScheduler(GOOD);
    vi.setSystemTime(new Date('2027-01-11T09:41:07Z'));
    await vi.advanceTimersByTimeAsync(500);
    expect(await invoked(1)).toEqual([SLOT]);
  });

  it('skips the slots that the clock was wound past', async () => {
    const { scheduler, invoked } = aScheduler(GOOD);
    vi.setSystemTime(new Date('2027-01-13T05:59:59Z'));
    scheduler.skipToNow();
    await vi.advanceTimersByTimeAsync(2_000);
    expect(await invoked(1)).toEqual([{ scheduledTime: '2027-01-13T06:00:00Z' }]);
  });

  it.each([
    [0, 1],
    [1, 2],
    [undefined, 3],
  ])('repeats a failed run as often as the template says: %s', async (retries, attempts) => {
    const { invoked } = aScheduler(BAD, retries);
    await vi.advanceTimersByTimeAsync(3_000);
    for (let attempt = 1; attempt <= attempts; attempt++) {
      await invoked(attempt);
      await vi.advanceTimersByTimeAsync(attempt * 60_000);
    }
    await vi.advanceTimersByTimeAsync(600_000);
    expect(await invoked(attempts)).toEqual(Array.from({ length: attempts }, () => SLOT));
  });
});

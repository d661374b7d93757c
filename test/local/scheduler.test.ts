import { afterEach, describe, expect, it, vi } from 'vitest';
import { LocalScheduler } from '../../local/scheduler.ts';
import { aFunction, anAssembly } from '../support/assembly.ts';

const ECHO = 'export const handler = async (event) => event;';

afterEach(() => {
  vi.useRealTimers();
});

/** A scheduler with one schedule. Nothing runs by itself. */
function aSchedule(properties: object): LocalScheduler {
  const target = aFunction(ECHO);
  const assembly = anAssembly({
    Resources: {
      Schedule: {
        Type: 'AWS::Scheduler::Schedule',
        Properties: {
          Name: 'digest-run',
          ScheduleExpression: 'cron(0 8 * * ? *)',
          ScheduleExpressionTimezone: 'Europe/Riga',
          Target: { Arn: 'arn', Input: '{"scheduledTime":"<aws.scheduler.scheduled-time>"}' },
          ...properties,
        },
      },
    },
  });
  return new LocalScheduler(assembly, () => target);
}

function nextFrom(now: string, properties: object = {}, count = 3): string[] {
  vi.useFakeTimers({ toFake: ['Date'], now: new Date(now) });
  return aSchedule(properties)
    .nextRuns('digest-run', count)
    .map((time) => time.toISOString());
}

describe('the scheduler', () => {
  it('keeps to eight in the morning in Riga when the clocks go forward', () => {
    expect(nextFrom('2027-03-26T12:00:00Z')).toEqual([
      '2027-03-27T06:00:00.000Z',
      '2027-03-28T05:00:00.000Z',
      '2027-03-29T05:00:00.000Z',
    ]);
    expect(nextFrom('2027-03-26T00:00:00Z', {}, 1)).toEqual(['2027-03-26T06:00:00.000Z']);
  });

  it('keeps to it when they go back', () => {
    expect(nextFrom('2027-10-29T00:00:00Z')).toEqual([
      '2027-10-29T05:00:00.000Z',
      '2027-10-30T05:00:00.000Z',
      '2027-10-31T06:00:00.000Z',
    ]);
  });

  it('skips the days of the week that the template leaves out', () => {
    const ScheduleExpression = 'cron(0 8 ? * MON-FRI *)';
    expect(nextFrom('2027-01-08T12:00:00Z', { ScheduleExpression }, 2)).toEqual([
      '2027-01-11T06:00:00.000Z',
      '2027-01-12T06:00:00.000Z',
    ]);
  });

  it('uses UTC when the template names no zone', () => {
    const properties = { ScheduleExpressionTimezone: undefined };
    expect(nextFrom('2027-01-05T00:00:00Z', properties, 1)).toEqual(['2027-01-05T08:00:00.000Z']);
  });

  it('repeats at a rate', () => {
    expect(nextFrom('2027-01-05T10:00:00Z', { ScheduleExpression: 'rate(5 minutes)' })).toEqual([
      '2027-01-05T10:05:00.000Z',
      '2027-01-05T10:10:00.000Z',
      '2027-01-05T10:15:00.000Z',
    ]);
    expect(nextFrom('2027-01-05T10:00:00Z', { ScheduleExpression: 'rate(1 hour)' }, 1)).toEqual([
      '2027-01-05T11:00:00.000Z',
    ]);
  });

  it.each(['at(2027-01-05T10:00:00)', 'rate(5 weeks)', 'cron(0 8 ? * 2-6 *)'])(
    'throws at %s, which it does not understand',
    (ScheduleExpression) => {
      expect(() => nextFrom('2027-01-05T10:00:00Z', { ScheduleExpression })).toThrow(
        'does not understand',
      );
    },
  );

  it('puts the scheduled time in whole seconds everywhere the input asks for it', async () => {
    const input =
      '{"slot":"<aws.scheduler.scheduled-time>","again":["<aws.scheduler.scheduled-time>"]}';
    const scheduler = aSchedule({ Target: { Arn: 'arn', Input: input } });
    const slot = new Date('2027-01-11T06:00:00.123Z');
    expect(await scheduler.run('digest-run', slot)).toEqual({
      schedule: 'digest-run',
      scheduledTime: '2027-01-11T06:00:00Z',
      outcome: { value: { slot: '2027-01-11T06:00:00Z', again: ['2027-01-11T06:00:00Z'] } },
    });
  });

  it('has no other schedules than those of the template', async () => {
    const scheduler = aSchedule({});
    expect(scheduler.names).toEqual(['digest-run']);
    expect(scheduler.nextRuns('other', 5)).toEqual([]);
    expect(await scheduler.run('other', new Date())).toBeNull();
  });
});

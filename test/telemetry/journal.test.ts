import { describe, expect, it } from 'vitest';
import { journalOf } from '../../shared/telemetry/journal.ts';

function aJournal() {
  const lines: string[] = [];
  const journal = journalOf('send-mail', 'valsts', (line) => lines.push(line));
  return { journal, lines, entries: () => lines.map((line) => JSON.parse(line) as unknown) };
}

describe('the journal', () => {
  it('counts in the embedded metric format, by deployment and function', () => {
    const { journal, entries } = aJournal();
    const before = Date.now();
    journal.count('MailsSent', 3);
    journal.count('MailsFailed');
    const metadataOf = (name: string) => ({
      Timestamp: expect.toSatisfy((at: number) => at >= before && at <= Date.now()) as number,
      CloudWatchMetrics: [
        {
          Namespace: 'Sadzirdets/valsts',
          Dimensions: [['service']],
          Metrics: [{ Name: name, Unit: 'Count' }],
        },
      ],
    });
    expect(entries()).toEqual([
      { _aws: metadataOf('MailsSent'), service: 'send-mail', MailsSent: 3 },
      { _aws: metadataOf('MailsFailed'), service: 'send-mail', MailsFailed: 1 },
    ]);
  });

  it('writes every entry as one line, whatever its text holds', () => {
    const { journal, lines, entries } = aJournal();
    journal.info('Two\nlines', { text: 'a\r\nb' });
    expect(lines).toHaveLength(1);
    expect(lines[0]).not.toMatch(/[\r\n]/u);
    expect(entries()).toMatchObject([
      { level: 'INFO', service: 'send-mail', message: 'Two\nlines', details: { text: 'a\r\nb' } },
    ]);
  });

  it('tells of a fault its name, message, stack and cause', () => {
    const { journal, entries } = aJournal();
    const fault = new TypeError('It broke', { cause: new Error('The wire was cut') });
    journal.error('A mail could not be composed', { fault, name: '0' });
    expect(entries()).toMatchObject([
      {
        level: 'ERROR',
        message: 'A mail could not be composed',
        details: { name: '0' },
        fault: {
          name: 'TypeError',
          message: 'It broke',
          stack: expect.stringContaining('journal.test') as string,
          cause: { name: 'Error', message: 'The wire was cut' },
        },
      },
    ]);
  });

  it.each([
    ['a string', 'a string'],
    [{ package: 'the cause' }, "{ package: 'the cause' }"],
  ])('tells of a fault that is no error what it holds: %j', (fault, told) => {
    const { journal, entries } = aJournal();
    journal.error('It broke', { fault });
    expect(entries()).toMatchObject([{ fault: told }]);
  });
});

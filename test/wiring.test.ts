import { afterEach, expect, it, vi } from 'vitest';

afterEach(() => {
  vi.doUnmock('../shared/sqs/mail-queue.ts');
  vi.resetModules();
});

it('a client of the queue that cannot be loaded fails each nudge, and nothing before', async () => {
  vi.resetModules();
  vi.doMock('../shared/sqs/mail-queue.ts', () => ({
    mailQueue() {
      throw new Error('The bundle is incomplete');
    },
  }));
  const unhandled: unknown[] = [];
  const note = (fault: unknown) => unhandled.push(fault);
  process.on('unhandledRejection', note);
  const { wireQueue } = await import('../shared/wiring.ts');
  const queue = wireQueue({ MAIL_QUEUE_URL: 'http://localhost:1/queue' });
  await new Promise((resolve) => setTimeout(resolve, 50));
  const key = { partition: 'P', sort: 'S' };
  for (let time = 0; time < 2; time++) {
    await expect(queue.nudge([key])).rejects.toThrow('The bundle is incomplete');
  }
  process.off('unhandledRejection', note);
  expect(unhandled).toEqual([]);
});

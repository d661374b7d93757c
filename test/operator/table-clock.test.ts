import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { DescribeTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { describe, expect, it, onTestFinished } from 'vitest';
import { tableClock } from '../../operator/table-clock.ts';
import { targetOf } from '../../operator/target.ts';
import { MINUTE_MS } from '../../shared/domain/time.ts';
import { inEnvironment } from '../support/environment.ts';

/** A database that says this time in its answers, and nothing if it is null. Returns its address. */
async function aDatabaseThatSays(date: () => string | null): Promise<string> {
  const server = createServer((_, response) => {
    response.sendDate = false;
    const told = date();
    if (told !== null) response.setHeader('date', told);
    response.end(JSON.stringify({ Table: { TableId: 'one' } }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function aClientToldOf(date: () => string | null) {
  const client = new DynamoDBClient({
    endpoint: await aDatabaseThatSays(date),
    region: 'eu-north-1',
    credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
  });
  onTestFinished(() => {
    client.destroy();
  });
  const ask = async () => client.send(new DescribeTableCommand({ TableName: 'one' }));
  return { clock: tableClock(client), ask };
}

const shifted = (ms: number) => () => new Date(Date.now() + ms).toUTCString();
/** Returns by how many milliseconds the clock is ahead of this machine's. */
const ahead = (now: string) => Date.parse(now) - Date.now();

describe('the clock of a deployed table', () => {
  it.each([5 * MINUTE_MS, 90_000, -90_000, -5 * MINUTE_MS])(
    'is right on a machine whose clock is wrong by %i ms',
    async (ms) => {
      const { clock, ask } = await aClientToldOf(shifted(ms));
      expect(Math.abs(ahead(clock.now()))).toBeLessThan(1_000);
      await ask();
      expect(Math.abs(ahead(clock.now()) - ms)).toBeLessThan(2_500);
    },
  );

  it('is that of a machine whose clock is right, to the millisecond', async () => {
    const { clock, ask } = await aClientToldOf(shifted(0));
    await ask();
    const before = Date.now();
    const now = Date.parse(clock.now());
    expect(now).toBeGreaterThanOrEqual(before);
    expect(now).toBeLessThanOrEqual(Date.now());
  });

  it('follows each answer, and stays as it is when an answer says no time', async () => {
    let said: () => string | null = shifted(5 * MINUTE_MS);
    const { clock, ask } = await aClientToldOf(() => said());
    await ask();
    for (const nothing of [null, 'yesterday']) {
      said = () => nothing;
      await ask();
    }
    const afterNothing = ahead(clock.now());
    said = shifted(0);
    await ask();
    expect(Math.abs(afterNothing - 5 * MINUTE_MS)).toBeLessThan(2_500);
    expect(Math.abs(ahead(clock.now()))).toBeLessThan(1_000);
  });

  it('is the clock of a command on that table', async () => {
    onTestFinished(
      inEnvironment({
        AWS_ACCESS_KEY_ID: 'a',
        AWS_SECRET_ACCESS_KEY: 'b',
        AWS_ENDPOINT_URL_DYNAMODB: await aDatabaseThatSays(shifted(-5 * MINUTE_MS)),
      }),
    );
    const { table, clock } = targetOf({ data: '', table: 'one', region: 'eu-north-1' });
    await table.id();
    expect(Math.abs(ahead(clock.now()) + 5 * MINUTE_MS)).toBeLessThan(2_500);
  });
});

import type { AddressInfo } from 'node:net';
import dynalite from 'dynalite';
import { type Guard, guardDynalite, mendDynalite } from './dynalite.ts';

export interface LocalDynamo {
  readonly endpoint: string;
  close(): Promise<void>;
}

/**
 * Starts DynamoDB on this machine. The data lies on disk at `path`, or in memory when `path` is
 * null. The guard is asked about each request.
 */
export async function startDynamo({
  path,
  guard = null,
}: {
  readonly path: string | null;
  readonly guard?: Guard | null;
}): Promise<LocalDynamo> {
  mendDynalite();
  const server = dynalite({ createTableMs: 0, ...(path === null ? {} : { path }) });
  guardDynalite(server, guard);
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    endpoint: `http://127.0.0.1:${port}`,
    close: async () => {
      server.closeAllConnections();
      await new Promise<void>((resolve) => {
        server.close(() => {
          resolve();
        });
      });
    },
  };
}

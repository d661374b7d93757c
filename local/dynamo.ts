import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import dynalite from 'dynalite';

export interface LocalDynamo {
  readonly endpoint: string;
  close(): Promise<void>;
}

/** DynamoDB on this machine, on disk at `path` or, for null, in memory. */
export async function startDynamo({
  path,
}: {
  readonly path: string | null;
}): Promise<LocalDynamo> {
  closeIteratorsOfEndedQueries();
  const server = dynalite({ createTableMs: 0, ...(path === null ? {} : { path }) });
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

/**
 * Dynalite ends its iterators by `return`, which the level iterators do not have: without this each
 * query leaves one open, and its snapshot with it.
 */
function closeIteratorsOfEndedQueries(): void {
  const fromDynalite = createRequire(createRequire(import.meta.url).resolve('dynalite'));
  const { AbstractIterator } = fromDynalite('abstract-level') as {
    AbstractIterator: { prototype: object };
  };
  const common = Object.getPrototypeOf(AbstractIterator.prototype) as {
    close(): Promise<void>;
    return?: () => Promise<void>;
  };
  common.return ??= function (this: { close(): Promise<void> }) {
    return this.close();
  };
}

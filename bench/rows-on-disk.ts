import { createRequire } from 'node:module';
import { join } from 'node:path';
import { Assembly } from '../local/template.ts';
import { startDynamo } from '../local/dynamo.ts';
import { synthesizeLocally } from '../local/synthesis.ts';
import { createTables } from '../local/tables.ts';
import { Table } from '../shared/dynamo/table.ts';
import { Engine } from '../test/simulation/engine.ts';

/*
 * Fills the engine's folder without requests, which takes a small part of their time. The rows are those that the
 * product writes: it writes them into the simulated engine, from which they are copied.
 */

const fromDynalite = createRequire(createRequire(import.meta.url).resolve('dynalite'));

/** A table as the engine describes it. */
interface Description {
  readonly LocalSecondaryIndexes?: readonly object[];
  readonly GlobalSecondaryIndexes?: readonly object[];
}

interface EngineDatabase {
  createKey(item: object, table: Description): string;
  getIndexActions(
    indexes: readonly object[],
    before: null,
    item: object,
    table: Description,
  ): { readonly puts: readonly { readonly index: string; key: string; item: object }[] };
}

interface Level {
  open(): Promise<void>;
  get(key: string): Promise<Description>;
  batch(puts: readonly { type: 'put'; key: string; value: object }[]): Promise<void>;
  close(): Promise<void>;
}

/**
 * Writes the rows of each chunk to the folder `data` of services that have not started yet.
 * `write` writes a chunk to an empty table. The chunks have no row in common.
 */
export async function fillOnDisk<Chunk>(
  data: string,
  chunks: Iterable<Chunk>,
  write: (table: Table, chunk: Chunk) => Promise<void>,
): Promise<void> {
  const path = join(data, 'dynamo');
  const name = await createTableAt(path);
  const { Level } = fromDynalite('level') as {
    Level: new (path: string, options: { readonly valueEncoding: 'json' }) => Level;
  };
  const { createKey, getIndexActions } = fromDynalite('./db') as EngineDatabase;
  const level = new Level(path, { valueEncoding: 'json' });
  await level.open();
  const description = await level.get(`table~${name}`);
  for (const chunk of chunks) {
    const engine = new Engine({ name });
    await write(new Table(name, engine.connect()), chunk);
    await level.batch(
      engine.dump().flatMap((row) => [
        put(`item-${name}~${createKey(row, description)}`, row),
        ...(['Local', 'Global'] as const).flatMap((kind) => {
          const indexes = description[`${kind}SecondaryIndexes`] ?? [];
          return getIndexActions(indexes, null, row, description).puts.map(({ index, key, item }) =>
            put(`index-${kind.toLowerCase()}~${name}~${index}~${key}`, item),
          );
        }),
      ]),
    );
  }
  await level.close();
}

function put(key: string, value: object) {
  return { type: 'put', key, value } as const;
}

/** Returns the name of the table. */
async function createTableAt(path: string): Promise<string> {
  const { directory, region } = await synthesizeLocally();
  const dynamo = await startDynamo({ path });
  const name = await createTables(new Assembly(directory, region), dynamo.endpoint);
  await dynamo.close();
  return name;
}

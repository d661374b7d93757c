import { Engine } from '../simulation/engine.ts';
import { Table } from '../../shared/dynamo/table.ts';
import { aTable, storesOn } from './table.ts';

/** What a test of the stores needs from an engine with one empty table. */
export type TestTable = Pick<
  Awaited<ReturnType<typeof aTable>>,
  'client' | 'table' | 'store' | 'close'
>;

/** The same as `aTable`, on the simulated engine. */
export function aSimulatedTable(name = 'sadzirdets') {
  const engine = new Engine({ name });
  const client = engine.connect();
  const table = new Table(name, client);
  return { engine, client, table, store: storesOn(table), close: () => Promise.resolve() };
}

/**
 * The engines on which the tests run the stores. The stores must keep their promises on each of
 * them.
 */
export const ENGINES: readonly (readonly [
  name: string,
  open: (table?: string) => TestTable | Promise<TestTable>,
])[] = [
  ['the local engine', aTable],
  ['the simulated engine', aSimulatedTable],
];

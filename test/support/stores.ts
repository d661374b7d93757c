import { afterAll, beforeAll, describe } from 'vitest';
import type { Consultation } from '../../shared/domain/consultation.ts';
import { aConsultation } from './builders.ts';
import { ENGINES, type TestTable } from './engines.ts';

/** The table of a suite, which is open while its tests run. */
export interface SuiteTable extends Omit<TestTable, 'close'> {
  /** Opens another table on the same engine. The caller must close it. */
  readonly another: (name: string) => TestTable | Promise<TestTable>;
  /** Returns a consultation that no other test of the suite works on. */
  readonly ownConsultation: (shards?: number) => Consultation;
}

/** Runs the suite on each engine. On each engine the suite has a table of its own. */
export function describeStores(suite: string, tests: (under: SuiteTable) => void): void {
  describe.each(ENGINES)(`${suite}, on %s,`, (_, open) => {
    let opened: TestTable;
    beforeAll(async () => {
      opened = await open();
    });
    afterAll(async () => opened.close());

    let sequence = 0;
    tests({
      get client() {
        return opened.client;
      },
      get table() {
        return opened.table;
      },
      get store() {
        return opened.store;
      },
      another: open,
      ownConsultation(shards = 1) {
        sequence += 1;
        return aConsultation({ id: `consultation-${sequence}`, shards });
      },
    });
  });
}

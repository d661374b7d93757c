import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DataFolder } from '../../local/data-folder.ts';
import { aTable } from './table.ts';

/**
 * Starts an engine with one empty table, and tells of it in a data folder, as a running stack does:
 * a command finds the table by the folder. The caller must close it.
 */
export async function aRunningTable() {
  const running = await aTable();
  const folder = mkdtempSync(join(tmpdir(), 'sadzirdets-'));
  const held = DataFolder.open(folder);
  held.tell({
    url: 'http://localhost:1',
    dynamoEndpoint: running.engine.endpoint,
    tableName: 'sadzirdets',
    region: 'eu-north-1',
    shiftMs: 0,
  });
  return {
    ...running,
    folder,
    /** Writes a file beside the data, and returns its path. */
    file(name: string, content: string): string {
      const path = join(folder, name);
      writeFileSync(path, content);
      return path;
    },
    async close(): Promise<void> {
      held.close();
      rmSync(folder, { recursive: true });
      await running.close();
    },
  };
}

export type RunningTable = Awaited<ReturnType<typeof aRunningTable>>;

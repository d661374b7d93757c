import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import * as z from 'zod/mini';

const State = z.object({ lastSeen: z.string() });

/** What a running stack tells other programs on this machine, in `stack.json` of its data folder. */
export const RunningStack = z.object({
  url: z.string(),
  dynamoEndpoint: z.string(),
  tableName: z.string(),
  region: z.string(),
  /** Of its clock against the machine's, in milliseconds. */
  shiftMs: z.number(),
});
export type RunningStack = z.infer<typeof RunningStack>;

/** The folder that holds all data of a stack: locked by the process that uses it. */
export class DataFolder {
  readonly path: string;
  /** No stack has used it before. */
  readonly isNew: boolean;
  /** The latest time that the data has seen, in milliseconds since 1970. */
  readonly lastSeen: number;

  private constructor(path: string) {
    this.path = path;
    const state = z.safeParse(State, readJson(join(path, 'state.json')));
    this.isNew = !state.success;
    this.lastSeen = state.success ? Date.parse(state.data.lastSeen) : 0;
  }

  /** Throws when another process uses it. */
  static open(path: string): DataFolder {
    const folder = resolve(path);
    mkdirSync(folder, { recursive: true });
    const lock = join(folder, 'lock');
    const holder = Number(readText(lock) ?? 0);
    if (holder > 0 && holder !== process.pid && isAlive(holder)) {
      throw new Error(
        `Another stack (process ${holder}) uses ${folder}: stop it, or choose another --data`,
      );
    }
    writeFileSync(lock, String(process.pid));
    return new DataFolder(folder);
  }

  /** Of a stack that runs on it, or null. */
  static running(path: string): RunningStack | null {
    const holder = Number(readText(join(path, 'lock')) ?? 0);
    const told = z.safeParse(RunningStack, readJson(join(path, 'stack.json')));
    return told.success && holder > 0 && isAlive(holder) ? told.data : null;
  }

  at(name: string): string {
    return join(this.path, name);
  }

  saw(time: number): void {
    const lastSeen = new Date(Math.max(time, this.lastSeen)).toISOString();
    writeFileSync(this.at('state.json'), JSON.stringify({ lastSeen }));
  }

  tell(running: RunningStack): void {
    writeFileSync(this.at('stack.json'), JSON.stringify(running, null, 2));
  }

  close(): void {
    rmSync(this.at('stack.json'), { force: true });
    rmSync(this.at('lock'), { force: true });
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

function readText(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null;
  }
}

function readJson(path: string): unknown {
  const text = readText(path);
  return text === null ? null : JSON.parse(text);
}

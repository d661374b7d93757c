import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import * as z from 'zod/mini';

/**
 * The version of the row layout in the data. Raise it when a change of the layout makes earlier
 * rows unreadable. A local folder must then be removed, and a deployment needs a migration.
 */
const LAYOUT = 4;

const State = z.object({
  lastSeen: z.string(),
  /** Folders of the first layout have no such field. */
  layout: z._default(z.int(), 1),
});

/**
 * What a running stack tells other programs on this machine. It stands in `stack.json` of the data
 * folder.
 */
export const RunningStack = z.object({
  url: z.string(),
  dynamoEndpoint: z.string(),
  tableName: z.string(),
  region: z.string(),
  /** The shift of the stack's clock against the machine's clock, in milliseconds. */
  shiftMs: z.number(),
});
export type RunningStack = z.infer<typeof RunningStack>;

/** The data was written by a version with another row layout, and this version cannot read it. */
export class OtherLayout extends Error {
  constructor(folder: string, which: 'an older' | 'a newer') {
    super(
      `The data in ${folder} was written by ${which} version with another row layout: choose another --data, or remove the folder`,
    );
  }
}

/** The folder that holds all data of a stack. The process that uses it holds its lock. */
export class DataFolder {
  readonly path: string;
  /** True when no stack has used the folder before. */
  readonly isNew: boolean;
  /** The latest time that the data has seen, in milliseconds since 1970. */
  readonly lastSeen: number;
  readonly #layout: number;

  private constructor(path: string) {
    this.path = path;
    const state = z.safeParse(State, readJson(join(path, 'state.json')));
    this.isNew = !state.success;
    this.lastSeen = state.success ? Date.parse(state.data.lastSeen) : 0;
    this.#layout = state.success ? state.data.layout : LAYOUT;
  }

  /**
   * Opens the folder and takes its lock. Throws when another process uses the folder. Throws
   * {@link OtherLayout} when this version cannot read its data.
   */
  static open(path: string): DataFolder {
    const folder = resolve(path);
    mkdirSync(folder, { recursive: true });
    takeLock(folder);
    const opened = new DataFolder(folder);
    if (opened.isNew || opened.#layout === LAYOUT) return opened;
    opened.close();
    throw new OtherLayout(folder, opened.#layout < LAYOUT ? 'an older' : 'a newer');
  }

  /** Returns what the stack that runs on this folder tells, or null when no stack runs on it. */
  static running(path: string): RunningStack | null {
    const told = z.safeParse(RunningStack, readJson(join(path, 'stack.json')));
    return told.success && holderOf(join(path, 'lock')) !== null ? told.data : null;
  }

  at(name: string): string {
    return join(this.path, name);
  }

  /** Records that nothing in the data is later than `time`, or than the time recorded before. */
  recordSeen(time: number): void {
    const lastSeen = new Date(Math.max(time, this.lastSeen)).toISOString();
    this.#write('state.json', { lastSeen, layout: LAYOUT });
  }

  tell(running: RunningStack): void {
    this.#write('stack.json', running);
  }

  close(): void {
    rmSync(this.at('stack.json'), { force: true });
    rmSync(this.at('lock'), { force: true });
  }

  /**
   * Replaces the file in one step. When the process is killed during the write, the old content
   * stays.
   */
  #write(name: string, value: object): void {
    const unfinished = this.at(`${name}.part`);
    writeFileSync(unfinished, JSON.stringify(value, null, 2));
    renameSync(unfinished, this.at(name));
  }
}

function takeLock(folder: string): void {
  const lock = join(folder, 'lock');
  const own = `${lock}.${process.pid}`;
  writeFileSync(own, `${process.pid} ${birthOf(process.pid)}`);
  try {
    const holder = holderUnless(own, lock);
    if (holder !== null) {
      throw new Error(
        `Another stack (process ${holder}) uses ${folder}: stop it, or choose another --data`,
      );
    }
  } finally {
    rmSync(own);
  }
}

/**
 * Makes `own` the lock. Returns null when that succeeded, else the process that holds the lock. To
 * replace the lock of a dead process, a process must first take a second lock. Without the second
 * lock, a process could remove the lock that another process has just set. If a process dies while
 * it holds the second lock, the next process replaces the second lock in the same way.
 */
function holderUnless(own: string, lock: string): number | null {
  const replacing = `${lock}.over`;
  while (!tryLink(own, lock)) {
    const holder = holderOf(lock) ?? holderUnless(own, replacing);
    if (holder !== null) return holder;
    try {
      if (!isLeftByTheDead(lock)) continue;
      linkSync(own, `${own}.new`);
      renameSync(`${own}.new`, lock);
      return null;
    } finally {
      rmSync(replacing);
    }
  }
  return null;
}

/**
 * Says whether a dead process left the lock. Reads the lock a second time at the end: the holder
 * may have ended after the first read and removed its lock itself, and another process may have
 * taken the name.
 */
function isLeftByTheDead(lock: string): boolean {
  const left = readText(lock);
  return left !== null && holderIn(left) === null && readText(lock) === left;
}

/**
 * Links the file under a new name. Returns false when the name is taken. When two processes link at
 * the same time, one gets the name, and the lock has its full content at once.
 */
function tryLink(from: string, to: string): boolean {
  try {
    linkSync(from, to);
    return true;
  } catch (fault) {
    if (codeOf(fault) === 'EEXIST') return false;
    throw fault;
  }
}

/**
 * Returns the process that holds the lock, or null when there is no lock or its process has died.
 */
function holderOf(lock: string): number | null {
  return holderIn(readText(lock) ?? '');
}

function holderIn(content: string): number | null {
  const [pid = '', birth = ''] = content.split(' ');
  const holder = Number(pid);
  return holder > 0 && isAlive(holder) && birthOf(holder) === birth ? holder : null;
}

/**
 * Returns when a process started, if the system tells it, else an empty text. A process number
 * alone is not enough: after a restart of a container, another process soon gets the number of a
 * dead one.
 */
function birthOf(pid: number): string {
  const told = readText(`/proc/${pid}/stat`);
  // The second field is a name in brackets and may contain spaces. Field 3 is the state, field 22
  // the start.
  const fields = told?.slice(told.lastIndexOf(')') + 2).split(' ') ?? [];
  // A dead process (state Z) stays in the list until its parent has asked for its exit code.
  return fields[0] === 'Z' ? '' : (fields[19] ?? '');
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (fault) {
    // The process is alive and belongs to another user.
    return codeOf(fault) === 'EPERM';
  }
}

function codeOf(fault: unknown): unknown {
  return fault instanceof Error && 'code' in fault ? fault.code : null;
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

import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import * as z from 'zod/mini';

/**
 * How rows are laid out in the data. Raised by whoever changes the layout so that earlier rows cannot be read: a local
 * folder is thrown away then, and a deployment needs a migration.
 */
const LAYOUT = 2;

const State = z.object({
  lastSeen: z.string(),
  /** Folders of the first layout do not say so. */
  layout: z._default(z.int(), 1),
});

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

/** Its data was written by a version whose rows this one cannot read. */
export class OtherLayout extends Error {
  constructor(folder: string, which: 'an older' | 'a newer') {
    super(
      `The data in ${folder} was written by ${which} version, which lays out its rows in another way: choose another --data, or remove the folder`,
    );
  }
}

/** The folder that holds all data of a stack: locked by the process that uses it. */
export class DataFolder {
  readonly path: string;
  /** No stack has used it before. */
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

  /** Throws when another process uses it, and {@link OtherLayout} where its data cannot be read. */
  static open(path: string): DataFolder {
    const folder = resolve(path);
    mkdirSync(folder, { recursive: true });
    takeLock(folder);
    const opened = new DataFolder(folder);
    if (opened.isNew || opened.#layout === LAYOUT) return opened;
    opened.close();
    throw new OtherLayout(folder, opened.#layout < LAYOUT ? 'an older' : 'a newer');
  }

  /** Of a stack that runs on it, or null. */
  static running(path: string): RunningStack | null {
    const told = z.safeParse(RunningStack, readJson(join(path, 'stack.json')));
    return told.success && holderOf(join(path, 'lock')) !== null ? told.data : null;
  }

  at(name: string): string {
    return join(this.path, name);
  }

  /** Nothing in the data is later than `time`, or than what it has seen before. */
  saw(time: number): void {
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

  /** At once: a process killed in the middle of it leaves what was there before. */
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
 * Null once `own` stands as the lock, else the process that holds it. The lock of a dead process is
 * replaced by whoever holds a second lock on doing so: without it, one could remove what another has
 * just put there. A process that dies while it holds that one leaves it to be replaced in the same way.
 */
function holderUnless(own: string, lock: string): number | null {
  const replacing = `${lock}.over`;
  while (!linked(own, lock)) {
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

/** Read again last: one that has ended meanwhile may have removed its lock itself, and freed the name. */
function isLeftByTheDead(lock: string): boolean {
  const left = readText(lock);
  return left !== null && holderIn(left) === null && readText(lock) === left;
}

/** False where the name is taken: of two processes at once, one gets it, and with its content. */
function linked(from: string, to: string): boolean {
  try {
    linkSync(from, to);
    return true;
  } catch (fault) {
    if (codeOf(fault) === 'EEXIST') return false;
    throw fault;
  }
}

/** The process that holds the lock, or null where there is none, or it has died. */
function holderOf(lock: string): number | null {
  return holderIn(readText(lock) ?? '');
}

function holderIn(content: string): number | null {
  const [pid = '', birth = ''] = content.split(' ');
  const holder = Number(pid);
  return holder > 0 && isAlive(holder) && birthOf(holder) === birth ? holder : null;
}

/**
 * When a process began, where the system tells it: after a restart of a container the number of a
 * process that died is soon that of another one.
 */
function birthOf(pid: number): string {
  const told = readText(`/proc/${pid}/stat`);
  // The second field, a name in brackets, may hold blanks; the 3rd is the state, the 22nd the start.
  const fields = told?.slice(told.lastIndexOf(')') + 2).split(' ') ?? [];
  // A process that has died stays in the list for as long as its parent does not ask what became of it.
  return fields[0] === 'Z' ? '' : (fields[19] ?? '');
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (fault) {
    // It lives, and is not ours.
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

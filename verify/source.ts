import { open, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { Bytes } from './bytes.ts';
import type { Source } from './log.ts';
import { Unreadable } from './refusal.ts';

const TIME_OUT_MS = 30_000;
const ATTEMPTS = 3;

/**
 * Opens a log by its address, or a copy of it: a folder with the same paths, or any file in that
 * folder.
 */
export async function openSource(target: string): Promise<Source> {
  if (/^https?:\/\//u.test(target)) return webSource(target);
  const found = await stat(target).catch(() => null);
  if (found === null) {
    throw new Unreadable(
      `There is no folder “${target}”: give the address of a log, or a folder with a copy of it`,
    );
  }
  return folderSource(found.isDirectory() ? target : dirname(target));
}

function webSource(target: string): Source {
  // People copy the address of the checkpoint.
  const prefix = target.replace(/\/(?:checkpoint)?$/u, '');
  return {
    name: `${prefix}/`,
    read: async (path, most) => {
      const address = `${prefix}/${path}`;
      for (let attempt = 1; ; attempt++) {
        const answer = await fetchOnce(address, most);
        if (answer !== 'busy') return answer;
        if (attempt === ATTEMPTS) {
          throw new Unreadable(`${address} does not answer as it should: try again later`);
        }
      }
    },
  };
}

/** Returns null if there is nothing at the address, and `busy` if it may be there later. */
async function fetchOnce(address: string, most: number): Promise<Bytes | null | 'busy'> {
  try {
    const response = await fetch(address, { signal: AbortSignal.timeout(TIME_OUT_MS) });
    if (response.ok) return await readAtMost(response, most, address);
    await response.body?.cancel();
    if (response.status === 404 || response.status === 410) return null;
    if (response.status >= 500 || response.status === 429) return 'busy';
    throw new Unreadable(`${address} answers with status ${response.status}`);
  } catch (fault) {
    if (fault instanceof Unreadable) throw fault;
    const cause = fault instanceof Error && fault.cause instanceof Error ? fault.cause : fault;
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new Unreadable(`${address} cannot be read (${why}): check the address and the network`);
  }
}

async function readAtMost(response: Response, most: number, address: string): Promise<Bytes> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of response.body ?? []) {
    length += chunk.length;
    if (length > most) throw tooLong(address, most);
    chunks.push(chunk);
  }
  return new Uint8Array(Buffer.concat(chunks));
}

function folderSource(folder: string): Source {
  return { name: folder, read: async (path, most) => readFileAtMost(join(folder, path), most) };
}

/** Returns null if there is no such file. Throws Unreadable if it is longer. */
export async function readFileAtMost(path: string, most: number): Promise<Bytes | null> {
  const file = await open(path).catch(() => null);
  if (file === null) return null;
  try {
    const { size } = await file.stat();
    if (size > most) throw tooLong(path, most);
    return new Uint8Array(await file.readFile());
  } catch (fault) {
    if (fault instanceof Unreadable) throw fault;
    throw new Unreadable(`${basename(path)} cannot be read: it should be a file`);
  } finally {
    await file.close();
  }
}

function tooLong(name: string, most: number): Unreadable {
  return new Unreadable(`${name} holds more than ${most} bytes: that is no part of a log`);
}

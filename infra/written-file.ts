import { readFileSync } from 'node:fs';

/** Reads a JSON file. Throws an error whose message is for a person. */
export function contentOf(file: string): unknown {
  const text = textOf(file);
  try {
    return JSON.parse(text);
  } catch (fault) {
    throw new Error(`${file} is no JSON: ${fault instanceof Error ? fault.message : ''}`);
  }
}

function textOf(file: string): string {
  const bytes = bytesOf(file);
  try {
    // Editors on Windows put a byte order mark first, which is not JSON. The decoder leaves it out.
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new Error(`${file} is not UTF-8: save it in that encoding`);
  }
}

function bytesOf(file: string): Buffer {
  try {
    return readFileSync(file);
  } catch (fault) {
    throw new Error(`${file} cannot be read: ${fault instanceof Error ? fault.message : ''}`);
  }
}

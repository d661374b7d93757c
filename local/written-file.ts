import { readFileSync } from 'node:fs';

/** What a JSON file holds. Throws what a person should read. */
export function contentOf(file: string): unknown {
  // Editors on Windows put a byte order mark first, which is no JSON.
  const text = textOf(file).replace(/^\ufeff/u, '');
  try {
    return JSON.parse(text);
  } catch (fault) {
    throw new Error(`${file} is no JSON: ${fault instanceof Error ? fault.message : ''}`);
  }
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (fault) {
    throw new Error(`${file} cannot be read: ${fault instanceof Error ? fault.message : ''}`);
  }
}

import { Refusal } from './refusal.ts';

/** Nothing that is checked here nests deeper. */
const MAX_DEPTH = 64;

/**
 * Returns the only JSON text of a value that came from JSON (RFC 8785). Throws Refusal for a value
 * that has none.
 */
export function canonicalJson(value: unknown, depth = 0): string {
  if (depth > MAX_DEPTH) throw new Refusal(`The value nests deeper than ${MAX_DEPTH} levels`);
  if (value === null || typeof value === 'boolean') return String(value);
  // The RFC writes numbers and strings as ECMAScript does.
  if (typeof value === 'number' && Number.isFinite(value)) return JSON.stringify(value);
  if (typeof value === 'string' && value.isWellFormed()) return JSON.stringify(value);
  if (Array.isArray(value)) {
    // A hole in the array is refused like a value that is undefined.
    return `[${Array.from(value, (item) => canonicalJson(item, depth + 1)).join(',')}]`;
  }
  if (isPlainObject(value)) {
    // `sort` compares UTF-16 code units, as the RFC asks for.
    const members = Object.keys(value)
      .sort()
      .map((name) => `${canonicalJson(name)}:${canonicalJson(value[name], depth + 1)}`);
    return `{${members.join(',')}}`;
  }
  throw new Refusal(`A value of the type ${typeof value} has no canonical form`);
}

function isPlainObject(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

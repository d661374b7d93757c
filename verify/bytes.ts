/** Bytes that are not shared with another thread: Web Crypto takes only such bytes. */
export type Bytes = Uint8Array<ArrayBuffer>;

/** Computes a SHA-256 hash of 32 bytes, at once or as a promise. */
export type Sha256 = (bytes: Bytes) => Bytes | Promise<Bytes>;

/** SHA-256 by Web Crypto. It is there in browsers and in Node, and slow for many short texts. */
export const webSha256: Sha256 = async (bytes) => {
  return new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
};

export function utf8(text: string): Bytes {
  return new TextEncoder().encode(text);
}

/** Returns null for bytes that are not UTF-8. */
export function readUtf8(bytes: Bytes): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return null;
  }
}

export function concat(parts: readonly Bytes[]): Bytes {
  const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let end = 0;
  for (const part of parts) {
    whole.set(part, end);
    end += part.length;
  }
  return whole;
}

export function isSame(one: Bytes, other: Bytes): boolean {
  return one.length === other.length && one.every((byte, place) => byte === other[place]);
}

export function toHex(bytes: Bytes): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** Returns null for a text that is not lower-case hex. */
export function fromHex(text: string): Bytes | null {
  if (!/^(?:[0-9a-f]{2})*$/u.test(text)) return null;
  return Uint8Array.from(text.match(/../gu) ?? [], (pair) => Number.parseInt(pair, 16));
}

export function toBase64(bytes: Bytes): string {
  return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''));
}

/** Returns null for a text that is not the only base64 of some bytes (RFC 4648, section 4). */
export function fromBase64(text: string): Bytes | null {
  if (!/^[A-Za-z0-9+/]*={0,2}$/u.test(text) || text.length % 4 !== 0) return null;
  const bytes = Uint8Array.from(atob(text), (char) => char.charCodeAt(0));
  return toBase64(bytes) === text ? bytes : null;
}

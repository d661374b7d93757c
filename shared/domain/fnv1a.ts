/**
 * Returns the hash FNV-1a of a text, over its UTF-16 units, in 32 bits without a sign. Another
 * `salt` gives another hash.
 */
export function fnv1a(text: string, salt = 0): number {
  let hash = 0x81_1c_9d_c5 ^ salt;
  for (let place = 0; place < text.length; place++) {
    hash = Math.imul(hash ^ text.charCodeAt(place), 0x01_00_01_93);
  }
  return hash >>> 0;
}

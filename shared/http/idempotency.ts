import * as z from 'zod/mini';
import { type FieldFailure, read } from '../domain/failure.ts';

/** In characters: long enough for any UUID or hash. */
export const MAX_IDEMPOTENCY_KEY_CHARS = 255;

const Header = z.object({
  'idempotency-key': z.optional(
    z.string().check(z.minLength(1), z.maxLength(MAX_IDEMPOTENCY_KEY_CHARS)),
  ),
});

/**
 * Reads the Idempotency-Key header, the client's own name for its request. The value is null when
 * the client sends none.
 */
export function idempotencyKeyOf(
  headers: Readonly<Record<string, string | undefined>>,
): { readonly value: string | null } | { readonly failures: readonly FieldFailure[] } {
  const header = read(Header, headers);
  return 'failures' in header ? header : { value: header.value['idempotency-key'] ?? null };
}

import * as z from 'zod/mini';
import { type FieldFailure, read } from '../domain/failure.ts';

/** Long enough for any UUID or hash. */
export const MAX_IDEMPOTENCY_KEY_CHARS = 255;

const Header = z.object({
  'idempotency-key': z.optional(
    z.string().check(z.minLength(1), z.maxLength(MAX_IDEMPOTENCY_KEY_CHARS)),
  ),
});

/** The client's own name for its request, or null where it gives none. */
export function idempotencyKeyOf(
  headers: Readonly<Record<string, string | undefined>>,
): { readonly value: string | null } | { readonly failures: readonly FieldFailure[] } {
  const header = read(Header, headers);
  return 'failures' in header ? header : { value: header.value['idempotency-key'] ?? null };
}

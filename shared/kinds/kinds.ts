import { CALL } from './call/call.ts';
import type { Kind } from './kind.ts';
import { REVIEW } from './review/review.ts';

/** Every kind of consultation. A kind is a folder with its fields and its words. */
export const KINDS = [REVIEW, CALL] as const;

/** Returns the kind of the consultation. Throws for a kind that this version does not know. */
export function kindOf({ kind }: { readonly kind: string }): Kind {
  const found = KINDS.find(({ id }) => id === kind);
  if (found === undefined) throw new Error(`There is no kind of consultation ${kind}`);
  return found;
}

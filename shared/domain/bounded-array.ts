import * as z from 'zod/mini';

/**
 * A schema of a list with at most `max` items. A longer list is refused before any of its items is
 * parsed, so a refusal costs the same for any length.
 */
export function boundedArray<Item extends z.core.$ZodType>(item: Item, max: number) {
  const bounded = z.transform((input: unknown, { issues }) => {
    if (!Array.isArray(input)) issues.push({ code: 'invalid_type', expected: 'array', input });
    else if (input.length > max) {
      issues.push({ code: 'too_big', origin: 'array', maximum: max, inclusive: true, input });
    }
    return input;
  });
  // The check repeats the limit for the JSON Schema that is made from this.
  return z.pipe(bounded, z.array(item).check(z.maxLength(max)));
}

import type { FAILURES } from '../domain/failure.ts';
import { statusOf } from './problem.ts';

/* What the descriptions of several addresses have in common. */

/** A step of the path. */
export function step(name: string, schema: object) {
  return { name, in: 'path', required: true, schema };
}

/** Refers to a schema by its name. */
export function reference(schema: string) {
  return { $ref: `#/components/schemas/${schema}` };
}

/** Describes the answers to these failures. */
export function problems(...failures: (typeof FAILURES)[number][]) {
  return Object.fromEntries(
    failures.map((failure) => [
      statusOf(failure),
      {
        description: failure,
        content: { 'application/problem+json': { schema: reference('Problem') } },
      },
    ]),
  );
}

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

/** Describes the answers to these failures, by their status. */
export function problems(...failures: (typeof FAILURES)[number][]) {
  const content = { 'application/problem+json': { schema: reference('Problem') } };
  return Object.fromEntries(
    [...Map.groupBy(failures, statusOf)].map(([status, some]) => [
      status,
      { description: some.join(' or '), content },
    ]),
  );
}

/** The answer to a client that names the tag of what it has (`If-None-Match`). */
export const NOT_MODIFIED = { 304: { description: 'The client has the answer already' } };

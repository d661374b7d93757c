import type { Failure, FieldFailure } from '../domain/failure.ts';
import type { Copy } from '../view/copy/lv.ts';

/**
 * The failure table: the HTTP status of each failure. The copy of each language holds its
 * sentences.
 */
const STATUS: Record<Failure, number> = {
  'not-found': 404,
  'not-open-yet': 409,
  closed: 409,
  invalid: 422,
  malformed: 400,
  'unsupported-media-type': 415,
  'too-large': 413,
  'link-not-valid': 403,
  'changed-meanwhile': 409,
  'too-many-requests': 429,
  unexpected: 500,
};

export function statusOf(failure: Failure): number {
  return STATUS[failure];
}

/**
 * A problem as in RFC 9457. `errors` is our extension: one row for each field, with a JSON Pointer
 * (RFC 6901).
 */
export interface Problem {
  /**
   * A relative reference (RFC 9457, section 3.1.1). The part after `/problems/` names the failure.
   */
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  /** Identifies this occurrence in the logs. */
  readonly instance?: string;
  readonly errors?: readonly {
    readonly pointer: string;
    readonly fault: FieldFailure['fault'];
    readonly detail: string;
    readonly limit?: number;
  }[];
}

export function problemOf(
  failure: Failure,
  copy: Copy,
  { fields = [], correlationId }: { fields?: readonly FieldFailure[]; correlationId?: string } = {},
): Problem {
  const { title, detail } = copy.failures[failure];
  return {
    type: `/problems/${failure}`,
    title,
    status: STATUS[failure],
    detail,
    ...(correlationId === undefined ? {} : { instance: `urn:uuid:${correlationId}` }),
    ...(fields.length === 0
      ? {}
      : { errors: fields.map((field) => ({ ...field, detail: copy.fault(field) })) }),
  };
}

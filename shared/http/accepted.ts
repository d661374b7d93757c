/** One thing that a client accepts, such as `en-GB;q=0.8`. A weight of 0 means "not this". */
export interface AcceptedRange {
  readonly name: string;
  /** From 0 to 1. */
  readonly weight: number;
}

/**
 * Reads a header such as Accept-Language or Accept-Encoding (RFC 9110, section 12.4). A weight that
 * is no number between 0 and 1 counts as 0.
 */
export function acceptedRanges(header = ''): AcceptedRange[] {
  return header.toLowerCase().split(',').map(rangeOf);
}

function rangeOf(written: string): AcceptedRange {
  const [name = '', ...parameters] = written.split(';').map((one) => one.trim());
  const q = parameters.find((one) => one.startsWith('q='));
  const weight = q === undefined ? 1 : Number(q.slice(2));
  return { name, weight: weight >= 0 && weight <= 1 ? weight : 0 };
}

/** Says whether a client unpacks gzip, as its Accept-Encoding says. Without the header it need not. */
export function acceptsGzip(header?: string): boolean {
  const ranges = acceptedRanges(header);
  const named =
    ranges.find(({ name }) => name === 'gzip') ?? ranges.find(({ name }) => name === '*');
  return named !== undefined && named.weight > 0;
}

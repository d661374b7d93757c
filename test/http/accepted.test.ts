import { describe, expect, it } from 'vitest';
import { acceptsGzip } from '../../shared/http/accepted.ts';

describe('gzip', () => {
  it.each([
    'gzip',
    'GZIP',
    'gzip, deflate, br, zstd',
    'br;q=1.0, gzip;q=0.8, *;q=0.1',
    'deflate , gzip ; q=0.001',
    '*',
    'identity;q=0, *;q=0.5',
  ])('is sent to a client that accepts “%s”', (header) => {
    expect(acceptsGzip(header)).toBe(true);
  });

  it.each([
    undefined,
    '',
    'identity',
    'br, deflate',
    'gzip;q=0',
    'gzip;q=0.000, *',
    'gzip;q=nonsense',
    'identity;q=0, *;q=0',
    'x-gzip-other',
    ',,;;q=,',
  ])('is not sent to a client that accepts “%s”', (header) => {
    expect(acceptsGzip(header)).toBe(false);
  });
});

import { describe, expect, it } from 'vitest';
import { sourceOf } from '../../shared/domain/limits.ts';

describe('a source', () => {
  it('is an address of IPv4', () => {
    expect(sourceOf('192.0.2.7')).toBe('192.0.2.7');
  });

  it.each([
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2'],
    ['2001:DB8:1:2::9', '2001:db8:1:2'],
    ['2001:0db8:0001:0002::', '2001:db8:1:2'],
    ['2001:db8::9', '2001:db8:0:0'],
    ['::1', '0:0:0:0'],
    ['::', '0:0:0:0'],
  ])('is the /64 of an address of IPv6: %s', (address, source) => {
    expect(sourceOf(address)).toBe(source);
  });
});

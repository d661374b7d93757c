import { describe, expect, it } from 'vitest';
import * as z from 'zod/mini';
import { FIELD_FAULTS, pointerTo, read } from '../../shared/domain/failure.ts';

describe('a pointer to a field', () => {
  it('escapes what would otherwise part or escape its steps', () => {
    expect(pointerTo([])).toBe('');
    expect(pointerTo(['opinions', 0, 'text'])).toBe('/opinions/0/text');
    expect(pointerTo(['a/b', 'c~d', '~1', '//', '~~'])).toBe('/a~1b/c~0d/~01/~1~1/~0~0');
  });
});

describe('input that is read', () => {
  const Input = z.strictObject({
    name: z.string().check(z.minLength(1), z.maxLength(3)),
    kind: z.enum(['a', 'b']),
    list: z.array(z.string()).check(z.maxLength(2)),
    count: z.int(),
  });
  const good = { name: 'abc', kind: 'a', list: ['x', 'y'], count: 1 };
  const failuresOf = (changes: object) => {
    const result = read(Input, { ...good, ...changes });
    return 'failures' in result ? result.failures : [];
  };

  it('is returned as its schema makes it', () => {
    expect(read(Input, good)).toEqual({ value: good });
  });

  it.each([
    [{ name: undefined }, { pointer: '/name', fault: 'required' }],
    [{ name: null }, { pointer: '/name', fault: 'wrong-type' }],
    [{ name: '' }, { pointer: '/name', fault: 'required' }],
    [{ name: 'abcd' }, { pointer: '/name', fault: 'too-long', limit: 3 }],
    [{ kind: undefined }, { pointer: '/kind', fault: 'required' }],
    [{ kind: 'c' }, { pointer: '/kind', fault: 'not-a-choice' }],
    [{ list: ['x', 'y', 'z'] }, { pointer: '/list', fault: 'too-many', limit: 2 }],
    [{ list: ['x', 1] }, { pointer: '/list/1', fault: 'wrong-type' }],
    [{ 'a/b': 1 }, { pointer: '/a~1b', fault: 'unknown-field' }],
  ])('with %j names the field and what is wrong with it', (changes, failure) => {
    expect(failuresOf(changes)).toEqual([failure]);
  });

  it('names every field that it does not know', () => {
    expect(failuresOf({ one: 1, two: 2 })).toEqual([
      { pointer: '/one', fault: 'unknown-field' },
      { pointer: '/two', fault: 'unknown-field' },
    ]);
  });

  it.each(FIELD_FAULTS)('is told %s where its schema says so itself', (fault) => {
    const Never = z.string().check(z.refine(() => false, fault));
    expect(read(z.strictObject({ field: Never }), { field: '' })).toEqual({
      failures: [{ pointer: '/field', fault }],
    });
  });

  it('is not allowed where its schema refuses it for a reason that has no name', () => {
    const Never = z.string().check(z.refine(() => false, 'for no reason'));
    expect(read(z.strictObject({ field: Never }), { field: '' })).toEqual({
      failures: [{ pointer: '/field', fault: 'not-allowed' }],
    });
  });

  it('names a field that it does not know by the object that holds it when the name is too long', () => {
    const name = 'n'.repeat(100);
    expect(failuresOf({ [name]: 1, [`${name}n`]: 2 })).toEqual([
      { pointer: `/${name}`, fault: 'unknown-field' },
      { pointer: '', fault: 'unknown-field' },
    ]);
  });

  it('is told of 200 fields at most', () => {
    const wrong = (count: number) => {
      const result = read(
        z.array(z.string()),
        Array.from({ length: count }, () => 1),
      );
      return 'failures' in result ? result.failures : [];
    };
    expect(wrong(200)).toHaveLength(200);
    const failures = wrong(201);
    expect(failures).toHaveLength(200);
    expect(failures.at(-1)?.pointer).toBe('/199');
  });
});

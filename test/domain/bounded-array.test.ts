import { describe, expect, it } from 'vitest';
import * as z from 'zod/mini';
import { boundedArray } from '../../shared/domain/bounded-array.ts';
import { read } from '../../shared/domain/failure.ts';

describe('a list with a limit', () => {
  let parsed = 0;
  const Counted = z.pipe(
    z.number(),
    z.transform((one) => {
      parsed += 1;
      return one;
    }),
  );
  const List = z.strictObject({ list: boundedArray(Counted, 2) });
  const failuresOf = (input: unknown) => {
    const result = read(List, input);
    return 'failures' in result ? result.failures : [];
  };

  it('takes as many items as its limit', () => {
    expect(read(List, { list: [1, 2] })).toEqual({ value: { list: [1, 2] } });
    expect(read(List, { list: [] })).toEqual({ value: { list: [] } });
  });

  it('is refused with the limit before any item is parsed', () => {
    parsed = 0;
    expect(failuresOf({ list: [1, 2, 3] })).toEqual([
      { pointer: '/list', fault: 'too-many', limit: 2 },
    ]);
    expect(parsed).toBe(0);
  });

  it.each([
    [{}, { pointer: '/list', fault: 'required' }],
    [{ list: { length: 3 } }, { pointer: '/list', fault: 'wrong-type' }],
    [{ list: 'abc' }, { pointer: '/list', fault: 'wrong-type' }],
    [{ list: [1, 'b'] }, { pointer: '/list/1', fault: 'wrong-type' }],
  ])('of %j is refused as any other', (input, failure) => {
    expect(failuresOf(input)).toEqual([failure]);
  });

  it('says its limit in a JSON Schema', () => {
    expect(
      z.toJSONSchema(z.object({ list: boundedArray(z.int(), 2) }), { io: 'input' }),
    ).toMatchObject({
      properties: { list: { type: 'array', maxItems: 2, items: { type: 'integer' } } },
      required: ['list'],
    });
  });
});

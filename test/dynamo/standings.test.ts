import { describe, expect, it } from 'vitest';
import { plus } from '../../shared/domain/time.ts';
import { aConsultation, aSubmission, at } from '../support/builders.ts';
import { ENGINES } from '../support/engines.ts';

const NOW = at('2027-01-05T10:00:00Z');
const consultation = aConsultation({ shards: 3 });
const whole = { from: consultation.opensAt, to: plus(NOW, 60_000) };

describe.each(ENGINES)('the beginning of a window in %s', (_, open) => {
  it('holds about so many facts, and all that came at the same time', async () => {
    const { store, close } = await open();
    const cut = async (window: typeof whole, most: number) =>
      store.cutWindow(consultation, window, { most, of: ['opinions', 'choices', 'acts'] });
    expect(await cut(whole, 1)).toBeNull();
    for (const [seed, ms] of [0, 0, 0, 5, 9].entries()) {
      const receivedAt = plus(NOW, ms);
      await store.addSubmission(
        consultation,
        aSubmission({ consultation, seed: seed + 1, receivedAt }),
      );
    }
    const choice = { reference: aSubmission().reference, publication: 'internal' } as const;
    await store.addChoice(consultation.id, { ...choice, receivedAt: plus(NOW, 20) });
    const first = await cut(whole, 1);
    expect(first).toEqual({ from: whole.from, to: plus(NOW, 5) });
    expect(await cut({ ...whole, from: plus(NOW, 5) }, 1)).toEqual({
      from: plus(NOW, 5),
      to: plus(NOW, 9),
    });
    expect(await cut({ ...whole, from: plus(NOW, 5) }, 2)).toEqual({
      from: plus(NOW, 5),
      to: plus(NOW, 20),
    });
    expect(await cut({ ...whole, from: plus(NOW, 20) }, 2)).toEqual({
      from: plus(NOW, 20),
      to: whole.to,
    });
    const choices = { most: 5, of: ['choices', 'acts'] } as const;
    const early = { ...whole, to: plus(NOW, 20) };
    expect(await store.cutWindow(consultation, early, choices)).toBeNull();
    expect(await store.cutWindow(consultation, whole, choices)).toEqual(whole);
    await close();
  });
});

import { expect, it } from 'vitest';
import type { Projection } from '../../shared/domain/public-totals.ts';
import { COMPLETIONS } from '../../shared/kinds/review/review.ts';
import { describeStores } from '../support/stores.ts';

describeStores('the projection', (under) => {
  /** Totals of 60 commitments, of whose every number each `round` makes another one. */
  const totalsAfter = (round: number): Projection['totals']['commitments'] =>
    Object.fromEntries(
      Array.from({ length: 61 }, (_, commitment) => {
        const values = Object.fromEntries(COMPLETIONS.map((value) => [value, round]));
        return [commitment, { shown: round * 4, values }];
      }),
    );

  it('moves on although every number of 60 commitments is another one', async () => {
    const consultation = under.ownConsultation();
    let stored = await under.store.openProjection(consultation);
    for (const round of [1, 2, 3]) {
      const commitments = totalsAfter(round);
      const totals = { ...stored.projection.totals, received: round, commitments };
      const after = { ...stored.projection, totals };
      stored = (await under.store.moveProjection(stored, after)) ?? expect.fail('It was overtaken');
      expect(await under.store.findProjection(consultation.id)).toEqual(after);
    }
  });
});

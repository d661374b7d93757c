import { expect, it } from 'vitest';
import { type Instant, plus } from '../../shared/domain/time.ts';
import { at } from '../support/builders.ts';
import { describeStores } from '../support/stores.ts';

describeStores('organisations', (under) => {
  it('are known to the unit from the time on that was noted first', async () => {
    const { id } = under.ownConsultation();
    const { store } = under;
    const [one, other] = [
      store.organisationKey('Biedrība „Ābele”'),
      store.organisationKey('Bērzs'),
    ];
    expect(store.organisationKey('BIEDRĪBA "Abele"')).toBe(one);
    expect(store.organisationKey('★')).not.toBe(store.organisationKey('☆'));
    const [first, second] = [at('2027-01-05T10:00:00Z'), at('2027-01-06T10:00:00Z')];
    await store.noteOrganisations(id, 'ethics', new Map([[one, first]]));
    await store.noteOrganisations(
      id,
      'ethics',
      new Map([
        [one, second],
        [other, second],
      ]),
    );
    const knownBefore = async (unit: string, instant: Instant) =>
      [...(await store.organisationsBefore(id, unit, instant))].toSorted();
    expect(await knownBefore('ethics', first)).toEqual([]);
    expect(await knownBefore('ethics', plus(first, 1))).toEqual([one]);
    expect(await knownBefore('ethics', second)).toEqual([one]);
    expect(await knownBefore('ethics', plus(second, 1))).toEqual([one, other].toSorted());
    expect(await knownBefore('change-management', plus(second, 1))).toEqual([]);
    expect(await store.organisationsBefore('another', 'ethics', plus(second, 1))).toEqual(
      new Set(),
    );
  });

  it('are noted however many there are', async () => {
    const { id } = under.ownConsultation();
    const noted = new Map(
      Array.from({ length: 300 }, (_, index) => [
        under.store.organisationKey(`Biedrība ${index}`),
        at('2027-01-05T10:00:00Z'),
      ]),
    );
    await under.store.noteOrganisations(id, 'ethics', noted);
    const known = await under.store.organisationsBefore(id, 'ethics', at('2027-01-06T10:00:00Z'));
    expect(known).toEqual(new Set(noted.keys()));
  });
});

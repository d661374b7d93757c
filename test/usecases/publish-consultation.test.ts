import { beforeEach, describe, expect, it } from 'vitest';
import { keys } from '../../shared/dynamo/keys.ts';
import { publishConsultation } from '../../shared/usecases/publish-consultation.ts';
import { aConsultation, aUnit } from '../support/builders.ts';
import { aSimulatedTable, type TestTable } from '../support/engines.ts';
import { StandingClock, tokens } from '../support/ports.ts';

let under: TestTable;
beforeEach(() => {
  under = aSimulatedTable();
});

const { opensAt: from, closesAt: to, units: _, ...stated } = aConsultation();
const written = (changes: object = {}, units: unknown[] = [aUnit()]) => ({
  consultation: { ...stated, open: { from, to }, ...changes },
  units,
});
const publishing = () =>
  publishConsultation({ store: under.store, tokens, clock: new StandingClock() });

const nothing = async () => {
  expect(await under.store.findUnit(aUnit().id)).toBeNull();
  expect(await under.store.findConsultation(stated.id)).toBeNull();
  expect(await under.store.listAnnouncements()).toEqual([]);
};

describe('a consultation that is published', () => {
  it('stands with its units, and once more when it is published again', async () => {
    const published = { outcome: 'published', consultation: aConsultation() };
    expect(await publishing()(written())).toEqual(published);
    expect(await publishing()(written())).toEqual(published);
    expect(await under.store.findConsultation(stated.id)).toEqual(aConsultation());
    expect(await under.store.findUnit(aUnit().id)).toEqual(aUnit());
  });

  it('is foretold with its announcements, before anything is written', async () => {
    const foretold: unknown[] = [];
    await publishing()(written(), async (consultation, announcements) => {
      foretold.push(
        consultation,
        announcements.map(({ id }) => id),
      );
      await nothing();
    });
    const ids = [`opened-${stated.id}`, `closing-${stated.id}`];
    expect(foretold).toEqual([aConsultation(), ids]);
    expect((await under.store.listAnnouncements()).map(({ id }) => id).toSorted()).toEqual(
      ids.toSorted(),
    );
  });

  it('is not foretold when it is refused', async () => {
    const foretell = () => {
      throw new Error('Nothing will be published');
    };
    const outcome = await publishing()(written({ kind: 'other' }), foretell);
    expect(outcome.outcome).toBe('refused');
  });

  it('is refused by each field that cannot be read, and nothing is stored', async () => {
    expect(await publishing()(written({ kind: 'other', shards: 0 }))).toMatchObject({
      outcome: 'refused',
      failures: [{ pointer: '/consultation/kind' }, { pointer: '/consultation/shards' }],
    });
    await nothing();
  });

  it('is refused by each field that breaks a rule, and nothing is stored', async () => {
    expect(await publishing()(written({ open: { from, to: from } }))).toEqual({
      outcome: 'refused',
      failures: [{ pointer: '/consultation/open/to', fault: 'not-allowed' }],
    });
    await nothing();
  });

  it('gives the number of a commitment that was left out to no other one', async () => {
    const { commitments } = stated.draft;
    const kept = commitments.slice(0, 2);
    const version = (version: number, commitments: readonly object[]) =>
      publishing()(written({ draft: { version, commitments } }));
    await version(1, commitments);
    await version(2, kept);
    const another = { ...commitments[2], title: { lv: 'Cita', en: 'Another' } };
    expect(await version(3, [...kept, another])).toEqual({
      outcome: 'refused',
      failures: [{ pointer: '/consultation/draft/commitments/2/number', fault: 'not-allowed' }],
    });
    const again = { ...commitments[2], title: { ...commitments[2]?.title, lv: 'Labota' } };
    expect(await version(3, [...kept, again])).toMatchObject({ outcome: 'published' });
  });

  it('may use the number of a commitment that was never shown', async () => {
    const [first, ...others] = stated.draft.commitments;
    await publishing()(written({ draft: { version: 1, commitments: others } }));
    const store = { ...under.store, saveConsultation: () => Promise.reject(new Error('killed')) };
    const publish = publishConsultation({ store, tokens, clock: new StandingClock() });
    const unseen = { ...first, title: { lv: 'Cita', en: 'Another' } };
    const version = (version: number, one: object) =>
      written({ draft: { version, commitments: [one, ...others] } });
    await expect(publish(version(2, unseen))).rejects.toThrow('killed');
    expect(await publishing()(version(3, { ...first }))).toMatchObject({ outcome: 'published' });
  });

  it('has no mailbox twice', async () => {
    const mailboxes = ['a@unit.example', 'b@unit.example', 'A@unit.example'];
    expect(await publishing()(written({}, [aUnit({ mailboxes })]))).toEqual({
      outcome: 'refused',
      failures: [{ pointer: '/units/0/mailboxes', fault: 'repeated' }],
    });
    await nothing();
  });

  it('may stand in a row from before it had standards', async () => {
    const { standards: _, ...older } = aConsultation();
    await under.table.add(keys.consultation(stated.id), older);
    const standards = { shortestWindowDays: 14 };
    expect(await publishing()(written({ standards }))).toMatchObject({ outcome: 'published' });
    expect(await under.store.findConsultation(stated.id)).toMatchObject({ standards });
  });

  it('has no other draft under the number of one that was published', async () => {
    await publishing()(written());
    const [first, ...others] = stated.draft.commitments;
    const commitments = [{ ...first, title: { lv: 'Labots', en: first?.title.en } }, ...others];
    const changed = written({ draft: { ...stated.draft, commitments } });
    expect(await publishing()(changed)).toEqual({
      outcome: 'refused',
      failures: [{ pointer: '/consultation/draft/version', fault: 'repeated' }],
    });
    expect(await under.store.findConsultation(stated.id)).toEqual(aConsultation());
  });
});

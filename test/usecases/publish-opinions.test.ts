import { describe, expect, it } from 'vitest';
import { DAY_MS, plus } from '../../shared/domain/time.ts';
import { readFilter, termsFor } from '../../shared/kinds/public-filter.ts';
import { PROJECTION_MARGIN_MS, publishOpinions } from '../../shared/usecases/publish-opinions.ts';
import { tokens } from '../support/ports.ts';
import { aPublication, Killed } from '../support/publication.ts';

type PublicationStore = Parameters<typeof publishOpinions>[0]['store'];

describe('opinions of a consultation that publishes at once', () => {
  it('appear as their authors chose: named, without the name, or not at all', async () => {
    const on = await aPublication();
    await on.submit({ organisation: 'Named', publication: 'named' });
    on.clock.advance(1);
    await on.submit({ organisation: 'Unnamed', publication: 'anonymous' });
    await on.submit({ organisation: 'Internal', publication: 'internal' });
    await on.settle();
    expect(await on.everything()).toMatchObject([
      { state: 'shown', organisation: 'Named', answers: { rating: 'limited' }, earlier: null },
      { state: 'shown', organisation: null, answers: { rating: 'limited' } },
    ]);
    expect(await on.totals()).toEqual({
      received: 3,
      shown: 2,
      internal: 1,
      hidden: 0,
      withdrawn: 0,
      commitments: { 2: { shown: 2, values: { limited: 2 } } },
    });
  });

  it('wait until nothing can come into their window any more', async () => {
    const on = await aPublication();
    await on.submit();
    on.clock.advance(PROJECTION_MARGIN_MS);
    await on.run();
    expect(await on.everything()).toEqual([]);
    on.clock.advance(1);
    await on.run();
    expect(await on.everything()).toHaveLength(1);
  });

  it('show the words in force, with the date of the words before', async () => {
    const on = await aPublication();
    const first = await on.submit();
    await on.settle();
    on.clock.advance(60_000);
    const now = on.clock.now();
    await on.edit(first, { opinions: [{ commitment: 2, rating: 'complete', text: 'Jauns' }] });
    const edited = {
      state: 'shown',
      answers: { rating: 'complete', text: 'Jauns' },
      receivedAt: first.receivedAt,
      changedAt: now,
      earlier: first.receivedAt,
    };
    expect(await on.everything()).toMatchObject([edited]);
    await on.settle();
    expect(await on.everything()).toMatchObject([edited]);
    expect(await on.totals()).toMatchObject({
      received: 1,
      commitments: { 2: { shown: 1, values: { limited: 0, complete: 1 } } },
    });
  });

  it('are found by a name that grows when it is compared, and hold nobody up', async () => {
    const on = await aPublication();
    // One letter that stands for eighteen.
    const organisation = '\ufdfa'.repeat(200);
    await on.submit({ organisation });
    await on.submit();
    await on.settle();
    expect(await on.everything()).toHaveLength(2);
    const terms = termsFor(readFilter(on.consultation, { organisation })) ?? [];
    const query = { terms, order: 'newest', after: null, size: 50 } as const;
    const { parts } = await on.store.findPublicPage(on.consultation.id, query);
    expect(parts).toMatchObject([{ organisation }]);
  });

  it.each(['at-once', 'after-closing'] as const)(
    'come in the end, however long they take, published %s',
    async (publishes) => {
      const on = await aPublication({ publishes });
      const { clock, journal } = on;
      for (let count = 0; count < 130; count++) {
        await on.submit();
        clock.advance(1);
      }
      if (publishes === 'after-closing') on.close();
      clock.advance(PROJECTION_MARGIN_MS);
      let stoppedAt = clock.now();
      const savePublic: typeof on.store.savePublic = async (facts) => {
        // The first are quick.
        const slow = facts.filter(
          ({ part }) => (part?.receivedAt ?? '') > '2027-01-05T10:00:00.060',
        );
        clock.advance(facts.length + slow.length * 5_000);
        if (clock.now() > stoppedAt) throw new Killed();
        await on.store.savePublic(facts);
      };
      const run = publishOpinions({ store: { ...on.store, savePublic }, tokens, clock, journal });
      let runs = 0;
      while ((await on.everything()).length < 130 && runs++ < 30) {
        // Lambda stops the function after two minutes.
        stoppedAt = plus(clock.now(), 120_000);
        await run().catch(() => null);
      }
      expect(await on.everything()).toHaveLength(130);
    },
  );

  it('leave a line without a word of their authors when they are withdrawn', async () => {
    const on = await aPublication();
    const first = await on.submit();
    await on.settle();
    await on.withdraw(first);
    const line = { state: 'withdrawn', organisation: null, answers: null, earlier: null };
    expect(await on.everything()).toMatchObject([line]);
    await on.settle();
    expect(await on.everything()).toMatchObject([line]);
    expect(await on.totals()).toMatchObject({ received: 1, shown: 0, withdrawn: 1 });
  });

  it('tell nothing of a part that was taken back before it was for everybody', async () => {
    const on = await aPublication();
    const opinions = [1, 2].map((commitment) => ({ commitment, rating: null, text: 'Iekšējs' }));
    const first = await on.submit({ publication: 'internal', opinions });
    await on.edit(first, { publication: 'named', opinions: opinions.slice(0, 1) });
    await on.settle();
    expect(await on.everything()).toMatchObject([{ commitment: 1, earlier: null }]);
    expect(await on.totals()).toMatchObject({ received: 2, shown: 1, withdrawn: 1 });
  });

  it('are gone at once when their author chooses so, also after closing, and come back', async () => {
    const on = await aPublication();
    const first = await on.submit();
    await on.settle();
    on.close();
    await on.settle();
    await on.choosing(first, 'internal');
    expect(await on.everything()).toEqual([]);
    await on.settle();
    expect(await on.everything()).toEqual([]);
    expect(await on.totals()).toMatchObject({ received: 1, shown: 0, internal: 1 });
    await on.choosing(first, 'anonymous');
    await on.settle();
    expect(await on.everything()).toMatchObject([{ state: 'shown', organisation: null }]);
    expect(await on.totals()).toMatchObject({ received: 1, shown: 1, internal: 0 });
    expect(await on.store.findSubmission(on.consultation, first.reference)).toEqual(first);
  });

  it('come on the lists of their new words with the projection, and leave the others at once', async () => {
    const on = await aPublication();
    const [first] = [await on.submit({ organisation: 'Vecais' }), await on.submit()];
    await on.settle();
    const found = async (organisation: string) => {
      const terms = termsFor(readFilter(on.consultation, { organisation })) ?? [];
      const query = { terms, order: 'newest', after: null, size: 50 } as const;
      const { parts } = await on.store.findPublicPage(on.consultation.id, query);
      return parts.map((part) => part.organisation);
    };
    expect(await found('Vecais')).toEqual(['Vecais']);
    await on.edit(first, { organisation: 'Jaunais' });
    expect([await found('Vecais'), await found('Jaunais')]).toEqual([[], []]);
    expect(await on.everything()).toMatchObject([{ organisation: 'Jaunais' }, {}]);
    await on.settle();
    expect([await found('Vecais'), await found('Jaunais')]).toEqual([[], ['Jaunais']]);
  });

  it('cost as much to edit however many they are and however often they were edited', async () => {
    const costOf = async (commitments: number, edits: number) => {
      const numbers = Array.from({ length: commitments }, (_, at) => at + 1);
      const title = { lv: 'A', en: 'A' };
      const unit = 'change-management';
      const draft = {
        version: 1,
        commitments: numbers.map((number) => ({ number, title, unit })),
      };
      const on = await aPublication({ draft });
      const saying = (text: string) =>
        numbers.map((commitment) => ({ commitment, rating: null, text: `${text} ${commitment}` }));
      const first = await on.submit({ opinions: saying('Pirmais') });
      for (let edit = 0; edit < edits; edit++) {
        on.clock.advance(1_000);
        // Each edit changes another opinion, so that each opinion has its own time.
        const opinions = saying('Pirmais').map((one, at) => {
          return at <= edit ? { ...one, text: `Labots ${at}` } : one;
        });
        expect(await on.edit(first, { opinions })).toMatchObject({ outcome: 'revised' });
      }
      await on.settle();
      const { by, count } = on.counting();
      const last = await on.edit(first, { opinions: saying('Pēdējais') }, by);
      expect(last).toMatchObject({ outcome: 'revised' });
      return count();
    };
    const [few, often] = [await costOf(10, 1), await costOf(10, 9)];
    expect(often).toBe(few);
    expect(await costOf(40, 1)).toBeLessThanOrEqual(few + 30);
  });

  it('keep the choice in force when they are withdrawn, and take a new one with an edit', async () => {
    const on = await aPublication();
    const [first, second] = [await on.submit(), await on.submit()];
    await on.choosing(first, 'internal');
    await on.choosing(second, 'internal');
    await on.withdraw(first);
    await on.edit(second, { publication: 'named' });
    await on.settle();
    expect(await on.everything()).toMatchObject([{ state: 'shown', earlier: null }]);
  });

  it('are hidden by a rule and shown again, whatever their author writes in between', async () => {
    const on = await aPublication();
    const first = await on.submit();
    await on.settle();
    on.clock.advance(1_000);
    const hiddenAt = on.clock.now();
    expect(await on.moderate.hide(first.reference, 'advertising')).toMatchObject({
      outcome: 'done',
    });
    const hidden = { rule: 'advertising', at: hiddenAt };
    const line = { state: 'hidden', organisation: null, answers: null, hidden };
    expect(await on.everything()).toMatchObject([line]);
    on.clock.advance(1_000);
    await on.edit(first, { organisation: 'Cita' });
    expect(await on.everything()).toMatchObject([line]);
    await on.settle();
    expect(await on.everything()).toMatchObject([line]);
    expect(await on.totals()).toMatchObject({ received: 1, shown: 0, hidden: 1 });
    await on.moderate.show(first.reference);
    expect(await on.everything()).toMatchObject([{ state: 'shown', organisation: 'Cita' }]);
    await on.settle();
    expect(await on.totals()).toMatchObject({ received: 1, shown: 1, hidden: 0 });
  });
});

describe('opinions of a consultation that publishes after closing', () => {
  it('are counted and not shown while it is open, and all appear once it has closed', async () => {
    const on = await aPublication({ publishes: 'after-closing' });
    const [first, second] = [await on.submit(), await on.submit({ publication: 'anonymous' })];
    const third = await on.submit({ organisation: 'Withdrawn' });
    await on.settle();
    await on.edit(first, { organisation: 'Labota' });
    await on.withdraw(third);
    await on.choosing(second, 'internal');
    expect(await on.everything()).toEqual([]);
    await on.settle();
    expect(await on.everything()).toEqual([]);
    expect(await on.totals()).toMatchObject({ received: 3, shown: 1, internal: 1, withdrawn: 1 });
    on.close();
    await on.run();
    await on.settle();
    expect(await on.everything()).toMatchObject([
      { state: 'shown', organisation: 'Labota' },
      { state: 'withdrawn' },
    ]);
  });

  it('come back at the second closing, if their authors chose or we moderated in between', async () => {
    const on = await aPublication({ publishes: 'after-closing' });
    const chosen = [];
    for (let count = 0; count < 20; count++) {
      chosen.push(await on.submit({ publication: count % 2 === 0 ? 'named' : 'internal' }));
      on.clock.advance(1_000);
    }
    const hidden = await on.submit({ organisation: 'Hidden' });
    const untouched = await on.submit({ organisation: 'Untouched' });
    await on.settle();
    on.close();
    await on.run();
    await on.settle();
    expect(await on.everything()).toHaveLength(12);
    const closesAt = plus(on.clock.now(), 14 * DAY_MS);
    await on.store.saveConsultation({ ...on.consultation, closesAt });
    for (const one of chosen) {
      on.clock.advance(1_000);
      await on.choosing(one, 'anonymous');
    }
    on.clock.advance(1_000);
    await on.moderate.hide(hidden.reference, 'advertising');
    await on.edit(untouched, { organisation: 'Edited' });
    await on.settle();
    on.clock.set(closesAt);
    await on.run();
    await on.settle();
    const everything = await on.everything();
    expect(everything.filter(({ state }) => state === 'hidden')).toHaveLength(1);
    const shown = everything.filter(({ state }) => state === 'shown');
    expect(shown.map(({ organisation }) => organisation)).toEqual([
      ...chosen.map(() => null),
      'Edited',
    ]);
    expect(await on.totals()).toMatchObject({ received: 22, shown: 21, hidden: 1 });
  });

  it('never appear if their author takes the choice back just before closing', async () => {
    const on = await aPublication({ publishes: 'after-closing' });
    const first = await on.submit();
    await on.settle();
    on.close();
    on.clock.advance(-5);
    await on.choosing(first, 'internal');
    on.close();
    on.clock.advance(1_000);
    await on.run();
    expect(await on.everything()).toEqual([]);
    await on.settle();
    expect(await on.everything()).toEqual([]);
  });

  it('never appear in words that were replaced before they were published', async () => {
    const on = await aPublication({ publishes: 'after-closing' });
    const first = await on.submit({ organisation: 'Before' });
    await on.settle();
    await on.edit(first, { organisation: 'After' });
    await on.settle();
    on.close();
    for (let calls = 0; calls < 40; calls++) {
      await on
        .dying(calls, 'after')
        .run()
        .catch(() => undefined);
      const shown = await on.everything();
      expect(shown.filter(({ organisation }) => organisation === 'Before')).toEqual([]);
    }
    expect(await on.everything()).toMatchObject([{ organisation: 'After' }]);
  });
});

describe('the totals', () => {
  it('count everything once when runs overlap', async () => {
    const on = await aPublication();
    const first = await on.submit();
    await on.submit({ publication: 'internal' });
    on.clock.advance(PROJECTION_MARGIN_MS + 1);
    await Promise.all([on.run(), on.run(), on.run()]);
    expect(await on.totals()).toMatchObject({ received: 2, shown: 1, internal: 1 });
    await on.choosing(first, 'internal');
    on.clock.advance(PROJECTION_MARGIN_MS + 1_000);
    await Promise.all([on.run(), on.run()]);
    expect(await on.totals()).toMatchObject({ received: 2, shown: 0, internal: 2 });
  });

  it('count in several windows what came in one, and carry on where a run has died', async () => {
    const on = await aPublication();
    for (let count = 0; count < 1_200; count++) {
      on.clock.advance(count % 3);
      await on.submit({ organisation: `Biedrība ${count}` });
    }
    on.clock.advance(PROJECTION_MARGIN_MS + 1);
    await on
      .dying(1_000, 'after')
      .run()
      .catch(() => undefined);
    const halfway = await on.totals();
    expect(halfway.received).toBeGreaterThan(0);
    expect(halfway.received).toBeLessThan(1_200);
    await on.settle();
    expect(await on.totals()).toMatchObject({ received: 1_200, shown: 1_200 });
    expect(await on.everything()).toHaveLength(1_200);
  });
});

describe('opinions of a consultation that publishes nothing', () => {
  it('are counted and never shown', async () => {
    const on = await aPublication({ publishes: 'never' });
    await on.submit();
    on.close();
    await on.settle();
    expect(await on.everything()).toEqual([]);
    expect(await on.totals()).toMatchObject({ received: 1, shown: 1 });
  });
});

describe('a run', () => {
  /** Two consultations whose submissions wait, and the run whose store has these changes. */
  async function two(changes: (store: PublicationStore) => Partial<PublicationStore>) {
    const on = await aPublication();
    await on.store.saveConsultation({ ...on.consultation, id: 'second' });
    await on.submit();
    on.clock.advance(PROJECTION_MARGIN_MS + 1);
    const { clock, journal } = on;
    const store = { ...on.store, ...changes(on.store) };
    return { ...on, run: publishOpinions({ store, tokens, clock, journal }) };
  }

  it('says of each consultation that it is up to date', async () => {
    const on = await two(() => ({}));
    expect(await on.run()).toEqual([
      { consultation: on.consultation.id, outcome: 'done' },
      { consultation: 'second', outcome: 'done' },
    ]);
    expect(Object.fromEntries(on.journal.counts)).toEqual({ PublicationSucceeded: 1 });
  });

  it('goes on after a consultation that fails, and then fails itself', async () => {
    const on = await two(({ openProjection }) => ({
      async openProjection(consultation) {
        if (consultation.id === 'second') throw new Error('on purpose');
        return openProjection(consultation);
      },
    }));
    await on.store.saveConsultation({ ...on.consultation, id: 'a-first' });
    await expect(on.run()).rejects.toThrow('1 projections failed');
    expect(await on.everything()).toHaveLength(1);
    expect(on.journal.errors).toEqual(['The projection of a consultation failed']);
    expect(on.journal.counts.size).toBe(0);
  });

  it('that has no time left says so, and the next one goes on', async () => {
    const on = await two(({ moveProjection }) => ({
      async moveProjection(...move) {
        on.clock.advance(40_000);
        return moveProjection(...move);
      },
    }));
    const runs = await on.run();
    expect(runs.map(({ outcome }) => outcome)).toContain('left');
    expect(on.journal.counts.get('PublicationsLeft')).toBe(1);
    await on.settle();
    expect(await on.everything()).toHaveLength(1);
  });

  it('leaves alone what has not opened', async () => {
    const on = await two(() => ({}));
    await on.store.saveConsultation({
      ...on.consultation,
      id: 'second',
      opensAt: plus(on.clock.now(), 1),
    });
    expect(await on.run()).toEqual([{ consultation: on.consultation.id, outcome: 'done' }]);
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PUBLICATIONS, type Submission } from '../../shared/domain/submission.ts';
import { reachable, anInput } from '../support/builders.ts';
import { byId, publicTruth, withoutZeros } from '../support/public-truth.ts';
import { aPublication, Killed } from '../support/publication.ts';

/*
 * Whatever happens, and wherever a process is killed: in the end everybody sees exactly what the
 * submissions, the choices and the acts say, and the totals count exactly these.
 */

const publication = fc.constantFrom(...PUBLICATIONS);
const which = fc.nat({ max: 3 });
const commitments = fc.uniqueArray(fc.constantFrom(null, 1, 2), { minLength: 1, maxLength: 3 });
/** At which command of the database the process is killed, if it is, and when. */
const death = fc.option(
  fc.tuple(fc.nat({ max: 30 }), fc.constantFrom('before' as const, 'after' as const)),
);
const step = fc.oneof(
  fc.record({ does: fc.constant('submit' as const), publication, commitments }),
  fc.record({ does: fc.constant('edit' as const), which, publication, commitments, death }),
  fc.record({ does: fc.constant('withdraw' as const), which, death }),
  fc.record({ does: fc.constant('choose' as const), which, publication, death }),
  fc.record({ does: fc.constant('hide' as const), which, death }),
  fc.record({ does: fc.constant('show' as const), which, death }),
  fc.record({ does: fc.constant('run' as const), death }),
  fc.record({ does: fc.constant('run-twice' as const), which, publication }),
  fc.record({
    does: fc.constant('wait' as const),
    ms: fc.constantFrom(1, 5_000, 21_000, 4_000_000),
  }),
  fc.record({ does: fc.constant('rebuild' as const) }),
);
type Step = typeof step extends fc.Arbitrary<infer One> ? One : never;
type World = Awaited<ReturnType<typeof aPublication>>;

/** Takes the steps of a history. Returns its submissions. */
async function live(on: World, steps: readonly Step[]): Promise<Submission[]> {
  const all: Submission[] = [];
  let words = 0;
  const opinionsOn = (about: readonly (number | null)[]) =>
    about.map((commitment) => {
      const text = `Vārds${'abcdefghij'.charAt(words++ % 10)}${words}`;
      return { commitment, rating: null, text };
    });
  for (const one of steps) {
    const world = 'death' in one && one.death !== null ? on.dying(...one.death) : undefined;
    const submission = 'which' in one ? all[one.which % Math.max(1, all.length)] : undefined;
    if ('which' in one && submission === undefined) continue;
    const about = submission as Submission;
    try {
      switch (one.does) {
        case 'submit':
          all.push(
            await on.submit({
              publication: one.publication,
              organisation: `Biedrība ${all.length}`,
              opinions: opinionsOn(one.commitments),
            }),
          );
          break;
        case 'edit': {
          const { publication: chosen } = one;
          const opinions = opinionsOn(one.commitments);
          await on.edit(about, { publication: chosen, opinions }, world);
          break;
        }
        case 'withdraw':
          await on.withdraw(about, world);
          break;
        case 'choose':
          await on.choosing(about, one.publication, world);
          break;
        case 'hide':
          await (world ?? on).moderate.hide(about.reference, 'off-topic');
          break;
        case 'show':
          await (world ?? on).moderate.show(about.reference);
          break;
        case 'run':
          await (world ?? on).run();
          break;
        case 'run-twice':
          await Promise.all([on.run(), on.choosing(about, one.publication), on.run()]);
          break;
        case 'wait':
          on.clock.advance(one.ms);
          break;
        case 'rebuild':
          await on.rebuild(on.consultation);
          break;
      }
    } catch (fault) {
      if (!(fault instanceof Killed) && !(fault instanceof AggregateError)) throw fault;
    }
  }
  return all;
}

function placesIn(on: World): string[] {
  return on.engine.dump().flatMap(({ pk, sk }) => {
    const [, term] = /^POSTINGS#[^#]+#(.*)$/u.exec(pk?.S ?? '') ?? [];
    return term === undefined ? [] : [`${term} ${sk?.S?.split('#').at(-1) ?? ''}`];
  });
}

/** Returns all that stands in the partitions that everybody's pages are made from. */
function publicBytes(on: World): string {
  const rows = on.engine.dump().filter(({ pk }) => /^(?:PUBLIC|POSTINGS)#/u.test(pk?.S ?? ''));
  return JSON.stringify(rows);
}

describe('what everybody sees, after any history with processes that were killed', () => {
  it.each(['at-once', 'after-closing', 'never'] as const)(
    'is what stands, in a consultation that publishes %s',
    async (publishes) => {
      await fc.assert(
        fc.asyncProperty(fc.array(step, { maxLength: 25 }), fc.boolean(), async (steps, closes) => {
          const on = await aPublication({ publishes });
          const all = await live(on, steps);
          if (closes) on.close();
          await on.settle();
          await on.settle();
          const seen = await on.everything();
          const references = all.map(({ reference }) => reference);
          const now = on.clock.now();
          const wanted = await publicTruth(on.store, on.consultation, references, now);
          expect(byId(seen)).toEqual(wanted.parts);
          expect(placesIn(on).toSorted()).toEqual(wanted.places);
          expect(withoutZeros(await on.totals())).toEqual(wanted.totals);
          const bytes = publicBytes(on);
          for (const { reference, contact } of all.map(reachable)) {
            expect(bytes).not.toContain(reference);
            expect(bytes).not.toContain(contact.email);
            expect(bytes).not.toContain(contact.name);
          }
        }),
        { numRuns: 150 },
      );
    },
    120_000,
  );
});

describe('a submission that is internal', () => {
  it('leaves not a byte in what everybody sees, wherever a process is killed', async () => {
    const secret = { publication: 'internal', organisation: 'Noslēpums' } as const;
    const opinions = [{ commitment: 1, rating: 'complete', text: 'Slepenība' }];
    for (let calls = 0; calls < 60; calls++) {
      const on = await aPublication();
      const first = await on.submit({ ...secret, opinions });
      const second = await on.submit({ ...secret, publication: 'named', opinions });
      on.clock.advance(30_000);
      const dying = on.dying(calls, calls % 2 === 0 ? 'before' : 'after');
      const input = anInput({ ...secret, opinions });
      const request = await on.requestFor(second);
      await dying.revise.edit(request, () => input).catch(() => undefined);
      await on.revise.edit(request, () => input);
      await dying.run().catch(() => undefined);
      await on.settle();
      const bytes = publicBytes(on);
      for (const word of ['Noslēpums', 'Slepenība', 'slepen', 'noslēpums', 'complete']) {
        expect(bytes).not.toContain(word);
      }
      expect(bytes).not.toContain(first.reference);
    }
  });
});

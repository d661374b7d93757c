import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DEFAULT_RETENTION } from '../../shared/domain/retention.ts';
import { suppressionFor } from '../../shared/domain/suppression.ts';
import { releaseAddress } from '../../shared/usecases/release-address.ts';
import { keyOf, keysOf } from '../support/ports.ts';
import {
  aReportedAddress,
  EMAIL,
  report,
  type ReportedAddress,
} from '../support/reported-address.ts';

type Store = ReportedAddress['store'];

describe('a release and a report at the same time', () => {
  /**
   * A store that counts its calls. Just before the call with the number `step` it runs `between`
   * completely.
   */
  function interleaved(own: Store, step: number, between: () => Promise<unknown>) {
    let calls = 0;
    const store = Object.fromEntries(
      Object.entries(own).map(([name, method]) => {
        // A key is computed without a call of the database.
        if (typeof method !== 'function' || name.endsWith('Key')) return [name, method];
        const call = method as (...about: unknown[]) => unknown;
        return [
          name,
          async (...about: unknown[]) => {
            calls += 1;
            if (calls === step) await between();
            return call(...about);
          },
        ];
      }),
    ) as unknown as Store;
    return { store, hasPassed: () => calls >= step };
  }

  const PAST = [
    ['nothing', []],
    ['a bounce', ['hard']],
    ['a bounce that was released', ['hard', 'release']],
  ] as const;
  // The release is at 12:05. The bounce was before it, the complaint is after it.
  const NOW = ['hard', 'complained', 'soft'] as const;
  const CASES = PAST.flatMap(([past, steps]) =>
    NOW.map((event) => ({ past, steps, event }) as const),
  );

  const release = async ({ clock, store: own }: ReportedAddress, store = own) =>
    releaseAddress({ store, clock, retention: DEFAULT_RETENTION })(await keysOf(EMAIL));

  async function anAddress(steps: readonly ('hard' | 'release')[]) {
    const on = aReportedAddress();
    const { tags } = await on.aSentMail('announcement');
    for (const step of steps) {
      if (step === 'hard') await on.recording()(report(step, tags));
      else await release(on);
    }
    return { on, tags };
  }

  async function expectConverged(on: ReportedAddress) {
    const rows = await on.store.listAudit(await keysOf(EMAIL));
    expect(await on.suppression()).toEqual(suppressionFor(rows));
  }

  it.each(CASES)(
    'leave what follows from all rows, at any moment of the release: $event after $past',
    async ({ steps, event }) => {
      for (let step = 1; ; step++) {
        const { on, tags } = await anAddress(steps);
        const { store, hasPassed } = interleaved(on.store, step, () => release(on));
        await on.recording(store)(report(event, tags));
        if (!hasPassed()) break;
        await expectConverged(on);
      }
    },
  );

  it.each(CASES)(
    'leave what follows from all rows, at any moment of the report: $event after $past',
    async ({ steps, event }) => {
      for (let step = 1; ; step++) {
        const { on, tags } = await anAddress(steps);
        const { store, hasPassed } = interleaved(on.store, step, () =>
          on.recording()(report(event, tags)),
        );
        await release(on, store);
        if (!hasPassed()) break;
        await expectConverged(on);
      }
    },
  );

  it('leave what follows from all rows when a second report comes as well, in any order of all steps', async () => {
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), async (order) => {
        const { on, tags } = await anAddress(['hard']);
        const store = Object.fromEntries(
          Object.entries(on.store).map(([name, method]) => [
            name,
            name.endsWith('Suppression') || name.endsWith('Audit')
              ? order.scheduleFunction(method as (...about: unknown[]) => Promise<unknown>)
              : method,
          ]),
        ) as unknown as Store;
        await order.waitFor(
          Promise.all([
            on.recording(store)(report('listed', tags)),
            on.recording(store)(report('complained', tags)),
            release(on, store),
          ]),
        );
        await expectConverged(on);
      }),
      { numRuns: 60 },
    );
  });

  it('keep an erased address suppressed when no row says that it was released', async () => {
    const { on, tags } = await anAddress(['hard']);
    await on.store.eraseAddress(await keyOf(EMAIL), []);
    await on.recording()(report('soft', tags));
    expect(await on.suppression()).toMatchObject({ reason: 'bounce' });
  });
});

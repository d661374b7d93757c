import { beforeEach, describe, expect, it } from 'vitest';
import type { Consultation } from '../../shared/domain/consultation.ts';
import { DAY_MS, MINUTE_MS, plus } from '../../shared/domain/time.ts';
import type { LogSigner } from '../../shared/ports/log-keys.ts';
import { sealLogs } from '../../shared/usecases/seal-logs.ts';
import {
  aConsultation,
  anInput,
  aPublishedDraft,
  aSubmission,
  at,
  aUnit,
} from '../support/builders.ts';
import { aSimulatedTable } from '../support/engines.ts';
import { aSigner, entriesOf, LOG_SIGNER, rootByDefinition } from '../support/log.ts';
import { SOURCE, StandingClock } from '../support/ports.ts';
import { type UseCases, useCasesOn } from '../support/use-cases.ts';

const consultation = aConsultation();
const { id } = consultation;
const QUARTER = 15 * MINUTE_MS;

let clock: StandingClock;
let under: ReturnType<typeof aSimulatedTable>;
let on: UseCases;
beforeEach(async () => {
  clock = new StandingClock('2027-01-05T10:00:00Z');
  under = aSimulatedTable();
  on = useCasesOn(under, clock);
  await on.store.saveUnit(aUnit());
  await on.store.addDraft(id, aPublishedDraft());
  await on.store.saveConsultation(consultation);
});

function sealing(store = on.store, signer: LogSigner = LOG_SIGNER) {
  const siteUrl = 'https://site.example';
  return sealLogs({ store, signer, clock, journal: on.journal, siteUrl });
}

async function submit(organisation: string) {
  const { opinions, ...author } = anInput({ organisation });
  const outcome = await on.submit(id, () => ({ ...author, opinions }), { source: SOURCE });
  if (outcome.outcome !== 'stored') throw new Error(outcome.outcome);
  return outcome.submission;
}

async function sealLater(): Promise<void> {
  clock.advance(QUARTER);
  await on.seal();
}

describe('a log', () => {
  it('begins with its key, the dates and the draft', async () => {
    await on.seal();
    expect(await entriesOf(on.store, id)).toMatchObject([
      { kind: 'key', key: expect.stringMatching(/^site.example\/log\/nap2-midterm-review\+/u) },
      { kind: 'dates', opensAt: consultation.opensAt, closesAt: consultation.closesAt },
      { kind: 'draft', version: 1 },
    ]);
    const [seal] = await on.store.newestSeals(id, 1);
    expect(seal).toMatchObject({ first: 0, size: 3 });
    expect(seal?.checkpoint).toMatch(/^site.example\/log\/nap2-midterm-review\n3\n/u);
  });

  it('tells what was received, and in the next digest', async () => {
    const first = await submit('Pirmā');
    await sealLater();
    clock.set('2027-01-11T06:00:00Z');
    await on.runDigests(clock.now());
    await on.report('delivered', on.mails.taken.at(-1) ?? expect.fail('No mail'));
    await sealLater();
    const entries = (await entriesOf(on.store, id)).slice(3);
    expect(entries).toMatchObject([
      { kind: 'submission', at: first.receivedAt, version: 1, units: ['change-management'] },
      { kind: 'digest', number: 1, count: 1, entries: { from: 0, to: 4 }, mailboxes: 1 },
      { kind: 'delivery', number: 1, mailbox: 1, outcome: 'accepted' },
    ]);
    const text = JSON.stringify(entries);
    expect(text).not.toContain(first.reference);
    expect(text).not.toContain('Pirmā');
    expect(await on.store.findLoggedDigest(id, 'change-management', 1)).toEqual({
      place: 4,
      deliveries: { 1: 5 },
    });
  });

  it('notes dates, drafts and digests beside the log, as their entries stand', async () => {
    await submit('Pirmā');
    await sealLater();
    clock.set('2027-01-11T06:00:00Z');
    await on.runDigests(clock.now());
    await on.report('delivered', on.mails.taken.at(-1) ?? expect.fail('No mail'));
    await sealLater();
    const entries = await entriesOf(on.store, id);
    expect(await on.store.readNotes(id)).toEqual({
      dates: [{ place: 1, entry: entries[1] }],
      drafts: [{ place: 2, entry: entries[2] }],
      digests: [{ place: 4, deliveries: { 1: 5 }, told: entries[4], outcomes: { 1: 'accepted' } }],
    });
  });

  it('writes nothing if nothing is new', async () => {
    await submit('Pirmā');
    await sealLater();
    const before = await on.store.findLog(id);
    await sealLater();
    expect(await on.store.findLog(id)).toEqual(before);
  });

  it('is left to the next run when the time of a run is over, and the run says so', async () => {
    await submit('Pirmā');
    clock.advance(2 * QUARTER);
    const slow = sealing(
      watched(on.store, () => {
        clock.advance(30_000);
        return Promise.resolve();
      }),
    );
    expect(await slow()).toMatchObject([{ consultation: id, outcome: 'left' }]);
    expect(on.journal.counts.get('SealingsLeft')).toBe(1);
    expect(await on.seal()).toMatchObject([{ consultation: id, outcome: 'done' }]);
    expect(on.journal.counts.get('SealingsLeft')).toBe(1);
    expect(on.journal.counts.get('SealingSucceeded')).toBe(2);
  });

  it('has the root of its entries', async () => {
    for (const organisation of ['Viens', 'Divi', 'Trīs', 'Četri', 'Pieci']) {
      await submit(organisation);
      await sealLater();
    }
    const [seal] = await on.store.newestSeals(id, 1);
    const entries = await Array.fromAsync(on.store.streamEntries(id, 0, seal?.size ?? 0));
    const root = seal?.checkpoint.split('\n')[2];
    expect(root).toBe(rootByDefinition(entries).toString('base64'));
    expect(entries).toHaveLength(8);
  });
});

describe('sealing', () => {
  /** A week that has everything to tell, before it is sealed. */
  async function aWeek(): Promise<void> {
    await on.seal();
    await submit('Pirmā');
    clock.advance(1_000);
    await submit('Otrā');
    clock.set('2027-01-11T06:00:00Z');
    await on.runDigests(clock.now());
    await on.report('delivered', on.mails.taken.at(-1) ?? expect.fail('No mail'));
    clock.advance(QUARTER);
  }

  type Everything = Awaited<ReturnType<typeof everything>>;

  /** Every checkpoint that was signed is of a tree with which the log still begins. */
  async function expectOneTree(): Promise<void> {
    const seals = await on.store.newestSeals(id, 10);
    const written = await Array.fromAsync(on.store.streamEntries(id, 0, seals[0]?.size ?? 0));
    const roots = seals.map(({ size }) => rootByDefinition(written.slice(0, size)));
    expect(seals.map(({ checkpoint }) => checkpoint.split('\n')[2])).toEqual(
      roots.map((root) => root.toString('base64')),
    );
  }

  /** Everything that anybody sees of the log. */
  async function everything() {
    const seals = await on.store.newestSeals(id, 10);
    const withoutTime = seals.map(({ sealedAt: _, ...seal }) => seal);
    return { entries: await entriesOf(on.store, id), seals: withoutTime };
  }

  /** Calls `act` at each moment of a sealing in turn, each time on the same table. */
  async function atEachMoment(
    act: (isNow: (moment: number) => boolean, wanted: Everything) => Promise<void>,
  ) {
    await aWeek();
    const before = under.engine.dump();
    await on.seal();
    const wanted = await everything();
    expect(wanted.entries).toHaveLength(7);
    let moment = 0;
    let isReached = true;
    while (isReached) {
      moment += 1;
      isReached = false;
      under.engine.restore('sadzirdets', before);
      clock.set('2027-01-11T06:15:00Z');
      await act((now) => {
        const isNow = now === moment;
        isReached ||= isNow;
        return isNow;
      }, wanted);
      await expectOneTree();
    }
    expect(moment).toBeGreaterThan(20);
  }

  it('makes the same log when it is killed at any moment', async () => {
    await atEachMoment(async (isNow, wanted) => {
      const run = sealing(
        watched(on.store, (now) =>
          isNow(now) ? Promise.reject(new Error('killed')) : Promise.resolve(),
        ),
      );
      await run().catch(() => undefined);
      const left = await on.store.findLog(id);
      // What has come since is in a step of its own, once the step before is planned.
      clock.advance(QUARTER);
      await submit('Vēlā');
      clock.advance(QUARTER);
      await on.seal();
      const { entries, seals } = await everything();
      expect(entries).toHaveLength(8);
      if (left?.state.plan === undefined && left?.state.size === 3) return;
      expect(entries.slice(0, 7)).toEqual(wanted.entries);
      expect(seals.slice(1)).toEqual(wanted.seals);
    });
  });

  it('makes the same log when another run overtakes it at any moment', async () => {
    await atEachMoment(async (isNow, wanted) => {
      await sealing(
        watched(on.store, async (now) => {
          if (isNow(now)) await on.seal();
        }),
      )();
      expect(await everything()).toEqual(wanted);
    });
  });

  it('signs nothing if something else stands where it writes', async () => {
    await on.seal();
    await on.store.addEntries(id, 3, ['{"kind":"invented"}']);
    await submit('Pirmā');
    clock.advance(QUARTER);
    await expect(on.seal()).rejects.toThrow(/1 sealings failed/u);
    expect(await on.store.newestSeals(id, 9)).toHaveLength(1);
  });

  it('holds a restored table until it is adopted, and then goes on under another name', async () => {
    await aWeek();
    const backup = under.engine.dump();
    await on.seal();
    under.engine.restore('restored', backup);
    await expect(on.seal()).rejects.toThrow(/restored from a backup/u);
    await on.store.adopt();
    await on.seal();
    const [seal] = await on.store.newestSeals(id, 1);
    expect(seal?.checkpoint).toMatch(/^site.example\/log\/nap2-midterm-review\/2\n9\n/u);
    expect((await entriesOf(on.store, id)).slice(3)).toMatchObject([
      { kind: 'key', key: expect.stringContaining('nap2-midterm-review/2+') },
      { kind: 'restored', origin: 'site.example/log/nap2-midterm-review', size: 3 },
      { kind: 'submission' },
      { kind: 'submission' },
      { kind: 'digest', entries: { from: 0, to: 7 }, count: 2 },
      { kind: 'delivery' },
    ]);
  });

  it('takes a new key into the log, with the signatures of both', async () => {
    await aWeek();
    await on.seal();
    const signer = aSigner(1, 2);
    clock.advance(QUARTER);
    await sealing(on.store, signer)();
    const [rotated] = await on.store.newestSeals(id, 1);
    expect(rotated?.checkpoint.match(/^— /gmu)).toHaveLength(2);
    await submit('Pēc tam');
    clock.advance(QUARTER);
    await sealing(on.store, signer)();
    const [later] = await on.store.newestSeals(id, 1);
    expect(later?.checkpoint.match(/^— /gmu)).toHaveLength(1);
    expect((await entriesOf(on.store, id)).slice(7)).toMatchObject([
      { kind: 'key' },
      { kind: 'submission' },
    ]);
  });

  it('tells edits and withdrawals as versions under one name', async () => {
    const first = await submit('Pirmā');
    const { edit, withdraw } = on.revise;
    clock.advance(MINUTE_MS);
    const typed = anInput({ opinions: [{ commitment: 1, rating: null, text: 'Cits' }] });
    await edit(await on.revision(id, first.reference), () => typed);
    clock.advance(MINUTE_MS);
    await withdraw(await on.revision(id, first.reference));
    await sealLater();
    const told = (await entriesOf(on.store, id)).filter((one) => one.kind === 'submission');
    expect(told.map(({ version, state }) => [version, state])).toEqual([
      [1, 'received'],
      [2, 'edited'],
      [3, 'withdrawn'],
    ]);
    expect(new Set(told.map(({ submission }) => submission)).size).toBe(1);
    expect(new Set(told.map(({ content }) => content)).size).toBe(3);
  });

  it('tells the closing, and dates that were moved', async () => {
    await submit('Pirmā');
    clock.set('2027-05-01T00:10:00Z');
    await on.seal();
    expect((await entriesOf(on.store, id)).slice(3)).toMatchObject([
      { kind: 'submission' },
      { kind: 'closed', at: consultation.closesAt },
    ]);
    const closesAt = plus(clock.now(), 7 * DAY_MS);
    await on.store.saveConsultation({ ...consultation, closesAt });
    await submit('Otrā');
    await sealLater();
    expect((await entriesOf(on.store, id)).slice(5)).toMatchObject([
      { kind: 'dates', closesAt },
      { kind: 'submission' },
    ]);
  });

  it('tells new versions of the draft and acts of moderation', async () => {
    const first = await submit('Pirmā');
    const draft = aPublishedDraft({ version: 2 });
    await on.store.addDraft(id, draft);
    await on.store.saveConsultation({ ...consultation, draft: { ...draft } });
    const act = { kind: 'hide', rule: 'personal-data', parts: [] } as const;
    const { reference } = first;
    const receivedAt = plus(first.receivedAt, 1);
    await on.store.addAct({ ...act, consultation: id, reference, receivedAt }, clock.now());
    await sealLater();
    expect((await entriesOf(on.store, id)).slice(2)).toMatchObject([
      { kind: 'draft', version: 1 },
      { kind: 'draft', version: 2 },
      { kind: 'submission' },
      { kind: 'moderation', act: 'hidden', rule: 'personal-data', at: receivedAt },
    ]);
  });

  it('tells an act of moderation by an operator whose clock is slow', async () => {
    const { reference } = await submit('Pirmā');
    clock.advance(QUARTER);
    await on.project();
    clock.advance(2 * QUARTER);
    await on.seal();
    const now = clock.now();
    clock.set(plus(now, -10 * MINUTE_MS));
    expect(await on.moderate.hide(reference, 'personal-data')).toMatchObject({ outcome: 'done' });
    clock.set(now);
    await sealLater();
    expect((await entriesOf(on.store, id)).at(-1)).toMatchObject({ kind: 'moderation' });
  });

  it('tells a mailbox that bounced, and then got the digest again', async () => {
    await submit('Pirmā');
    clock.set('2027-01-11T06:00:00Z');
    await on.runDigests(clock.now());
    await on.report('bounced', on.mails.taken.at(-1) ?? expect.fail('No mail'));
    await sealLater();
    clock.set('2027-01-12T06:00:00Z');
    await on.runDigests(clock.now());
    await on.report('delivered', on.mails.taken.at(-1) ?? expect.fail('No mail'));
    await sealLater();
    const told = (await entriesOf(on.store, id)).filter((one) => one.kind === 'delivery');
    expect(told.map(({ number, mailbox, outcome }) => [number, mailbox, outcome])).toEqual([
      [1, 1, 'bounced'],
      [1, 1, 'accepted'],
    ]);
  });

  it('reads the digests of a unit once in a step, whatever it looks for in them', async () => {
    const read: (readonly [unit: string, number: number])[] = [];
    const seal = sealing({
      ...on.store,
      digestsFrom: async (unit, number) => {
        read.push([unit, number]);
        return on.store.digestsFrom(unit, number);
      },
    });
    const afterDigest = async (week: string) => {
      await submit(week);
      clock.set(week);
      await on.runDigests(clock.now());
      clock.advance(QUARTER);
      await seal();
      return read.splice(0);
    };
    const unit = 'change-management';
    expect(await afterDigest('2027-01-11T06:00:00Z')).toEqual([[unit, 1]]);
    expect(await afterDigest('2027-01-18T06:00:00Z')).toEqual([[unit, 1]]);
    const digests = (await entriesOf(on.store, id)).filter(({ kind }) => kind === 'digest');
    expect(digests).toMatchObject([{ number: 1 }, { number: 2 }]);
  });

  it('seals a thousand versions in a step, in the order of receipt', async () => {
    const sharded: Consultation = { ...consultation, shards: 4 };
    for (let seed = 1; seed <= 1_100; seed++) {
      const receivedAt = plus(at('2027-01-05T10:00:00Z'), Math.floor(seed / 3));
      await on.store.addSubmission(
        sharded,
        aSubmission({ consultation: sharded, seed, receivedAt }),
      );
    }
    await on.store.saveConsultation(sharded);
    await sealLater();
    const seals = await on.store.newestSeals(id, 9);
    expect(seals.map(({ size }) => size)).toEqual([1_103, 1_004]);
    const entries = await entriesOf(on.store, id);
    const times = entries.filter(({ kind }) => kind === 'submission').map((one) => one.at);
    expect(times).toEqual(times.toSorted());
    const written = await Array.fromAsync(on.store.streamEntries(id, 0, 1_103));
    const root = rootByDefinition(written).toString('base64');
    expect(seals[0]?.checkpoint.split('\n')[2]).toBe(root);
  });
});

/**
 * Returns a store that calls `act` before and after each call. Calls are numbered from 1, two
 * numbers for each.
 */
function watched<Store extends object>(
  store: Store,
  act: (moment: number) => Promise<void>,
): Store {
  let moments = 0;
  return new Proxy(store, {
    get(target, name, receiver) {
      const member: unknown = Reflect.get(target, name, receiver);
      if (typeof member !== 'function') return member;
      return (...given: unknown[]) => {
        const made: unknown = Reflect.apply(member, target, given);
        if (!(made instanceof Promise)) return made;
        return (async () => {
          await act((moments += 1));
          const answer: unknown = await made;
          await act((moments += 1));
          return answer;
        })();
      };
    },
  });
}

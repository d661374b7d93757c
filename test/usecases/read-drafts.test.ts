import { beforeEach, describe, expect, it } from 'vitest';
import { withoutText } from '../../shared/domain/draft.ts';
import { publishConsultation } from '../../shared/usecases/publish-consultation.ts';
import { readDrafts } from '../../shared/usecases/read-drafts.ts';
import { aConsultation, aUnit } from '../support/builders.ts';
import { aFirstDraft, aSecondDraft } from '../support/drafts.ts';
import { aSimulatedTable, type TestTable } from '../support/engines.ts';
import { StandingClock, tokens } from '../support/ports.ts';

const clock = new StandingClock();
const { id, opensAt: from, closesAt: to, units: _, ...stated } = aConsultation();
const [first, second] = [aFirstDraft(), aSecondDraft()];

let under: TestTable;
let publish: (draft: unknown) => Promise<unknown>;
let reads: number;
let drafts: ReturnType<typeof readDrafts>;
beforeEach(() => {
  under = aSimulatedTable();
  const publishing = publishConsultation({ store: under.store, tokens, clock });
  publish = async (draft) =>
    publishing({ consultation: { ...stated, id, draft, open: { from, to } }, units: [aUnit()] });
  reads = 0;
  const findDraft: typeof under.store.findDraft = async (...which) => {
    reads += 1;
    return under.store.findDraft(...which);
  };
  drafts = readDrafts({ store: { ...under.store, findDraft }, clock });
});

describe('a draft that is published', () => {
  it('keeps its text in its own row, and leaves the consultation small', async () => {
    await publish(first);
    expect((await under.store.findConsultation(id))?.draft).toEqual(withoutText(first));
    expect(await under.store.findDraft(id, 1)).toEqual(first);
  });

  it.each([
    ['introduction', { introduction: { lv: 'Cits', en: 'Another' } }],
    ['documents', { documents: [] }],
    ['commitments', { commitments: aFirstDraft('cits').commitments }],
  ])('never changes its %s under the same number', async (_field, changes) => {
    await publish(first);
    expect(await publish({ ...first, ...changes })).toEqual({
      outcome: 'refused',
      failures: [{ pointer: '/consultation/draft/version', fault: 'repeated' }],
    });
    expect(await under.store.findDraft(id, 1)).toEqual(first);
  });

  it('can be read in each version, with the consultation as it stands now', async () => {
    await publish(first);
    await publish(second);
    const consultation = await under.store.findConsultation(id);
    expect(await drafts.open(id, '1')).toEqual({ consultation, draft: first });
    expect(await drafts.open(id, '2')).toEqual({ consultation, draft: second });
    expect(consultation?.draft.version).toBe(2);
  });

  it('is found with the version before it, and the first with none', async () => {
    await publish(first);
    await publish({ ...second, version: 7 });
    expect(await drafts.openWithBefore(id, '7')).toMatchObject({
      draft: { version: 7 },
      before: first,
    });
    expect(await drafts.openWithBefore(id, '1')).toMatchObject({ draft: first, before: null });
  });
});

describe('a version', () => {
  it.each(['2', '0', '01', 'x', ''])('that was never published is not found: %j', async (typed) => {
    await publish(first);
    expect(await drafts.open(id, typed)).toBeNull();
    expect(await drafts.openWithBefore(id, typed)).toBeNull();
    expect(await drafts.open('another', '1')).toBeNull();
  });

  it('is read once in ten minutes', async () => {
    await publish(first);
    const consultation = { ...aConsultation(), draft: withoutText(first) };
    for (let time = 0; time < 3; time++) expect(await drafts.newest(consultation)).toEqual(first);
    expect(reads).toBe(1);
    clock.advance(10 * 60_000);
    await drafts.newest(consultation);
    expect(reads).toBe(2);
  });

  it('is found as soon as it is published, though it was asked for before', async () => {
    await publish(first);
    expect(await drafts.open(id, '2')).toBeNull();
    await publish(second);
    expect(await drafts.open(id, '2')).toMatchObject({ draft: second });
  });

  it('that a consultation shows and the table has lost is a fault', async () => {
    await expect(drafts.newest(aConsultation())).rejects.toThrow(
      'Version 1 of the draft of nap2-midterm-review is not there',
    );
  });
});

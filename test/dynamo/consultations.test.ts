import { expect, it } from 'vitest';
import { MAX_DRAFT_BYTES } from '../../shared/domain/draft.ts';
import { aPublishedDraft, at, aUnit } from '../support/builders.ts';
import { aLargeDraft } from '../support/drafts.ts';
import { describeStores } from '../support/stores.ts';

describeStores('consultations and units', (under) => {
  it('come back as they were saved, and the last save stays', async () => {
    const consultation = under.ownConsultation();
    expect(await under.store.findConsultation(consultation.id)).toBeNull();
    await under.store.saveConsultation(consultation);
    const longer = { ...consultation, closesAt: at('2028-01-01T00:00:00Z') };
    await under.store.saveConsultation(longer);
    expect(await under.store.findConsultation(consultation.id)).toEqual(longer);
    expect(await under.store.listConsultations()).toContainEqual(longer);

    const unit = aUnit({ id: 'ethics', mailboxes: [] });
    await under.store.saveUnit(unit);
    expect(await under.store.findUnit('ethics')).toEqual(unit);
    expect(await under.store.listUnits()).toEqual([unit]);
    expect(await under.store.findUnit('nobody')).toBeNull();
  });

  it('that two save at once stay as one of the two saved them', async () => {
    const before = under.ownConsultation();
    await under.store.saveConsultation(before);
    const one = { ...before, opensAt: at('2027-02-01Z'), closesAt: at('2027-03-01Z') };
    const other = { ...before, summary: { lv: 'Cits', en: 'Another' } };
    await Promise.all([one, other].map(async (after) => under.store.saveConsultation(after)));
    expect([one, other]).toContainEqual(await under.store.findConsultation(before.id));
  });

  it('keep a draft version as it was first published', async () => {
    const { id } = under.ownConsultation();
    const draft = aPublishedDraft();
    expect(await under.store.addDraft(id, draft)).toBe('added');
    expect(await under.store.addDraft(id, structuredClone(draft))).toBe('same');
    const other = { ...draft, commitments: draft.commitments.slice(1) };
    expect(await under.store.addDraft(id, other)).toBe('taken');
    expect(await under.store.addDraft(id, { ...other, version: 2 })).toBe('added');
    expect(await under.store.findDraft(id, 1)).toEqual(draft);
    expect(await under.store.findDraft(id, 2)).toEqual({ ...other, version: 2 });
    expect(await under.store.findDraft(id, 3)).toBeNull();
  });

  it('hold the largest draft, with room in its item for another 10 KB', async () => {
    const { id } = under.ownConsultation();
    const draft = aLargeDraft('apņemšanās ', MAX_DRAFT_BYTES + 10_000);
    expect(await under.store.addDraft(id, draft)).toBe('added');
    expect(await under.store.findDraft(id, draft.version)).toEqual(draft);
  });

  it('find the draft version before another one, also across numbers that were left out', async () => {
    const { id } = under.ownConsultation();
    for (const version of [2, 9, 10, 1_000]) {
      await under.store.addDraft(id, aPublishedDraft({ version }));
    }
    const before = async (version: number) =>
      (await under.store.draftBefore(id, version))?.version ?? null;
    expect(await before(2)).toBeNull();
    expect(await before(9)).toBe(2);
    expect(await before(10)).toBe(9);
    expect(await before(1_000)).toBe(10);
    expect(await before(9_999)).toBe(1_000);
    expect(await under.store.draftBefore(under.ownConsultation().id, 9)).toBeNull();
  });
});

import { beforeEach, describe, expect, it } from 'vitest';
import type { Consultation } from '../../shared/domain/consultation.ts';
import { DAY_MS, type Instant, MINUTE_MS, plus } from '../../shared/domain/time.ts';
import { RecordView, recordView } from '../../shared/http/record.ts';
import { countReach } from '../../shared/usecases/announcement-progress.ts';
import { makeRecord } from '../../shared/usecases/consultation-record.ts';
import {
  aConfirmed,
  aConsultation,
  anInput,
  aPublishedDraft,
  at,
  aUnit,
} from '../support/builders.ts';
import { aSimulatedTable } from '../support/engines.ts';
import { entriesOf } from '../support/log.ts';
import { SOURCE, StandingClock, storeSubscription } from '../support/ports.ts';
import { type UseCases, useCasesOn } from '../support/use-cases.ts';

const START = at('2027-01-04T09:00:00Z');
const MONDAY = at('2027-01-11T06:00:00Z');
const closesAt = at('2027-01-15T00:00:00Z');
const consultation = aConsultation({ closesAt });
const { id } = consultation;

let clock: StandingClock;
let on: UseCases;
beforeEach(async () => {
  clock = new StandingClock(START);
  on = useCasesOn(aSimulatedTable(), clock);
  await on.store.saveUnit(aUnit());
  await on.store.addDraft(id, aPublishedDraft());
  await on.store.saveConsultation(consultation);
});

const recordOf = async (about: Consultation = consultation) =>
  makeRecord({ store: on.store, clock })(about);

async function submit(organisation: string) {
  const { opinions, ...author } = anInput({ organisation });
  const outcome = await on.submit(id, () => ({ ...author, opinions }), { source: SOURCE });
  if (outcome.outcome !== 'stored') throw new Error(outcome.outcome);
  return outcome.submission;
}

async function sealAt(time: Instant): Promise<void> {
  clock.set(time);
  await on.seal();
}

async function project(): Promise<void> {
  clock.advance(MINUTE_MS);
  await on.project();
}

/** Runs the digests of a day, and has the mailbox accept or refuse the mail. */
async function tell(day: Instant, event: 'delivered' | 'bounced'): Promise<void> {
  clock.set(day);
  await on.runDigests(day);
  await on.report(event, on.mails.taken.at(-1) ?? expect.fail('No mail'));
  await sealAt(plus(day, 15 * MINUTE_MS));
}

describe('the record of a consultation', () => {
  it('says before anything is written that it does not know', async () => {
    const record = await recordOf();
    expect(record).toMatchObject({
      state: 'open',
      window: { days: 11, logged: [] },
      drafts: [{ version: 1, logged: null }],
      announcements: [],
      received: null,
      units: [{ id: 'change-management', digests: [] }],
      log: null,
    });
    expect(record.rules.map(({ rule, verdict }) => [rule, verdict])).toEqual([
      ['dialogue', 'unknown'],
      ['readable', 'pass'],
      ['invited', 'fail'],
      ['answered', 'unknown'],
    ]);
  });

  it('tells dates and drafts as the log does, with their places and hashes', async () => {
    await sealAt(START);
    const moved = { ...consultation, closesAt: plus(closesAt, DAY_MS) };
    const second = aPublishedDraft({ version: 2 });
    await on.store.addDraft(id, second);
    await on.store.saveConsultation({ ...moved, draft: { ...consultation.draft, version: 2 } });
    await sealAt(plus(START, 15 * MINUTE_MS));
    const { window, drafts, log } = await recordOf(moved);
    const entries = await entriesOf(on.store, id);
    const [, dates, draft, later, laterDraft] = entries;
    expect(window.logged).toMatchObject([
      { entry: 1, loggedAt: dates?.at, closesAt },
      { entry: 3, loggedAt: later?.at, closesAt: plus(closesAt, DAY_MS) },
    ]);
    expect(drafts).toEqual([
      { version: 1, logged: { at: draft?.at, entry: 2, sha256: hashIn(draft) } },
      { version: 2, logged: { at: laterDraft?.at, entry: 4, sha256: hashIn(laterDraft) } },
    ]);
    const [seal] = await on.store.newestSeals(id, 1);
    expect(log).toEqual({
      size: 5,
      upTo: seal?.upTo,
      sealedAt: seal?.sealedAt,
      checkpoint: seal?.checkpoint,
      isFinal: false,
    });
  });

  it('shows nothing of the log that no checkpoint holds yet', async () => {
    await sealAt(START);
    const [, , draft] = await entriesOf(on.store, id);
    if (draft?.kind !== 'draft') throw new Error('No draft');
    await on.store.noteEntry(id, 3, { ...draft, version: 2 });
    expect((await recordOf()).drafts.map(({ version }) => version)).toEqual([1]);
  });

  it('counts submissions, versions and parts, also those hidden by a rule and withdrawn', async () => {
    const [first, second, third] = [await submit('A'), await submit('B'), await submit('C')];
    await project();
    expect((await recordOf()).received).toMatchObject({
      submissions: { received: 3, versions: 3, withdrawn: 0 },
      parts: { received: 3, published: 3, hidden: 0, hiddenByRule: [] },
    });
    clock.advance(MINUTE_MS);
    await on.revise.withdraw(await on.revision(id, first.reference));
    await on.moderate.hide(second.reference, 'off-topic');
    await on.moderate.hide(third.reference, 'personal-data');
    await project();
    const { received } = await recordOf();
    expect(received).toMatchObject({
      submissions: { received: 3, versions: 4, withdrawn: 1 },
      parts: { received: 3, published: 0, unpublished: 0, hidden: 2, withdrawn: 1 },
    });
    expect(received?.parts.hiddenByRule?.toSorted((a, b) => (a.rule < b.rule ? -1 : 1))).toEqual([
      { rule: 'off-topic', parts: 1 },
      { rule: 'personal-data', parts: 1 },
    ]);
  });

  it('says how many may be published but are not yet', async () => {
    await submit('A');
    await project();
    const { received } = await recordOf({ ...consultation, publishes: 'after-closing' });
    expect(received?.parts).toMatchObject({ received: 1, published: 0, unpublished: 1 });
  });

  it('does not know submissions of a projection that was begun without counting them', async () => {
    const stored = await on.store.openProjection(consultation);
    const { submissions: _, ...before } = stored.projection;
    await on.store.moveProjection(stored, before);
    await submit('A');
    await project();
    expect((await recordOf()).received).toMatchObject({
      submissions: null,
      parts: { received: 1, hiddenByRule: null },
    });
  });

  it('tells each digest, and how many mailboxes have accepted it', async () => {
    await submit('A');
    await tell(MONDAY, 'bounced');
    const [unit] = (await recordOf()).units;
    const entries = await entriesOf(on.store, id);
    const entry = entries.findIndex(({ kind }) => kind === 'digest');
    expect(unit?.digests).toEqual([
      {
        number: 1,
        day: '2027-01-11',
        window: { from: at('1970-01-01T00:00Z'), to: plus(MONDAY, -5 * MINUTE_MS) },
        count: 1,
        mailboxes: 1,
        accepted: 0,
        entry,
      },
    ]);
    await tell(plus(MONDAY, 7 * DAY_MS), 'delivered');
    const [later] = (await recordOf()).units;
    expect(later?.digests).toMatchObject([
      { number: 1, accepted: 0 },
      { number: 2, count: 0, accepted: 1 },
    ]);
  });

  it('is final once the log tells of the closing, of the last digest, and of its mails', async () => {
    await submit('A');
    await tell(MONDAY, 'delivered');
    await tell(plus(MONDAY, 7 * DAY_MS), 'delivered');
    const isFinal = async () => (await recordOf()).log?.isFinal;
    expect(await isFinal()).toBe(false);
    await sealAt(plus(MONDAY, 22 * DAY_MS));
    expect(await isFinal()).toBe(true);
  });

  it('is not final before each of its units has had its last digest', async () => {
    await submit('A');
    await tell(plus(MONDAY, 7 * DAY_MS), 'delivered');
    await on.store.saveUnit(aUnit({ id: 'second', mailboxes: ['second@unit.example'] }));
    const units = [...consultation.units, 'second'];
    await on.store.saveConsultation({ ...consultation, units });
    await sealAt(plus(MONDAY, 22 * DAY_MS));
    expect((await recordOf()).log?.isFinal).toBe(true);
    expect((await recordOf({ ...consultation, units })).log?.isFinal).toBe(false);
  });

  it('names the announcements about it that have gone out, and to how many addresses', async () => {
    for (const email of ['anna@list.example', 'ilze@list.example', 'zane@list.example']) {
      await storeSubscription(on.store, aConfirmed({ email }));
    }
    await announce('another', clock.now());
    await announce('later', plus(closesAt, DAY_MS), { consultation: id });
    await on.minutes(3);
    on.mails.taken.splice(0);
    await announce('results-2027', clock.now(), { consultation: id });
    await on.minutes(3);
    expect(on.mails.taken).toHaveLength(3);
    const [mail, other] = on.mails.taken;
    await on.report('delivered', mail ?? expect.fail('No mail'));
    await on.report('bounced', other ?? expect.fail('No mail'));
    expect((await recordOf()).announcements).toMatchObject([
      { id: 'results-2027', kind: 'written', topic: 'results', reach: null },
    ]);
    await countReach({ store: on.store, clock })();
    expect((await recordOf()).announcements).toMatchObject([
      {
        id: 'results-2027',
        reach: { countedAt: clock.now(), complete: true, sent: 3, accepted: 1 },
      },
    ]);
  });

  it('says when an announcement went out, not for when it was planned', async () => {
    clock.set(plus(closesAt, 120 * DAY_MS));
    await announce('late-results', plus(closesAt, 9 * DAY_MS), { consultation: id });
    await on.minutes(1);
    const startedAt = clock.now();
    const { announcements, rules } = await recordOf({
      ...consultation,
      standards: { summaryDays: 30 },
    });
    expect(announcements).toMatchObject([{ id: 'late-results', sentAt: startedAt }]);
    expect(rules.find(({ rule }) => rule === 'summary')).toMatchObject({
      verdict: 'fail',
      because: 'answered-late',
      at: startedAt,
    });
  });

  it('is described by its schema, with words in both languages', async () => {
    await submit('A');
    await project();
    await tell(MONDAY, 'delivered');
    const standards = { shortestWindowDays: 30, noticeDays: 14, summaryDays: 60 };
    const view = recordView(await recordOf({ ...consultation, standards }));
    expect(RecordView.parse(JSON.parse(JSON.stringify(view)))).toEqual(view);
    expect(view.rules.find(({ rule }) => rule === 'window')).toMatchObject({
      verdict: 'fail',
      title: { lv: expect.stringContaining('30'), en: expect.stringContaining('30') },
      reason: { lv: expect.stringContaining('11'), en: expect.stringContaining('11') },
    });
    expect(JSON.stringify(view)).not.toContain('chancellery.example');
  });
});

async function announce(name: string, sendAt: Instant, about: object = {}): Promise<void> {
  const words = { subject: name, body: 'Teksts.' };
  const input = { id: name, topic: 'results', sendAt, lv: words, en: words, ...about };
  expect(await on.publishAnnouncement(input)).toMatchObject({ outcome: 'scheduled' });
}

function hashIn(entry: object | undefined): unknown {
  return entry !== undefined && 'sha256' in entry ? entry.sha256 : undefined;
}

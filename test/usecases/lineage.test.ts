import { beforeAll, describe, expect, it } from 'vitest';
import { createSubmission, withdrawSubmission } from '../../shared/domain/submission.ts';
import { DAY_MS, plus } from '../../shared/domain/time.ts';
import { CALL } from '../../shared/kinds/call/call.ts';
import { readInput } from '../../shared/kinds/submission-input.ts';
import { findLeads } from '../../shared/usecases/find-leads.ts';
import { publicIdOf } from '../../shared/usecases/public-facts.ts';
import { publishConsultation } from '../../shared/usecases/publish-consultation.ts';
import { showReceipt } from '../../shared/usecases/show-receipt.ts';
import {
  aCall,
  aConsultation,
  aProposal,
  aReference,
  aSubmission,
  at,
  aUnit,
} from '../support/builders.ts';
import { KeptJournal, KeptMails, StandingClock, tokens } from '../support/ports.ts';
import { mailSender } from '../support/sending.ts';
import { aSimulatedTable } from '../support/engines.ts';

const NOW = at('2027-06-01T09:00:00Z');
const call = aCall();
const email = 'ilze@pilseta.example';

let under: ReturnType<typeof aSimulatedTable>;
beforeAll(async () => {
  under = aSimulatedTable();
  await under.store.saveUnit(aUnit());
  await under.store.saveConsultation(call);
});

/** Stores a proposal under the reference that `seed` makes. */
async function aStoredProposal(seed: number) {
  const result = readInput(CALL, {
    ...aProposal({ title: 'KLIKŠĶINIET' }),
    contact: { name: 'Ilze', email },
  });
  if ('failures' in result) throw new Error(JSON.stringify(result.failures));
  const content = seed.toString(16).padStart(64, '0');
  const reference = aReference(seed);
  const identity = { reference, content, origin: content, logSecret: content };
  const submission = createSubmission(call, result.value, identity, at('2027-02-01T10:00:00Z'));
  await under.store.addSubmission(call, submission);
  return submission;
}

/** Publishes the plan, whose second commitment has grown from these proposals. */
function publishing(id: string, from: readonly string[], version = 1) {
  const { opensAt: _, closesAt: __, units: ___, ...described } = aConsultation({ id });
  const { commitments } = described.draft;
  const written = {
    consultation: {
      ...described,
      open: { from: NOW, to: plus(NOW, 30 * DAY_MS) },
      draft: {
        version,
        commitments: commitments.map((one) => (one.number === 2 ? { ...one, from } : one)),
      },
    },
    units: [aUnit()],
  };
  return publishConsultation({ store: under.store, tokens, clock: new StandingClock(NOW) })(
    written,
  );
}

/** Sends what is due, and returns the mails that tell of what has grown. */
async function sentMails() {
  const clock = new StandingClock(NOW);
  const mails = new KeptMails();
  const send = mailSender({
    store: under.store,
    send: mails.send,
    clock,
    journal: new KeptJournal(),
  });
  const { batches } = await under.store.dueItems(clock.now(), 100);
  for (const key of batches) await send(key);
  return mails.taken.filter(({ tags }) => tags['kind'] === 'lineage');
}

describe('a plan whose commitment has grown from proposals', () => {
  it('tells the author of each once, by the author’s own link, and quotes nothing', async () => {
    const [one, other] = [await aStoredProposal(41), await aStoredProposal(42)];
    // As people type them, with and without hyphens.
    const spelled = one.reference.replace(/(.{4})(.{4})(.{4})/u, '$1-$2-$3').toLowerCase();
    expect(await publishing('plan', [spelled, other.reference])).toMatchObject({
      outcome: 'published',
    });
    const mails = await sentMails();
    expect(mails.map(({ to }) => to)).toEqual([email, email]);
    for (const { text, html, subject } of mails) {
      expect(text).toContain('2. Apņemšanās Nr. 2');
      expect(text).toMatch(/^https:\/\/site\.example\/\w+\/edit\?key=\S+$/mu);
      expect(text).toContain('\nhttps://site.example/lv/plan\n');
      expect(subject + text + html).not.toContain('KLIKŠĶINIET');
    }
    await publishing('plan', [one.reference, other.reference], 2);
    expect(await sentMails()).toEqual([]);
  });

  it('is where the pages of the proposals lead', async () => {
    const one = await aStoredProposal(43);
    await publishing('second-plan', [one.reference]);
    const clock = new StandingClock(NOW);
    const receipt = await showReceipt({ store: under.store, clock })(call.id, one.reference);
    expect(receipt?.leadsTo).toMatchObject([
      { consultation: { id: 'second-plan' }, commitment: 2 },
    ]);
    const { findConsultation } = under.store;
    const leadsFrom = findLeads({ store: under.store, findConsultation });
    const id = publicIdOf(tokens, one, null);
    expect(await leadsFrom(call, ({ part }) => part === id)).toMatchObject([{ commitment: 2 }]);
    expect(await leadsFrom(call, ({ part }) => part === 'another')).toEqual([]);
    expect(await leadsFrom(aConsultation(), () => true)).toEqual([]);
  });

  it('is refused, with the place of the fault, when there is no such proposal or it is withdrawn', async () => {
    const [stands, gone] = [await aStoredProposal(44), await aStoredProposal(45)];
    await under.store.addSubmission(call, withdrawSubmission(gone, at('2027-02-02T10:00:00Z')));
    const from = [stands.reference, gone.reference, aReference(46)];
    expect(await publishing('third-plan', from)).toEqual({
      outcome: 'refused',
      failures: [1, 2].map((place) => ({
        pointer: `/consultation/draft/commitments/1/from/${place}`,
        fault: 'not-allowed',
      })),
    });
    expect(await under.store.findConsultation('third-plan')).toBeNull();
    const review = aConsultation({ id: 'a-review' });
    const opinion = aSubmission({ consultation: review, seed: 47 });
    await under.store.saveConsultation(review);
    await under.store.addSubmission(review, opinion);
    expect(await publishing('third-plan', [opinion.reference])).toMatchObject({
      failures: [{ pointer: '/consultation/draft/commitments/1/from/0', fault: 'not-allowed' }],
    });
    expect(await publishing('third-plan', ['7KXM-ACDE-4PRX'])).toMatchObject({
      failures: [{ pointer: '/consultation/draft/commitments/1/from/0', fault: 'not-allowed' }],
    });
    expect(await publishing('third-plan', [stands.reference, stands.reference])).toMatchObject({
      failures: [{ pointer: '/consultation/draft/commitments/1/from', fault: 'repeated' }],
    });
  });

  it('tells nobody about a proposal that was withdrawn before its mail went out', async () => {
    await sentMails();
    const one = await aStoredProposal(47);
    await publishing('fourth-plan', [one.reference]);
    await under.store.addSubmission(call, withdrawSubmission(one, at('2027-02-02T10:00:00Z')));
    expect(await sentMails()).toEqual([]);
  });
});

import { describe, expect, it } from 'vitest';
import { plus } from '../../shared/domain/time.ts';
import { choosePublication } from '../../shared/usecases/choose-publication.ts';
import { resendReceipt } from '../../shared/usecases/resend-receipt.ts';
import { showReceipt } from '../../shared/usecases/show-receipt.ts';
import { reachable, anInput, aReference, aUnit } from '../support/builders.ts';
import { Intake } from '../support/intake.ts';
import { keyOf, tokens } from '../support/ports.ts';

/* What strangers may do before they are stopped. A limit on mails refuses the mail, never the opinion. */

const on = Intake.forThisFile();

/** Counts as if the source had already done this much in this hour. */
async function spent(source: string, amounts: Readonly<Record<string, number>>) {
  const [hash] = await tokens.hashContent(`source:${source}`);
  const now = on.clock.now();
  await on.store.addToSource(hash, now, { ...amounts }, plus(now, 60_000));
}

describe('what one source may write', () => {
  const submitFrom = async (source: string, input = anInput()) =>
    on.submitting()(input, null, source);

  it('is 600 submissions in an hour, and the next hour is free again', async () => {
    const { source } = on;
    await spent(source, { submissions: 599 });
    expect((await submitFrom(source)).outcome).toBe('stored');
    const more = anInput({ organisation: 'Vēl viena' });
    expect(await submitFrom(source, more)).toMatchObject({
      outcome: 'refused',
      failure: 'too-many-requests',
      fields: [],
    });
    expect(on.journal.counts.get('SourcesHeldBack')).toBe(1);
    expect(await Array.fromAsync(on.store.streamVersions(on.consultation))).toHaveLength(1);
    expect((await submitFrom('192.0.2.1', more)).outcome).toBe('stored');
    on.clock.advance(3_600_000);
    expect((await submitFrom(source)).outcome).toBe('repeated');
  });

  it('is 6 million bytes in an hour, before anything is stored', async () => {
    const { source } = on;
    await spent(source, { bytes: 5_999_900 });
    expect(await submitFrom(source)).toMatchObject({ failure: 'too-many-requests' });
    expect(await Array.fromAsync(on.store.streamVersions(on.consultation))).toEqual([]);
    const { batches } = await on.store.dueItems(plus(on.clock.now(), 1), 1_000);
    expect(batches.filter(({ partition }) => partition.includes(on.consultation.id))).toEqual([]);
  });

  it('is 6,000 opinions in an hour, because each is written on many lists', async () => {
    const { source } = on;
    await spent(source, { parts: 5_998 });
    const opinions = [1, 2, 3].map((commitment) => ({ commitment, rating: null, text: 'Teksts' }));
    expect(await submitFrom(source, anInput({ opinions: opinions.slice(1) }))).toMatchObject({
      outcome: 'stored',
    });
    expect(await submitFrom(source, anInput({ opinions }))).toMatchObject({
      failure: 'too-many-requests',
    });
    expect(on.journal.counts.get('SourcesHeldBack')).toBe(1);
  });

  it('holds for choices of publication, with the parts that each of them rewrites', async () => {
    const opinions = [1, 2].map((commitment) => ({ commitment, rating: null, text: 'Teksts' }));
    const request = await on.requestFor(await on.stored(anInput({ opinions })));
    const { source } = on;
    const choose = choosePublication({ ...on.needs, publish: () => Promise.resolve() });
    await spent(source, { parts: 5_996 });
    expect(await choose({ ...request, source }, 'internal')).toMatchObject({ outcome: 'chosen' });
    expect(await choose({ ...request, source }, 'named')).toMatchObject({
      failure: 'too-many-requests',
    });
  });

  it('holds for edits too', async () => {
    const request = await on.requestFor(await on.stored(anInput()));
    const { source } = on;
    await spent(source, { submissions: 600 });
    const edit = anInput({ organisation: 'Cita' });
    const outcome = await on.revising().edit({ ...request, source }, edit);
    expect(outcome).toMatchObject({ failure: 'too-many-requests' });
  });

  it('is not held against requests that are refused for other reasons', async () => {
    const { source } = on;
    await spent(source, { submissions: 599 });
    await submitFrom(source, { ...anInput(), opinions: [] });
    expect((await submitFrom(source)).outcome).toBe('stored');
  });
});

describe('the receipts of one source', () => {
  it.each(['sent at once', 'asked for again'])(
    'are a hundred in an hour, the last %s',
    async (how) => {
      await on.store.saveUnit(aUnit());
      const isAgain = how === 'asked for again';
      await spent(on.source, { receipts: isAgain ? 98 : 99 });
      const { reference } = await on.stored(anInput());
      const resend = async () => resendReceipt(on.needs)(on.consultation.id, reference, on.source);
      if (isAgain) expect(await resend()).toBe('due');
      else
        expect((await showReceipt(on.needs)(on.consultation.id, reference))?.mail.state).toBe(
          'due',
        );
      expect(on.journal.counts.has('ReceiptsHeldBack')).toBe(false);
      expect(await resend()).toBe('too-many');
    },
  );

  it('are held back after a hundred in an hour; the opinions are not, and the mail can be asked for later', async () => {
    await on.store.saveUnit(aUnit());
    const { source } = on;
    await spent(source, { receipts: 100 });
    const outcome = await on.submitting()(anInput());
    if (outcome.outcome !== 'stored') throw new Error('It is stored');
    const { reference } = outcome.submission;
    const show = showReceipt(on.needs);
    expect((await show(on.consultation.id, reference))?.mail.state).toBe('held');
    expect(on.journal.counts.get('ReceiptsHeldBack')).toBe(1);

    expect(await resendReceipt(on.needs)(on.consultation.id, reference, source)).toBe('too-many');
    expect(on.journal.counts.get('ReceiptsHeldBack')).toBe(2);
    on.clock.advance(3_600_000);
    expect(await resendReceipt(on.needs)(on.consultation.id, reference, source)).toBe('due');
    expect((await show(on.consultation.id, reference))?.mail.state).toBe('due');
    const { mails, send } = on.sending();
    await send(on.store.receiptKey(on.consultation, outcome.submission));
    expect(mails.taken.map(({ to }) => to)).toEqual([reachable(outcome.submission).contact.email]);
    expect((await show(on.consultation.id, reference))?.mail.state).toBe('sent');
  });

  it('are found by a reference only', async () => {
    const resend = resendReceipt(on.needs);
    const { reference } = await on.stored(anInput());
    expect(await resend(on.consultation.id, aReference(3), on.source)).toBe('not-found');
    expect(await resend(on.consultation.id, 'nonsense', on.source)).toBe('not-found');
    expect(await resend('nowhere', reference, on.source)).toBe('not-found');
  });
});

describe('the receipts to one address', () => {
  let given = 0;

  /** Gives that many opinions, each with other words. Returns how many receipts went out. */
  async function receipts(count: number) {
    const { mails, send } = on.sending();
    for (let number = 0; number < count; number++) {
      const contact = { name: 'Anna', email: on.email };
      const submission = await on.stored(anInput({ organisation: `Biedrība ${given++}`, contact }));
      await send(on.store.receiptKey(on.consultation, submission));
    }
    return mails.taken.length;
  }

  it('are five in a day while nobody has confirmed it, and five more on the next', async () => {
    expect(await receipts(7)).toBe(5);
    expect(on.journal.counts.get('ReceiptsHeldBack')).toBe(2);
    on.clock.advance(86_400_000);
    expect(await receipts(1)).toBe(1);
  });

  it('are fifty in a day once it is confirmed', async () => {
    const now = on.clock.now();
    await on.store.verifyAddress(await keyOf(on.email), now, plus(now, 60_000));
    expect(await receipts(7)).toBe(7);
  });

  it.each([
    { outcome: 'postponed', reason: 'Throttling' },
    { outcome: 'held', reason: 'identity-not-verified' },
  ] as const)('count a mail once, however often it is $outcome', async (outcome) => {
    const { mails, send } = on.sending();
    mails.outcomes.push(...Array.from({ length: 6 }, () => outcome));
    const contact = { name: 'Anna', email: on.email };
    const submission = await on.stored(anInput({ contact }));
    for (let attempt = 0; attempt < 7; attempt++) {
      await send(on.store.receiptKey(on.consultation, submission));
      on.clock.advance(7_200_000);
    }
    expect(mails.taken).toHaveLength(1);
    expect(on.journal.counts.has('ReceiptsHeldBack')).toBe(false);
  });
});

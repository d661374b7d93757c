import { expect, it } from 'vitest';
import { plus } from '../../shared/domain/time.ts';
import { readDigest } from '../../shared/usecases/compose-digest.ts';
import { digestWriter } from '../../shared/view/mail/digest-mail.ts';
import { aConsultation, aSubmission, at, aUnit } from '../support/builders.ts';
import { aSimulatedTable } from '../support/engines.ts';
import { OWNER } from '../support/owner.ts';
import { KeptJournal, KeptMails, StandingClock } from '../support/ports.ts';
import { digestRunner } from '../support/sending.ts';

const SLOT = '2027-01-11T06:00:00Z';

it('a digest stays within 90 KB, counts what it leaves out, and keeps its order with 5,000 opinions', async () => {
  const { store } = aSimulatedTable();
  const clock = new StandingClock(SLOT);
  const mails = new KeptMails();
  const [unit, consultation] = [aUnit(), aConsultation()];
  await store.saveUnit(unit);
  await store.saveConsultation(consultation);
  const text = '<b>&"\u202e💧</b>\r\nSubject: forged\n'.repeat(40);
  for (let first = 1; first <= 5_000; first += 100) {
    await Promise.all(
      Array.from({ length: 100 }, async (_, index) => {
        const seed = first + index;
        const opinions = [{ commitment: (seed % 3) + 1, rating: 'limited' as const, text }];
        const receivedAt = plus(at('2027-01-05T00:00:00Z'), seed);
        return store.addSubmission(consultation, aSubmission({ seed, receivedAt, opinions }));
      }),
    );
  }
  await digestRunner({ store, send: mails.send, clock, journal: new KeptJournal() })(at(SLOT));
  const [mail] = mails.taken;
  expect(Buffer.byteLength(mail?.html ?? '')).toBeLessThanOrEqual(90_000);
  expect(Buffer.byteLength(mail?.html ?? '')).toBeGreaterThan(60_000);
  expect(mail?.html).not.toContain('<b>&');
  expect(mail?.subject).toContain('5000');
  const made = await store.latestDigest(unit.id);
  if (made === null) throw new Error('The run made it');
  const { digest } = made;
  const { content, files } = await readDigest({ store, writer: digestWriter(OWNER) })(digest);
  const siteUrl = 'https://sadzirdets.example';
  const set = { content, files, filesChanged: false };
  const about = { digest, previous: null, unit, ...set, logs: [], repeat: false, siteUrl };
  const recipient = unit.mailboxes[0] ?? '';
  const rebuilt = digestWriter(OWNER).mail({ ...about, recipient, delivery: '0' });
  expect(rebuilt).toEqual(mail);
}, 60_000);

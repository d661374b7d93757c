import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import {
  committedContentOf,
  commitTo,
  draftHash,
  nameInLog,
  saltOf,
} from '../../shared/log/commitment.ts';
import { canonicalJson, type LogEntry, readEntry, writeEntry } from '../../shared/log/entry.ts';
import { aPublishedDraft, aSubmission, at } from '../support/builders.ts';

describe('an entry', () => {
  const closed: LogEntry = { kind: 'closed', at: at('2027-05-01T00:00:00Z') };

  it('is canonical JSON, and reads as it was written', () => {
    expect(writeEntry(closed)).toBe('{"at":"2027-05-01T00:00:00.000Z","kind":"closed"}');
    expect(readEntry(writeEntry(closed))).toEqual(closed);
  });

  it.each(['{}', '{"kind":"invented"}', '{"kind":"closed"}', '[]', 'x'])(
    'is not read from %s',
    (written) => {
      expect(() => readEntry(written)).toThrow();
    },
  );

  it('is refused if its length does not fit into two bytes', () => {
    const units = Array.from({ length: 4_000 }, () => 'a-unit-of-some-name');
    const entry: LogEntry = {
      ...{ kind: 'submission', at: closed.at, submission: 'x', version: 1, state: 'received' },
      ...{ units, content: '0'.repeat(64) },
    };
    expect(() => writeEntry(entry)).toThrow(/too long/u);
  });
});

describe('the commitment to a submission', () => {
  const submission = aSubmission();
  const content = committedContentOf(submission);

  it('is the hash of the salt and the content', () => {
    const salt = saltOf(submission);
    const bytes = Buffer.concat([Buffer.from(salt, 'hex'), Buffer.from(canonicalJson(content))]);
    const hash = createHash('sha256').update(bytes).digest('hex');
    expect(commitTo(content, salt)).toBe(hash);
    expect(salt).toMatch(/^[0-9a-f]{64}$/u);
  });

  it('holds what units read, and no contact', () => {
    expect(content).toMatchObject({ organisation: submission.organisation, version: 1 });
    expect(JSON.stringify(content)).not.toContain(submission.contact.email);
    expect(JSON.stringify(content)).not.toContain(submission.contact.name);
  });

  it('has another salt for each version, under one name', () => {
    const next = { ...submission, version: 2 };
    expect(saltOf(next)).not.toBe(saltOf(submission));
    expect(nameInLog(next)).toBe(nameInLog(submission));
    expect(nameInLog(aSubmission({ seed: 2 }))).not.toBe(nameInLog(submission));
  });
});

describe('the hash of a draft', () => {
  it('follows from what everybody can read of it, whoever is responsible', () => {
    const draft = aPublishedDraft();
    const [first, ...others] = draft.commitments;
    if (first === undefined) throw new Error('It has commitments');
    const moved = { ...draft, commitments: [{ ...first, unit: 'another-unit' }, ...others] };
    expect(draftHash(moved)).toBe(draftHash(draft));
    const title = { ...first.title, lv: 'Cits nosaukums' };
    const renamed = { ...draft, commitments: [{ ...first, title }, ...others] };
    expect(draftHash(renamed)).not.toBe(draftHash(draft));
  });
});

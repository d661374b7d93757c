import { beforeEach, describe, expect, it } from 'vitest';
import { checkReceipt, outcomeOf, readReceipt } from '../../verify/receipt.ts';
import { aLog } from '../support/sealed.ts';

let on: Awaited<ReturnType<typeof aLog>>;
beforeEach(async () => {
  on = await aLog();
});

const findingsOf = async (file: object) => {
  const findings = await checkReceipt(readReceipt(JSON.stringify(file)));
  return findings.map(({ what }) => what);
};

describe('the file that proves a submission', () => {
  it('holds every version, as each was sent, and a proof that convinces the verifier', async () => {
    const first = await on.submitted();
    const second = await on.edited(first, { organisation: 'Otrā' });
    const last = await on.withdrawn(second);
    await on.sealLater();
    const file = await on.fileOf(last);
    expect(file).toMatchObject({
      log: 'https://site.example/log/nap2-midterm-review/',
      versions: [
        { content: { version: 1, organisation: first.organisation }, sealed: { index: 3 } },
        { content: { version: 2, organisation: 'Otrā' }, sealed: { index: 4 } },
        { content: { version: 3, parts: [] }, sealed: { index: 5 } },
      ],
    });
    expect(file).not.toHaveProperty('leftOut');
    const receipt = readReceipt(JSON.stringify(file));
    expect(outcomeOf(await checkReceipt(receipt))).toBe('pass');
    expect(await findingsOf(file)).toEqual(['signed', 'in-the-log', 'in-the-log', 'in-the-log']);
  });

  it('holds the newest of many versions, and another file holds the others', async () => {
    let submission = await on.submitted();
    for (let version = 2; version <= 43; version++) {
      submission = await on.edited(submission, { organisation: `Biedrība ${version}` });
    }
    await on.sealLater();
    const files = [await on.fileOf(submission)];
    for (let { leftOut } = files[0] ?? {}; leftOut !== undefined;) {
      const next = await on.fileOf(submission, leftOut);
      files.unshift(next);
      ({ leftOut } = next);
    }
    expect(await on.fileOf(submission, 999_999)).toEqual(files.at(-1));
    const versions = files.map((file) => file.versions.map(({ content }) => content.version));
    expect(versions.map(({ length }) => length)).toEqual([3, 20, 20]);
    expect(versions.flat()).toEqual(Array.from({ length: 43 }, (_, index) => index + 1));
    for (const file of files) {
      const findings = await findingsOf(file);
      expect(findings).toEqual(['signed', ...file.versions.map(() => 'in-the-log')]);
    }
  });

  it('is smaller than a megabyte, however long the versions are', async () => {
    const long = (letter: string) =>
      [1, 2, 3].map((commitment) => ({ commitment, rating: null, text: letter.repeat(20_000) }));
    let submission = await on.submitted({ opinions: long('"') });
    for (const letter of ['ā', 'ķ', '\\', 'ž', '€', '"', 'ē']) {
      submission = await on.edited(submission, { opinions: long(letter) });
    }
    await on.sealLater();
    const file = await on.fileOf(submission);
    expect(Buffer.byteLength(JSON.stringify(file))).toBeLessThan(1_000_000);
    expect(file.versions.length + (file.leftOut ?? 0)).toBe(8);
    expect(file.versions.length).toBeGreaterThan(4);
  });

  it('holds the publication that a version was sent with, whatever was chosen since', async () => {
    const first = await on.submitted({ publication: 'named' });
    await on.sealLater();
    const revision = await on.revision(on.consultation.id, first.reference);
    await on.choose(revision, 'internal');
    const file = await on.fileOf({ ...first, publication: 'internal' });
    expect(file.versions[0]?.content.publication).toBe('named');
    expect(await findingsOf(file)).toEqual(['signed', 'in-the-log']);
  });

  it('says of a version that is not sealed yet that it is not', async () => {
    const first = await on.submitted();
    await on.sealLater();
    const second = await on.edited(first, { organisation: 'Otrā' });
    const file = await on.fileOf(second);
    expect(file.versions.map(({ sealed }) => sealed?.index ?? null)).toEqual([3, null]);
    expect(await findingsOf(file)).toEqual(['signed', 'in-the-log', 'not-sealed']);
  });

  it('proves by the newest checkpoint, however the log has grown', async () => {
    const first = await on.submitted();
    await on.sealLater();
    for (let one = 0; one < 3; one++) {
      await on.submitted({ organisation: `Biedrība ${one}` });
      await on.sealLater();
    }
    const file = await on.fileOf(first);
    expect(file.checkpoint).toMatch(/^site.example\/log\/nap2-midterm-review\n7\n/u);
    expect(file.versions[0]?.sealed?.proof).toHaveLength(3);
    expect(await findingsOf(file)).toEqual(['signed', 'in-the-log']);
  });

  it('holds nothing of the contact', async () => {
    const first = await on.submitted();
    await on.sealLater();
    const file = JSON.stringify(await on.fileOf(first));
    const { contact } = first;
    expect(contact?.name).toBeTruthy();
    for (const secret of [contact?.name, contact?.email, first.logSecret]) {
      expect(file).not.toContain(secret);
    }
  });

  it('is not made before anything is sealed', async () => {
    const submission = await on.submitted();
    expect(await on.prove({ consultation: on.consultation, submission }, 1)).toBeNull();
  });
});

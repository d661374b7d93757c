import { expect, test } from 'vitest';
import { commitTo, type CommittedContent } from '../../shared/log/commitment.ts';
import { verifierKey } from '../../shared/log/checkpoint.ts';
import { writeEntry, type LogEntry } from '../../shared/log/entry.ts';
import { appendLeaves, EMPTY, leafHash, proveInclusion, rootOf } from '../../shared/log/tree.ts';
import { webSha256 } from '../../verify/bytes.ts';
import { checkLog } from '../../verify/check.ts';
import { readCheckpoint } from '../../verify/checkpoint.ts';
import {
  checkCheckpoint,
  checkReceipt,
  findCheckpoint,
  FINDINGS,
  missingVersions,
  outcomeOf,
  readReceipt,
  type HeldAgainst,
} from '../../verify/receipt.ts';
import { Refusal } from '../../verify/refusal.ts';
import { findingLine, missingLine } from '../../verify/words.ts';
import {
  AFTERWARDS,
  aSigner,
  CHANGE,
  checkpointOf,
  DIGITAL,
  honestEntries,
  keyEntry,
  ORIGIN,
  retell,
  serveLog,
  SIGNER,
  sourceOf,
} from '../support/log-builder.ts';

const KEY = verifierKey(ORIGIN, SIGNER.publicKey);
const STRANGER = aSigner('somebody else');

const CONTENT: CommittedContent = {
  consultation: 'nap2-midterm-review',
  reference: 'ABCD-EFGH-JKLM',
  version: 1,
  organisation: 'Biedrība “Ābele”',
  publication: 'anonymous',
  parts: [
    { commitment: 1, unit: CHANGE, answers: { text: 'Labi' } },
    { commitment: 2, unit: DIGITAL, answers: { text: 'Slikti' } },
  ],
};
const SECOND = { ...CONTENT, version: 2, parts: CONTENT.parts.slice(0, 1) };
const SALTS = ['0a'.repeat(32), '0b'.repeat(32)];

/** The honest log, in which submission “b” is that of the receipt. */
function logWith(contents: readonly CommittedContent[] = [CONTENT, SECOND]): LogEntry[] {
  const entries = honestEntries().map((entry) => {
    if (entry.kind !== 'submission' || entry.submission !== 'b') return entry;
    const [content, salt] = [contents[entry.version - 1], SALTS[entry.version - 1]];
    return { ...entry, content: commitTo(content as CommittedContent, salt ?? '') };
  });
  return retell(entries);
}

/** Where the versions stand in the log. */
const [FIRST, LATER] = [4, 14];

interface Sealed {
  readonly index: number;
  readonly entry: string;
  readonly proof: readonly string[];
}

/** The receipt as it is when the log has so many entries. */
async function receiptOf(entries: readonly LogEntry[], size = entries.length) {
  const leaves = entries.slice(0, size).map((entry) => leafHash(writeEntry(entry)));
  const seal = async (index: number): Promise<Sealed> => {
    const proof = await proveInclusion(index, size, async ({ from, to }) =>
      Promise.resolve(rootOf(appendLeaves(EMPTY, leaves.slice(from, to)))),
    );
    const entry = writeEntry(entries[index] as LogEntry);
    return { index, entry, proof: proof.map((hash) => hash.toString('base64')) };
  };
  return {
    format: 'sadzirdets-receipt-1',
    log: `https://${ORIGIN}/`,
    keys: [KEY],
    checkpoint: checkpointOf(leaves, { size }),
    versions: [
      { content: CONTENT, salt: SALTS[0], sealed: await seal(FIRST) },
      { content: SECOND, salt: SALTS[1], sealed: LATER < size ? await seal(LATER) : null },
    ],
  };
}
type Written = Awaited<ReturnType<typeof receiptOf>>;

async function findingsOf(receipt: object, trust?: HeldAgainst) {
  const findings = await checkReceipt(readReceipt(JSON.stringify(receipt)), trust);
  return findings.map(({ what }) => what);
}

test('a receipt shows that what was sent is in the log', async () => {
  const receipt = await receiptOf(logWith());
  const findings = await checkReceipt(readReceipt(JSON.stringify(receipt)));
  expect(findings).toEqual([
    { what: 'signed', version: null, index: null },
    { what: 'in-the-log', version: 1, index: 4 },
    { what: 'in-the-log', version: 2, index: 14 },
  ]);
  expect(outcomeOf(findings)).toBe('pass');
});

test('a version that is not sealed yet is neither proven nor disproven', async () => {
  const receipt = await receiptOf(logWith(), 9);
  const findings = await checkReceipt(readReceipt(JSON.stringify(receipt)));
  expect(findings.map(({ what }) => what)).toEqual(['signed', 'in-the-log', 'not-sealed']);
  expect(outcomeOf(findings)).toBe('unknown');
});

test('a receipt that is changed anywhere proves nothing', async () => {
  const receipt = await receiptOf(logWith());
  const [first, second] = receipt.versions as [Written['versions'][0], Written['versions'][0]];
  const sealed = first.sealed as Sealed;
  const withFirst = (changes: object) => ({
    ...receipt,
    versions: [{ ...first, ...changes }, second],
  });
  const withSealed = (changes: object) => withFirst({ sealed: { ...sealed, ...changes } });
  const forgedEntry = sealed.entry.replace('"version":1', '"version":3');
  for (const [changed, what] of [
    [withFirst({ content: { ...CONTENT, organisation: 'Cita' } }), 'content-differs'],
    [withFirst({ content: SECOND }), 'content-differs'],
    [withFirst({ salt: SALTS[1] }), 'content-differs'],
    [withFirst({ content: { ...CONTENT, consultation: 'another' } }), 'other-consultation'],
    [withSealed({ index: sealed.index + 1 }), 'proof-wrong'],
    [withSealed({ index: 1000 }), 'proof-wrong'],
    [withSealed({ proof: sealed.proof.slice(1) }), 'proof-wrong'],
    [withSealed({ proof: sealed.proof.toReversed() }), 'proof-wrong'],
    [withSealed({ entry: '{}' }), 'entry-unreadable'],
    [withSealed({ entry: writeEntry(keyEntry()) }), 'entry-unreadable'],
    [withSealed({ entry: forgedEntry }), 'version-differs'],
  ] as const) {
    const [, version] = await findingsOf(changed);
    expect(version).toBe(what);
    expect(FINDINGS[what]).toBe('fail');
  }
});

test('an entry that leaves out a unit, or belongs to another submission, is caught', async () => {
  const untold = logWith().map((entry) =>
    entry.kind === 'submission' && entry.submission === 'b' ? { ...entry, units: [CHANGE] } : entry,
  );
  expect(await findingsOf(await receiptOf(untold))).toEqual([
    'signed',
    'unit-missing',
    'in-the-log',
  ]);
  const split = logWith().map((entry, index) =>
    entry.kind === 'submission' && index === LATER ? { ...entry, submission: 'z' } : entry,
  );
  expect(await findingsOf(await receiptOf(split))).toEqual([
    'signed',
    'in-the-log',
    'other-submission',
  ]);
});

test('only a key of the log makes a receipt count', async () => {
  const receipt = await receiptOf(logWith());
  const [unsigned] = await findingsOf({
    ...receipt,
    keys: [verifierKey(ORIGIN, STRANGER.publicKey)],
  });
  expect(unsigned).toBe('not-signed');
  const [untrusted] = await findingsOf(receipt, {
    keys: [verifierKey(ORIGIN, STRANGER.publicKey)],
  });
  expect(untrusted).toBe('key-not-trusted');
  const elsewhere = verifierKey('other.example/log/nap2-midterm-review', SIGNER.publicKey);
  expect((await findingsOf({ ...receipt, keys: [elsewhere] }))[0]).toBe('not-signed');
  const forged = receipt.checkpoint.replace(/\n\d+\n/u, '\n17\n');
  expect((await findingsOf({ ...receipt, checkpoint: forged }))[0]).toBe('not-signed');
});

test('the newest checkpoint can speak against a receipt', async () => {
  const entries = logWith();
  const leaves = entries.map((entry) => leafHash(writeEntry(entry)));
  const receipt = await receiptOf(entries, 20);
  const newest = async (written: string) => (await findingsOf(receipt, { newest: written }))[1];
  expect(await newest(checkpointOf(leaves, { size: 20 }))).toBe('newest-same');
  expect(await newest(checkpointOf(leaves, { size: 21 }))).toBe('newest-later');
  expect(await newest(checkpointOf(leaves, { size: 19 }))).toBe('newest-shorter');
  expect(await newest(checkpointOf(leaves.toReversed(), { size: 20 }))).toBe('newest-differs');
  expect(await newest(checkpointOf(leaves, { size: 21, origin: `${ORIGIN}/2` }))).toBe(
    'newest-other-name',
  );
  expect(await newest(checkpointOf(leaves, { size: 21, signers: [STRANGER] }))).toBe(
    'newest-other-key',
  );
});

test('a file that is no receipt is refused', async () => {
  const receipt = await receiptOf(logWith());
  const [first] = receipt.versions;
  for (const text of [
    '',
    'null',
    '[]',
    '{}',
    JSON.stringify({ ...receipt, format: 'sadzirdets-receipt-2' }),
    JSON.stringify({ ...receipt, versions: {} }),
    JSON.stringify({ ...receipt, versions: [null] }),
    JSON.stringify({ ...receipt, checkpoint: 'no note' }),
    JSON.stringify({ ...receipt, versions: [{ ...first, salt: 'ab' }] }),
    JSON.stringify({ ...receipt, versions: [{ ...first, sealed: undefined }] }),
    JSON.stringify({ ...receipt, versions: [{ ...first, content: { ...CONTENT, parts: null } }] }),
    JSON.stringify({
      ...receipt,
      versions: [{ ...first, sealed: { ...first?.sealed, proof: Array(65).fill('AA==') } }],
    }),
  ]) {
    expect(() => readReceipt(text), text.slice(0, 60)).toThrow(Refusal);
  }
});

test('a checkpoint is found in a mail, however the mail was pasted', () => {
  const note = checkpointOf(
    honestEntries().map((entry) => leafHash(writeEntry(entry))),
    {
      size: 9,
      signers: [SIGNER, STRANGER],
    },
  );
  const mail = `Your opinion was received.\n\n2027\n\nThe newest checkpoint:\n\n${note}\nBest wishes\n`;
  for (const pasted of [
    note,
    mail,
    mail.replaceAll('\n', '\r\n'),
    mail.replaceAll(/^/gmu, '> '),
    mail.replaceAll(/^/gmu, '> > \t'),
    mail.replaceAll(/$/gmu, '  '),
    // Long lines are broken at a space, or within the signature.
    mail.replaceAll(/ (?=[A-Za-z0-9+/]{80})/gu, '\n'),
    mail.replaceAll(/([A-Za-z0-9+/]{70})(?=[A-Za-z0-9+/])/gu, '$1\n> '),
  ]) {
    expect(findCheckpoint(pasted)).toBe(note);
  }
  for (const other of [
    '',
    'no checkpoint',
    mail.replace('—', '-'),
    mail.replace('/log/', '/nolog/'),
  ]) {
    expect(findCheckpoint(other)).toBeNull();
  }
});

test('a receipt that holds the newest versions only says which ones it leaves out', async () => {
  const { versions, ...receipt } = await receiptOf(logWith());
  const missing = (...numbers: readonly number[]) => {
    const held = numbers.map((version) => ({ ...versions[0], content: { ...CONTENT, version } }));
    return missingVersions(readReceipt(JSON.stringify({ ...receipt, versions: held })));
  };
  expect(missing(1, 2)).toEqual([]);
  expect(missing(3, 2, 2, 1)).toEqual([]);
  expect(missing(-3, 1)).toEqual([]);
  expect(missing(24, 25)).toEqual([{ first: 1, last: 23 }]);
  expect(missing(2, 9, 4)).toEqual([
    { first: 1, last: 1 },
    { first: 3, last: 3 },
    { first: 5, last: 8 },
  ]);
  expect(missingLine({ first: 1, last: 23 })).toMatch(
    /^Versions 1 to 23 are not .*\(23 left out\)/u,
  );
  expect(missingLine({ first: 3, last: 3 })).toMatch(/^Version 3 is not in the receipt/u);
});

test('the checkpoint of a mail is checked by itself', async () => {
  const leaves = logWith().map((entry) => leafHash(writeEntry(entry)));
  const checkpoint = readCheckpoint(checkpointOf(leaves, { size: 9 }));
  const newest = checkpointOf(leaves, { size: 20 });
  const findings = await checkCheckpoint(checkpoint, [KEY], { newest });
  expect(findings.map(({ what }) => what)).toEqual(['signed', 'newest-later']);
});

test('a whole log says whether it holds what the receipt says', async () => {
  const entries = logWith();
  const verdictFor = async (receipt: string, log = entries) => {
    const source = sourceOf(serveLog({ entries: log }));
    const { verdicts } = await checkLog(source, { receipt, at: AFTERWARDS, sha256: webSha256 });
    return verdicts.find(({ rule }) => rule === 'receipt');
  };
  const receipt = await receiptOf(entries, 20);
  expect(await verdictFor(JSON.stringify(receipt))).toMatchObject({ outcome: 'pass', reasons: [] });
  expect(await verdictFor(`Mail\n\n${receipt.checkpoint}\n`)).toMatchObject({ outcome: 'pass' });
  expect(await verdictFor(JSON.stringify(await receiptOf(entries, 9)))).toMatchObject({
    outcome: 'unknown',
    reasons: [findingLine({ what: 'not-sealed', version: 2, index: null })],
  });
  const shortened = { ...receipt, leftOut: 1, versions: receipt.versions.slice(1) };
  expect(await verdictFor(JSON.stringify(shortened))).toMatchObject({
    outcome: 'pass',
    reasons: [missingLine({ first: 1, last: 1 })],
  });
  // The log that is served today has forgotten it.
  const without = retell(
    entries.filter((entry) => entry.kind !== 'submission' || entry.submission !== 'b'),
  );
  const dropped = [
    expect.stringMatching(/^The checkpoint of your receipt does not count: .*two histories/u),
    'Version 1: the log has something else as entry 4.',
    'Version 2: the log has something else as entry 14.',
  ];
  expect(await verdictFor(JSON.stringify(receipt), without)).toMatchObject({
    outcome: 'fail',
    reasons: dropped,
  });
  expect(await verdictFor(receipt.checkpoint, without)).toMatchObject({
    outcome: 'fail',
    reasons: dropped.slice(0, 1),
  });
  await expect(verdictFor('{"format":1}')).rejects.toThrow(Refusal);
  await expect(verdictFor('a mail without anything')).rejects.toThrow(Refusal);
});

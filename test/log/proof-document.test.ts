import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { verifierKey } from '../../shared/log/checkpoint.ts';
import { commitTo, type CommittedContent } from '../../shared/log/commitment.ts';
import { canonicalJson, type EntryOf, LogEntry, readEntry } from '../../shared/log/entry.ts';
import { leafHash, nodeHash } from '../../shared/log/tree.ts';
import { aKeyPair, rootByDefinition } from '../support/log.ts';
import { isSignedBy, notesIn } from '../support/sealed-logs.ts';

/* `docs/proof.md` is what others write verifiers from, so it must be true. */

const DOCUMENT = readFileSync('docs/proof.md', 'utf8');
const BLOCKS = [...DOCUMENT.matchAll(/^```\w*\n(.*?)^```$/gmsu)].map(([, text = '']) => text);

function block(start: string): string {
  return BLOCKS.find((text) => text.startsWith(start)) ?? expect.fail(`No block ${start}`);
}

/** The hash in hex that stands after these words. */
function hashAfter(words: string): string {
  const rest = DOCUMENT.slice(DOCUMENT.indexOf(words) + words.length);
  return /[0-9a-f]{64}/u.exec(rest)?.[0] ?? expect.fail(`No hash after ${words}`);
}

const entries = block('{"at"').trimEnd().split('\n');
const [checkpoint = ''] = notesIn(block('site.example'));

describe('the example of the document', () => {
  it('has entries as a log holds them', () => {
    expect(entries.map((entry) => canonicalJson(readEntry(entry)))).toEqual(entries);
    expect(entries.map((entry) => readEntry(entry).kind)).toEqual(
      'key dates draft submission digest delivery'.split(' '),
    );
  });

  it('has a checkpoint over them that the key signs', () => {
    const [origin = '', size, root] = checkpoint.split('\n');
    expect([Number(size), root]).toEqual([6, rootByDefinition(entries).toString('base64')]);
    expect(isSignedBy(checkpoint, 1)).toBe(true);
    const key = verifierKey(origin, aKeyPair(1).publicKey);
    expect(readEntry(entries[0] ?? '')).toMatchObject({ kind: 'key', key });
    expect(block("key='")).toContain(`key='${key}'\n`);
  });

  it('has a content and a salt that give the commitment', () => {
    const content = JSON.parse(block('{"consultation"')) as CommittedContent;
    expect(`${canonicalJson(content)}\n`).toBe(block('{"consultation"'));
    const submission = readEntry(entries[3] ?? '') as EntryOf<'submission'>;
    expect(commitTo(content, hashAfter('\nsalt='))).toBe(submission.content);
    expect(hashAfter('cat content; } | sha256sum')).toBe(submission.content);
  });

  it('goes from the entry to the root as a proof does', () => {
    const leaves = entries.map(leafHash);
    const node = (left: Buffer | undefined, right: Buffer | undefined) =>
      nodeHash(left ?? expect.fail(), right ?? expect.fail());
    const [over01, over23, over45] = [0, 2, 4].map((at) => node(leaves[at], leaves[at + 1]));
    const steps = block('node() {').match(/[0-9a-f]{64}/gu);
    expect(steps).toEqual(
      [
        leaves[3],
        leaves[2],
        over23,
        over01,
        node(over01, over23),
        over45,
        node(node(over01, over23), over45),
      ].map((hash) => hash?.toString('hex')),
    );
  });

  it('has the set of the digest', () => {
    const set = createHash('sha256')
      .update(leafHash(entries[3] ?? ''))
      .digest('hex');
    expect(readEntry(entries[4] ?? '')).toMatchObject({ set });
    expect(hashAfter('printf $leaf')).toBe(set);
  });
});

describe('the document', () => {
  it.each(
    LogEntry.def.options.map(({ shape }) => [shape.kind.def.values[0] ?? '', shape] as const),
  )('names every member of an entry of kind %s', (kind, shape) => {
    const row = DOCUMENT.split('\n').find((line) => line.startsWith(`| \`${kind}\` |`)) ?? '';
    const named = [...row.matchAll(/`(\w+)`/gu)].map(([, name]) => name);
    const members = Object.keys(shape).filter((name) => name !== 'at' && name !== 'kind');
    expect(named).toEqual(expect.arrayContaining(members));
  });
});

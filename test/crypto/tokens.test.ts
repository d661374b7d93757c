import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { tokensWith } from '../support/ports.ts';

const before = tokensWith('one');
const after = tokensWith('two', 'one');
const revoked = tokensWith('two');

describe('a token', () => {
  it('stays valid when a newer key signs', async () => {
    const old = await before.sign('statement');
    expect(await after.isSigned('statement', old)).toBe(true);
    const young = await after.sign('statement');
    expect(young).not.toBe(old);
    expect(await after.isSigned('statement', young)).toBe(true);
  });

  it('is short, and names its key', async () => {
    expect(await before.sign('statement')).toMatch(/^1-[\w-]{22}$/u);
    expect(await after.sign('statement')).toMatch(/^2-[\w-]{22}$/u);
  });

  it('is worth nothing once its key is retired', async () => {
    const old = await before.sign('statement');
    expect(await revoked.isSigned('statement', old)).toBe(false);
  });

  it('is right only as a whole', async () => {
    const token = await after.sign('statement');
    const hash = token.slice(2);
    for (const forged of [
      '',
      hash,
      `1-${hash}`,
      `3-${hash}`,
      `02-${hash}`,
      `2-${hash}A`,
      `2-${hash.slice(1)}`,
      `2-${'A'.repeat(22)}`,
      `2-${'ā'.repeat(22)}`,
      ` ${token}`,
      `${token}\n`,
    ]) {
      expect(await after.isSigned('statement', forged), forged).toBe(false);
    }
    expect(await after.isSigned('another', token)).toBe(false);
  });
});

describe('keyed hashes', () => {
  it('come under each key in use, first under the one that signs', async () => {
    const [was] = await before.hashAddress('a');
    const [is, ...others] = await after.hashAddress('a');
    expect(others).toEqual([was]);
    expect(is).toMatch(/^[\w-]{22}$/u);
    const [content] = await before.hashContent('a');
    expect((await after.hashContent('a')).slice(1)).toEqual([content]);
    expect(content).toMatch(/^[0-9a-f]{64}$/u);
  });

  it('cannot be made without the key', async () => {
    const [content] = await before.hashContent('a');
    expect(content).not.toBe(createHash('sha256').update('a').digest('hex'));
    expect(content).not.toBe(before.fingerprint('a'));
    expect((await tokensWith('other').hashContent('a'))[0]).not.toBe(content);
  });
});

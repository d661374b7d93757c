import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { bundleOf } from '../../infra/build.ts';
import { ENVIRONMENTS } from '../../shared/env.ts';

describe.each(Object.keys(ENVIRONMENTS))('the bundle of %s', (name) => {
  const files = readdirSync(bundleOf(name)).filter((file) => file.endsWith('.mjs'));
  const code = files.map((file) => readFileSync(join(bundleOf(name), file), 'utf8'));

  it('loads none of Node’s WebSocket client at its start', () => {
    for (const one of code) expect(one).not.toMatch(/(?:from|import\()\s*"(?:node:)?https?"/u);
    expect(code.some((one) => /\w\("node:https"\)/u.test(one))).toBe(true);
  });

  it('does not hold the modules that are loaded later, but refers to them', () => {
    for (const one of code) {
      for (const [, file = ''] of one.matchAll(/import\("\.\/([^"]+)"\)/gu)) {
        expect(files).toContain(file);
      }
    }
  });
});

describe('the scripts of the pages', () => {
  const script = (file: string) =>
    readFileSync(join(bundleOf('show-site'), 'assets', file), 'utf8');

  it('are small, and only the page of the check loads what checks', () => {
    expect(script('check.js')).toContain('Ed25519');
    expect(script('site.js')).not.toContain('Ed25519');
    expect(gzipSync(script('check.js')).length).toBeLessThan(8_000);
  });
});

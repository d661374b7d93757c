import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { bundleOf } from '../../infra/build.ts';
import { ENVIRONMENTS } from '../../shared/env.ts';
import { en } from '../../shared/view/copy/en.ts';

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

describe('the functions that take submissions', () => {
  /** Returns the code that a function loads at its start, before any request asks for more. */
  function startOf(name: string): string {
    const loaded = new Set<string>();
    const load = (file: string): string => {
      if (loaded.has(file)) return '';
      loaded.add(file);
      const code = readFileSync(join(bundleOf(name), file), 'utf8');
      const imports = code.matchAll(/(?:from|import)"\.\/([^"]+\.mjs)"/gu);
      return [code, ...[...imports].map(([, next = '']) => load(next))].join('');
    };
    return load('index.mjs');
  }

  it.each(['submit-opinions', 'revise-opinions'])('%s starts without any sentence', (name) => {
    const start = startOf(name);
    expect(start.includes('OPINIONS#')).toBe(true);
    expect(start.includes(en.subscribe.footerTitle)).toBe(false);
    const all = readdirSync(bundleOf(name)).filter((file) => file.endsWith('.mjs'));
    const later = all.map((file) => readFileSync(join(bundleOf(name), file), 'utf8'));
    expect(later.some((code) => code.includes(en.subscribe.footerTitle))).toBe(true);
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

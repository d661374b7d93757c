import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
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

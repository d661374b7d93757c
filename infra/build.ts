import { createHash } from 'node:crypto';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { constants, gzipSync } from 'node:zlib';
import { build, type BuildOptions, type Plugin } from 'esbuild';
import { ENVIRONMENTS } from '../shared/env.ts';

/** The folder of everything that is built. It is not under version control. */
export const BUILD_DIR = '.build';

/** Returns the folder of a function's bundle, as it is deployed to Lambda. */
export function bundleOf(name: string, outdir = BUILD_DIR): string {
  return join(outdir, 'functions', name);
}

const FUNCTION_OPTIONS = {
  bundle: true,
  splitting: true,
  chunkNames: '[name]-[hash]',
  minify: true,
  platform: 'node',
  target: 'node24',
  format: 'esm',
  // The AWS SDK also comes as ES modules. From these, esbuild can leave out what is not used.
  mainFields: ['module', 'main'],
  outExtension: { '.js': '.mjs' },
  jsx: 'automatic',
  jsxImportSource: 'preact',
  legalComments: 'none',
  // Dependencies in CommonJS load Node's modules with `require`, which an ES module does not have.
  banner: {
    js: "import{createRequire}from'node:module';const require=createRequire(import.meta.url);",
  },
} as const satisfies BuildOptions;

export interface Built {
  /** The hash of the style sheet and the scripts. It is part of their addresses. */
  readonly assetVersion: string;
}

/** Builds every function and the assets of the pages. Throws when a function has no source. */
export async function buildAll(outdir = BUILD_DIR): Promise<Built> {
  await rm(join(outdir, 'functions'), { recursive: true, force: true });
  const functions = Object.keys(ENVIRONMENTS).map((name) =>
    buildFunction(`functions/${name}.ts`, bundleOf(name, outdir)),
  );
  const assets = build({
    entryPoints: {
      site: 'shared/view/site.css',
      'site-script': 'shared/view/browser/site.ts',
      check: 'shared/view/browser/check.ts',
    },
    outdir: join(outdir, 'assets'),
    bundle: true,
    minify: true,
    platform: 'browser',
    format: 'esm',
    target: ['es2022', 'chrome109', 'firefox115', 'safari16'],
    legalComments: 'none',
  });
  await Promise.all([...functions, assets]);
  return { assetVersion: await layAssets(outdir) };
}

/**
 * Builds one function as `index.mjs`. A module that is imported only when it is needed, such as the
 * page of a refused form, becomes a file beside it. A cold start does not read that file.
 */
export async function buildFunction(source: string, outdir: string): Promise<void> {
  await rm(outdir, { recursive: true, force: true });
  const plugins = [httpByRequire];
  await build({ ...FUNCTION_OPTIONS, entryPoints: { index: source }, outdir, plugins });
}

/**
 * Turns an import of `node:http` into a `require`. An import as an ES module loads all of it,
 * including the WebSocket client, and costs a cold start 15 ms. With `require`, Node loads that
 * client only on use, and nothing uses it.
 */
const httpByRequire: Plugin = {
  name: 'http-by-require',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^(?:node:)?https?$/ }, ({ kind, path }) =>
      kind === 'require-call' ? undefined : { path, namespace: 'by-require' },
    );
    onLoad({ filter: /.*/, namespace: 'by-require' }, ({ path }) => ({
      contents: `module.exports = require(${JSON.stringify(path)});`,
    }));
  },
};

/**
 * Lays the assets into the bundle of the function that serves them, texts in gzip, too, and returns
 * their version.
 */
async function layAssets(outdir: string): Promise<string> {
  const from = join(outdir, 'assets');
  const to = join(bundleOf('show-site', outdir), 'assets');
  await mkdir(to, { recursive: true });
  const texts = { 'site.css': 'site.css', 'site.js': 'site-script.js', 'check.js': 'check.js' };
  const hash = createHash('sha256');
  for (const [file, built] of Object.entries(texts)) {
    const content = await readFile(join(from, built));
    await writeFile(join(to, file), content);
    await writeFile(
      join(to, `${file}.gz`),
      gzipSync(content, { level: constants.Z_BEST_COMPRESSION }),
    );
    hash.update(content);
  }
  const picture = await readFile('shared/view/preview.png');
  await writeFile(join(to, 'preview.png'), picture);
  return hash.update(picture).digest('hex').slice(0, 12);
}

if (import.meta.main) await buildAll();

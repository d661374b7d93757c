import { createHash } from 'node:crypto';
import { cp, mkdir, readFile, rm } from 'node:fs/promises';
import { join, relative, resolve } from 'node:path';
import { build, type BuildOptions, type Plugin } from 'esbuild';
import { ENVIRONMENTS } from '../shared/env.ts';

/** Where everything that is built lies; not under version control. */
export const BUILD_DIR = '.build';

/** The folder of a function's bundle, as it goes to Lambda. */
export function bundleOf(name: string, outdir = BUILD_DIR): string {
  return join(outdir, 'functions', name);
}

const FUNCTION_OPTIONS = {
  bundle: true,
  minify: true,
  platform: 'node',
  target: 'node24',
  format: 'esm',
  // The ES modules of the AWS SDK let esbuild leave out what is not used.
  mainFields: ['module', 'main'],
  outExtension: { '.js': '.mjs' },
  jsx: 'automatic',
  jsxImportSource: 'preact',
  legalComments: 'none',
  // Dependencies in CommonJS ask for the modules of Node by `require`.
  banner: {
    js: "import{createRequire}from'node:module';const require=createRequire(import.meta.url);",
  },
} as const satisfies BuildOptions;

export interface Built {
  /** The hash of style sheet and script, part of their addresses. */
  readonly assetVersion: string;
}

/** Builds every function and the assets of the pages. Throws when a function has no source. */
export async function buildAll(outdir = BUILD_DIR): Promise<Built> {
  await rm(join(outdir, 'functions'), { recursive: true, force: true });
  const functions = Object.keys(ENVIRONMENTS).map((name) =>
    buildFunction(`functions/${name}.ts`, bundleOf(name, outdir)),
  );
  const assets = build({
    entryPoints: { site: 'shared/view/site.css', 'site-script': 'shared/view/browser/site.ts' },
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
 * Builds one function as `index.mjs`. What it imports only when it needs it, such as the page of a
 * form that is refused, becomes a bundle of its own beside it: its start reads none of that.
 */
export async function buildFunction(source: string, outdir: string): Promise<void> {
  const later = new Map<string, string>();
  const apart: Plugin = {
    name: 'apart',
    setup({ onResolve }) {
      // The filter is read by esbuild, which knows no flags.
      onResolve({ filter: /^\..*\.tsx?$/ }, ({ kind, path, resolveDir }) => {
        if (kind !== 'dynamic-import') return undefined;
        const imported = resolve(resolveDir, path);
        const name = relative('shared', imported)
          .replaceAll(/[/\\]/gu, '-')
          .replace(/\.tsx?$/u, '');
        later.set(name, imported);
        return { path: `./${name}.mjs`, external: true };
      });
    },
  };
  const plugins = [apart, httpByRequire];
  await build({ ...FUNCTION_OPTIONS, entryPoints: { index: source }, outdir, plugins });
  if (later.size > 0) {
    const entryPoints = Object.fromEntries(later);
    await build({ ...FUNCTION_OPTIONS, entryPoints, outdir, plugins: [httpByRequire] });
  }
}

/**
 * Whoever imports `node:http` as an ES module gets all of it, the WebSocket client included, which costs
 * a cold start 15 ms; by `require` that is loaded when it is asked for, which nobody does.
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

/** Lays the assets beside the bundle that serves them, and answers their version. */
async function layAssets(outdir: string): Promise<string> {
  const from = join(outdir, 'assets');
  const to = join(bundleOf('show-site', outdir), 'assets');
  await mkdir(to, { recursive: true });
  await cp(join(from, 'site.css'), join(to, 'site.css'));
  await cp(join(from, 'site-script.js'), join(to, 'site.js'));
  const hash = createHash('sha256');
  for (const file of ['site.css', 'site.js']) hash.update(await readFile(join(to, file)));
  return hash.digest('hex').slice(0, 12);
}

if (import.meta.main) await buildAll();

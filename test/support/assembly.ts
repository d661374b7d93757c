import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { type ClockShift, clockShift } from '../../local/clock.ts';
import { LocalFunction } from '../../local/functions.ts';
import { Assembly } from '../../local/template.ts';

/** The folder of what Node has compiled, as the tests' configuration sets it. */
const { NODE_COMPILE_CACHE = '' } = process.env;

type Resources = Readonly<Record<string, { readonly Type: string; readonly Properties?: object }>>;
interface Stack {
  readonly Resources: Resources;
  readonly Outputs?: object;
}

/** A folder that is removed when the test has finished. */
export function aFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'sadzirdets-'));
  onTestFinished(() => {
    rmSync(folder, { recursive: true, force: true });
  });
  return folder;
}

/**
 * The assembly that a synthesis of these stacks leaves. It is removed when the test has finished.
 */
export function anAssembly(...stacks: readonly Stack[]): Assembly {
  return assemblyIn(aFolder(), ...stacks);
}

/** The same assembly in a given folder, which the caller removes. */
export function assemblyIn(folder: string, ...stacks: readonly Stack[]): Assembly {
  const artifacts = stacks.map((stack, index) => {
    const templateFile = `stack${index}.template.json`;
    writeFileSync(join(folder, templateFile), JSON.stringify(stack));
    return [`stack${index}`, { type: 'aws:cloudformation:stack', properties: { templateFile } }];
  });
  const manifest = { artifacts: Object.fromEntries(artifacts) as object };
  writeFileSync(join(folder, 'manifest.json'), JSON.stringify(manifest));
  return new Assembly(folder, 'eu-north-1');
}

/** A function of the template with the bundle `code`. It is closed when the test has finished. */
export function aFunction(
  code: string,
  {
    timeout = 10,
    concurrency,
    variables = {},
    shift = clockShift(0),
    maxStartMs = 10_000,
  }: {
    /** Seconds. */
    readonly timeout?: number;
    readonly concurrency?: number;
    readonly variables?: Readonly<Record<string, string>>;
    readonly shift?: ClockShift;
    readonly maxStartMs?: number;
  } = {},
): LocalFunction {
  const directory = aFolder();
  mkdirSync(join(directory, 'asset.code'));
  writeFileSync(join(directory, 'asset.code', 'index.mjs'), code);
  const properties = {
    Code: { S3Key: 'code.zip' },
    Handler: 'index.handler',
    Timeout: timeout,
    Environment: { Variables: variables },
    ...(concurrency === undefined ? {} : { ReservedConcurrentExecutions: concurrency }),
  };
  const made = new LocalFunction(
    { id: 'EchoFunction0A1B2C3D', properties },
    {
      directory,
      shift,
      maxStartMs,
      logDirectory: join(directory, 'log'),
      runtimeVariables: { AWS_REGION: 'eu-north-1', NODE_COMPILE_CACHE },
    },
  );
  onTestFinished(() => made.close());
  return made;
}

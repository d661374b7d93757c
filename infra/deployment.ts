import { existsSync, readdirSync } from 'node:fs';
import { type Config, parseConfig } from './config.ts';
import { contentOf } from './written-file.ts';

/** One installation of the product. Several can stand in one account and region. */
export interface Deployment {
  readonly name: string;
  readonly config: Config;
}

/**
 * The deployment that stands only on a developer's machine: the local stack, the tests and the
 * checks use it. Its addresses lead nowhere.
 */
export const EXAMPLE = 'example';

const FOLDER = 'infra/deployments';
/**
 * Names of AWS resources begin with the name. The shortest limit that AWS sets for such a name is
 * 64 characters.
 */
const NAME = /^(?=.{1,20}$)[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/u;

/** Returns the file with the settings of a deployment. */
export function configFileOf(name: string): string {
  return `${FOLDER}/${name}.json`;
}

/**
 * Reads a deployment's file. Throws an error for a person when the name or the file is not good, or
 * when a deployment other than the example has values of an example.
 */
export function readDeployment(name: string): Deployment {
  if (!NAME.test(name)) {
    throw new Error(
      `${name} cannot be the name of a deployment: use at most 20 lower-case letters, digits and hyphens, and begin with a letter`,
    );
  }
  const file = configFileOf(name);
  if (!existsSync(file)) {
    throw new Error(
      `There is no ${file}: copy ${configFileOf(EXAMPLE)} to it and write your own settings (docs/deploy.md). ${listDeployments()}`,
    );
  }
  return { name, config: parseConfig(contentOf(file), file, { isExample: name === EXAMPLE }) };
}

/** Says which deployments have a file. */
export function listDeployments(): string {
  const files = existsSync(FOLDER) ? readdirSync(FOLDER) : [];
  const names = files.flatMap((file) => /^(?<name>.+)\.json$/u.exec(file)?.groups?.['name'] ?? []);
  const own = names.filter((name) => name !== EXAMPLE).toSorted();
  return own.length === 0
    ? 'No deployment has a file yet.'
    : `These deployments have a file: ${own.join(', ')}.`;
}

/** Returns the beginning of the name of each resource that has a fixed name. */
export function prefixOf(name: string): string {
  return `sadzirdets-${name}`;
}

/**
 * Returns the names of the stacks. Both end in a word of their own, so that no two deployments
 * share a name.
 */
export function stacksOf(name: string): { readonly data: string; readonly service: string } {
  return { data: `${prefixOf(name)}-data`, service: `${prefixOf(name)}-service` };
}

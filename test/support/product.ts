import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { App } from 'aws-cdk-lib';
import * as z from 'zod/mini';
import { addProduct } from '../../infra/app.ts';
import { type Config, parseConfig } from '../../infra/config.ts';
import { stacksOf } from '../../infra/deployment.ts';
import { OWNER } from './owner.ts';

const Resource = z.looseObject({
  Type: z.string(),
  Properties: z._default(z.record(z.string(), z.unknown()), {}),
});
const Template = z.object({
  Resources: z.record(z.string(), Resource),
  Outputs: z._default(z.record(z.string(), z.looseObject({ Value: z.unknown() })), {}),
});
export type Template = z.infer<typeof Template>;
export type Resource = z.infer<typeof Resource>;

/** Good settings without a domain. */
export const CONFIG = {
  account: '111122223333',
  region: 'eu-north-1' as const,
  sender: 'sadzirdets@sadzirdets.example',
  replyTo: 'konsultacijas@sadzirdets.example',
  owner: OWNER,
  operator: 'operators@sadzirdets.example',
  digestAt: '08:00',
};

/** The name of the deployment that {@link synthesize} makes. */
export const NAME = 'test';

/** Makes an app with both stacks of a deployment, which writes into `outdir`. */
export function anApp(outdir: string, changes: Partial<Config> = {}, name = NAME): App {
  const app = new App({ outdir });
  const config = { ...parseConfig(CONFIG, 'test.json', { isExample: true }), ...changes };
  addProduct(app, { name, config }, { assetVersion: 'test' });
  return app;
}

/**
 * Synthesizes both stacks of a deployment with these changes to its settings into `outdir`, and
 * returns their templates.
 */
export function synthesize(outdir: string, changes?: Partial<Config>, name = NAME) {
  anApp(outdir, changes, name).synth();
  const stacks = stacksOf(name);
  const read = (name: string) =>
    Template.parse(JSON.parse(readFileSync(join(outdir, `${name}.template.json`), 'utf8')));
  return { data: read(stacks.data), service: read(stacks.service) };
}

/** Returns the resources of a type, with their logical ids. */
export function ofType({ Resources }: Template, type: string): [string, Resource][] {
  return Object.entries(Resources).filter(([, { Type }]) => Type === type);
}

/** Returns the properties of the resources of a type. */
export function propertiesOf(template: Template, type: string): Resource['Properties'][] {
  return ofType(template, type).map(([, { Properties }]) => Properties);
}

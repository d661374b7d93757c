import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod/mini';
import { product } from '../../infra/app.ts';

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

/** A valid context without a domain. */
export const CONTEXT = {
  region: 'eu-north-1',
  sender: 'sadzirdets@sadzirdets.example',
  replyTo: 'konsultacijas@sadzirdets.example',
  operator: 'operators@sadzirdets.example',
  digestAt: '08:00',
};

/**
 * Synthesizes both stacks of a deployment with this context into `outdir`, and returns their
 * templates.
 */
export function synthesize(outdir: string, changes: Readonly<Record<string, string>> = {}) {
  const context = { sadzirdets: { ...CONTEXT, ...changes } };
  product({ outdir, context, assetVersion: 'test' }).synth();
  const read = (name: string) =>
    Template.parse(JSON.parse(readFileSync(join(outdir, `${name}.template.json`), 'utf8')));
  return { data: read('SadzirdetsData'), service: read('Sadzirdets') };
}

/** Returns the resources of a type, with their logical ids. */
export function ofType({ Resources }: Template, type: string): [string, Resource][] {
  return Object.entries(Resources).filter(([, { Type }]) => Type === type);
}

/** Returns the properties of the resources of a type. */
export function propertiesOf(template: Template, type: string): Resource['Properties'][] {
  return ofType(template, type).map(([, { Properties }]) => Properties);
}

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod/mini';
import { ACCOUNT } from './account.ts';

const Resource = z.object({
  Type: z.string(),
  Properties: z._default(z.record(z.string(), z.unknown()), {}),
});

const Template = z.object({
  Resources: z.record(z.string(), Resource),
  Outputs: z.optional(
    z.record(z.string(), z.object({ Value: z.unknown(), Export: z.optional(z.unknown()) })),
  ),
});

const Manifest = z.object({
  artifacts: z.record(
    z.string(),
    z.object({
      type: z.string(),
      properties: z.optional(z.object({ templateFile: z.optional(z.string()) })),
    }),
  ),
});

/** A resource of the template with resolved properties. */
export interface Resolved {
  readonly id: string;
  readonly properties: Readonly<Record<string, unknown>>;
}

/** What `Ref` and `Fn::GetAtt` of a resource stand for on this machine. */
export interface LocalValues {
  readonly ref: string;
  readonly attributes: Readonly<Record<string, string>>;
}

const PSEUDO = {
  'AWS::AccountId': ACCOUNT,
  'AWS::Partition': 'aws',
  'AWS::URLSuffix': 'amazonaws.com',
  'AWS::StackName': 'sadzirdets',
  'AWS::StackId': `arn:aws:cloudformation:local:${ACCOUNT}:stack/sadzirdets/local`,
};

/**
 * The synthesized stacks of an assembly, read as one. Call `become` to say what a resource is on
 * this machine, before anything that refers to the resource is resolved. An intrinsic function or a
 * reference that is not understood throws.
 */
export class Assembly {
  readonly directory: string;
  readonly region: string;
  readonly #resources = new Map<string, z.infer<typeof Resource>>();
  readonly #exports = new Map<string, unknown>();
  readonly #values = new Map<string, LocalValues>();

  constructor(directory: string, region: string) {
    this.directory = directory;
    this.region = region;
    const manifest = Manifest.parse(readJson(join(directory, 'manifest.json')));
    for (const [stack, { type, properties }] of Object.entries(manifest.artifacts)) {
      if (type !== 'aws:cloudformation:stack' || properties?.templateFile === undefined) continue;
      const template = Template.parse(readJson(join(directory, properties.templateFile)));
      for (const [id, resource] of Object.entries(template.Resources)) {
        if (this.#resources.has(id)) throw new Error(`Two stacks hold a resource named ${id}`);
        this.#resources.set(id, resource);
      }
      for (const output of Object.values(template.Outputs ?? {})) {
        const name = z.safeParse(z.object({ Name: z.string() }), output.Export);
        if (name.success) this.#exports.set(name.data.Name, output.Value);
      }
      this.#values.set(stack, { ref: stack, attributes: {} });
    }
  }

  become(id: string, values: LocalValues): void {
    this.#values.set(id, values);
  }

  /** Returns the resources of these types, with their properties resolved now. */
  of(...types: string[]): Resolved[] {
    return [...this.#resources]
      .filter(([, { Type }]) => types.includes(Type))
      .map(([id, { Properties }]) => ({
        id,
        properties: this.resolve(Properties) as Record<string, unknown>,
      }));
  }

  /**
   * Returns the ids of the resources of these types, for `become`, which comes before anything can
   * be resolved.
   */
  idsOf(...types: string[]): string[] {
    return [...this.#resources].filter(([, { Type }]) => types.includes(Type)).map(([id]) => id);
  }

  resolve(value: unknown): unknown {
    if (Array.isArray(value)) return value.map((one) => this.resolve(one));
    if (typeof value !== 'object' || value === null) return value;
    const [first, ...more] = Object.entries<unknown>({ ...value });
    if (first !== undefined && more.length === 0) {
      const [name, argument] = first;
      if (name === 'Ref' || name.startsWith('Fn::')) return this.#intrinsic(name, argument);
    }
    return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, this.resolve(one)]));
  }

  #intrinsic(name: string, argument: unknown): unknown {
    switch (name) {
      case 'Ref':
        return this.#ref(String(argument));
      case 'Fn::GetAtt': {
        const [id = '', ...attribute] =
          typeof argument === 'string' ? argument.split('.') : (argument as string[]);
        return this.#attribute(id, attribute.join('.'));
      }
      case 'Fn::ImportValue': {
        const exported = String(this.resolve(argument));
        if (!this.#exports.has(exported)) throw new Error(`No stack exports ${exported}`);
        return this.resolve(this.#exports.get(exported));
      }
      case 'Fn::Join': {
        const [separator, parts] = this.resolve(argument) as [string, string[]];
        return parts.join(separator);
      }
      case 'Fn::Split': {
        const [separator, text] = this.resolve(argument) as [string, string];
        return text.split(separator);
      }
      case 'Fn::Select': {
        const [index, list] = this.resolve(argument) as [number | string, unknown[]];
        return list[Number(index)];
      }
      case 'Fn::Sub':
        return this.#substitute(argument);
      default:
        throw new Error(`The local stack does not understand ${name}`);
    }
  }

  #substitute(argument: unknown): string {
    const [text, own] =
      typeof argument === 'string' ? [argument, {}] : (argument as [string, object]);
    const values = this.resolve(own) as Record<string, string>;
    return text.replace(/\$\{([^}]+)\}/gu, (_, name: string) => {
      if (name.startsWith('!')) return `\${${name.slice(1)}}`;
      const given = values[name];
      if (given !== undefined) return given;
      const [id = '', ...attribute] = name.split('.');
      return attribute.length === 0 ? this.#ref(id) : this.#attribute(id, attribute.join('.'));
    });
  }

  #ref(id: string): string {
    if (id === 'AWS::Region') return this.region;
    const pseudo: Readonly<Record<string, string>> = PSEUDO;
    return pseudo[id] ?? this.#valuesOf(id).ref;
  }

  #attribute(id: string, name: string): string {
    const value = this.#valuesOf(id).attributes[name];
    return value ?? `local:${id}:${name}`;
  }

  /** A resource that has no counterpart on this machine, such as a role, is its own name. */
  #valuesOf(id: string): LocalValues {
    const known = this.#values.get(id);
    if (known !== undefined) return known;
    if (!this.#resources.has(id))
      throw new Error(`The template refers to ${id}, which it does not hold`);
    return { ref: id, attributes: {} };
  }
}

function readJson(path: string): unknown {
  return JSON.parse(readFileSync(path, 'utf8'));
}

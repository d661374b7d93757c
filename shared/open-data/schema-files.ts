import type { Kind } from '../kinds/kind.ts';
import { pathTo } from '../routes.ts';

/** The descriptions of the data of a kind that the site serves, each under its version. */
export const SCHEMA_FILES = ['schema.json', 'table-schema.json'] as const;
export type SchemaFile = (typeof SCHEMA_FILES)[number];

/** Returns the address of a description of the data of this kind, on the site. */
export function schemaPath({ id, dataVersion }: Kind, file: SchemaFile): string {
  return pathTo('apiSchema', { kind: id, version: String(dataVersion), file });
}

/** Returns its complete address. */
export function schemaUrl(siteUrl: string, kind: Kind, file: SchemaFile): string {
  return siteUrl + schemaPath(kind, file);
}

import type { Licence } from '../domain/licence.ts';
import type { Owner } from '../domain/owner.ts';
import type { Bilingual } from '../domain/text.ts';
import { pathTo } from '../routes.ts';
import { LICENCE_WORDS } from './words.ts';

/** Who publishes the data of a deployment, where, and under which licence. It is the owner. */
export interface Publisher {
  readonly name: Bilingual;
  readonly licence: Licence;
  /** The address of the site, without a slash at the end. */
  readonly siteUrl: string;
}

/** Makes the publisher from the environment of a function. */
export function publisherOf(env: {
  readonly SITE_URL: string;
  readonly LICENCE: Licence;
  readonly OWNER: Owner;
}): Publisher {
  return { name: env.OWNER.name, licence: env.LICENCE, siteUrl: env.SITE_URL };
}

/** The short name by which people know the licence. */
export const titleOf = (licence: Licence): string => LICENCE_WORDS[licence].title;

/** The licence as every file states it: its address, its name, and what it asks of a reader. */
export function licenceOf({ licence, name, siteUrl }: Publisher) {
  const { title, sentence } = LICENCE_WORDS[licence];
  return {
    url: licence,
    title,
    sentence: {
      lv: sentence.lv({ publisher: name.lv, siteUrl }),
      en: sentence.en({ publisher: name.en, siteUrl }),
    },
  };
}

/** Returns the complete address of the volume of a consultation's data that begins after a place. */
export function volumeUrl(
  siteUrl: string,
  consultation: string,
  format: Format,
  after?: string,
): string {
  const path = pathTo(format === 'json' ? 'apiDataJson' : 'apiDataCsv', { consultation });
  return `${siteUrl}${path}${afterQuery(after)}`;
}

/** Returns the complete address of the metadata of that CSV volume. */
export function csvMetadataUrl(siteUrl: string, consultation: string, after?: string): string {
  return `${siteUrl}${pathTo('apiDataMetadata', { consultation })}${afterQuery(after)}`;
}

function afterQuery(after: string | undefined): string {
  return after === undefined ? '' : `?${new URLSearchParams({ after }).toString()}`;
}

export const FORMATS = ['json', 'csv'] as const;
export type Format = (typeof FORMATS)[number];

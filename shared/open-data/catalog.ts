import { type Consultation, stateOf } from '../domain/consultation.ts';
import { LANGUAGES } from '../domain/text.ts';
import type { Instant } from '../domain/time.ts';
import { kindOf } from '../kinds/kinds.ts';
import { pathTo } from '../routes.ts';
import { schemaUrl } from './schema-files.ts';
import { type Format, licenceOf, type Publisher, volumeUrl } from './publisher.ts';
import { CATALOG_WORDS } from './words.ts';

/*
 * Metadata of all data, for portals that gather such metadata: JSON-LD in the vocabulary DCAT-AP 3,
 * which is the DCAT of the W3C as the portals of the European Union use it.
 */

/** Says of each short name in this file what it stands for. So nobody needs to fetch a context. */
const CONTEXT = {
  dcat: 'http://www.w3.org/ns/dcat#',
  dcatap: 'http://data.europa.eu/r5r/',
  dct: 'http://purl.org/dc/terms/',
  foaf: 'http://xmlns.com/foaf/0.1/',
  skos: 'http://www.w3.org/2004/02/skos/core#',
  vcard: 'http://www.w3.org/2006/vcard/ns#',
  xsd: 'http://www.w3.org/2001/XMLSchema#',
  title: { '@id': 'dct:title', '@container': '@language' },
  description: { '@id': 'dct:description', '@container': '@language' },
  keyword: { '@id': 'dcat:keyword', '@container': '@language' },
  label: { '@id': 'http://www.w3.org/2000/01/rdf-schema#label', '@container': '@language' },
  prefLabel: { '@id': 'skos:prefLabel', '@container': '@language' },
  fn: { '@id': 'vcard:fn', '@container': '@language' },
  name: { '@id': 'foaf:name', '@container': '@language' },
  startDate: { '@id': 'dcat:startDate', '@type': 'xsd:dateTime' },
  endDate: { '@id': 'dcat:endDate', '@type': 'xsd:dateTime' },
  issued: { '@id': 'dct:issued', '@type': 'xsd:dateTime' },
  modified: { '@id': 'dct:modified', '@type': 'xsd:dateTime' },
} as const;

/** The vocabularies that DCAT-AP 3 asks for (section "Controlled vocabularies to be used"). */
const AUTHORITY = 'http://publications.europa.eu/resource/authority';
const VOCABULARY = {
  themes: `${AUTHORITY}/data-theme`,
  theme: `${AUTHORITY}/data-theme/GOVE`,
  country: `${AUTHORITY}/country/LVA`,
  public: `${AUTHORITY}/access-right/PUBLIC`,
  languages: { lv: `${AUTHORITY}/language/LAV`, en: `${AUTHORITY}/language/ENG` },
  frequency: {
    open: `${AUTHORITY}/frequency/UPDATE_CONT`,
    closed: `${AUTHORITY}/frequency/IRREG`,
  },
  formats: {
    json: {
      file: `${AUTHORITY}/file-type/JSON`,
      media: 'http://www.iana.org/assignments/media-types/application/json',
    },
    csv: {
      file: `${AUTHORITY}/file-type/CSV`,
      media: 'http://www.iana.org/assignments/media-types/text/csv',
    },
  },
  stable: `${AUTHORITY}/planned-availability/STABLE`,
  authority: 'http://purl.org/adms/publishertype/NationalAuthority',
} as const;

/** One consultation whose data are public. */
export interface CatalogEntry {
  readonly consultation: Consultation;
  /** When something of its data last changed, or null before there are any. */
  readonly updatedAt: Instant | null;
}

interface Catalog extends Publisher {
  /** Where questions about the data go. */
  readonly contact: string;
  readonly entries: readonly CatalogEntry[];
  readonly now: Instant;
}

/** Describes the data of every consultation in one document. */
export function catalogOf(catalog: Catalog): Record<string, unknown> {
  const { entries, siteUrl } = catalog;
  const own = ownNodes(catalog);
  const updates = entries.flatMap(({ updatedAt }) => updatedAt ?? []).toSorted();
  const modified = updates.at(-1);
  return {
    '@context': CONTEXT,
    '@id': `${siteUrl}${pathTo('apiCatalog', {})}`,
    '@type': 'dcat:Catalog',
    title: CATALOG_WORDS.title,
    description: CATALOG_WORDS.description,
    'dct:publisher': own.publisher,
    'dct:license': own.licence,
    'dct:language': own.languages,
    'dct:spatial': typed('dct:Location', VOCABULARY.country),
    'dcat:themeTaxonomy': {
      ...typed('skos:ConceptScheme', VOCABULARY.themes),
      title: CATALOG_WORDS.themes,
    },
    'foaf:homepage': typed('foaf:Document', `${siteUrl}${pathTo('home', { language: 'lv' })}`),
    ...(modified === undefined ? {} : { modified }),
    'dcat:dataset': entries.map((entry) => datasetOf(entry, catalog)),
    'dcat:service': {
      '@id': own.service,
      '@type': 'dcat:DataService',
      title: CATALOG_WORDS.service,
      'dcat:endpointURL': { '@id': `${siteUrl}${pathTo('apiConsultations', {})}` },
      'dcat:endpointDescription': { '@id': `${siteUrl}${pathTo('apiDescription', {})}` },
      'dct:license': own.licence,
      'dct:accessRights': own.accessRights,
      'dcat:contactPoint': own.contact,
      'dct:publisher': own.publisher,
      'dcat:servesDataset': entries.map(({ consultation }) => ({
        '@id': datasetId(siteUrl, consultation),
      })),
    },
  };
}

function datasetOf({ consultation, updatedAt }: CatalogEntry, catalog: Catalog) {
  const { siteUrl, now } = catalog;
  const { id, title, summary, plan, publishes, opensAt, closesAt } = consultation;
  const own = ownNodes(catalog);
  const state = stateOf(consultation, now);
  return {
    '@id': datasetId(siteUrl, consultation),
    '@type': 'dcat:Dataset',
    title: {
      lv: CATALOG_WORDS.dataset.lv(title.lv),
      en: CATALOG_WORDS.dataset.en(title.en),
    },
    description: summary,
    keyword: {
      lv: [...CATALOG_WORDS.keywords.lv, plan.lv],
      en: [...CATALOG_WORDS.keywords.en, plan.en],
    },
    'dct:identifier': datasetId(siteUrl, consultation),
    'dct:publisher': own.publisher,
    'dcat:contactPoint': own.contact,
    'dcat:theme': {
      ...typed('skos:Concept', VOCABULARY.theme),
      prefLabel: CATALOG_WORDS.theme,
    },
    'dct:language': own.languages,
    'dct:spatial': typed('dct:Location', VOCABULARY.country),
    'dct:temporal': { '@type': 'dct:PeriodOfTime', startDate: opensAt, endDate: closesAt },
    'dct:accessRights': own.accessRights,
    'dct:accrualPeriodicity': typed(
      'dct:Frequency',
      VOCABULARY.frequency[state === 'closed' ? 'closed' : 'open'],
    ),
    'dcat:landingPage': LANGUAGES.map((language) =>
      typed('foaf:Document', siteUrl + pathTo('opinions', { language, consultation: id })),
    ),
    issued: publishes === 'at-once' ? opensAt : closesAt,
    ...(updatedAt === null ? {} : { modified: updatedAt }),
    'dcat:distribution': (['csv', 'json'] as const).map((format) =>
      distributionOf(consultation, format, catalog),
    ),
  };
}

function distributionOf(consultation: Consultation, format: Format, catalog: Catalog) {
  const { siteUrl } = catalog;
  const own = ownNodes(catalog);
  const { file, media } = VOCABULARY.formats[format];
  const schema = format === 'csv' ? 'table-schema.json' : 'schema.json';
  const url = volumeUrl(siteUrl, consultation.id, format);
  return {
    '@id': `${datasetId(siteUrl, consultation)}-${format}`,
    '@type': 'dcat:Distribution',
    title: CATALOG_WORDS.distributions[format],
    description: CATALOG_WORDS.volumes,
    'dcat:accessURL': { '@id': url },
    'dcat:downloadURL': { '@id': url },
    'dct:format': typed('dct:MediaTypeOrExtent', file),
    'dcat:mediaType': typed('dct:MediaType', media),
    'dct:license': own.licence,
    'dct:rights': { '@type': 'dct:RightsStatement', label: licenceOf(catalog).sentence },
    'dct:language': own.languages,
    'dct:conformsTo': typed('dct:Standard', schemaUrl(siteUrl, kindOf(consultation), schema)),
    'dcat:accessService': { '@id': own.service },
    'dcatap:availability': { '@id': VOCABULARY.stable },
  };
}

/** Returns the nodes that several descriptions refer to. */
function ownNodes({ siteUrl, name, licence, contact }: Catalog) {
  const catalog = `${siteUrl}${pathTo('apiCatalog', {})}`;
  return {
    publisher: {
      '@id': `${catalog}#publisher`,
      '@type': 'foaf:Agent',
      name,
      'dct:type': { '@id': VOCABULARY.authority },
    },
    contact: {
      '@id': `${catalog}#contact`,
      '@type': ['vcard:Kind', 'vcard:Organization'],
      fn: name,
      'vcard:hasEmail': { '@id': `mailto:${contact}` },
    },
    licence: typed('dct:LicenseDocument', licence),
    languages: LANGUAGES.map((language) =>
      typed('dct:LinguisticSystem', VOCABULARY.languages[language]),
    ),
    accessRights: typed('dct:RightsStatement', VOCABULARY.public),
    service: `${catalog}#service`,
  };
}

function datasetId(siteUrl: string, { id }: Consultation): string {
  return `${siteUrl}${pathTo('apiCatalog', {})}#${id}`;
}

function typed(type: string, id: string) {
  return { '@id': id, '@type': type };
}

import { readFileSync } from 'node:fs';
import jsonld from 'jsonld';
import { DataFactory, Parser, Store } from 'n3';
import Validator from 'rdf-validate-shacl';
import { describe, expect, it } from 'vitest';
import type { Consultation } from '../../shared/domain/consultation.ts';
import { type CatalogEntry, catalogOf } from '../../shared/open-data/catalog.ts';
import { aCall, aConsultation, at } from '../support/builders.ts';

const SITE = 'https://sadzirdets.example';
const CATALOG = `${SITE}/api/catalog.jsonld`;
const DCAT = 'http://www.w3.org/ns/dcat#';
const DCT = 'http://purl.org/dc/terms/';
const XSD = 'http://www.w3.org/2001/XMLSchema#';
const AUTHORITY = 'http://publications.europa.eu/resource/authority';

function aCatalog(entries: readonly CatalogEntry[]): Record<string, unknown> {
  return catalogOf({
    name: { lv: 'Valsts kanceleja', en: 'State Chancellery of Latvia' },
    licence: 'https://creativecommons.org/publicdomain/zero/1.0/',
    siteUrl: SITE,
    contact: 'dati@chancellery.example',
    entries,
    now: at('2027-02-01T00:00:00Z'),
  });
}

const entryOf = (consultation: Consultation): CatalogEntry => {
  return { consultation, updatedAt: at('2027-01-20T08:00:00Z') };
};
const BOTH = [entryOf(aConsultation()), entryOf(aCall())];

/** Reads JSON-LD with the W3C's algorithms. Nothing is fetched: a context elsewhere would throw. */
async function graphOf(document: Record<string, unknown>): Promise<Store> {
  const options = {
    format: 'application/n-quads',
    // Throws where the algorithms would otherwise leave something out.
    safe: true,
    documentLoader: (url: string) => Promise.reject(new Error(`${url} would have to be fetched`)),
  } as const;
  const quads = await jsonld.toRDF(document, options);
  return new Store(new Parser({ format: 'N-Quads' }).parse(quads as unknown as string));
}

const SHAPES = new Store(
  new Parser().parse(readFileSync('test/open-data/dcat-ap.shapes.ttl', 'utf8')),
);

async function faultsIn(document: Record<string, unknown>): Promise<string[]> {
  const report = await new Validator(SHAPES).validate(await graphOf(document));
  return report.results.map(
    ({ path, focusNode, message }) =>
      `${focusNode.value} ${path.value}: ${message.map(({ value }) => value).join()}`,
  );
}

function objectsOf(graph: Store, subject: string, predicate: string): string[] {
  const { namedNode } = DataFactory;
  const objects = graph.getObjects(namedNode(subject), namedNode(predicate), null);
  return objects.map(({ value }) => value).toSorted();
}

describe('the catalog', () => {
  it.each([
    ['without any consultation', []],
    ['of a consultation without data', [{ consultation: aConsultation(), updatedAt: null }]],
    ['of both kinds of consultations', BOTH],
  ])('%s is DCAT-AP', async (_, entries) => {
    expect(await faultsIn(aCatalog(entries))).toEqual([]);
  });

  it('says of each dataset what a portal shows', async () => {
    const graph = await graphOf(aCatalog(BOTH));
    const dataset = `${CATALOG}#nap2-midterm-review`;
    expect(objectsOf(graph, CATALOG, `${DCAT}dataset`)).toEqual([
      dataset,
      `${CATALOG}#nap3-new-commitments`,
    ]);
    expect(objectsOf(graph, dataset, `${DCT}title`)).toEqual(
      expect.arrayContaining([
        'Iesniegtais apspriedē: Izvērtējuma projekts',
        'Submitted to the consultation: Draft review',
      ]),
    );
    expect(objectsOf(graph, dataset, `${DCAT}theme`)).toEqual([`${AUTHORITY}/data-theme/GOVE`]);
    expect(objectsOf(graph, dataset, `${DCT}language`)).toEqual([
      `${AUTHORITY}/language/ENG`,
      `${AUTHORITY}/language/LAV`,
    ]);
    expect(objectsOf(graph, dataset, `${DCT}modified`)).toEqual(['2027-01-20T08:00:00.000Z']);
    const [period = ''] = graph
      .getObjects(DataFactory.namedNode(dataset), DataFactory.namedNode(`${DCT}temporal`), null)
      .map(({ id }) => id);
    expect(graph.getObjects(period, `${DCAT}endDate`, null)[0]).toMatchObject({
      value: '2027-05-01T00:00:00.000Z',
      datatype: { value: `${XSD}dateTime` },
    });
  });

  it('says of each distribution where it is, under which licence, and what describes it', async () => {
    const graph = await graphOf(aCatalog(BOTH));
    const dataset = `${CATALOG}#nap3-new-commitments`;
    const distributions = objectsOf(graph, dataset, `${DCAT}distribution`);
    expect(distributions).toHaveLength(2);
    for (const [format, schema] of [
      ['csv', 'table-schema.json'],
      ['json', 'schema.json'],
    ] as const) {
      const [about] = distributions.filter((one) => one.endsWith(format));
      const say = (property: string) => objectsOf(graph, about ?? '', property);
      const file = `${SITE}/api/consultations/nap3-new-commitments/opinions.${format}`;
      expect(say(`${DCAT}accessURL`)).toEqual([file]);
      expect(say(`${DCT}format`)).toEqual([`${AUTHORITY}/file-type/${format.toUpperCase()}`]);
      expect(say(`${DCT}license`)).toEqual(['https://creativecommons.org/publicdomain/zero/1.0/']);
      expect(say(`${DCT}conformsTo`)).toEqual([`${SITE}/api/schemas/call/1/${schema}`]);
    }
  });

  it('says since when data are public', async () => {
    const later = aConsultation({ id: 'later', publishes: 'after-closing' });
    const graph = await graphOf(aCatalog([entryOf(aConsultation()), entryOf(later)]));
    const issuedOf = (id: string) => objectsOf(graph, `${CATALOG}#${id}`, `${DCT}issued`);
    expect(issuedOf('nap2-midterm-review')).toEqual(['2027-01-04T00:00:00.000Z']);
    expect(issuedOf('later')).toEqual(['2027-05-01T00:00:00.000Z']);
  });

  it('says how often data of an open and of a closed consultation change', async () => {
    const closed = aConsultation({ id: 'closed', closesAt: at('2027-01-30T00:00:00Z') });
    const graph = await graphOf(aCatalog([entryOf(aConsultation()), entryOf(closed)]));
    const frequencyOf = (id: string) =>
      objectsOf(graph, `${CATALOG}#${id}`, `${DCT}accrualPeriodicity`);
    expect(frequencyOf('nap2-midterm-review')).toEqual([`${AUTHORITY}/frequency/UPDATE_CONT`]);
    expect(frequencyOf('closed')).toEqual([`${AUTHORITY}/frequency/IRREG`]);
  });

  it('keeps its shape with any title that an operator can publish', async () => {
    const title = { lv: '"</script>@type":{"@id"', en: '@value <https://evil.example>\\' };
    const hostile = aConsultation({ title, summary: title, plan: title });
    expect(await faultsIn(aCatalog([entryOf(hostile)]))).toEqual([]);
    const graph = await graphOf(aCatalog([entryOf(hostile)]));
    expect(objectsOf(graph, `${CATALOG}#nap2-midterm-review`, `${DCT}description`)).toEqual(
      [title.en, title.lv].toSorted(),
    );
  });

  it.each([
    ['dct:publisher', 'dct:publisher', undefined],
    ['a title', 'title', { lv: 'Tikai latviski' }],
    ['a contact', 'dcat:service', { '@type': 'dcat:DataService', title: { lv: 'a', en: 'b' } }],
  ])('would not be DCAT-AP without %s', async (_, name, value) => {
    const { [name]: was, ...rest } = aCatalog(BOTH);
    expect(was).toBeDefined();
    const changed = value === undefined ? rest : { ...rest, [name]: value };
    expect(await faultsIn(changed)).not.toEqual([]);
  });
});

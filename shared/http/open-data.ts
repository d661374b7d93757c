import { type Consultation, isPublic } from '../domain/consultation.ts';
import type { Failure } from '../domain/failure.ts';
import { isPlace } from '../domain/public-place.ts';
import { KINDS, kindOf } from '../kinds/kinds.ts';
import { catalogOf } from '../open-data/catalog.ts';
import { csvMetadata, tableSchemaFile } from '../open-data/csv-metadata.ts';
import { dataFile } from '../open-data/data-file.ts';
import { dataSchemaOf } from '../open-data/data-schema.ts';
import { csvMetadataUrl, type Format, type Publisher, volumeUrl } from '../open-data/publisher.ts';
import { SCHEMA_FILES, type SchemaFile, schemaUrl } from '../open-data/schema-files.ts';
import { readVolume } from '../open-data/volume.ts';
import type { ConsultationStore } from '../ports/consultations.ts';
import type { ProjectionStore, PublicStore } from '../ports/public-parts.ts';
import type { Clock } from '../ports/world.ts';
import type { RouteHandler, chains, Request } from './chain.ts';
import { openData, readAnywhere, type Response } from './respond.ts';

interface Needs {
  readonly store: Pick<ConsultationStore, 'findConsultation' | 'listConsultations'> &
    Pick<PublicStore, 'streamPublic'> &
    Pick<ProjectionStore, 'findProjection'>;
  readonly publisher: Publisher;
  /** Where questions about the data go. */
  readonly contact: string;
  readonly clock: Clock;
  readonly fail: ReturnType<typeof chains>['fail'];
}

const TYPES: Record<Format, string> = {
  json: 'application/json',
  // A header is there, and the rows end as in RFC 4180.
  csv: 'text/csv; charset=utf-8; header=present',
};

/** Answers with open data, and with what describes them. */
export function openDataAnswers({ store, publisher, contact, clock, fail }: Needs) {
  const { siteUrl } = publisher;

  /** A program in a page of another site sees why it gets nothing, too. */
  async function refuse(request: Request, failure: Failure): Promise<Response> {
    return readAnywhere(await fail(request, failure));
  }

  /** Wraps an answer about the data of one consultation, from a place on. */
  function about(
    answer: (consultation: Consultation, after: string | undefined) => Promise<Response>,
  ): RouteHandler<undefined> {
    return async (request: Request) => {
      const { after } = request.query;
      // Anything else never came from us.
      if (after !== undefined && !isPlace(after, 'newest')) return refuse(request, 'malformed');
      const consultation = await store.findConsultation(request.parameters['consultation'] ?? '');
      return consultation === null || consultation.publishes === 'never'
        ? refuse(request, 'not-found')
        : answer(consultation, after);
    };
  }

  function volume(format: Format): RouteHandler<undefined> {
    return about(async (consultation, after) => {
      const { id } = consultation;
      // Read first: a change that comes in between makes the answer newer than it says, not older.
      const projection = await store.findProjection(id);
      const isBegun = projection !== null && projection.updatedAt <= clock.now();
      const modified = isBegun ? projection.updatedAt : undefined;
      const urlOf = (next: string) => volumeUrl(siteUrl, id, format, next);
      const file = dataFile(format, consultation, publisher);
      const { body, next } = await readVolume(store, id, after, file, urlOf);
      return openData(body, {
        type: TYPES[format],
        links: {
          ...(next === null ? {} : { next: urlOf(next) }),
          describedby:
            format === 'csv'
              ? csvMetadataUrl(siteUrl, id, after)
              : schemaUrl(siteUrl, kindOf(consultation), 'schema.json'),
          license: publisher.licence,
        },
        modified,
        ...(format === 'csv' ? { filename: `${id}.csv` } : {}),
      });
    });
  }

  return {
    json: volume('json'),
    csv: volume('csv'),
    metadata: about((consultation, after) => {
      const metadata = csvMetadata(consultation, publisher, after);
      return Promise.resolve(document(metadata, 'application/csvm+json'));
    }),
    async schema(request: Request) {
      const { kind: id, version, file } = request.parameters;
      const kind = KINDS.find((one) => one.id === id && String(one.dataVersion) === version);
      const known = SCHEMA_FILES.find((one) => one === file);
      if (kind === undefined || known === undefined) return refuse(request, 'not-found');
      const make = DESCRIPTIONS[known];
      return document(make.of(kind, siteUrl), make.type);
    },
    async catalog() {
      const now = clock.now();
      const consultations = (await store.listConsultations()).filter((one) => isPublic(one, now));
      const entries = await Promise.all(
        consultations.map(async (consultation) => {
          const totals = await store.findProjection(consultation.id);
          return { consultation, updatedAt: totals?.updatedAt ?? null };
        }),
      );
      const catalog = catalogOf({ ...publisher, contact, entries, now });
      return document(catalog, 'application/ld+json');
    },
  };
}

const DESCRIPTIONS: Record<
  SchemaFile,
  { readonly type: string; readonly of: typeof dataSchemaOf }
> = {
  'schema.json': { type: 'application/schema+json', of: dataSchemaOf },
  'table-schema.json': { type: 'application/csvm+json', of: tableSchemaFile },
};

function document(content: unknown, type: string): Response {
  return openData(JSON.stringify(content), { type });
}

import * as z from 'zod/mini';
import { FAILURES, FIELD_FAULTS, MAX_FAILURES } from '../domain/failure.ts';
import { ConsultationList, ConsultationView, DraftView } from './api.ts';
import { MAX_IDEMPOTENCY_KEY_CHARS } from './idempotency.ts';
import { MAX_BODY_BYTES, MAX_JSON_VALUES } from './limits.ts';
import { CheckpointList, EntryView } from './log.ts';
import { logPaths } from './openapi-log.ts';
import { NOT_MODIFIED, problems, reference, step } from './openapi-parts.ts';
import { ReceiptView } from './receipt-view.ts';
import type { Kind } from '../kinds/kind.ts';
import { KINDS } from '../kinds/kinds.ts';
import { inputSchemaOf } from '../kinds/submission-input.ts';
import { SCHEMA_FILES, schemaPath } from '../open-data/schema-files.ts';
import { ROUTES } from '../routes.ts';
import { RecordView } from './record.ts';
import { SubmissionReceipt } from './submission-receipt.ts';

const Problem = z.object({
  type: z.enum(FAILURES.map((failure) => `/problems/${failure}`)),
  title: z.string(),
  status: z.int(),
  detail: z.string(),
  instance: z.optional(z.string()),
  errors: z.optional(
    z
      .array(
        z.object({
          pointer: z.string(),
          fault: z.enum(FIELD_FAULTS),
          detail: z.string(),
          limit: z.optional(z.int()),
        }),
      )
      .check(z.maxLength(MAX_FAILURES)),
  ),
});

const SCHEMAS = {
  ConsultationList,
  ConsultationView,
  DraftView,
  RecordView,
  ReceiptView,
  SubmissionReceipt,
  CheckpointList,
  EntryView,
  Problem,
};

/** Returns the name of the schema of a submission to a consultation of this kind. */
function submissionSchemaOf({ id }: Kind): string {
  return `${id.charAt(0).toUpperCase()}${id.slice(1)}Submission`;
}

/** Describes the API in OpenAPI 3.1, generated from the schemas of its requests and answers. */
export function openApi(): Record<string, unknown> {
  const consultation = step('consultation', { type: 'string' });
  const after = {
    name: 'after',
    in: 'query',
    required: false,
    description: 'Where the volume begins, as the one before it says in `next`.',
    schema: { type: 'string' },
  };
  return {
    openapi: '3.1.0',
    info: {
      title: 'Sadzirdēts',
      version: '1',
      description: 'Public consultations, and the opinions and proposals that they receive.',
      license: { name: 'EUPL-1.2', identifier: 'EUPL-1.2' },
    },
    paths: {
      [ROUTES.apiConsultations.path]: {
        get: {
          operationId: 'listConsultations',
          summary: 'Every consultation: open ones first, by closing time.',
          responses: { 200: answers('All consultations', 'ConsultationList'), ...NOT_MODIFIED },
        },
      },
      [ROUTES.apiConsultation.path]: {
        get: {
          operationId: 'showConsultation',
          summary: 'One consultation with its draft’s commitments.',
          parameters: [consultation],
          responses: {
            200: answers('The consultation', 'ConsultationView'),
            ...NOT_MODIFIED,
            ...problems('not-found'),
          },
        },
      },
      [ROUTES.apiDraft.path]: {
        get: {
          operationId: 'showDraft',
          summary: 'One version of a consultation’s draft, with its text and its documents.',
          parameters: [
            consultation,
            {
              name: 'version',
              in: 'path',
              required: true,
              schema: { type: 'integer', minimum: 1, maximum: 9999 },
            },
          ],
          responses: {
            200: answers('The draft', 'DraftView'),
            ...NOT_MODIFIED,
            ...problems('not-found'),
          },
        },
      },
      [ROUTES.apiRecord.path]: {
        get: {
          operationId: 'showRecord',
          summary: 'How a consultation was held, by its log, and whether it meets its standards.',
          parameters: [consultation],
          responses: {
            200: answers('The record', 'RecordView'),
            ...NOT_MODIFIED,
            ...problems('not-found'),
          },
        },
      },
      [ROUTES.apiReceipt.path]: {
        get: {
          operationId: 'showReceipt',
          summary: 'How far a submission has got: into the log, and to each responsible unit.',
          parameters: [consultation, step('reference', { type: 'string' })],
          responses: { 200: answers('The receipt', 'ReceiptView'), ...problems('not-found') },
        },
      },
      [ROUTES.apiDataJson.path]: {
        get: {
          operationId: 'readData',
          summary: 'What is public of a consultation, oldest first, in volumes.',
          parameters: [consultation, after],
          responses: {
            200: volume('application/json', {
              oneOf: KINDS.map((kind) => ({ $ref: schemaPath(kind, 'schema.json') })),
            }),
            ...NOT_MODIFIED,
            ...problems('not-found', 'malformed'),
          },
        },
      },
      [ROUTES.apiDataCsv.path]: {
        get: {
          operationId: 'readDataAsCsv',
          summary: 'The same as CSV (RFC 4180), with a header in every volume.',
          parameters: [consultation, after],
          responses: {
            200: volume('text/csv', { type: 'string' }),
            ...NOT_MODIFIED,
            ...problems('not-found', 'malformed'),
          },
        },
      },
      [ROUTES.apiDataMetadata.path]: {
        get: {
          operationId: 'describeCsv',
          summary: 'What the columns of a CSV volume hold (CSV on the Web).',
          parameters: [consultation, after],
          responses: {
            200: document('application/csvm+json'),
            ...NOT_MODIFIED,
            ...problems('not-found', 'malformed'),
          },
        },
      },
      [ROUTES.apiSchema.path]: {
        get: {
          operationId: 'describeData',
          summary: 'What the data of a kind of consultation look like, in one version.',
          parameters: [
            step('kind', { enum: KINDS.map(({ id }) => id) }),
            step('version', { type: 'string' }),
            step('file', { enum: SCHEMA_FILES }),
          ],
          responses: {
            200: {
              description: 'JSON Schema 2020-12, or the schema of a table',
              content: {
                'application/schema+json': { schema: { type: 'object' } },
                'application/csvm+json': { schema: { type: 'object' } },
              },
            },
            ...NOT_MODIFIED,
            ...problems('not-found'),
          },
        },
      },
      [ROUTES.apiCatalog.path]: {
        get: {
          operationId: 'describeDatasets',
          summary: 'All data that are public, in DCAT-AP 3.',
          responses: { 200: document('application/ld+json'), ...NOT_MODIFIED },
        },
      },
      [ROUTES.apiSubmit.path]: {
        post: {
          operationId: 'submitOpinions',
          summary:
            'Submits what the kind of the consultation asks for: opinions on commitments, or a proposal.',
          parameters: [
            consultation,
            {
              name: 'Idempotency-Key',
              in: 'header',
              required: false,
              description:
                'Your own name for this request. Sent again, it is answered with the reference of the first.',
              schema: { type: 'string', minLength: 1, maxLength: MAX_IDEMPOTENCY_KEY_CHARS },
            },
          ],
          requestBody: {
            required: true,
            description: `At most ${MAX_BODY_BYTES} bytes and ${MAX_JSON_VALUES} values.`,
            content: {
              'application/json': {
                schema: { oneOf: KINDS.map((kind) => reference(submissionSchemaOf(kind))) },
              },
            },
          },
          responses: {
            201: answers('Received and stored', 'SubmissionReceipt'),
            200: answers(
              'Received before: the same content, or the same Idempotency-Key',
              'SubmissionReceipt',
            ),
            ...problems(
              'not-found',
              'not-open-yet',
              'closed',
              'invalid',
              'malformed',
              'unsupported-media-type',
              'too-large',
              'too-many-requests',
            ),
          },
        },
      },
      ...logPaths(),
    },
    components: {
      schemas: Object.fromEntries(
        [
          ...Object.entries(SCHEMAS),
          ...KINDS.map((kind) => [submissionSchemaOf(kind), inputSchemaOf(kind)] as const),
        ].map(([name, schema]) => [
          name,
          z.toJSONSchema(schema, { io: 'input', target: 'draft-2020-12', unrepresentable: 'any' }),
        ]),
      ),
    },
  };
}

function document(type: string) {
  return { description: 'The description', content: { [type]: { schema: { type: 'object' } } } };
}

function volume(type: string, schema: object) {
  const header = (description: string) => ({ description, schema: { type: 'string' } });
  return {
    description: 'One volume',
    headers: {
      Link: header('`next` leads to the next volume, `describedby` to what describes this one.'),
      ETag: header('Changes when something in this volume changes.'),
      'Last-Modified': header('When something of the data of the consultation last changed.'),
    },
    content: { [type]: { schema } },
  };
}

function answers(description: string, schema: keyof typeof SCHEMAS) {
  return { description, content: { 'application/json': { schema: reference(schema) } } };
}

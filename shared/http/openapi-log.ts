import { ROUTES } from '../routes.ts';
import { MAX_LISTED_CHECKPOINTS } from './log.ts';
import { NOT_MODIFIED, problems, reference, step } from './openapi-parts.ts';

const NUMBER = { type: 'integer', minimum: 0 };

/** Describes the addresses of a log (C2SP tlog-tiles), and those that it has beside them. */
export function logPaths(): Record<string, unknown> {
  const consultation = step('consultation', { type: 'string' });
  const level = step('level', { type: 'string', pattern: '^(entries|[0-9]|[1-5][0-9]|6[0-3])$' });
  const [a, b, c] = ['a', 'b', 'c'].map((name) => step(name, { type: 'string' }));
  const tile = (operationId: string, ...steps: readonly unknown[]) => ({
    get: {
      operationId,
      summary:
        'A tile of hashes, or a bundle of entries: `tile/LEVEL/NUMBER[.p/WIDTH]` (C2SP tlog-tiles).',
      parameters: [consultation, level, ...steps],
      responses: {
        200: answers('The hashes, or the entries. They never change.', {
          'application/octet-stream': { schema: { type: 'string', format: 'binary' } },
        }),
        ...problems('not-found'),
      },
    },
  });
  return {
    [ROUTES.logPrefix.path]: {
      get: {
        operationId: 'explainLog',
        summary: 'The address of the log of a consultation. It leads people to a page.',
        parameters: [consultation],
        responses: { 302: { description: 'The page about the log' } },
      },
    },
    [ROUTES.logCheckpoint.path]: {
      get: {
        operationId: 'readCheckpoint',
        summary: 'The newest checkpoint: a signed note (C2SP tlog-checkpoint).',
        parameters: [consultation],
        responses: {
          200: answers('The checkpoint', TEXT),
          ...NOT_MODIFIED,
          ...problems('not-found'),
        },
      },
    },
    [ROUTES.logCheckpoints.path]: {
      get: {
        operationId: 'listCheckpoints',
        summary: `Checkpoints, newest first, ${MAX_LISTED_CHECKPOINTS} at most.`,
        parameters: [
          consultation,
          {
            name: 'after',
            in: 'query',
            required: false,
            description: 'The size of the last checkpoint in the list before: older ones follow.',
            schema: NUMBER,
          },
        ],
        responses: {
          200: answers('The checkpoints', json('CheckpointList')),
          ...NOT_MODIFIED,
          ...problems('not-found', 'malformed'),
        },
      },
    },
    [ROUTES.logKeys.path]: {
      get: {
        operationId: 'listKeys',
        summary: 'The verifier keys of the log (C2SP signed-note), one in a line, oldest first.',
        parameters: [consultation],
        responses: {
          200: answers('The keys', TEXT),
          ...NOT_MODIFIED,
          ...problems('not-found'),
        },
      },
    },
    [ROUTES.logEntry.path]: {
      get: {
        operationId: 'readEntry',
        summary: 'An entry with the proof that it is in the log (RFC 9162, section 2.1.3).',
        parameters: [consultation, step('place', NUMBER)],
        responses: {
          200: answers('The entry', json('EntryView')),
          ...NOT_MODIFIED,
          ...problems('not-found'),
        },
      },
    },
    [ROUTES.logTile.path]: tile('readTile', a),
    [ROUTES.logTileInTwo.path]: tile('readTileInTwo', a, b),
    [ROUTES.logTileInThree.path]: tile('readTileInThree', a, b, c),
  };
}

const TEXT = { 'text/plain': { schema: { type: 'string' } } };

function json(schema: string) {
  return { 'application/json': { schema: reference(schema) } };
}

function answers(description: string, content: object) {
  return { description, content };
}

import { describe, expect, it } from 'vitest';
import { openApi } from '../../shared/http/openapi.ts';
import { KINDS } from '../../shared/kinds/kinds.ts';
import { matchRoute, type Route, ROUTES } from '../../shared/routes.ts';

describe('the description of the API', () => {
  it('holds for every deployment: it names no institution', () => {
    const { info } = openApi() as { info: { description: string } };
    expect(info.description).toContain('Public consultations');
    expect(JSON.stringify(openApi())).not.toMatch(/chancellery|kancelej|ministry/iu);
  });

  it('says the limits of a submission and of a problem', () => {
    const path = '/api/consultations/{consultation}/opinions';
    expect(openApi()).toMatchObject({
      paths: {
        [path]: {
          post: {
            requestBody: { description: 'At most 1500000 bytes and 5000 values.' },
            responses: { 413: { description: 'too-large' } },
          },
        },
      },
      components: {
        schemas: {
          ReviewSubmission: {
            properties: {
              opinions: {
                type: 'array',
                maxItems: 61,
                items: { properties: { text: { maxLength: 20_000 } } },
              },
            },
            required: expect.arrayContaining(['opinions']) as string[],
          },
          Problem: { properties: { errors: { maxItems: 200 } } },
        },
      },
    });
  });

  it('names every failure of a submission, also those that share a status', () => {
    const { paths } = openApi() as {
      paths: Record<string, { post?: { responses: Record<string, { description: string }> } }>;
    };
    const { responses = {} } = paths[ROUTES.apiSubmit.path]?.post ?? {};
    const described = Object.entries(responses).map(([status, { description }]) => [
      status,
      description,
    ]);
    expect(Object.fromEntries(described)).toMatchObject({
      404: 'not-found',
      409: 'not-open-yet or closed',
      422: 'invalid',
      429: 'too-many-requests',
    });
  });

  it('says which addresses answer that the client has the answer already', () => {
    const { paths } = openApi() as {
      paths: Record<string, { get?: { responses: Record<string, unknown> } }>;
    };
    const shared = Object.entries(paths).filter(([, { get }]) => get && '304' in get.responses);
    const others = [
      // What is about one submission is for its author alone.
      ROUTES.apiReceipt,
      ROUTES.logPrefix,
      // Tiles never change, and no client asks for them twice.
      ROUTES.logTile,
      ROUTES.logTileInTwo,
      ROUTES.logTileInThree,
    ].map(({ path }) => path as string);
    const reads = Object.keys(paths).filter((path) => paths[path]?.get && !others.includes(path));
    expect(shared.map(([path]) => path)).toEqual(reads);
  });

  it('describes every address of the API and of the log, and leads to the schema of open data of each kind', () => {
    const { paths } = openApi() as { paths: Record<string, Record<string, unknown> | undefined> };
    const routes = Object.values<Route>(ROUTES).filter(({ path }) =>
      /^\/(?:api|log)\//u.test(path),
    );
    const undescribed = routes.filter(({ path, method }) => {
      return path !== ROUTES.apiDescription.path && !paths[path]?.[method.toLowerCase()];
    });
    expect(undescribed).toEqual([]);
    const described = JSON.stringify(paths[ROUTES.apiDataJson.path]);
    const refs = [...described.matchAll(/"(\/api\/[^"]+)"/gu)];
    expect(refs.map(([, ref = '']) => matchRoute('GET', ref))).toEqual(
      KINDS.map(({ id: kind, dataVersion }) => ({
        name: 'apiSchema',
        parameters: { kind, version: String(dataVersion), file: 'schema.json' },
      })),
    );
  });
});

import { describe, expect, it } from 'vitest';
import { openApi } from '../../shared/http/openapi.ts';

describe('the description of the API', () => {
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
});

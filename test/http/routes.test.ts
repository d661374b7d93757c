import { existsSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { matchRoute, pathTo, type RouteName, ROUTES } from '../../shared/routes.ts';

const names = Object.keys(ROUTES) as RouteName[];

describe('the route table', () => {
  it('leads every link back to the route that it was made for', () => {
    const step = fc
      .string({ minLength: 1, maxLength: 8, unit: 'grapheme' })
      // A longer step is no route, because no key of the table is that long.
      .filter((text) => encodeURIComponent(text).length <= 200)
      .filter((text) => !['.', '..'].includes(text));
    fc.assert(
      fc.property(
        fc.constantFrom(...names),
        fc.constantFrom('lv' as const, 'en' as const),
        step,
        step,
        (name, language, one, other) => {
          const parameters = {
            language,
            consultation: one,
            reference: other,
            file: one,
            address: one,
            announcement: other,
            kind: one,
            version: other,
            opinion: other,
            place: one,
            level: other,
            a: one,
            b: other,
            c: one,
          };
          const matched = matchRoute(ROUTES[name].method, pathTo(name, parameters));
          expect(matched?.name).toBe(name);
          expect(parameters).toMatchObject(matched?.parameters ?? { none: true });
        },
      ),
    );
  });

  it('treats a slash at the end as the same page, and HEAD as GET', () => {
    expect(matchRoute('GET', '/lv')?.name).toBe('home');
    expect(matchRoute('HEAD', '/lv/')?.name).toBe('home');
    expect(matchRoute('GET', '/en/privacy/')?.name).toBe('privacy');
  });

  it.each([
    ['GET', '/de/'],
    ['GET', '/lv/nowhere'],
    ['POST', '/lv/'],
    ['GET', '/lv/consultations/a/opinions/b/c'],
    ['GET', '/lv/consultations/a/drafts'],
    ['POST', '/lv/consultations/a/drafts/1'],
    ['GET', '/lv/consultations/%ff/opinions'],
    ['GET', '/lv/consultations/a/receipts'],
    ['GET', '/lv//privacy'],
    ['GET', '/LV/privacy'],
    ['GET', '/%6Cv/privacy'],
    ['GET', '/lv/announcements-atom'],
    ['GET', `/api/consultations/${'a'.repeat(201)}`],
    ['GET', '/log/a/entries'],
    ['GET', '/log/a/tile/0'],
    ['GET', '/log/a/tile/0/x001/x002/003.p/4'],
    ['POST', `/lv/consultations/${'a'.repeat(3_000)}/opinions`],
  ])('knows no %s %s', (method, path) => {
    expect(matchRoute(method, path)).toBeNull();
  });

  it('answers every route by a function that exists', () => {
    for (const { answeredBy } of Object.values(ROUTES)) {
      expect(existsSync(`functions/${answeredBy}.ts`), answeredBy).toBe(true);
    }
  });
});

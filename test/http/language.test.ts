import { describe, expect, it } from 'vitest';
import { preferredLanguage } from '../../shared/http/language.ts';

describe('the language that a client prefers', () => {
  it.each([
    [undefined, 'lv'],
    ['', 'lv'],
    ['lv', 'lv'],
    ['en', 'en'],
    ['EN-us', 'en'],
    ['lv-LV,lv;q=0.9,en-US;q=0.8,en;q=0.7', 'lv'],
    ['en-GB,en;q=0.9,lv;q=0.8', 'en'],
    ['en;q=0.2, lv;q=0.9', 'lv'],
    ['ru, en;q=0.4', 'en'],
    ['ru, lv;q=0.3, en;q=0.4', 'en'],
    ['ru,de', 'lv'],
    ['en, lv', 'en'],
    ['lv, en', 'lv'],
    ['*', 'lv'],
    ['lv;q=0, *', 'en'],
    ['en;q=0', 'lv'],
    ['en;q=0, lv;q=0', 'lv'],
    ['en;q=0.5, *;q=0.8', 'lv'],
    ['en;q=nonsense, lv;q=0.1', 'lv'],
    ['en;q=7, lv;q=0.1', 'lv'],
    ['en ; q=0.9 , lv ; q=0.8', 'en'],
    ['english', 'lv'],
    [',,;;q=,', 'lv'],
  ])('that sends “%s” is %s', (header, language) => {
    expect(preferredLanguage(header)).toBe(language);
  });
});

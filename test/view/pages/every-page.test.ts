import { describe, expect, it } from 'vitest';
import { FAILURES, FIELD_FAULTS } from '../../../shared/domain/failure.ts';
import { type Language, LANGUAGES } from '../../../shared/domain/text.ts';
import { copyFor } from '../../../shared/view/copy/index.ts';
import { publicCopyFor } from '../../../shared/view/copy/public.ts';
import { tags } from '../../support/markup.ts';
import { everyPage } from '../../support/pages.ts';

const pages = LANGUAGES.flatMap((language) =>
  Object.entries(everyPage(language)).map(([name, html]) => ({ language, name, html })),
);

describe.each(pages)('the page “$name” in $language', ({ language, html }) => {
  it('is a whole document in its language, with one main heading', () => {
    expect(html).toMatch(new RegExp(`^<!doctype html><html lang="${language}">`, 'u'));
    expect(tags(html, 'h1')).toHaveLength(1);
    expect(tags(html, 'main')).toHaveLength(1);
    expect(/<title>(.*) – Sadzirdēts<\/title>/u.exec(html)?.[1]).not.toBe('');
    expect(tags(html, 'meta').find(({ name }) => name === 'description')?.['content']).toMatch(
      /\S/u,
    );
  });

  it('runs and shows nothing that a strict content security policy forbids', () => {
    expect(html).not.toMatch(/\sstyle="|<style|\son[a-z]+="/u);
    expect(tags(html, 'script')).toEqual([{ type: 'module', src: '/assets/site.js?v=abc123' }]);
    const loaded = tags(html, 'link').filter(({ rel }) => rel === 'stylesheet');
    expect(loaded).toEqual([{ rel: 'stylesheet', href: '/assets/site.css?v=abc123' }]);
  });

  it('has no id twice, and every reference to one leads somewhere', () => {
    const ids = [...html.matchAll(/\sid="([^"]*)"/gu)].map(([, id]) => id);
    expect(ids).toEqual([...new Set(ids)]);
    const referring = [
      ...html.matchAll(/\s(?:for|aria-labelledby|aria-describedby)="([^"]*)"/gu),
      ...html.matchAll(/\shref="#([^"]*)"/gu),
    ].flatMap(([, to = '']) => to.split(' '));
    expect(referring.filter((id) => !ids.includes(id))).toEqual([]);
  });

  it('labels every field that can be filled in', () => {
    const fields = [...tags(html, 'input'), ...tags(html, 'textarea')];
    const labelled = new Set(tags(html, 'label').map((label) => label['for']));
    const unlabelled = fields.filter(({ type, id }) => type !== 'hidden' && !labelled.has(id));
    expect(unlabelled).toEqual([]);
  });

  it('leads to the other language', () => {
    const other = language === 'lv' ? 'en' : 'lv';
    const link = tags(html, 'a').find(({ hreflang }) => hreflang === other);
    expect(link?.['href']).toMatch(new RegExp(`^/${other}/`, 'u'));
  });

  it('lets nothing that was typed become markup', () => {
    expect(html).not.toContain('<script>alert');
    expect(html).not.toContain(`"onfocus`);
    expect(html).not.toContain('<b>');
  });
});

describe.each(LANGUAGES)('the copy in %s', (language) => {
  const copy = copyFor(language);

  it('has its own sentence for every fault of a field', () => {
    const sentences = FIELD_FAULTS.map((fault) => copy.fault({ fault }));
    expect(sentences.filter((sentence) => !/^\p{Lu}.*\.$/u.test(sentence))).toEqual([]);
    expect(new Set(sentences).size).toBe(FIELD_FAULTS.length);
  });

  it('says the limit when there is one', () => {
    const tooLong = copy.fault({ fault: 'too-long', limit: 20_000 });
    expect(tooLong.replace(/[\s,]/gu, '')).toContain('20000');
  });

  it('says what every failure is and what to do', () => {
    const rows = FAILURES.map((failure) => copy.failures[failure]);
    expect(new Set(rows.map(({ title }) => title)).size).toBe(FAILURES.length);
    expect(rows.filter(({ detail }) => !/^\p{Lu}.*\.$/u.test(detail))).toEqual([]);
  });
});

it('says the same things in both languages, each in its own words', () => {
  const texts = (value: unknown, path: string): [string, string][] => {
    if (typeof value === 'string') return [[path, value]];
    if (typeof value !== 'object' || value === null) return [];
    return Object.entries(value).flatMap(([key, inner]) => texts(inner, `${path}/${key}`));
  };
  const sayings = (language: Language) => [
    ...texts(copyFor(language), ''),
    ...texts(publicCopyFor(language), '/public'),
  ];
  const latvian = sayings('lv');
  const english = new Map(sayings('en'));
  expect([...english.keys()]).toEqual(latvian.map(([path]) => path));
  const untranslated = latvian.filter(([path, text]) => english.get(path) === text);
  expect(untranslated).toEqual([['/site/name', 'Sadzirdēts']]);
});

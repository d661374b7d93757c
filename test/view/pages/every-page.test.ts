import { describe, expect, it } from 'vitest';
import { FAILURES, FIELD_FAULTS } from '../../../shared/domain/failure.ts';
import { type Language, LANGUAGES } from '../../../shared/domain/text.ts';
import { copyFor } from '../../../shared/view/copy/index.ts';
import { logCopyFor } from '../../../shared/view/copy/log.ts';
import { proofCopyFor } from '../../../shared/view/copy/proof.ts';
import { publicCopyFor } from '../../../shared/view/copy/public.ts';
import { statementsIn } from '../../../shared/view/copy/statements.ts';
import { tags } from '../../support/markup.ts';
import { OWNER } from '../../support/owner.ts';
import { everyPage } from '../../support/pages.ts';

const pages = LANGUAGES.flatMap((language) =>
  Object.entries(everyPage(language)).map(([name, html]) => ({ language, name, html })),
);

/** Returns the words of the label of a field, without markup. */
function labelOf(html: string, id: string): string {
  const label = new RegExp(`<label[^>]*\\sfor="${id}"[^>]*>(.*?)</label>`, 'su').exec(html);
  return (label?.[1] ?? '').replace(/<[^>]*>/gu, '').trim();
}

describe.each(pages)('the page “$name” in $language', ({ language, name, html }) => {
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
    const scripts = name === 'receipt check' ? ['site', 'check'] : ['site'];
    expect(tags(html, 'script')).toEqual(
      scripts.map((script) => ({ type: 'module', src: `/assets/${script}.js?v=abc123` })),
    );
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

  it('says at its foot who answers for it, and leads to both statements', () => {
    const foot = html.slice(html.indexOf('<footer'));
    expect(foot).toContain(OWNER.name[language]);
    const links = tags(foot, 'a').map(({ href }) => href);
    expect(links).toEqual(
      expect.arrayContaining([
        `mailto:${OWNER.email}`,
        'tel:+37167082800',
        `/${language}/privacy`,
        `/${language}/accessibility`,
      ]),
    );
  });

  it('tells search engines its complete addresses and its words, or not to list it', () => {
    const metas = tags(html, 'meta');
    const links = tags(html, 'link');
    const canonical = links.filter(({ rel }) => rel === 'canonical').map(({ href }) => href);
    const alternates = links.filter(({ hreflang }) => hreflang !== undefined);
    const graph = Object.fromEntries(
      metas.flatMap(({ property, content }) =>
        property === undefined ? [] : [[property, content]],
      ),
    );
    if (metas.some(({ name, content }) => name === 'robots' && content === 'noindex')) {
      expect([canonical, alternates, graph]).toEqual([[], [], {}]);
      return;
    }
    const [title = ''] = /(?<=<title>).*(?= – Sadzirdēts<)/u.exec(html) ?? [];
    const addressIn: Record<string, string | undefined> = Object.fromEntries(
      alternates.map(({ hreflang, href }) => [hreflang, href]),
    );
    expect(Object.keys(addressIn)).toEqual([...LANGUAGES]);
    for (const one of LANGUAGES) {
      expect(addressIn[one]).toMatch(new RegExp(`^https://sadzirdets\\.example/${one}/`, 'u'));
    }
    expect(canonical).toEqual([addressIn[language]]);
    expect(graph).toEqual({
      'og:type': 'website',
      'og:site_name': 'Sadzirdēts',
      'og:title': expect.any(String),
      'og:description': metas.find(({ name }) => name === 'description')?.['content'],
      'og:url': addressIn[language],
      'og:locale': language === 'lv' ? 'lv_LV' : 'en_GB',
      'og:locale:alternate': language === 'lv' ? 'en_GB' : 'lv_LV',
      'og:image': 'https://sadzirdets.example/assets/preview.png?v=abc123',
      'og:image:width': '1200',
      'og:image:height': '630',
      'og:image:alt': expect.stringMatching(/^Sadzirdēts: \S+ \S+/u),
    });
    expect(metas).toContainEqual({ name: 'twitter:card', content: 'summary_large_image' });
    expect(html).toContain(`<meta property="og:title" content="${title}"`);
  });

  it('names no two fields for a line of text alike', () => {
    const inputs = tags(html, 'input').filter(({ type = 'text' }) =>
      ['text', 'email', 'search'].includes(type),
    );
    const names = inputs.map(({ id = '' }) => labelOf(html, id));
    expect(names).toEqual([...new Set(names)]);
  });

  it('labels every field that can be filled in', () => {
    const fields = [...tags(html, 'input'), ...tags(html, 'textarea')];
    const labelled = new Set(tags(html, 'label').map((label) => label['for']));
    const unlabelled = fields.filter(({ type, id }) => type !== 'hidden' && !labelled.has(id));
    expect(unlabelled).toEqual([]);
  });

  it('keeps translation programs from its references and checksums', () => {
    const bare = /<(?:strong|code|bdi|span)>(?:[0-9A-Z]{4}-){2}[0-9A-Z]{4}<|<code>[0-9a-f]{64}</u;
    expect(html).not.toMatch(bare);
  });

  it('names no two of its fields alike', () => {
    const filled = [...tags(html, 'input'), ...tags(html, 'textarea'), ...tags(html, 'select')]
      .filter(({ type = 'text' }) => !['hidden', 'radio', 'checkbox'].includes(type))
      .map(({ id = '' }) => new RegExp(`for="${id}">(.*?)</label>`, 'u').exec(html)?.[1]);
    expect(filled).toEqual([...new Set(filled)]);
  });

  it('leads to the look-up of any submission', () => {
    const links = tags(html, 'a').filter(({ href }) => href === `/${language}/receipts`);
    expect(links).toHaveLength(1);
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

it.each(LANGUAGES)('the page of an unexpected failure says in %s whom to tell', (language) => {
  const html = everyPage(language)['failure unexpected'] ?? '';
  const main = html.slice(html.indexOf('<main'), html.indexOf('</main>'));
  expect(main).toContain(OWNER.name[language]);
  expect(main).toContain('<code>7a4c8f2e</code>');
  expect(tags(main, 'a').map(({ href }) => href)).toEqual(
    expect.arrayContaining([`mailto:${OWNER.email}`, 'tel:+37167082800']),
  );
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
    ...texts(proofCopyFor(language), '/proof'),
    ...texts(publicCopyFor(language), '/public'),
    ...texts(logCopyFor(language), '/log'),
    ...texts(statementsIn(language), '/statements'),
  ];
  const latvian = sayings('lv');
  const english = new Map(sayings('en'));
  expect([...english.keys()]).toEqual(latvian.map(([path]) => path));
  const untranslated = latvian.filter(([path, text]) => english.get(path) === text);
  expect(untranslated).toEqual([['/site/name', 'Sadzirdēts']]);
});

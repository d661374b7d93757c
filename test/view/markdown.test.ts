import type { Consultation } from '../../shared/domain/consultation.ts';
import { h } from 'preact';
import { render } from 'preact-render-to-string';
import { describe, expect, it } from 'vitest';
import { multiLine } from '../../shared/domain/text.ts';
import { announcementText } from '../../shared/view/announcement-text.ts';
import { type Block, blocksOf, type Inline } from '../../shared/view/markdown.ts';
import { MarkdownPage } from '../../shared/view/markdown-page.tsx';
import { aConsultation, anAnnouncement, toldOf } from '../support/builders.ts';
import { tags } from '../support/markup.ts';

const page = (body: string, headingLevel: 2 | 3 = 2, siteUrl?: string) =>
  render(h(MarkdownPage, { body, headingLevel, ...(siteUrl === undefined ? {} : { siteUrl }) }));
const hrefs = (body: string) => tags(page(body), 'a').map(({ href }) => href);

describe('CommonMark on a page', () => {
  it('becomes plain elements', () => {
    const body = `# Viens

Teksts, *slīps*, **trekns**, \`kods\`, [saite](https://example.org/a)\\
otra rinda.

3. trīs
4. četri
   - apakšā

> citāts

---

\`\`\`
a < b
\`\`\``;
    expect(page(body)).toBe(
      '<h2>Viens</h2>' +
        '<p>Teksts, <em>slīps</em>, <strong>trekns</strong>, <code>kods</code>, ' +
        '<a class="ds-link" href="https://example.org/a">saite</a><br/>otra rinda.</p>' +
        '<ol start="3"><li><p>trīs</p></li><li><p>četri</p><ul><li><p>apakšā</p></li></ul></li></ol>' +
        '<blockquote><p>citāts</p></blockquote><hr/><pre><code>a &lt; b</code></pre>',
    );
  });

  it.each([
    ['# A\n\n## B', 2, ['h2', 'h3']],
    ['### A\n\n## B', 3, ['h3', 'h3']],
    ['# A\n\n#### B\n\n### C\n\n# D', 2, ['h2', 'h3', 'h4', 'h2']],
    ['## A\n\n> # B', 2, ['h2', 'h2']],
  ] as const)('has headings that begin at the given level and skip none: %j', (body, level, is) => {
    const found = [...page(body, level).matchAll(/<(h\d)>/gu)].map(([, name]) => name);
    expect(found).toEqual(is);
  });

  it('shows raw HTML and tables as the text they are, and pictures as their description', () => {
    const html = page(
      '<script>alert(1)</script>\n\na <b onclick="x">b</b>\n\n![Koks](https://x.example/k.png)',
    );
    expect(html).toBe(
      '<p>&lt;script>alert(1)&lt;/script></p><p>a &lt;b onclick=&quot;x&quot;>b&lt;/b></p><p>Koks</p>',
    );
    expect(page('| a | b |\n|---|---|\n| 1 | 2 |')).toContain('| a | b |');
  });
});

describe('a link', () => {
  it.each([
    ['https://example.org/a?b=c&d', 'https://example.org/a?b=c&d'],
    ['http://example.org', 'http://example.org/'],
    ['mailto:a@example.org', 'mailto:a@example.org'],
    ['/lv/consultations/nap2?x=1#y', '/lv/consultations/nap2?x=1#y'],
  ])('leads to the web, to a mailbox, or to a path of the site: %s', (written, href) => {
    expect(hrefs(`[vārdi](${written})`)).toEqual([href]);
  });

  it.each([
    'javascript:alert(1)',
    'JaVaScRiPt:alert(1)',
    'java&Tab;script:alert(1)',
    'data:text/html,x',
    'vbscript:x',
    'file:///etc/passwd',
    'ftp://example.org/',
    '//evil.example',
    '/\\\\evil.example',
    '/&Tab;/evil.example',
    '/&NewLine;/evil.example',
    '</\t/evil.example>',
    '/.//evil.example',
    'relative/path',
    '#here',
    '?query',
  ])('that leads elsewhere is shown as its words: %s', (written) => {
    expect(page(`[vārdi](${written})`)).toBe('<p>vārdi</p>');
    expect(page(`[vārdi]\n\n[vārdi]: ${written}`)).toBe('<p>vārdi</p>');
  });

  it('by reference is resolved from its first definition, wherever that is', () => {
    expect(
      hrefs('[a], [b][A] un [a][]\n\n> [a]: https://one.example/\n\n[a]: https://two.example/'),
    ).toEqual(Array.from({ length: 3 }, () => 'https://one.example/'));
    expect(page('[nekur] [nav][definēts]')).toBe('<p>[nekur] [nav][definēts]</p>');
  });

  it('without words shows its address', () => {
    expect(page('[![](x.png)](https://example.org/)')).toContain('>https://example.org/</a>');
  });

  it('to a path is absolute in texts that are read outside the site', () => {
    const [link] = tags(page('[a](/lv/x)', 2, 'https://sadzirdets.example'), 'a');
    expect(link?.['href']).toBe('https://sadzirdets.example/lv/x');
  });
});

describe('a hostile body', () => {
  it.each([
    ['a&#x202e;b\u202ec', 'abc'],
    ['a&#xe000;unsubscribe&#xe001;b', 'aunsubscribeb'],
    ['a&#x85;b', 'ab'],
    ['`a\u2028b`', 'a\nb'],
    ['a&#1;b', 'ab'],
  ])('cannot bring back forbidden characters by references: %j', (body, shown) => {
    expect(page(body).replaceAll(/<[^>]*>|\ufffd/gu, '')).toBe(shown);
  });

  it.each([
    ['emphasis', `${'**a '.repeat(1_000)}${'b** '.repeat(1_000)}`],
    ['quotes', `${'>'.repeat(5_000)} b`],
    ['lists', `${'- '.repeat(600)}b`],
    ['brackets', '['.repeat(5_000)],
  ])('of %s nested thousands deep is still shown', (_, body) => {
    expect(page(multiLine(body))).toMatch(/[b[]/u);
    expect(depth(blocksOf(body))).toBeLessThan(110);
  });

  it('shows ten lists within each other, the deepest without frames', () => {
    const body = Array.from(
      { length: 10 },
      (_, depth) => `${'  '.repeat(depth)}- līmenis ${depth}`,
    );
    const html = page(body.join('\n'));
    for (let depth = 0; depth < 10; depth += 1) expect(html).toContain(`līmenis ${depth}<`);
    expect(html.match(/<ul>/gu)).toHaveLength(6);
    expect(frames(blocksOf(body.join('\n')))).toBe(6);
  });
});

function depth(parts: readonly (Block | Inline)[]): number {
  const within = parts.map((part) => {
    if ('items' in part) return 1 + depth(part.items.flat());
    return 'children' in part ? 1 + depth(part.children) : 0;
  });
  return Math.max(0, ...within);
}

function frames(blocks: readonly Block[]): number {
  const within = blocks.map((block) => {
    if (block.kind === 'list') return 1 + frames(block.items.flat());
    return block.kind === 'quote' ? 1 + frames(block.children) : 0;
  });
  return Math.max(0, ...within);
}

describe('what an announcement says', () => {
  const opened = (changes: Partial<Consultation> = {}) =>
    anAnnouncement({ content: toldOf('opened', aConsultation(changes)) });

  it('is the text that was written', () => {
    expect(announcementText(anAnnouncement(), 'en')).toEqual({
      subject: 'Spring',
      body: 'A new draft.',
    });
  });

  it.each(['opened', 'closing'] as const)(
    'says the exact closing time, and leads to the consultation: %s',
    (kind) => {
      const about = anAnnouncement({ content: toldOf(kind) });
      const said = ['lv', 'en'] as const;
      const [lv, en] = said.map((language) => announcementText(about, language));
      const times = ['2027. gada 1. maijam plkst. 03.00', '1 May 2027 at 03:00'];
      for (const [index, text] of [lv, en].entries()) {
        expect(text?.body.replaceAll('\u00a0', ' ')).toContain(times[index]);
        expect(text?.body).toContain(`(/${said[index]}/consultations/nap2-midterm-review)`);
      }
    },
  );

  it('has a subject of at most 150 characters, cut at a word', () => {
    const title = { lv: 'Ļoti gara nosaukuma vārds '.repeat(20).trim(), en: 'x' };
    const { subject } = announcementText(opened({ title }), 'lv');
    expect(subject.length).toBeLessThanOrEqual(150);
    expect(subject).toMatch(/(?:Ļoti|gara|nosaukuma|vārds)…$/u);
  });

  it.each([
    'Plāns *5* [a](https://b.example) <i> & &amp; _c_ 1. `d` \\ #',
    '# Virsraksts',
    '1. punkts',
    '- punkts',
    '> citāts',
    '--- ***',
    '*trekns* beigās*',
    '![a](b) [c] <https://d.example>',
  ])('shows titles and summaries as they are written: %s', (written) => {
    const bilingual = { lv: written, en: written };
    const about = opened({ title: bilingual, plan: bilingual, summary: bilingual });
    const html = page(announcementText(about, 'lv').body)
      .replaceAll('&lt;', '<')
      .replaceAll('&amp;', '&')
      .replaceAll('&quot;', '"');
    expect(html).toContain(`<strong>${written}</strong> (${written}).`);
    expect(html).toContain(`<p>${written}</p>`);
  });
});

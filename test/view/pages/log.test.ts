import { describe, expect, it } from 'vitest';
import { LANGUAGES } from '../../../shared/domain/text.ts';
import { pathTo } from '../../../shared/routes.ts';
import { logPage } from '../../../shared/view/pages/log-page.tsx';
import { aConsultation, at } from '../../support/builders.ts';
import { tags } from '../../support/markup.ts';
import { PAGE_SITE } from '../../support/owner.ts';
import { everyPage } from '../../support/pages.ts';

const consultation = aConsultation();
const { id } = consultation;
const KEY = `sadzirdets.example/log/${id}+0a1b2c3d+AQID`;
const seals = [
  { size: 21, sealedAt: at('2027-01-05T10:15:00Z'), checkpoint: 'newest\n21\n<root>\n' },
  { size: 3, sealedAt: at('2027-01-05T10:00:00Z'), checkpoint: 'oldest\n3\nroot\n' },
];

/** Returns the texts on the page that are to be copied. */
function verbatim(html: string): string[] {
  return [...html.matchAll(/<pre class="verbatim" translate="no">([^<]*)<\/pre>/gu)].map(
    ([, text = '']) => text,
  );
}

const links = (html: string) => tags(html, 'a').map(({ href }) => href);

describe.each(LANGUAGES)('the page about a log in %s', (language) => {
  const page = { language, site: PAGE_SITE, consultation };
  const full = logPage({ ...page, seals, keys: [KEY] });

  it('shows what is needed to check it, to be copied as it is', () => {
    expect(verbatim(full)).toEqual([
      `npm run verify -- https://sadzirdets.example/log/${id}`,
      `https://sadzirdets.example/log/${id}`,
      'newest\n21\n&lt;root>\n',
      KEY,
    ]);
  });

  it('says of the newest checkpoints when they were signed and how many entries they hold', () => {
    const times = [...full.matchAll(/<time datetime="([^"]*)">([^<]*)</gu)];
    expect(times.map(([, when]) => when)).toEqual(seals.map(({ sealedAt }) => sealedAt));
    expect(times.map(([, , words = '']) => words.replaceAll('\u00a0', ' '))).toEqual(
      language === 'lv'
        ? [
            '2027. gada 5. janvāris plkst. 12.15, 21 ieraksts',
            '2027. gada 5. janvāris plkst. 12.00, 3 ieraksti',
          ]
        : ['5 January 2027 at 12:15, 21 entries', '5 January 2027 at 12:00, 3 entries'],
    );
    expect(links(full)).toContain(`/log/${id}/checkpoints`);
  });

  it('says that a log without a checkpoint is not begun', () => {
    const empty = logPage({ ...page, seals: [], keys: [] });
    expect(empty).toContain('<div class="empty">');
    expect(full).not.toContain('<div class="empty">');
    expect(verbatim(empty)).toHaveLength(2);
    expect(links(empty)).not.toContain(`/log/${id}/checkpoints`);
  });

  it.each(['consultation', 'consultation upcoming', 'opinions', 'opinions never'])(
    'is one link away from the page “%s”',
    (name) => {
      const href = pathTo('log', { language, consultation: id });
      expect(links(everyPage(language)[name] ?? '')).toContain(href);
    },
  );
});

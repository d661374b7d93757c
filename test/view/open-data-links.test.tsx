import { render } from 'preact-render-to-string';
import { describe, expect, it } from 'vitest';
import { LANGUAGES } from '../../shared/domain/text.ts';
import { matchRoute } from '../../shared/routes.ts';
import { OpenDataLinks } from '../../shared/view/open-data-links.tsx';
import { aCall, aConsultation } from '../support/builders.ts';
import { PUBLISHER } from '../support/public-parts.ts';

describe.each(LANGUAGES)('the links to open data, in %s', (language) => {
  it.each([aConsultation(), aCall()])('lead to addresses of the site: $kind', (consultation) => {
    const html = render(
      <OpenDataLinks language={language} consultation={consultation} publisher={PUBLISHER} />,
    );
    const paths = [...html.matchAll(/href="(\/[^"]*)"/gu)].map(([, path = '']) => path);
    expect(paths.map((path) => matchRoute('GET', path)?.name)).toEqual([
      'apiDataCsv',
      'apiDataJson',
      'apiSchema',
      'apiDataMetadata',
    ]);
  });

  it('say what the licence asks, and lead to it', () => {
    const html = render(
      <OpenDataLinks language={language} consultation={aConsultation()} publisher={PUBLISHER} />,
    );
    expect(html).toContain(PUBLISHER.name[language]);
    expect(html).toMatch(
      /href="https:\/\/creativecommons\.org\/licenses\/by\/4\.0\/"[^>]*rel="license"|rel="license"[^>]*href="https:\/\/creativecommons/u,
    );
  });
});

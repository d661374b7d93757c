import { expect, it } from 'vitest';
import { opinionPage } from '../../../shared/view/pages/opinion-page.tsx';
import { aCall } from '../../support/builders.ts';
import { PAGE_SITE } from '../../support/owner.ts';
import { aPublicProposal } from '../../support/public-parts.ts';

it('a public proposal shows what was chosen in the order of the choices, as its mails do', () => {
  const { answers } = aPublicProposal();
  const html = opinionPage({
    language: 'en',
    site: PAGE_SITE,
    consultation: aCall(),
    part: aPublicProposal({ answers: { ...answers, principles: ['innovation', 'openness'] } }),
    leadsTo: [],
  });
  expect(html).toContain('en openness, en innovation');
});

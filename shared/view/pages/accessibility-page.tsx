import { LocalDate } from '../../domain/time.ts';
import { MailLink, PhoneLink } from '../contact-links.tsx';
import { statementsIn } from '../copy/statements.ts';
import { alternatesOf, type PageContext } from '../layout.tsx';
import { Items, Pair, Paragraphs, Section, statementPage } from '../statement.tsx';

/**
 * When the whole site was last assessed. A statement is reviewed at least once a year (Implementing
 * Decision (EU) 2018/1523): assess the site again, and write the day here.
 */
const ASSESSED_ON = LocalDate.parse('2026-11-27');

/** States how accessible the site is, by the model of Implementing Decision (EU) 2018/1523. */
export function accessibilityPage(context: PageContext): string {
  const { language, site } = context;
  const { owner } = site;
  const { accessibility: copy, contacts } = statementsIn(language);
  return statementPage(context, {
    ...copy,
    lead: copy.lead(owner, new URL(site.url).host),
    alternates: alternatesOf('accessibility', (one) => ({ language: one })),
    children: (
      <>
        <Section title={copy.status.title}>
          <p>{copy.status.text}</p>
        </Section>
        <Section title={copy.barriers.title}>
          <Items of={copy.barriers.items} />
          <p>{copy.barriers.burden}</p>
        </Section>
        <Section title={copy.preparation.title}>
          <Paragraphs of={copy.preparation.paragraphs(ASSESSED_ON)} />
        </Section>
        <Section title={copy.feedback.title}>
          <p>{copy.feedback.text}</p>
          <dl class="pairs">
            <Pair term={contacts.email}>
              <MailLink address={owner.accessibility.email} />
            </Pair>
            <Pair term={contacts.phone}>
              <PhoneLink number={owner.accessibility.phone} />
            </Pair>
          </dl>
        </Section>
        <Section title={copy.enforcement.title}>
          <p>{copy.enforcement.text(owner)}</p>
        </Section>
      </>
    ),
  });
}

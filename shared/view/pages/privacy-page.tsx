import type { Region } from '../../domain/region.ts';
import type { Retention } from '../../domain/retention.ts';
import { MailLink } from '../contact-links.tsx';
import { statementsIn } from '../copy/statements.ts';
import { alternatesOf, type PageContext } from '../layout.tsx';
import { Items, OwnerContacts, Pair, Paragraphs, Section, statementPage } from '../statement.tsx';

interface PrivacyModel extends PageContext {
  readonly retention: Retention;
  /** Where the data are stored. */
  readonly region: Region;
}

/**
 * Says what becomes of personal data: everything that Article 13 of the General Data Protection
 * Regulation asks for.
 */
export function privacyPage({ retention, region, ...context }: PrivacyModel): string {
  const { language, site } = context;
  const { owner } = site;
  const { privacy: copy } = statementsIn(language);
  return statementPage(context, {
    ...copy,
    alternates: alternatesOf('privacy', (one) => ({ language: one })),
    children: (
      <>
        <Section title={copy.controller.title}>
          <p>{copy.controller.text}</p>
          <OwnerContacts language={language} owner={owner}>
            <Pair term={copy.controller.dataProtection}>
              {owner.dataProtection.name[language]},{' '}
              <MailLink address={owner.dataProtection.email} />
            </Pair>
          </OwnerContacts>
        </Section>
        <Section title={copy.purposes.title}>
          <Items of={copy.purposes.items} />
        </Section>
        <Section title={copy.categories.title}>
          <Items of={copy.categories.items} />
          <p>{copy.categories.source}</p>
        </Section>
        <Section title={copy.recipients.title}>
          <Items of={copy.recipients.items(region)} />
        </Section>
        <Section title={copy.retention.title}>
          <dl class="pairs">
            {copy.retention.rows(retention).map(({ what, howLong }) => (
              <Pair term={what}>{howLong}</Pair>
            ))}
          </dl>
          <p>{copy.retention.backups}</p>
        </Section>
        <Section title={copy.rights.title}>
          <Paragraphs of={copy.rights.paragraphs(owner)} />
        </Section>
        <Section title={copy.duty.title}>
          <Paragraphs of={copy.duty.paragraphs} />
        </Section>
        <Section title={copy.browser.title}>
          <Paragraphs of={copy.browser.paragraphs} />
        </Section>
        <Section title={copy.submission.title}>
          <Paragraphs of={copy.submission.paragraphs(owner)} />
        </Section>
      </>
    ),
  });
}

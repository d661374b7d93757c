import type { ComponentChildren } from 'preact';
import type { Owner } from '../domain/owner.ts';
import type { Language } from '../domain/text.ts';
import { MailLink, PhoneLink } from './contact-links.tsx';
import { statementsIn } from './copy/statements.ts';
import { type Alternates, type PageContext, renderPage } from './layout.tsx';

interface Statement {
  readonly title: string;
  readonly description: string;
  readonly lead: string;
  readonly alternates: Alternates;
  readonly children: ComponentChildren;
}

/** Renders a page on which the owner states something. Its children are sections. */
export function statementPage(context: PageContext, statement: Statement): string {
  const { title, description, lead, alternates, children } = statement;
  return renderPage(context, {
    title,
    description,
    alternates,
    listed: true,
    children: (
      <div class="page page-narrow prose">
        <header class="page-head">
          <h1>{title}</h1>
          <p class="lead">{lead}</p>
        </header>
        {children}
      </div>
    ),
  });
}

interface SectionProps {
  readonly title: string;
  readonly children: ComponentChildren;
}

export function Section({ title, children }: SectionProps) {
  return (
    <section>
      <h2>{title}</h2>
      {children}
    </section>
  );
}

export function Paragraphs({ of }: { of: readonly string[] }) {
  return (
    <>
      {of.map((paragraph) => (
        <p>{paragraph}</p>
      ))}
    </>
  );
}

export function Items({ of }: { of: readonly string[] }) {
  return (
    <ul>
      {of.map((item) => (
        <li>{item}</li>
      ))}
    </ul>
  );
}

interface ContactsProps {
  readonly language: Language;
  readonly owner: Owner;
  /** Further rows: a term and its description. */
  readonly children?: ComponentChildren;
}

/** Lists the institution and every way to reach it. */
export function OwnerContacts({ language, owner, children }: ContactsProps) {
  const { contacts } = statementsIn(language);
  return (
    <dl class="pairs">
      <Pair term={contacts.owner}>{owner.name[language]}</Pair>
      {owner.registrationNumber !== undefined && (
        <Pair term={contacts.registration}>{owner.registrationNumber}</Pair>
      )}
      <Pair term={contacts.address}>{owner.address[language]}</Pair>
      <Pair term={contacts.email}>
        <MailLink address={owner.email} />
      </Pair>
      <Pair term={contacts.phone}>
        <PhoneLink number={owner.phone} />
      </Pair>
      {children}
    </dl>
  );
}

export function Pair({ term, children }: { term: string; children: ComponentChildren }) {
  return (
    <div>
      <dt>{term}</dt>
      <dd>{children}</dd>
    </div>
  );
}

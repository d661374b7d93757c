import type { Owner } from '../../domain/owner.ts';
import { spellReference } from '../../domain/reference.ts';
import type { Mail } from '../../ports/mail.ts';
import type { WriteLineage } from '../../ports/writers.ts';
import { closingLines } from './closing.ts';
import { mailCopyFor } from './copy/index.ts';
import { Button, Foot, Link, renderMail, Row, Title } from './frame.tsx';
import { commonHeaders, headerText } from './headers.ts';
import { asText, fold, THIN_RULE } from './plain.ts';

/**
 * Writes the mail that tells the author of a proposal which commitment has grown from it. It holds
 * nothing that the author has typed: the address may be somebody else's.
 */
export function lineageMail(owner: Owner): WriteLineage {
  return (about) => writeLineage(about, owner);
}

function writeLineage(about: Parameters<WriteLineage>[0], owner: Owner): Mail {
  const { descent, submission, call, into, proposalUrl, intoUrl, replyTo } = about;
  const { language, reference } = submission;
  const { receipt, lineage: copy, digest } = mailCopyFor(language);
  const commitment = into.draft.commitments.find(({ number }) => number === descent.commitment);
  const title =
    commitment === undefined
      ? digest.commitment(descent.commitment)
      : digest.titled(descent.commitment, commitment.title[language]);
  const facts = [
    `${receipt.reference}: ${spellReference(reference)}`,
    `${receipt.consultation}: ${call.title[language]}`,
    `${copy.plan}: ${into.plan[language]}`,
    `${copy.commitment}: ${title}`,
  ];
  return {
    to: submission.contact.email,
    replyTo,
    subject: headerText(copy.subject(spellReference(reference))),
    text: asText([
      ...fold(copy.title),
      '',
      ...fold(copy.what),
      '',
      ...facts.flatMap((fact) => fold(fact, '', '  ')),
      '',
      ...fold(`${copy.read}:`),
      intoUrl,
      '',
      ...fold(`${copy.own}:`),
      proposalUrl,
      '',
      THIN_RULE,
      ...fold(receipt.why),
      '',
      ...closingLines(language, owner),
    ]),
    html: renderMail({
      language,
      title: copy.title,
      preheader: copy.what,
      children: (
        <>
          <Row top={26} bottom={26}>
            <Title>{copy.title}</Title>
            <p style="margin:12px 0 0">{copy.what}</p>
            {facts.map((fact) => (
              <p style="margin:12px 0 0">{fact}</p>
            ))}
            <p style="margin:18px 0 0">
              <Button href={intoUrl}>{copy.read}</Button>
            </p>
            <p style="margin:18px 0 0">
              <Link href={proposalUrl}>{copy.own}</Link>
            </p>
          </Row>
          <Foot language={language} owner={owner}>
            <p style="margin:0">{receipt.why}</p>
          </Foot>
        </>
      ),
    }),
    headers: {
      ...commonHeaders(language, `lineage-${reference}-${into.id}-${descent.commitment}`),
      'Auto-Submitted': 'auto-generated',
    },
    attachments: [],
    tags: {
      kind: 'lineage',
      consultation: call.id,
      reference,
      into: into.id,
      commitment: String(descent.commitment),
    },
  };
}

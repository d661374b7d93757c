import type { Owner } from '../../domain/owner.ts';
import { spellReference } from '../../domain/reference.ts';
import type { Mail } from '../../ports/mail.ts';
import type { WriteContactNotice } from '../../ports/writers.ts';
import { closingLines } from './closing.ts';
import { mailCopyFor } from './copy/index.ts';
import { Foot, renderMail, Row, Title } from './frame.tsx';
import { commonHeaders, headerText } from './headers.ts';
import { asText, fold, THIN_RULE } from './plain.ts';

/**
 * Writes the mail that tells the former contact of a submission that another address was given. It
 * holds neither the new address nor anything that somebody has typed.
 */
export function contactNoticeMail(owner: Owner): WriteContactNotice {
  return (about) => writeNotice(about, owner);
}

function writeNotice(
  { submission, to, consultation, replyTo }: Parameters<WriteContactNotice>[0],
  owner: Owner,
): Mail {
  const { language, reference, version, content } = submission;
  const { receipt } = mailCopyFor(language);
  const { notice } = receipt;
  const facts = [
    `${receipt.reference}: ${spellReference(reference)}`,
    `${receipt.consultation}: ${consultation.title[language]}`,
  ];
  return {
    to,
    replyTo,
    subject: headerText(notice.subject(spellReference(reference))),
    text: asText([
      ...fold(notice.title),
      '',
      ...facts.flatMap((fact) => fold(fact, '', '  ')),
      '',
      ...fold(notice.what),
      '',
      ...fold(notice.doubt),
      '',
      THIN_RULE,
      ...fold(notice.why),
      '',
      ...closingLines(language, owner),
    ]),
    html: renderMail({
      language,
      title: notice.title,
      preheader: notice.what,
      children: (
        <>
          <Row top={26} bottom={26}>
            <Title>{notice.title}</Title>
            {facts.map((fact) => (
              <p style="margin:12px 0 0">{fact}</p>
            ))}
            <p style="margin:18px 0 0">{notice.what}</p>
            <p style="margin:12px 0 0">{notice.doubt}</p>
          </Row>
          <Foot language={language} owner={owner}>
            <p style="margin:0">{notice.why}</p>
          </Foot>
        </>
      ),
    }),
    headers: {
      ...commonHeaders(language, `contact-notice-${reference}-${version}`),
      'Auto-Submitted': 'auto-generated',
    },
    attachments: [],
    tags: {
      kind: 'receipt',
      consultation: consultation.id,
      reference,
      version: String(version),
      content,
      mail: 'notice',
    },
  };
}

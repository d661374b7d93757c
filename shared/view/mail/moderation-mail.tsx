import type { Owner } from '../../domain/owner.ts';
import { spellReference } from '../../domain/reference.ts';
import { ruleOf } from '../../moderation-rules.ts';
import type { Mail } from '../../ports/mail.ts';
import type { WriteModeration } from '../../ports/writers.ts';
import { closingLines } from './closing.ts';
import { mailCopyFor } from './copy/index.ts';
import { Foot, Link, renderMail, Row, Title } from './frame.tsx';
import { commonHeaders, headerText } from './headers.ts';
import { asText, fold, THIN_RULE } from './plain.ts';

/**
 * Writes the mail that tells an author that a rule has hidden a text, or that the text is shown
 * again, or what readers will see once the consultation publishes. It holds nothing of the text: the
 * author knows it, and the address may be somebody else's.
 */
export function moderationMail(owner: Owner): WriteModeration {
  return (about) => writeModeration(about, owner);
}

function writeModeration(
  { act, submission, consultation, urls, replyTo }: Parameters<WriteModeration>[0],
  owner: Owner,
): Mail {
  const { language, reference } = submission;
  const { receipt, moderation } = mailCopyFor(language);
  const isOut = urls.length > 0;
  const copy = isOut ? moderation[act.kind] : moderation.later[act.kind];
  const what = copy.what(owner.name[language]);
  const rule = ruleOf(act.rule);
  const facts = [
    `${receipt.reference}: ${spellReference(reference)}`,
    `${receipt.consultation}: ${consultation.title[language]}`,
    `${moderation.rule}: ${rule?.title[language] ?? act.rule}`,
  ];
  const why = rule === null || act.kind === 'show' ? [] : [rule.text[language]];
  const said = [...why, what, copy.unit, copy.object];
  return {
    to: submission.contact.email,
    replyTo,
    subject: headerText(copy.subject(spellReference(reference))),
    text: asText([
      ...fold(copy.title),
      '',
      ...facts.flatMap((fact) => fold(fact, '', '  ')),
      '',
      ...said.flatMap((one) => [...fold(one), '']),
      ...(isOut ? [moderation.address(urls.length), ...urls, ''] : []),
      THIN_RULE,
      ...fold(receipt.why),
      '',
      ...closingLines(language, owner),
    ]),
    html: renderMail({
      language,
      title: copy.title,
      preheader: what,
      children: (
        <>
          <Row top={26} bottom={26}>
            <Title>{copy.title}</Title>
            {facts.map((fact) => (
              <p style="margin:12px 0 0">{fact}</p>
            ))}
            {said.map((one) => (
              <p style="margin:18px 0 0">{one}</p>
            ))}
            {isOut && <p style="margin:18px 0 0">{moderation.address(urls.length)}</p>}
            {urls.map((url) => (
              <p style="margin:6px 0 0">
                <Link href={url}>{url}</Link>
              </p>
            ))}
          </Row>
          <Foot language={language} owner={owner}>
            <p style="margin:0">{receipt.why}</p>
          </Foot>
        </>
      ),
    }),
    headers: {
      ...commonHeaders(language, `moderation-${reference}-${Date.parse(act.receivedAt)}`),
      'Auto-Submitted': 'auto-generated',
    },
    attachments: [],
    tags: {
      kind: 'moderation',
      consultation: consultation.id,
      reference,
      at: String(Date.parse(act.receivedAt)),
    },
  };
}

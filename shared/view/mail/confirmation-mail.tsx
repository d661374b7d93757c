import type { Owner } from '../../domain/owner.ts';
import type { Mail } from '../../ports/mail.ts';
import type { WriteConfirmation } from '../../ports/writers.ts';
import { closingLines } from './closing.ts';
import { listCopyFor } from './copy/list.ts';
import { Button, Foot, Link, Quiet, renderMail, Row, Title } from './frame.tsx';
import { commonHeaders, headerText } from './headers.ts';
import { asText, fold, THIN_RULE } from './plain.ts';

/**
 * Writes the mail that asks whether a sign-up was meant. It has no List-Unsubscribe: people would
 * press it by mistake, and there is no subscription to end yet.
 */
export function confirmationMail(owner: Owner): WriteConfirmation {
  return (about) => writeConfirmation(about, owner);
}

function writeConfirmation(
  { subscription, confirmUrl, replyTo, address }: Parameters<WriteConfirmation>[0],
  owner: Owner,
): Mail {
  const { email, language, topics, requestedAt, askedAt, expiresAt } = subscription;
  const list = listCopyFor(language);
  const copy = list.confirmation;
  const chosen = copy.topics(list.topics(topics));
  const until = copy.until(expiresAt ?? requestedAt);
  return {
    to: email,
    replyTo,
    subject: headerText(copy.subject),
    text: asText([
      ...fold(copy.title),
      '',
      ...fold(copy.asked),
      '',
      ...fold(chosen),
      '',
      ...fold(copy.ask),
      '',
      ...fold(`${copy.button}:`),
      confirmUrl,
      '',
      ...fold(until),
      '',
      ...fold(copy.otherwise),
      '',
      THIN_RULE,
      ...fold(copy.why),
      '',
      ...closingLines(language, owner),
    ]),
    html: renderMail({
      language,
      title: copy.title,
      preheader: copy.asked,
      children: (
        <>
          <Row top={26} bottom={26}>
            <Title>{copy.title}</Title>
            <p style="margin:12px 0 0">{copy.asked}</p>
            <p style="margin:12px 0 0">{chosen}</p>
            <p style="margin:12px 0 18px">{copy.ask}</p>
            <Button href={confirmUrl}>{copy.button}</Button>
            <Quiet top={16}>
              <Link href={confirmUrl}>{confirmUrl}</Link>
            </Quiet>
            <Quiet top={10}>{until}</Quiet>
            <p style="margin:18px 0 0">{copy.otherwise}</p>
          </Row>
          <Foot language={language} owner={owner}>
            <p style="margin:0">{copy.why}</p>
          </Foot>
        </>
      ),
    }),
    headers: {
      ...commonHeaders(language, `confirmation-${address}-${Date.parse(askedAt)}`),
      'Auto-Submitted': 'auto-replied',
    },
    attachments: [],
    tags: { kind: 'confirmation', address },
  };
}

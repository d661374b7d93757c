import type { Owner } from '../../domain/owner.ts';
import type { Mail } from '../../ports/mail.ts';
import { wordsOf } from '../../kinds/words.ts';
import type { WriteReceipt } from '../../ports/writers.ts';
import { mailCopyFor } from './copy/index.ts';
import {
  Button,
  CARMINE,
  Foot,
  Heading,
  INK,
  Link,
  MAX_HTML_BYTES,
  MONO,
  Quiet,
  renderMail,
  Row,
  RULE,
  SOFT,
  Table,
  Title,
} from './frame.tsx';
import { commonHeaders, headerText } from './headers.ts';
import { Logs } from './logs-html.tsx';
import {
  type GivenPart,
  type Quoting,
  type ReceiptAbout,
  type ReceiptModel,
  receiptModel,
} from './receipt-model.ts';
import { partsFile, receiptText } from './receipt-text.ts';

const WHOLE: Quoting = { titleChars: 600, textChars: Infinity, textLines: Infinity };
/** Tried in this order until the whole mail fits. If a text is cut, all texts are attached. */
const QUOTINGS: readonly Quoting[] = [
  WHOLE,
  { titleChars: 600, textChars: 4_000, textLines: 100 },
  { titleChars: 200, textChars: 1_000, textLines: 40 },
  { titleChars: 100, textChars: 250, textLines: 10 },
];
const LEAST: Quoting = { titleChars: 60, textChars: 60, textLines: 3 };

/**
 * Writes the mail that confirms a submission to its author, in the language of the form. To an
 * address that is known to be the author's it quotes what was received, so that the author has a
 * copy.
 */
export function receiptMail(owner: Owner): WriteReceipt {
  return (about) => writeReceipt({ ...about, owner });
}

function writeReceipt(about: Parameters<WriteReceipt>[0] & ReceiptAbout): Mail {
  const { submission, consultation, replyTo } = about;
  const { language, state, reference, version, content } = submission;
  const copy = mailCopyFor(language).receipt;
  const model = quoteToFit(about);
  return {
    to: submission.contact.email,
    replyTo,
    subject: headerText(
      state === 'submitted'
        ? wordsOf(consultation.kind, language).mail.subject(model.reference)
        : copy.subject[state](model.reference),
    ),
    text: receiptText(model),
    html: receiptHtml(model),
    headers: {
      ...commonHeaders(language, `receipt-${reference}-${version}`),
      'Auto-Submitted': 'auto-replied',
    },
    attachments: attachments(about, model),
    tags: {
      kind: 'receipt',
      consultation: consultation.id,
      reference,
      version: String(version),
      content,
      mail: 'receipt',
    },
  };
}

function quoteToFit(about: ReceiptAbout): ReceiptModel {
  for (const quoting of QUOTINGS) {
    const model = receiptModel(about, quoting);
    if (Buffer.byteLength(receiptHtml(model)) <= MAX_HTML_BYTES) return model;
  }
  return receiptModel(about, LEAST);
}

function attachments(about: ReceiptAbout, model: ReceiptModel): Mail['attachments'] {
  if (model.copyNote === null) return [];
  const { language, reference } = about.submission;
  return [
    {
      filename: mailCopyFor(language).receipt.filename(reference),
      contentType: 'text/plain; charset=utf-8',
      content: partsFile(receiptModel(about, WHOLE).parts),
    },
  ];
}

function receiptHtml(model: ReceiptModel): string {
  const { language, owner, title, reference, goes, follow, revise } = model;
  return renderMail({
    language,
    title: `${title}: ${reference}`,
    preheader: goes,
    children: (
      <>
        <Row top={26} bottom={24}>
          <Title>{title}</Title>
          <p style="margin:10px 0 0">{model.thanks}</p>
          <Quiet top={22}>{model.referenceLabel}</Quiet>
          <p
            class="m c f"
            style={`margin:0;font:bold 30px/1.3 ${MONO};color:${CARMINE};white-space:nowrap`}
          >
            {reference}
          </p>
          <Facts facts={model.facts} />
        </Row>
        <Row top={22} bottom={24} ruled>
          <Heading>{model.nextTitle}</Heading>
          <p style="margin:8px 0 0">{goes}</p>
          <p style="margin:12px 0 0">
            {follow.sentence} <Link href={follow.href}>{follow.label}</Link>
          </p>
        </Row>
        <Row top={22} bottom={26} ruled>
          <Heading>{model.reviseTitle}</Heading>
          <p style="margin:8px 0 16px">{revise.sentence}</p>
          <Button href={revise.href}>{revise.label}</Button>
        </Row>
        <Row top={22} bottom={28} ruled>
          <Heading>{model.copyTitle}</Heading>
          {model.copyNote !== null && <p style="margin:8px 0 0">{model.copyNote}</p>}
          {model.parts.map((part) => (
            <Given part={part} />
          ))}
          {model.notQuoted !== null && <p style="margin:18px 0 0">{model.notQuoted}</p>}
        </Row>
        <Foot language={language} owner={owner}>
          <p style="margin:0">{model.why}</p>
          <Logs logs={model.logs} />
        </Foot>
      </>
    ),
  });
}

function Facts({ facts }: Pick<ReceiptModel, 'facts'>) {
  return (
    <>
      {facts.map(({ label, value }) => (
        <p style="margin:12px 0 0">
          <span class="q" style={`font-size:14px;color:${SOFT}`}>
            {label}:
          </span>{' '}
          <span dir="auto">{value}</span>
        </p>
      ))}
    </>
  );
}

function Given({ part: { title, chosen, texts, remark } }: { part: GivenPart }) {
  return (
    <>
      <p class="i" style={`margin:18px 0 0;font-weight:bold;line-height:1.35;color:${INK}`}>
        {title}
      </p>
      {chosen !== null && <Quiet top={2}>{chosen}</Quiet>}
      {texts.map(({ label, lines }) => (
        <>
          {label !== null && <Quiet top={8}>{label}</Quiet>}
          <Table style={`margin:${label === null ? 8 : 2}px 0 0`}>
            <tr>
              <td dir="auto" class="r" style={`padding:0 0 0 14px;border-left:3px solid ${RULE}`}>
                {lines.map((line, index) => (
                  <>
                    {index > 0 && <br />}
                    {line}
                  </>
                ))}
              </td>
            </tr>
          </Table>
        </>
      ))}
      {remark !== null && <p style="margin:6px 0 0;font-style:italic">{remark}</p>}
    </>
  );
}

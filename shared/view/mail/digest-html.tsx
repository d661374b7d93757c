import { abridgeLine } from '../excerpt.ts';
import { Chapter, QuietChapters } from './chapter-html.tsx';
import type { DigestModel } from './digest-model.ts';
import {
  BigFigure,
  CARMINE,
  Foot,
  Heading,
  INK,
  Link,
  Quiet,
  renderMail,
  Row,
  Table,
  TINT,
  Title,
} from './frame.tsx';
import { Logs } from './logs-html.tsx';

/** Writes the HTML part. */
export function digestHtml(model: DigestModel): string {
  return renderMail({
    language: model.language,
    title: model.title,
    preheader: preheaderOf(model),
    children: (
      <>
        <Head model={model} />
        {model.chapters.map((chapter) => (
          <Chapter chapter={chapter} />
        ))}
        {model.moreChapters !== null && (
          <Row top={20} bottom={20} ruled>
            <b>{model.moreChapters}</b>
          </Row>
        )}
        {(model.quiet.length > 0 || model.quietTitle !== null) && (
          <QuietChapters title={model.quietTitle} chapters={model.quiet} />
        )}
        <End model={model} />
      </>
    ),
  });
}

/**
 * Returns what a list of mails shows beside the subject, and what the subject does not say: in how
 * many submissions the news came, and on what.
 */
function preheaderOf({ facts, nothing, chapters, quiet }: DigestModel): string {
  const about = (chapters.length > 0 ? chapters : quiet).map(({ title }) => title);
  const said = facts === '' ? nothing.slice(1, 2) : [facts];
  return abridgeLine([...said, ...about].join(' – '), 180);
}

function Head({ model }: { model: DigestModel }) {
  const { title, unit, period, notices, headline, facts, before, shown, nothing } = model;
  const [lead, ...rest] = nothing;
  return (
    <>
      <Row top={26}>
        <Title>{title}</Title>
        <p class="i" style={`margin:8px 0 0;line-height:1.4;color:${INK}`}>
          {unit}
        </p>
        <Quiet top={4}>{period}</Quiet>
      </Row>
      {notices.map((notice) => (
        <Row top={16}>
          <Notice>{notice}</Notice>
        </Row>
      ))}
      <Row top={24} bottom={26}>
        {headline !== null && (
          <p style="margin:0;line-height:1">
            <BigFigure>{headline.figure}</BigFigure>{' '}
            <span class="i" style={`font-size:20px;line-height:1.2;color:${INK}`}>
              {headline.words}
            </span>
          </p>
        )}
        {lead !== undefined && <Heading>{lead}</Heading>}
        {rest.map((sentence) => (
          <p style="margin:8px 0 0">{sentence}</p>
        ))}
        {facts !== '' && <p style="margin:12px 0 0">{facts}</p>}
        {before !== null && <Quiet top={4}>{before}</Quiet>}
        {shown !== null && <p style="margin:12px 0 0">{shown}</p>}
      </Row>
    </>
  );
}

function Notice({ children }: { children: string }) {
  return (
    <Table>
      <tr>
        <td
          class="b"
          style={`padding:12px 16px;background:${TINT};border-left:4px solid ${CARMINE};font-size:15px`}
        >
          {children}
        </td>
      </tr>
    </Table>
  );
}

function End({ model }: { model: DigestModel }) {
  const { language, owner, completeSet, footer, ask, check, logs } = model;
  return (
    <>
      {completeSet !== null && (
        <Row top={20} bottom={20} ruled>
          <p style="margin:0">{completeSet}</p>
        </Row>
      )}
      <Foot language={language} owner={owner}>
        {footer.map((sentence) => (
          <p style="margin:0 0 10px">{sentence}</p>
        ))}
        {ask !== null && (
          <p style="margin:0 0 10px">
            {ask.label} <Link href={`mailto:${ask.href}`}>{ask.href}</Link>
          </p>
        )}
        <p style="margin:0">
          {check.label} <Link href={check.href}>{check.href}</Link>
        </p>
        <Logs logs={logs} />
      </Foot>
    </>
  );
}

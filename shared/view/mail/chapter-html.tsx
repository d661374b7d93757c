import type { ComponentChildren } from 'preact';
import { render } from 'preact-render-to-string';
import type {
  CampaignModel,
  ChangesModel,
  ChapterModel,
  ItemModel,
  LinkModel,
  Mark,
  PieceModel,
  QuietModel,
  RowModel,
  SectionModel,
  Swatch,
} from './digest-model.ts';
import { CARMINE, Heading, INK, Link, Quiet, Row, SHEET, SOFT, Table } from './frame.tsx';

/**
 * From sand to deep blue, with falling lightness. The classes of the frame have the same ramp for
 * the dark scheme.
 */
const RAMP = ['#cdbfab', '#94b7cc', '#4483a9', '#163f5c'];
/** The same colours for text, dark enough for a small square. */
const SWATCHES = ['#a8977f', ...RAMP.slice(1)];

/** Returns how many bytes an item takes in the HTML part. */
export function itemBytes(item: ItemModel): number {
  return Buffer.byteLength(render(<Item item={item} />));
}

/** One consultation with news: its commitments at a glance, then what was given. */
export function Chapter({ chapter }: { chapter: ChapterModel }) {
  const { title, state, href, linkLabel, toDate, rows, others, sections } = chapter;
  return (
    <>
      <Row top={22} bottom={22} ruled>
        <Heading>{title}</Heading>
        <Quiet top={4}>{state}</Quiet>
        <Quiet top={4}>
          <Link href={href}>{linkLabel}</Link>
        </Quiet>
        {toDate !== null && <p style="margin:12px 0 0">{toDate}</p>}
        <Table style="margin-top:10px">
          {rows.map((row) => (
            <Glance row={row} />
          ))}
        </Table>
        {others.map((line, index) => (
          <Quiet top={index === 0 ? 18 : 8}>{line}</Quiet>
        ))}
      </Row>
      {sections.map((section) => (
        <Section section={section} />
      ))}
    </>
  );
}

/** Consultations without news, in a few lines each. */
export function QuietChapters({
  title,
  chapters,
}: {
  title: string | null;
  chapters: readonly QuietModel[];
}) {
  return (
    <Row top={20} bottom={20} ruled>
      {title !== null && (
        <p class="i" style={`margin:0;color:${INK}`}>
          <b>{title}</b>
        </p>
      )}
      {chapters.map(({ title: name, state, href, toDate }, index) => (
        <>
          <p style={`margin:${title === null && index === 0 ? 0 : 12}px 0 0`}>
            <Link href={href}>{name}</Link>
          </p>
          <Quiet top={2}>{state}</Quiet>
          {toDate !== null && <Quiet top={2}>{toDate}</Quiet>}
        </>
      ))}
    </Row>
  );
}

function Glance({ row }: { row: RowModel }) {
  const { title, count, parts, bar, toDate } = row;
  return (
    <tr>
      <td style="padding:14px 0 0">
        <p class="i" style={`margin:0;font-size:15px;line-height:1.35;color:${INK}`}>
          {title}
        </p>
        {bar && <Bar row={row} />}
        <Quiet top={4}>
          <b class="i" style={`color:${INK}`}>
            {count}
          </b>
          {parts.map(({ swatch, label }, index) => (
            <>
              {index === 0 ? ': ' : ' '}
              <span style="white-space:nowrap">
                {swatch !== null && (
                  <>
                    <Square swatch={swatch} />
                    {'\u00a0'}
                  </>
                )}
                {label}
                {index < parts.length - 1 && '\u00a0·'}
              </span>
            </>
          ))}
        </Quiet>
        {toDate !== null && <Quiet top={2}>{toDate}</Quiet>}
      </td>
    </tr>
  );
}

/**
 * A picture of the labels beneath it, hidden from screen readers. Each cell is a share of the
 * longest bar.
 */
function Bar({ row: { parts } }: { row: RowModel }) {
  const rest = 100 - parts.reduce((sum, { share }) => sum + share, 0);
  return (
    <Table hidden style="margin-top:5px;font-size:0;line-height:10px">
      <tr>
        {parts.map(({ swatch, share }) =>
          typeof swatch !== 'number' ? (
            <td width={`${share}%`} height={8} class="u" style="border:1px solid #85786a">
              &nbsp;
            </td>
          ) : (
            <td
              width={`${share}%`}
              height={10}
              class={`l${swatch} g`}
              style={`background:${RAMP[swatch]};border-right:2px solid ${SHEET}`}
            >
              &nbsp;
            </td>
          ),
        )}
        {rest > 0 && <td width={`${rest}%`}>&nbsp;</td>}
      </tr>
    </Table>
  );
}

function Square({ swatch }: { swatch: Swatch }) {
  return swatch === 'none' ? (
    <span>□</span>
  ) : (
    <span class={`t${swatch}`} style={`color:${SWATCHES[swatch]}`}>
      ■
    </span>
  );
}

function Section({ section: { title, count, items, more } }: { section: SectionModel }) {
  return (
    <>
      <Row top={14} bottom={14} tinted>
        <h3 class="i" style={`margin:0;font-size:17px;line-height:1.35;color:${INK}`}>
          {title}
        </h3>
        <Quiet top={2}>{count}</Quiet>
      </Row>
      {items.map((item) => (
        <Item item={item} />
      ))}
      {more !== null && (
        <Row top={14} bottom={20} ruled>
          <b>{more}</b>
        </Row>
      )}
    </>
  );
}

/**
 * One part, or the first letter of a campaign. The author's text stands in elements that isolate its
 * direction. The markup is as short as it can be, because each byte of it is missing to the texts.
 */
function Item({ item }: { item: ItemModel }) {
  const { organisation, title, marks, changes, texts, remark, reference, received, campaign } =
    item;
  return (
    <Row top={16} bottom={18} ruled>
      {campaign === null ? <b dir="auto">{organisation}</b> : <b>{campaign.title}</b>}
      {title !== null && (
        <div dir="auto" style="font-weight:bold">
          {title}
        </div>
      )}
      <Soft>{campaign === null ? <Marks marks={marks} /> : campaign.facts}</Soft>
      {changes !== null && <Changes changes={changes} />}
      {texts.map(({ label, pieces }) => (
        <>
          {label !== null && <Quiet top={8}>{label}</Quiet>}
          <div dir="auto" style={`margin-top:${label === null ? 8 : 2}px`}>
            {pieces.map((piece) => (
              <Words piece={piece} />
            ))}
          </div>
        </>
      ))}
      {remark !== null && <i>{remark}</i>}
      {campaign === null ? (
        <Soft top={8}>
          <Reference link={reference} />
          {` · ${received}`}
        </Soft>
      ) : (
        <CampaignList campaign={campaign} />
      )}
    </Row>
  );
}

function Changes({ changes: { label, facts } }: { changes: ChangesModel }) {
  return (
    <Soft top={4}>
      <b class="i" style={`color:${INK}`}>
        {label}:
      </b>{' '}
      {facts.map(({ what, note, was }, index) => (
        <>
          {index > 0 && '; '}
          {what}
          {note !== null && ` (${note}`}
          {was !== null && (
            <>
              {': '}
              <bdi>{was}</bdi>
            </>
          )}
          {note !== null && ')'}
        </>
      ))}
    </Soft>
  );
}

/**
 * Words of the author, with a line under or through them if they have changed. Few screen readers
 * speak of these lines, so what they say stands beside them in words that are not seen.
 */
function Words({ piece: { kind, text, around } }: { piece: PieceModel }) {
  const lines = text.split('\n').map((line, index) => (
    <>
      {index > 0 && <br />}
      {line}
    </>
  ));
  if (around === null) return <>{lines}</>;
  const Mark = kind === 'removed' ? 'del' : 'ins';
  return (
    <Mark>
      <span class="h">{around.before}</span>
      {lines}
      <span class="h">{around.after}</span>
    </Mark>
  );
}

function Soft({ top = 0, children }: { top?: number; children: ComponentChildren }) {
  return (
    <div class="q" style={`${top === 0 ? '' : `margin-top:${top}px;`}font-size:14px;color:${SOFT}`}>
      {children}
    </div>
  );
}

function Marks({ marks }: { marks: readonly Mark[] }) {
  return (
    <>
      {marks.map(({ label, isStrong, swatch }, index) => (
        <>
          {index > 0 && ' · '}
          {swatch !== null && (
            <>
              <Square swatch={swatch} />
              {'\u00a0'}
            </>
          )}
          {isStrong ? (
            <b class="i" style={`color:${INK}`}>
              {label}
            </b>
          ) : (
            label
          )}
        </>
      ))}
    </>
  );
}

function CampaignList({ campaign: { shown, listed, more } }: { campaign: CampaignModel }) {
  return (
    <>
      <div style="margin-top:8px">
        <i>{shown}</i>
      </div>
      {listed.length > 0 && (
        <Soft top={8}>
          {listed.map(({ reference, marks, organisation }, index) => (
            <>
              {index > 0 && <br />}
              <Reference link={reference} />
              {' · '}
              <Marks marks={marks} />
              {marks.length > 0 && ' · '}
              <span dir="auto">{organisation}</span>
            </>
          ))}
        </Soft>
      )}
      {more !== null && <Soft top={4}>{more}</Soft>}
    </>
  );
}

function Reference({ link: { label, href } }: { link: LinkModel }) {
  return (
    <a class="m c" href={href} style={`color:${CARMINE}`}>
      {label}
    </a>
  );
}

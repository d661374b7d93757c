import { render } from 'preact-render-to-string';
import type {
  CampaignModel,
  ChapterModel,
  ItemModel,
  RowModel,
  SectionModel,
  Swatch,
} from './digest-model.ts';
import { Heading, INK, Link, MONO, Quiet, Row, SHEET, Table } from './frame.tsx';

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

/** One consultation: its commitments at a glance, then what was given. */
export function Chapter({ chapter }: { chapter: ChapterModel }) {
  const { title, state, link, toDate, quiet, rows, moreRows, sections } = chapter;
  return (
    <>
      <Row top={22} bottom={22} ruled>
        <Heading>{title}</Heading>
        <Quiet top={4}>{state}</Quiet>
        <Quiet top={4}>
          <Link href={link.href}>{link.label}</Link>
        </Quiet>
        {toDate !== null && <p style="margin:12px 0 0">{toDate}</p>}
        {quiet !== null && <p style="margin:12px 0 0">{quiet}</p>}
        {rows.length > 0 && (
          <Table style="margin-top:10px">
            {rows.map((row) => (
              <Glance row={row} />
            ))}
          </Table>
        )}
        {moreRows !== null && <Quiet top={10}>{moreRows}</Quiet>}
      </Row>
      {sections.map((section) => (
        <Section section={section} />
      ))}
    </>
  );
}

function Glance({ row }: { row: RowModel }) {
  const { title, count, parts, bar, toDate } = row;
  if (parts.length === 0) {
    return (
      <tr>
        <td style="padding:10px 0 0">
          <Quiet>{`${title} – ${count}`}</Quiet>
          {toDate !== null && <Quiet top={2}>{toDate}</Quiet>}
        </td>
      </tr>
    );
  }
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
          {': '}
          {parts.map(({ swatch, label }, index) => (
            <>
              {index > 0 && ' · '}
              <span style="white-space:nowrap">
                {swatch !== null && (
                  <>
                    <Square swatch={swatch} />
                    {'\u00a0'}
                  </>
                )}
                {label}
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
 * direction.
 */
function Item({ item }: { item: ItemModel }) {
  const { title, texts, remark, reference, received, campaign } = item;
  return (
    <Row top={18} bottom={20} ruled>
      {campaign === null ? <Author item={item} /> : <CampaignHead campaign={campaign} />}
      {title !== null && (
        <p dir="auto" class="i" style={`margin:4px 0 0;font-weight:bold;color:${INK}`}>
          {title}
        </p>
      )}
      {campaign === null && <Marks item={item} />}
      {texts.map(({ label, lines }) => (
        <>
          {label !== null && <Quiet top={10}>{label}</Quiet>}
          <div dir="auto" style={`margin:${label === null ? 10 : 2}px 0 0`}>
            {lines.map((line, index) => (
              <>
                {index > 0 && <br />}
                {line}
              </>
            ))}
          </div>
        </>
      ))}
      {remark !== null && <p style="margin:8px 0 0;font-style:italic">{remark}</p>}
      {campaign === null ? (
        <Quiet top={10}>
          <Reference>{reference}</Reference>
          {` · ${received}`}
        </Quiet>
      ) : (
        <CampaignList campaign={campaign} />
      )}
    </Row>
  );
}

function Author({ item: { organisation } }: { item: ItemModel }) {
  return (
    <p style="margin:0">
      <b>
        <span dir="auto">{organisation}</span>
      </b>
    </p>
  );
}

function Marks({ item: { swatch, marks, internal } }: { item: ItemModel }) {
  return (
    <Quiet top={2}>
      {swatch !== null && <Square swatch={swatch} />}{' '}
      {(internal ? marks.slice(0, -1) : marks).join(' · ')}
      {internal && (
        <>
          {' · '}
          <b class="i" style={`color:${INK}`}>
            {marks.at(-1)}
          </b>
        </>
      )}
    </Quiet>
  );
}

function CampaignHead({ campaign: { title, facts } }: { campaign: CampaignModel }) {
  return (
    <>
      <p style="margin:0">
        <b>{title}</b>
      </p>
      <Quiet top={2}>{facts}</Quiet>
    </>
  );
}

function CampaignList({ campaign: { shown, listed, more } }: { campaign: CampaignModel }) {
  return (
    <>
      <p style="margin:8px 0 0;font-style:italic">{shown}</p>
      <Quiet top={10}>
        {listed.map(({ reference, marks, organisation }, index) => (
          <>
            {index > 0 && <br />}
            <Reference>{reference}</Reference>
            {` · ${[...marks, ''].join(' · ')}`}
            <span dir="auto">{organisation}</span>
          </>
        ))}
      </Quiet>
      {more !== null && <Quiet top={4}>{more}</Quiet>}
    </>
  );
}

function Reference({ children }: { children: string }) {
  return (
    <span class="m" style={`font-family:${MONO}`}>
      {children}
    </span>
  );
}

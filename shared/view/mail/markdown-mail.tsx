import type { ComponentChildren, VNode } from 'preact';
import { markerOf } from '../markdown-marker.ts';
import type { Block, Inline } from '../markdown.ts';
import { Heading, INK, Link, MONO, RULE, Table } from './frame.tsx';

/** Space between blocks, and between the items of a list, in CSS pixels. */
const GAP = 12;
const SMALL_GAP = 6;

interface MailBlocksProps {
  readonly blocks: readonly Block[];
  /** Space above the first block, in CSS pixels. */
  readonly top?: number;
}

/** Shows an announcement's blocks as the HTML of a mail. */
export function MailBlocks({ blocks, top = GAP }: MailBlocksProps) {
  return <>{blocks.map((block, index) => one(block, index === 0 ? top : GAP))}</>;
}

function one(block: Block, top: number): VNode {
  switch (block.kind) {
    case 'paragraph':
      return <p style={`margin:${top}px 0 0`}>{inline(block.children)}</p>;
    case 'heading':
      return block.level === 0 ? (
        <div style={`padding:${top + 10}px 0 0`}>
          <Heading>{inline(block.children)}</Heading>
        </div>
      ) : (
        <h3
          class="i"
          style={`margin:${top + 6}px 0 0;font-size:16px;line-height:1.35;color:${INK}`}
        >
          {inline(block.children)}
        </h3>
      );
    case 'list':
      return <List start={block.start} items={block.items} top={top} />;
    case 'quote':
      return (
        <Table style={`margin:${top}px 0 0`}>
          <tr>
            <td class="r" style={`padding:0 0 2px 14px;border-left:3px solid ${RULE}`}>
              <MailBlocks blocks={block.children} top={0} />
            </td>
          </tr>
        </Table>
      );
    case 'code':
      return (
        <p class="m" style={`margin:${top}px 0 0;font:14px/1.5 ${MONO}`}>
          {block.text.split('\n').map((line, index) => (
            <>
              {index > 0 && <br />}
              {line.replace(/^\s+/u, (indent) => '\u00a0'.repeat(indent.length))}
            </>
          ))}
        </p>
      );
    case 'rule':
      return (
        <Table style={`margin:${top + 6}px 0 6px`}>
          <tr>
            <td class="r" style={`border-top:1px solid ${RULE};font-size:0;line-height:0`}>
              &nbsp;
            </td>
          </tr>
        </Table>
      );
  }
}

interface ListProps extends Pick<Extract<Block, { kind: 'list' }>, 'start' | 'items'> {
  readonly top: number;
}

/** A list as a table, because Outlook chooses the indents of lists itself. */
function List({ start, items, top }: ListProps) {
  const longest = markerOf(start, items.length - 1).length;
  // A digit takes about nine pixels.
  const width = Math.max(28, longest * 9 + 10);
  return (
    <Table style={`margin:${top}px 0 0`}>
      {items.map((item, index) => {
        const padding = `padding:${index === 0 ? 0 : SMALL_GAP}px 0 0;vertical-align:top`;
        return (
          <tr>
            <td width={width} style={`width:${width}px;${padding}`}>
              {markerOf(start, index)}
            </td>
            <td style={padding}>
              {item.map((block, place) => one(block, gapAbove(block, place)))}
            </td>
          </tr>
        );
      })}
    </Table>
  );
}

/** Returns the space above a block. A list within an item belongs to the line above it. */
function gapAbove(block: Block, place: number): number {
  if (place === 0) return 0;
  return block.kind === 'list' ? SMALL_GAP : GAP;
}

function inline(children: readonly Inline[]): ComponentChildren {
  return children.map((child) => {
    switch (child.kind) {
      case 'text':
        return child.text;
      case 'code':
        return (
          <span class="m" style={`font-family:${MONO}`}>
            {child.text}
          </span>
        );
      case 'strong':
        return <b>{inline(child.children)}</b>;
      case 'emphasis':
        return <i>{inline(child.children)}</i>;
      case 'break':
        return <br />;
      case 'link':
        return <Link href={child.href}>{inline(child.children)}</Link>;
    }
  });
}

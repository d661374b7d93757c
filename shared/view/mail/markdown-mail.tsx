import type { ComponentChildren, VNode } from 'preact';
import type { Block, Inline } from '../markdown.ts';
import { Heading, INK, Link, MONO, RULE, Table } from './frame.tsx';
import { markerOf } from './markdown-marker.ts';

/** An announcement's blocks as the HTML of a mail. */
export function MailBlocks({ blocks }: { blocks: readonly Block[] }) {
  return <>{blocks.map(one)}</>;
}

function one(block: Block): VNode {
  switch (block.kind) {
    case 'paragraph':
      return <p style="margin:12px 0 0">{inline(block.children)}</p>;
    case 'heading':
      return block.level === 0 ? (
        <div style="padding:22px 0 0">
          <Heading>{inline(block.children)}</Heading>
        </div>
      ) : (
        <h3 class="i" style={`margin:18px 0 0;font-size:16px;line-height:1.35;color:${INK}`}>
          {inline(block.children)}
        </h3>
      );
    case 'list':
      return <List start={block.start} items={block.items} />;
    case 'quote':
      return (
        <Table style="margin:12px 0 0">
          <tr>
            <td class="r" style={`padding:0 0 2px 14px;border-left:3px solid ${RULE}`}>
              <MailBlocks blocks={block.children} />
            </td>
          </tr>
        </Table>
      );
    case 'code':
      return (
        <p class="m" style={`margin:12px 0 0;font:14px/1.5 ${MONO}`}>
          {block.text.split('\n').map((line, index) => (
            <>
              {index > 0 && <br />}
              {line}
            </>
          ))}
        </p>
      );
    case 'rule':
      return (
        <Table style="margin:18px 0 6px">
          <tr>
            <td class="r" style={`border-top:1px solid ${RULE};font-size:0;line-height:0`}>
              &nbsp;
            </td>
          </tr>
        </Table>
      );
  }
}

/** A table, because Outlook indents lists as it likes. */
function List({ start, items }: Pick<Extract<Block, { kind: 'list' }>, 'start' | 'items'>) {
  return (
    <Table style="margin:6px 0 0">
      {items.map((item, index) => (
        <tr>
          <td width="28" style="width:28px;padding:12px 0 0;vertical-align:top">
            {markerOf(start, index)}
          </td>
          <td style="vertical-align:top">
            <MailBlocks blocks={item} />
          </td>
        </tr>
      ))}
    </Table>
  );
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

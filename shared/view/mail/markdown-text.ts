import type { Block, Inline } from '../markdown.ts';
import { markerOf } from './markdown-marker.ts';
import { folded } from './plain.ts';

/** An announcement's blocks as lines of a text part, an empty line before each. */
export function textBlocks(blocks: readonly Block[], indent = ''): string[] {
  return blocks.flatMap((block) => ['', ...one(block, indent)]);
}

function one(block: Block, indent: string): string[] {
  switch (block.kind) {
    case 'paragraph':
    case 'heading':
      return lines(block.children, indent);
    case 'list':
      return block.items.flatMap((item, index) => itemLines(item, block.start, index, indent));
    case 'quote':
      return textBlocks(block.children, `${indent}> `).slice(1);
    case 'code':
      return block.text.split('\n').flatMap((line) => folded(line, `${indent}  `));
    case 'rule':
      return [`${indent}* * *`];
  }
}

/** The marker stands before the item's first line, and spaces before all others. */
function itemLines(
  item: readonly Block[],
  start: number | null,
  index: number,
  indent: string,
): string[] {
  const marker = `${markerOf(start, index)} `;
  const space = ' '.repeat(marker.length);
  const [first = '', ...others] = textBlocks(item, `${indent}${space}`).slice(1);
  return [`${indent}${marker}${first.slice(indent.length + space.length)}`, ...others];
}

function lines(children: readonly Inline[], indent: string): string[] {
  return written(children)
    .split('\n')
    .flatMap((line) => folded(line, indent));
}

/** Where a link leads stands behind its words, unless they say it. */
function written(children: readonly Inline[]): string {
  return children
    .map((child): string => {
      switch (child.kind) {
        case 'text':
          return child.text.replaceAll(/\s+/gu, ' ');
        case 'code':
          return child.text;
        case 'break':
          return '\n';
        case 'strong':
        case 'emphasis':
          return written(child.children);
        case 'link': {
          const words = written(child.children);
          return words === child.href ? words : `${words} (${child.href})`;
        }
      }
    })
    .join('');
}

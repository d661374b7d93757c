import { markerOf } from '../markdown-marker.ts';
import { type Block, type Inline, plainTextOf, wordsOf } from '../markdown.ts';
import { fold } from './plain.ts';

/**
 * In characters. The line below a heading is never so long that it could pass for the rule above
 * our footer.
 */
const MAX_UNDERLINE = 40;
/**
 * Matches a line that could pass for the rule above our footer, in any of the characters that can
 * draw a rule.
 */
const DRAWN_RULE = /^[\s\p{Pd}\p{Pc}=*~\u2500-\u257f]{10,}$/u;
const MAX_CODE_INDENT = 20;
const RULE = '* * *';

/**
 * Returns an announcement's blocks as lines of a text part, with an empty line before each block.
 */
export function textBlocks(blocks: readonly Block[], indent = ''): string[] {
  return blocks.flatMap((block) => [indent.trimEnd(), ...one(block, indent)]);
}

function one(block: Block, indent: string): string[] {
  switch (block.kind) {
    case 'paragraph':
      return lines(block.children, indent);
    case 'heading': {
      const underline = '-'.repeat(Math.min(wordsOf(block.children).length, MAX_UNDERLINE));
      return [...lines(block.children, indent), `${indent}${underline}`];
    }
    case 'list':
      return block.items.flatMap((item, index) => itemLines(item, block.start, index, indent));
    case 'quote':
      return textBlocks(block.children, `${indent}> `).slice(1);
    case 'code':
      return block.text.split('\n').flatMap((line) => codeLines(line, indent));
    case 'rule':
      return [`${indent}${RULE}`];
  }
}

/**
 * Folds a line of code. Folding drops spaces at the beginning of a line, but code may need them.
 */
function codeLines(line: string, indent: string): string[] {
  const own = Math.min(line.search(/\S|$/u), MAX_CODE_INDENT);
  return fold(line.trimStart(), `${indent}  ${' '.repeat(own)}`, `${indent}  `);
}

/**
 * Returns the lines of an item. The marker stands before the first line, and spaces stand before
 * all others.
 */
function itemLines(
  item: readonly Block[],
  start: number | null,
  index: number,
  indent: string,
): string[] {
  const marker = `${markerOf(start, index)} `;
  const space = `${indent}${' '.repeat(marker.length)}`;
  const [first = '', ...others] = item.flatMap((block, place) =>
    // A list within an item belongs to the line above it, so no empty line stands between them.
    place === 0 || block.kind === 'list'
      ? one(block, space)
      : [indent.trimEnd(), ...one(block, space)],
  );
  return [`${indent}${marker}${first.slice(space.length)}`.trimEnd(), ...others];
}

function lines(children: readonly Inline[], indent: string): string[] {
  return plainTextOf(children)
    .split('\n')
    .flatMap((line) => (DRAWN_RULE.test(line) ? [`${indent}${RULE}`] : fold(line, indent)));
}

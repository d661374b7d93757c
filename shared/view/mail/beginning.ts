import { type Block, type Inline, wordsOf } from '../markdown.ts';
import { abridgeLine } from '../excerpt.ts';

/**
 * Returns the blocks up to about `maxChars` characters. The cut may be within a list or a quote,
 * and is at the end of a word.
 */
export function beginningOf(blocks: readonly Block[], maxChars: number): Block[] {
  return takeParts(blocks, { left: maxChars }, startOf);
}

/** Returns the first words of the blocks, in one line of at most `maxChars`. */
export function firstWords(blocks: readonly Block[], maxChars: number): string {
  const more = beginningOf(blocks, maxChars * 2)
    .map(words)
    .join(' ')
    .trim();
  return abridgeLine(more, maxChars);
}

/** How many characters may still be taken. */
interface Allowance {
  left: number;
}

/**
 * Takes parts until the allowance is used up. Each part costs one character in addition to its
 * text, so that even a thousand empty parts come to an end.
 */
function takeParts<Part>(
  parts: readonly Part[],
  allowance: Allowance,
  start: (part: Part, allowance: Allowance) => Part,
): Part[] {
  const result: Part[] = [];
  for (const part of parts) {
    if (allowance.left <= 0) break;
    allowance.left -= 1;
    result.push(start(part, allowance));
  }
  return result;
}

function startOf(block: Block, allowance: Allowance): Block {
  switch (block.kind) {
    case 'paragraph':
    case 'heading':
      return { ...block, children: takeParts(block.children, allowance, startOfInline) };
    case 'list': {
      const items = takeParts(block.items, allowance, (item) =>
        takeParts(item, allowance, startOf),
      );
      return { ...block, items };
    }
    case 'quote':
      return { ...block, children: takeParts(block.children, allowance, startOf) };
    case 'code':
      return { ...block, text: startOfText(block.text, allowance) };
    case 'rule':
      return block;
  }
}

function startOfInline(inline: Inline, allowance: Allowance): Inline {
  if (inline.kind === 'break') return inline;
  if ('text' in inline) return { ...inline, text: startOfText(inline.text, allowance) };
  return { ...inline, children: takeParts(inline.children, allowance, startOfInline) };
}

function startOfText(text: string, allowance: Allowance): string {
  const start = abridgeLine(text, Math.max(1, allowance.left));
  allowance.left -= text.length;
  return start;
}

function words(block: Block): string {
  switch (block.kind) {
    case 'paragraph':
    case 'heading':
      return wordsOf(block.children);
    case 'list':
      return block.items.flat().map(words).join(' ');
    case 'quote':
      return block.children.map(words).join(' ');
    case 'code':
      return block.text.replaceAll(/\s+/gu, ' ');
    case 'rule':
      return '';
  }
}

import type { Definition, Nodes, PhrasingContent, Root, RootContent } from 'mdast';
import { fromMarkdown } from 'mdast-util-from-markdown';
import { readableText, siteAddress } from './markdown-safety.ts';

/*
 * CommonMark as a few kinds of blocks, from which a page, a mail, its text part and the changes of a
 * draft are made. Raw HTML is shown as text, and a picture as its description. A link that leads
 * anywhere but to the web, a mailbox or this site is shown as its words only.
 */

export type Inline =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'code'; readonly text: string }
  | { readonly kind: 'strong' | 'emphasis'; readonly children: readonly Inline[] }
  | { readonly kind: 'link'; readonly href: string; readonly children: readonly Inline[] }
  | { readonly kind: 'break' };

export type Block =
  | { readonly kind: 'paragraph'; readonly children: readonly Inline[] }
  /**
   * `level` is 0 for the first heading, whatever its own level is, and never skips a level on the
   * way down.
   */
  | { readonly kind: 'heading'; readonly level: number; readonly children: readonly Inline[] }
  | {
      readonly kind: 'list';
      /** The number of the first item, or null for a list without numbers. */
      readonly start: number | null;
      readonly items: readonly (readonly Block[])[];
    }
  | { readonly kind: 'quote'; readonly children: readonly Block[] }
  | { readonly kind: 'code'; readonly text: string }
  | { readonly kind: 'rule' };

/**
 * In levels. Lists and quotes that are nested deeper are shown without their frames, because a
 * phone has no space for them.
 */
const MAX_FRAMES = 6;
/** In levels. What is nested deeper is shown as text only, because the call stack is limited. */
const MAX_DEPTH = 100;

/**
 * Reads CommonMark as blocks. If `siteUrl` is given (an origin), it goes before addresses that
 * begin with a slash.
 */
export function blocksOf(body: string, siteUrl = ''): Block[] {
  return new Reader(fromMarkdown(body), siteUrl).blocks();
}

class Reader {
  readonly #root: Root;
  readonly #siteUrl: string;
  readonly #definitions = new Map<string, Definition>();
  readonly #topHeading: number;
  #lastLevel = -1;

  constructor(root: Root, siteUrl: string) {
    this.#root = root;
    this.#siteUrl = siteUrl;
    let top = Infinity;
    for (const node of walk(root)) {
      if (node.type === 'heading') top = Math.min(top, node.depth);
      // If several definitions have the same name, the first counts.
      if (node.type === 'definition' && !this.#definitions.has(node.identifier)) {
        this.#definitions.set(node.identifier, node);
      }
    }
    this.#topHeading = top;
  }

  blocks(): Block[] {
    return this.#blocks(this.#root.children, 0);
  }

  #blocks(nodes: readonly RootContent[], depth: number): Block[] {
    return nodes.flatMap((node) => this.#block(node, depth));
  }

  #block(node: RootContent, depth: number): Block[] {
    if (depth > MAX_DEPTH) return paragraph(allTextOf(node));
    switch (node.type) {
      case 'paragraph':
        return paragraph(this.#inlines(node.children, depth));
      case 'heading': {
        const children = this.#inlines(node.children, depth);
        if (children.length === 0) return [];
        this.#lastLevel = Math.min(node.depth - this.#topHeading, this.#lastLevel + 1);
        return [{ kind: 'heading', level: this.#lastLevel, children }];
      }
      case 'list': {
        const items = node.children.map((item) => this.#blocks(item.children, depth + 1));
        if (depth >= MAX_FRAMES) return items.flat();
        return [{ kind: 'list', start: node.ordered === true ? (node.start ?? 1) : null, items }];
      }
      case 'blockquote': {
        const children = this.#blocks(node.children, depth + 1);
        return depth >= MAX_FRAMES || children.length === 0
          ? children
          : [{ kind: 'quote', children }];
      }
      case 'code':
        return [{ kind: 'code', text: readableText(node.value) }];
      case 'thematicBreak':
        return [{ kind: 'rule' }];
      case 'definition':
        return [];
      default:
        return paragraph(allTextOf(node));
    }
  }

  #inlines(nodes: readonly PhrasingContent[], depth: number): Inline[] {
    return nodes.flatMap((node) => this.#inline(node, depth));
  }

  #inline(node: PhrasingContent, depth: number): Inline[] {
    if (depth > MAX_DEPTH) return allTextOf(node);
    switch (node.type) {
      case 'inlineCode':
        return [{ kind: 'code', text: readableText(node.value) }];
      case 'strong':
      case 'emphasis':
        return [{ kind: node.type, children: this.#inlines(node.children, depth + 1) }];
      case 'break':
        return [{ kind: 'break' }];
      case 'link':
        return this.#link(node.url, this.#inlines(node.children, depth + 1));
      case 'linkReference': {
        const url = this.#definitions.get(node.identifier)?.url ?? '';
        return this.#link(url, this.#inlines(node.children, depth + 1));
      }
      default:
        return allTextOf(node);
    }
  }

  #link(url: string, children: Inline[]): Inline[] {
    const href = siteAddress(url, this.#siteUrl);
    if (href === null) return children;
    // Nobody could see or hear a link without words, so its address becomes its words.
    return [{ kind: 'link', href, children: children.length > 0 ? children : text(href) }];
  }
}

function paragraph(children: readonly Inline[]): Block[] {
  return children.length === 0 ? [] : [{ kind: 'paragraph', children }];
}

function text(value: string): Inline[] {
  const readable = readableText(value);
  return readable === '' ? [] : [{ kind: 'text', text: readable }];
}

/** Returns all text in a node of any kind. The text of a picture is its description. */
function allTextOf(node: Nodes): Inline[] {
  const texts: string[] = [];
  for (const one of walk(node)) {
    if ('value' in one) texts.push(one.value);
    if ('alt' in one) texts.push(one.alt ?? '');
  }
  return text(texts.join(' '));
}

/** Yields the node and all nodes within it, in the order of the text and however deep they are. */
function* walk(node: Nodes): Generator<Nodes> {
  const pending = [node];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    yield next;
    if ('children' in next) pending.push(...next.children.toReversed());
  }
}

/** Returns only the words of inlines, in one line. */
export function wordsOf(inlines: readonly Inline[]): string {
  return inlines
    .map((inline) => {
      if (inline.kind === 'break') return ' ';
      return 'text' in inline ? inline.text : wordsOf(inline.children);
    })
    .join('')
    .replaceAll(/\s+/gu, ' ');
}

/**
 * Returns inlines as plain text, with a line end for each break. The address of a link stands behind
 * its words, unless the words are the address.
 */
export function plainTextOf(children: readonly Inline[]): string {
  return children
    .map((child): string => {
      switch (child.kind) {
        case 'text':
        case 'code':
          return child.text.replaceAll(/[^\S\u00a0]+/gu, ' ');
        case 'break':
          return '\n';
        case 'strong':
        case 'emphasis':
          return plainTextOf(child.children);
        case 'link': {
          const words = plainTextOf(child.children);
          const said = [words, `${words}/`, `mailto:${words}`].includes(child.href);
          return said ? words : `${words} (${child.href})`;
        }
      }
    })
    .join('');
}

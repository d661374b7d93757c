import type { Definition, Nodes, PhrasingContent, Root, RootContent } from 'mdast';
import { fromMarkdown } from 'mdast-util-from-markdown';
import { withoutBidiControls } from '../domain/text.ts';

/*
 * What an announcement's CommonMark comes to: a few kinds of blocks, from which page, mail and text
 * are made. Raw HTML is text like any other, a picture is its description, and a link that leads
 * anywhere but to the web, a mailbox or this site is only its words.
 */

export type Inline =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'code'; readonly text: string }
  | { readonly kind: 'strong' | 'emphasis'; readonly children: readonly Inline[] }
  | { readonly kind: 'link'; readonly href: string; readonly children: readonly Inline[] }
  | { readonly kind: 'break' };

export type Block =
  | { readonly kind: 'paragraph'; readonly children: readonly Inline[] }
  /** `level` counts from 0, whatever the first heading's own. */
  | { readonly kind: 'heading'; readonly level: number; readonly children: readonly Inline[] }
  | {
      readonly kind: 'list';
      /** Of the first item, or null for a list without numbers. */
      readonly start: number | null;
      readonly items: readonly (readonly Block[])[];
    }
  | { readonly kind: 'quote'; readonly children: readonly Block[] }
  | { readonly kind: 'code'; readonly text: string }
  | { readonly kind: 'rule' };

/** What is nested deeper is shown without its frame: nobody can read it anyway. */
const MAX_DEPTH = 6;

/** `siteUrl`, where given, goes before addresses that begin with a slash. */
export function blocksOf(body: string, siteUrl = ''): Block[] {
  return new Reader(fromMarkdown(withoutBidiControls(body)), siteUrl).blocks();
}

class Reader {
  readonly #root: Root;
  readonly #siteUrl: string;
  readonly #definitions: ReadonlyMap<string, Definition>;
  readonly #firstHeading: number;

  constructor(root: Root, siteUrl: string) {
    this.#root = root;
    this.#siteUrl = siteUrl;
    const all = root.children;
    this.#definitions = new Map(
      all.flatMap((node) => (node.type === 'definition' ? [[node.identifier, node] as const] : [])),
    );
    this.#firstHeading = Math.min(
      ...all.flatMap((node) => (node.type === 'heading' ? [node.depth] : [])),
    );
  }

  blocks(): Block[] {
    return this.#root.children.flatMap((node) => this.#block(node, 0));
  }

  #block(node: RootContent, depth: number): Block[] {
    switch (node.type) {
      case 'paragraph':
        return [{ kind: 'paragraph', children: this.#inlines(node.children) }];
      case 'heading':
        return [
          {
            kind: 'heading',
            level: Math.max(0, node.depth - this.#firstHeading),
            children: this.#inlines(node.children),
          },
        ];
      case 'list': {
        const items = node.children.map((item) =>
          item.children.flatMap((child) => this.#block(child, depth + 1)),
        );
        if (depth >= MAX_DEPTH) return items.flat();
        return [{ kind: 'list', start: node.ordered === true ? (node.start ?? 1) : null, items }];
      }
      case 'blockquote': {
        if (depth >= MAX_DEPTH) return [{ kind: 'paragraph', children: textOf(node) }];
        const children = node.children.flatMap((child) => this.#block(child, depth + 1));
        return [{ kind: 'quote', children }];
      }
      case 'code':
        return [{ kind: 'code', text: node.value }];
      case 'thematicBreak':
        return [{ kind: 'rule' }];
      case 'html':
        return [{ kind: 'paragraph', children: [{ kind: 'text', text: node.value }] }];
      case 'definition':
        return [];
      default:
        return [{ kind: 'paragraph', children: textOf(node) }];
    }
  }

  #inlines(nodes: readonly PhrasingContent[]): Inline[] {
    return nodes.flatMap((node) => this.#inline(node));
  }

  #inline(node: PhrasingContent): Inline[] {
    switch (node.type) {
      case 'text':
      case 'html':
        return [{ kind: 'text', text: node.value }];
      case 'inlineCode':
        return [{ kind: 'code', text: node.value }];
      case 'strong':
      case 'emphasis':
        return [{ kind: node.type, children: this.#inlines(node.children) }];
      case 'break':
        return [{ kind: 'break' }];
      case 'link':
        return this.#link(node.url, this.#inlines(node.children));
      case 'linkReference': {
        const url = this.#definitions.get(node.identifier)?.url ?? '';
        return this.#link(url, this.#inlines(node.children));
      }
      case 'image':
      case 'imageReference':
        return [{ kind: 'text', text: node.alt ?? '' }];
      default:
        return textOf(node);
    }
  }

  #link(url: string, children: readonly Inline[]): Inline[] {
    const href = this.#allowed(url);
    return href === null ? [...children] : [{ kind: 'link', href, children }];
  }

  #allowed(url: string): string | null {
    if (/^\/(?![/\\])/u.test(url)) return `${this.#siteUrl}${url}`;
    const parsed = URL.parse(url);
    return parsed !== null && ['http:', 'https:', 'mailto:'].includes(parsed.protocol)
      ? parsed.href
      : null;
  }
}

/** All text in a node, whatever it is. */
function textOf(node: Nodes): Inline[] {
  const pending: Nodes[] = [node];
  const texts: string[] = [];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    if ('value' in next) texts.push(next.value);
    if ('children' in next) pending.push(...next.children.toReversed());
  }
  return [{ kind: 'text', text: texts.join(' ') }];
}

/** The words of inlines alone, in one line. */
export function wordsOf(inlines: readonly Inline[]): string {
  return inlines
    .map((inline) => {
      if (inline.kind === 'break') return ' ';
      return 'text' in inline ? inline.text : wordsOf(inline.children);
    })
    .join('')
    .replaceAll(/\s+/gu, ' ');
}

import type { ComponentChildren, VNode } from 'preact';
import { type Block, blocksOf, type Inline } from './markdown.ts';

interface MarkdownPageProps {
  readonly body: string;
  /** The level of the body's first headings on the page. */
  readonly headingLevel: 2 | 3 | 4 | 5;
  /** Goes before paths, for text that is read elsewhere than on the site. */
  readonly siteUrl?: string;
}

/** Shows CommonMark on a page. */
export function MarkdownPage({ body, headingLevel, siteUrl }: MarkdownPageProps) {
  return <Blocks blocks={blocksOf(body, siteUrl)} headingLevel={headingLevel} />;
}

function Blocks({ blocks, headingLevel }: { blocks: readonly Block[]; headingLevel: number }) {
  return <>{blocks.map((block) => one(block, headingLevel))}</>;
}

function one(block: Block, headingLevel: number): VNode {
  switch (block.kind) {
    case 'paragraph':
      return <p>{inline(block.children)}</p>;
    case 'heading': {
      const Heading = HEADINGS[Math.min(headingLevel + block.level, 6)] ?? 'h6';
      return <Heading>{inline(block.children)}</Heading>;
    }
    case 'list': {
      const items = block.items.map((item) => (
        <li>
          <Blocks blocks={item} headingLevel={headingLevel} />
        </li>
      ));
      return block.start === null ? <ul>{items}</ul> : <ol start={block.start}>{items}</ol>;
    }
    case 'quote':
      return (
        <blockquote>
          <Blocks blocks={block.children} headingLevel={headingLevel} />
        </blockquote>
      );
    case 'code':
      return (
        <pre>
          <code>{block.text}</code>
        </pre>
      );
    case 'rule':
      return <hr />;
  }
}

const HEADINGS = [undefined, 'h1', 'h2', 'h3', 'h4', 'h5', 'h6'] as const;

function inline(children: readonly Inline[]): ComponentChildren {
  return children.map((child) => {
    switch (child.kind) {
      case 'text':
        return child.text;
      case 'code':
        return <code>{child.text}</code>;
      case 'strong':
        return <strong>{inline(child.children)}</strong>;
      case 'emphasis':
        return <em>{inline(child.children)}</em>;
      case 'break':
        return <br />;
      case 'link':
        return (
          <a class="ds-link" href={child.href}>
            {inline(child.children)}
          </a>
        );
    }
  });
}

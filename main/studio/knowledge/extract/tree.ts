// HTML and XML to a small tree, by htmlparser2. Entities of a DTD are never expanded, so a "billion laughs" stays a few lines.
import { Parser } from 'htmlparser2';
import { MAX_MARKUP_DEPTH, MAX_MARKUP_NODES, MAX_TREE_DEPTH } from './limits.ts';
import { ExtractionError } from './types.ts';

export interface Element {
  tag: string;
  attributes: Readonly<Record<string, string>>;
  children: TreeNode[];
}
export type TreeNode = string | Element;

export interface Tree {
  root: Element;
  elements: number;
}

const NO_ATTRIBUTES: Readonly<Record<string, string>> = Object.freeze({});

export function element(
  tag: string,
  children: TreeNode[],
  attributes: Readonly<Record<string, string>> = NO_ATTRIBUTES,
): Element {
  return { tag, attributes, children };
}

/** @param label the file's name as the messages show it */
export function parseMarkup(source: string, mode: 'html' | 'xml', label: string): Tree {
  const root = element('#root', []);
  // Only as deep as the tree may be: elements below that are read into the deepest one.
  const open: Element[] = [root];
  let depth = 0;
  let elements = 0;
  const parser = new Parser(
    {
      onopentag(name, attributes) {
        depth++;
        elements++;
        if (depth > MAX_MARKUP_DEPTH) {
          throw new ExtractionError(
            'too-deep',
            `“${label}” nests its markup more than ${MAX_MARKUP_DEPTH} levels deep, which no real page does. It was not read. Save the page as plain text and add that.`,
          );
        }
        if (elements > MAX_MARKUP_NODES) {
          throw new ExtractionError(
            'too-large',
            `“${label}” has more than ${MAX_MARKUP_NODES} markup elements. Split it into smaller files and add those.`,
          );
        }
        if (depth > MAX_TREE_DEPTH) return;
        const node = element(name, [], attributes);
        open.at(-1)?.children.push(node);
        open.push(node);
      },
      ontext(data) {
        const children = open.at(-1)?.children ?? root.children;
        const last = children.length - 1;
        const before = children[last];
        // Bounded: a text in very many pieces (an entity each) would otherwise be joined over and over.
        if (typeof before === 'string' && before.length < 4096) children[last] = before + data;
        else children.push(data);
      },
      onclosetag() {
        if (depth <= MAX_TREE_DEPTH && open.length > 1) open.pop();
        depth--;
      },
    },
    { xmlMode: mode === 'xml', decodeEntities: true, recognizeCDATA: true },
  );
  // In pieces, so that a refusal comes before all of a hostile file was read.
  for (let at = 0; at < source.length; at += 65_536) parser.write(source.slice(at, at + 65_536));
  parser.end();
  return { root, elements };
}

/** First descendant with this tag, in document order. */
export function find(node: Element, tag: string): Element | null {
  for (const child of node.children) {
    if (typeof child === 'string') continue;
    if (child.tag === tag) return child;
    const below = find(child, tag);
    if (below !== null) return below;
  }
  return null;
}

/** All descendants with this tag, in document order; not inside one another. */
export function findAll(node: Element, tag: string, found: Element[] = []): Element[] {
  for (const child of node.children) {
    if (typeof child === 'string') continue;
    if (child.tag === tag) found.push(child);
    else findAll(child, tag, found);
  }
  return found;
}

export function childrenOf(node: Element): Element[] {
  return node.children.filter((child): child is Element => typeof child !== 'string');
}

/** All text below a node, as it stands. */
export function textOf(node: TreeNode): string {
  if (typeof node === 'string') return node;
  const parts: string[] = [];
  collect(node, parts);
  return parts.join('');
}

function collect(node: Element, parts: string[]): void {
  for (const child of node.children) {
    if (typeof child === 'string') parts.push(child);
    else collect(child, parts);
  }
}

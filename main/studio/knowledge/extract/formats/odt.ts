// OpenDocument text: its own elements are brought to HTML's, and written as Markdown like any page.
import { MarkdownBuilder } from '../builder.ts';
import type { Draft, ReadContext } from '../draft.ts';
import { firstHeading } from '../draft.ts';
import { blocksOf } from '../markdown.ts';
import { element, find, findAll, parseMarkup, textOf } from '../tree.ts';
import type { Element, TreeNode } from '../tree.ts';
import { ExtractionError } from '../types.ts';
import { encryptedError } from '../zip.ts';
import type { ZipContainer } from '../zip.ts';

export function readOdt(zip: ZipContainer, context: ReadContext): Draft {
  const manifest = zip.text('META-INF/manifest.xml');
  if (manifest?.includes('encryption-data') === true) throw encryptedError(context.label);
  const xml = zip.text('content.xml');
  if (xml === null)
    throw new ExtractionError(
      'damaged',
      `“${context.label}” has no content in it. Save it again in the program it comes from, then add it again.`,
    );
  const { root } = parseMarkup(xml, 'xml', context.label);
  context.checkpoint();
  const styles = new Map<string, StyleMeaning>();
  const numbered = new Map<string, ReadonlySet<number>>();
  for (const source of [root, styleTree(zip, context.label)]) {
    if (source === null) continue;
    readStyles(source, styles);
    for (const style of findAll(source, 'text:list-style')) {
      const levels = findAll(style, 'text:list-level-style-number').map((level) =>
        Number(level.attributes['text:level']),
      );
      numbered.set(style.attributes['style:name'] ?? '', new Set(levels));
    }
  }
  const body = find(root, 'office:text') ?? root;
  const converter = new OdfConverter(styles, numbered);
  const builder = new MarkdownBuilder();
  for (const block of blocksOf(element('div', joinCode(converter.children(body))))) builder.block(block);
  if (converter.notes.length > 0) for (const block of blocksOf(element('div', converter.notes))) builder.block(block);
  const { markdown } = builder.finish();
  const meta = zip.text('meta.xml');
  const metaRoot = meta === null ? null : parseMarkup(meta, 'xml', context.label).root;
  const value = (tag: string): string | null => {
    const node = metaRoot === null ? null : find(metaRoot, tag);
    return node === null ? null : textOf(node).trim();
  };
  return {
    markdown,
    pages: [],
    titles: [value('dc:title'), firstHeading(markdown)],
    date: value('dc:date') ?? value('meta:creation-date'),
    warnings: [],
  };
}

type StyleMeaning = { bold: boolean; italic: boolean; code: boolean; title: boolean };

function styleTree(zip: ZipContainer, label: string): Element | null {
  const xml = zip.text('styles.xml');
  return xml === null ? null : parseMarkup(xml, 'xml', label).root;
}

function readStyles(root: Element, styles: Map<string, StyleMeaning>): void {
  for (const style of findAll(root, 'style:style')) {
    const name = style.attributes['style:name'];
    if (name === undefined) continue;
    const text = find(style, 'style:text-properties')?.attributes ?? {};
    const label = `${style.attributes['style:display-name'] ?? name} ${style.attributes['style:parent-style-name'] ?? ''}`;
    styles.set(name, {
      bold: /^(bold|[6-9]00)$/.test(text['fo:font-weight'] ?? ''),
      italic: text['fo:font-style'] === 'italic',
      code: /preformatted|source.?(code|text)|\bcode\b/i.test(label.replace(/_20_/g, ' ')),
      title: /^(title|P\d+ title)\b/i.test(label.trim()) && style.attributes['style:family'] === 'paragraph',
    });
  }
}

/** Paragraphs of code come one a line: they are one block. */
function joinCode(nodes: TreeNode[]): TreeNode[] {
  const out: TreeNode[] = [];
  for (const node of nodes) {
    const before = out.at(-1);
    if (
      typeof node !== 'string' &&
      node.tag === 'pre' &&
      before !== undefined &&
      typeof before !== 'string' &&
      before.tag === 'pre'
    )
      before.children.push('\n', ...node.children);
    else out.push(node);
  }
  return out;
}

class OdfConverter {
  readonly notes: TreeNode[] = [];
  readonly #styles: ReadonlyMap<string, StyleMeaning>;
  /** List style to its levels (from 1) that count. */
  readonly #numbered: ReadonlyMap<string, ReadonlySet<number>>;
  #listStyle: ReadonlySet<number> | undefined;
  #listDepth = 0;

  constructor(styles: ReadonlyMap<string, StyleMeaning>, numbered: ReadonlyMap<string, ReadonlySet<number>>) {
    this.#styles = styles;
    this.#numbered = numbered;
  }

  children(node: Element): TreeNode[] {
    return node.children.flatMap((child) => this.#node(child));
  }

  #node(node: TreeNode): TreeNode[] {
    if (typeof node === 'string') return [node];
    switch (node.tag) {
      case 'text:h': {
        const level = Number.parseInt(node.attributes['text:outline-level'] ?? '1', 10);
        return [element(`h${Math.min(6, Math.max(1, Number.isNaN(level) ? 1 : level))}`, this.children(node))];
      }
      case 'text:p': {
        const style = this.#styles.get(node.attributes['text:style-name'] ?? '');
        if (style?.code === true) return [element('pre', this.children(node))];
        if (style?.title === true) return [element('h1', this.children(node))];
        return [element('p', this.children(node))];
      }
      case 'text:span': {
        const style = this.#styles.get(node.attributes['text:style-name'] ?? '');
        const inner = this.children(node);
        if (style?.code === true) return [element('code', inner)];
        if (style?.bold === true) return [element('strong', inner)];
        return style?.italic === true ? [element('em', inner)] : inner;
      }
      case 'text:s':
        return [' '.repeat(Math.min(200, Number.parseInt(node.attributes['text:c'] ?? '1', 10) || 1))];
      case 'text:tab':
        return ['\t'];
      case 'text:line-break':
        return [element('br', [])];
      case 'text:a':
        return [element('a', this.children(node), { href: node.attributes['xlink:href'] ?? '' })];
      case 'text:list':
        return [this.#list(node)];
      case 'text:list-item':
      case 'text:list-header':
        return [element('li', this.children(node))];
      case 'table:table':
        return [
          element(
            'table',
            findAll(node, 'table:table-row').map((row) => this.#row(row)),
          ),
        ];
      case 'text:note': {
        const body = find(node, 'text:note-body');
        const mark = textOf(find(node, 'text:note-citation') ?? '*').trim();
        if (body !== null)
          this.notes.push(
            element('p', [
              `[${mark}] `,
              ...this.children(body).flatMap((part) => (typeof part === 'string' ? [part] : [' ', ...part.children])),
            ]),
          );
        return [`[${mark}]`];
      }
      // What was deleted, who remarked what, and the index that the program makes from the headings.
      case 'text:tracked-changes':
      case 'office:annotation':
      case 'office:annotation-end':
      case 'text:table-of-content':
      case 'text:sequence-decls':
      case 'office:forms':
      case 'svg:title':
      case 'office:binary-data':
        return [];
      case 'svg:desc':
        return [element('img', [], { alt: textOf(node).trim() })];
      default:
        return this.children(node);
    }
  }

  #list(node: Element): Element {
    const outer = this.#listStyle;
    this.#listStyle = this.#numbered.get(node.attributes['text:style-name'] ?? '') ?? outer;
    this.#listDepth++;
    const children = this.children(node);
    const list = element(this.#listStyle?.has(this.#listDepth) === true ? 'ol' : 'ul', children);
    this.#listDepth--;
    this.#listStyle = outer;
    return list;
  }

  #row(row: Element): Element {
    const cells: TreeNode[] = [];
    for (const cell of row.children) {
      if (typeof cell === 'string' || (cell.tag !== 'table:table-cell' && cell.tag !== 'table:covered-table-cell'))
        continue;
      // A thousand empty cells to the right are one line in the file.
      const times = Math.min(64, Number.parseInt(cell.attributes['table:number-columns-repeated'] ?? '1', 10) || 1);
      for (let n = 0; n < times; n++) cells.push(element('td', this.children(cell)));
    }
    return element('tr', cells);
  }
}

// A tree of HTML elements to Markdown, in one pass over the tree. HTML pages, EPUB chapters, and Word, OpenDocument and
// PowerPoint text (brought to the same elements) all go through here, so that they read alike.
import { BOX_TITLE, escapeLineStart, escapeText, fenced, gfmTable, heading } from './builder.ts';
import { MAX_COLUMNS } from './limits.ts';
import {
  BLOCKS,
  codeSpan,
  collectRows,
  DROPPED,
  element2dl,
  HEADINGS,
  indent,
  isCell,
  isLayout,
  languageOf,
  preText,
  span,
  wrapped,
} from './markup-parts.ts';
import { textOf } from './tree.ts';
import type { Element, TreeNode } from './tree.ts';

export interface MarkdownOptions {
  /** Which elements to leave out beside scripts and the like. */
  skip?: (node: Element) => boolean;
  /** Resolves a link for the page it stands in; null leaves only its text. Default: absolute web and mail addresses. */
  link?: (href: string) => string | null;
}

/** The blocks of a tree, each without blank lines around it. */
export function blocksOf(root: Element, options: MarkdownOptions = {}): string[] {
  const writer = new Writer(options);
  return writer.blocks(root.children, false);
}

function webLink(href: string): string | null {
  return /^(https?:\/\/|mailto:)/i.test(href) ? href.trim().replace(/[\s()<>]/g, encodeURIComponent) : null;
}

class Writer {
  readonly #skip: (node: Element) => boolean;
  readonly #link: (href: string) => string | null;

  constructor(options: MarkdownOptions) {
    this.#skip = options.skip ?? (() => false);
    this.#link = options.link ?? webLink;
  }

  #dropped(node: Element): boolean {
    return DROPPED.has(node.tag) || this.#skip(node);
  }

  /** @param out where they are put; a page may have more of them than a call can have arguments
   * @param tight inside a list item or cell: text alone is not escaped at its line start again */
  blocks(nodes: readonly TreeNode[], tight: boolean, out: string[] = []): string[] {
    let run: TreeNode[] = [];
    const flush = (): void => {
      if (run.length === 0) return;
      const text = this.#paragraph(run);
      if (text !== '') out.push(text);
      run = [];
    };
    for (const node of nodes) {
      if (typeof node === 'string') {
        run.push(node);
      } else if (this.#dropped(node)) {
        continue;
      } else if (BLOCKS.has(node.tag) || (node.children.length > 0 && this.#holdsBlock(node))) {
        flush();
        this.#block(node, out, tight);
      } else {
        run.push(node);
      }
    }
    flush();
    return out;
  }

  /** Inline elements around blocks (`<a><div>`, custom elements) are looked through. */
  #holdsBlock(node: Element): boolean {
    if (node.tag === 'code' || node.tag === 'tt') return false;
    return node.children.some(
      (child) =>
        typeof child !== 'string' && !DROPPED.has(child.tag) && (BLOCKS.has(child.tag) || this.#holdsBlock(child)),
    );
  }

  #paragraph(nodes: readonly TreeNode[]): string {
    return this.inline(nodes)
      .split('\n')
      .map((line) => escapeLineStart(line.trim()))
      .join('\n')
      .replace(/\n{2,}/g, '\n')
      .replace(/\n/g, '  \n')
      .trim();
  }

  #block(node: Element, out: string[], tight: boolean): void {
    const { tag } = node;
    if (HEADINGS.has(tag)) {
      const inner = this.inline(node.children);
      // A headline is bold by itself.
      const text = /^\*\*[^*]+\*\*$/.test(inner) ? inner.slice(2, -2) : inner;
      if (BOX_TITLE.test(text)) out.push(`**${text}**`);
      else if (text !== '') out.push(heading(Number(tag[1]), text));
    } else if (tag === 'pre') {
      const code = preText(node).replace(/^\n/, '').trimEnd();
      if (code.trim() !== '') out.push(fenced(code, languageOf(node)));
    } else if (tag === 'ul' || tag === 'ol' || tag === 'menu') {
      const text = this.#list(node, tag === 'ol');
      if (text !== '') out.push(text);
    } else if (tag === 'dl') {
      this.#definitions(node, out);
    } else if (tag === 'blockquote') {
      const inner = this.blocks(node.children, false).join('\n\n');
      if (inner !== '')
        out.push(
          inner
            .split('\n')
            .map((line) => (line === '' ? '>' : `> ${line}`))
            .join('\n'),
        );
    } else if (tag === 'table') {
      this.#table(node, out);
    } else if (tag === 'hr') {
      if (!tight) out.push('---');
    } else if (tag !== 'title') {
      this.blocks(node.children, tight, out);
    }
  }

  #list(node: Element, ordered: boolean): string {
    const lines: string[] = [];
    let number = Number.parseInt(node.attributes['start'] ?? '1', 10);
    if (!Number.isSafeInteger(number) || number < 0 || number > 999_999) number = 1;
    let loose = false;
    const items: string[] = [];
    for (const child of node.children) {
      if (typeof child === 'string' ? child.trim() === '' : this.#dropped(child)) continue;
      const content = typeof child !== 'string' && child.tag === 'li' ? child.children : [child];
      const inner = this.blocks(content, true);
      if (inner.length === 0) continue;
      // A list straight inside a list (without its own item) belongs to the item before.
      const nested = typeof child !== 'string' && (child.tag === 'ul' || child.tag === 'ol');
      if (nested && items.length > 0) {
        items[items.length - 1] += `\n${indent(inner.join('\n'), ordered ? 3 : 2)}`;
        continue;
      }
      const mark = ordered ? `${number++}. ` : '- ';
      const isLoose = inner.length > 1 && inner.slice(1).some((block) => !/^(- |\d+\. )/.test(block));
      loose ||= isLoose;
      items.push(mark + indent(inner.join(isLoose ? '\n\n' : '\n'), mark.length).trimStart());
    }
    lines.push(items.join(loose ? '\n\n' : '\n'));
    return lines.join('\n');
  }

  #definitions(node: Element, out: string[]): void {
    for (const child of node.children) {
      if (typeof child === 'string') {
        if (child.trim() !== '') out.push(this.#paragraph([child]));
      } else if (this.#dropped(child)) {
        continue;
      } else if (child.tag === 'dt') {
        const inner = this.blocks(child.children, true);
        if (inner.length === 1 && !/[\n*`#|]/.test(inner[0] ?? '')) out.push(`**${inner[0]}**`);
        else out.push(...inner);
      } else {
        this.blocks(child.tag === 'div' ? [element2dl(child)] : child.children, false, out);
      }
    }
  }

  #table(node: Element, out: string[]): void {
    const rows: Element[] = [];
    const captions: Element[] = [];
    collectRows(node, rows, captions);
    for (const caption of captions) this.blocks(caption.children, false, out);
    const wide = rows.some((row) => row.children.filter(isCell).length > 1);
    if (!wide || rows.some((row) => row.children.some((cell) => typeof cell !== 'string' && isLayout(cell)))) {
      // Made for looks, not for data: its cells are read one after the other.
      for (const row of rows) for (const cell of row.children) if (isCell(cell)) this.blocks(cell.children, false, out);
      return;
    }
    const grid = this.#grid(rows);
    const used = new Set(grid.flatMap((row) => row.flatMap((cell, column) => (cell === '' ? [] : [column]))));
    // One column beside pictures: a box, not a table.
    if (used.size > 1) out.push(gfmTable(grid));
    else
      for (const row of grid)
        for (const cell of row) if (cell !== '') out.push(BOX_TITLE.test(cell) ? `**${cell}**` : cell);
  }

  /** A cell over several rows is repeated in each, so that every row can be read alone; over several columns it stands in the first. */
  #grid(rows: readonly Element[]): string[][] {
    const grid: string[][] = [];
    const carried: { text: string; rows: number }[] = [];
    for (const row of rows) {
      const line: string[] = [];
      const carry = (): void => {
        for (
          let held = carried[line.length];
          held !== undefined && held.rows > 0 && line.length < MAX_COLUMNS;
          held = carried[line.length]
        ) {
          held.rows--;
          line.push(held.text);
        }
      };
      for (const cell of row.children) {
        if (!isCell(cell) || this.#dropped(cell)) continue;
        carry();
        const text = this.#cell(cell);
        const down = span(cell.attributes['rowspan'], 200) - 1;
        const across = span(cell.attributes['colspan'], 60);
        for (let n = 0; n < across && line.length < MAX_COLUMNS; n++) {
          if (down > 0) carried[line.length] = { text: n === 0 ? text : '', rows: down };
          line.push(n === 0 ? text : '');
        }
      }
      carry();
      if (line.length > 0) grid.push(line);
    }
    return grid;
  }

  /** Words only: addresses would make a row unreadable. */
  #cell(cell: Element): string {
    const words = new Writer({ skip: this.#skip, link: () => null });
    return words
      .blocks(cell.children, true)
      .map((block) => block.replace(/^- /gm, '• ').replace(/\s*\n+\s*/g, ' '))
      .join(' ');
  }

  inline(nodes: readonly TreeNode[]): string {
    const parts: string[] = [];
    for (const node of nodes) this.#inlineNode(node, parts);
    // White space collapses over element borders, but not into a line break of its own.
    return parts
      .join('')
      .replace(/[^\S\n]+/g, ' ')
      .replace(/ ?\n ?/g, '\n')
      .trim();
  }

  #inlineNode(node: TreeNode, parts: string[]): void {
    if (typeof node === 'string') {
      parts.push(escapeText(node.replace(/\s+/g, ' ')));
      return;
    }
    if (this.#dropped(node)) return;
    const { tag } = node;
    if (tag === 'br') {
      parts.push('\n');
    } else if (tag === 'img') {
      const alt = (node.attributes['alt'] ?? '').replace(/\s+/g, ' ').trim();
      // File names and single words as alternative text say nothing about the picture.
      if (alt.includes(' ') && !/\.(png|jpe?g|gif|svg|webp)$/i.test(alt))
        parts.push(` [image: ${escapeText(alt.replace(/[[\]]/g, ''))}] `);
    } else if (tag === 'code' || tag === 'tt' || tag === 'kbd' || tag === 'samp') {
      parts.push(codeSpan(textOf(node)));
    } else if (tag === 'strong' || tag === 'b') {
      parts.push(wrapped(this.inlineRaw(node.children), '**'));
    } else if (tag === 'em' || tag === 'i' || tag === 'cite' || tag === 'dfn') {
      parts.push(wrapped(this.inlineRaw(node.children), '*'));
    } else if (tag === 'del' || tag === 's' || tag === 'strike') {
      parts.push(wrapped(this.inlineRaw(node.children), '~~'));
    } else if (tag === 'a') {
      this.#anchor(node, parts);
    } else if (tag === 'math') {
      parts.push(
        node.attributes['alttext'] !== undefined ? codeSpan(node.attributes['alttext']) : this.inlineRaw(node.children),
      );
    } else if (tag === 'q') {
      parts.push('“', this.inlineRaw(node.children), '”');
    } else if (tag === 'sup' || tag === 'sub') {
      const text = this.inlineRaw(node.children);
      // x² must not become x2.
      parts.push(/^[\d+\-−n]{1,3}$/.test(text.trim()) ? (tag === 'sup' ? `^${text.trim()}` : `_${text.trim()}`) : text);
    } else {
      if (BLOCKS.has(tag)) parts.push(' ');
      parts.push(this.inlineRaw(node.children));
      if (BLOCKS.has(tag)) parts.push(' ');
    }
  }

  inlineRaw(nodes: readonly TreeNode[]): string {
    const parts: string[] = [];
    for (const node of nodes) this.#inlineNode(node, parts);
    return parts.join('');
  }

  #anchor(node: Element, parts: string[]): void {
    const inner = this.inlineRaw(node.children);
    const text = inner.trim();
    const href = text === '' || /[[\]\n]/.test(text) ? null : this.#link(node.attributes['href'] ?? '');
    if (href === null || href === text || href === `mailto:${text}`) {
      parts.push(inner);
      return;
    }
    const lead = inner.startsWith(' ') ? ' ' : '';
    const trail = inner.endsWith(' ') ? ' ' : '';
    parts.push(`${lead}[${text}](${href})${trail}`);
  }
}

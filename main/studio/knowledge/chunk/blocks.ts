// Markdown to its blocks, line by line, in one pass. Only what matters for cutting is recognised (CommonMark's headings,
// fences, lists, GFM tables); a full parser takes fifty times as long and its tree is not needed. A test holds the
// headings and code found here against those of mdast-util-from-markdown.
import { atxText, plainInline } from './plain-inline.ts';

export type Block =
  | { kind: 'heading'; start: number; end: number; level: number; title: string }
  | { kind: 'paragraph' | 'item' | 'code'; start: number; end: number }
  /** `headEnd`: behind the header row and the row of dashes. */
  | { kind: 'table'; start: number; end: number; headEnd: number };

const FENCE = /^[ \t]*(`{3,}|~{3,})([^\n]*)$/;
const ATX = /^ {0,3}(#{1,6})(?=[ \t]|$)/;
const UNDERLINE = /^ {0,3}(=+|-+)[ \t]*$/;
const ITEM = /^[ \t]*(?:[-*+]|\d{1,9}[.)])(?:[ \t]|$)/;
const DASH_CELL = /^:?-+:?$/;
/** A line longer than this is text, whatever it begins with; it bounds the work of the expressions above. */
const MAX_MARKED_LINE = 20_000;
const MAX_DASHES = 20_000;

export function blocksOf(markdown: string): Block[] {
  const scanner = new Scanner(markdown);
  let at = 0;
  while (at < markdown.length) {
    let end = markdown.indexOf('\n', at);
    if (end === -1) end = markdown.length;
    scanner.line(at, end);
    at = end + 1;
  }
  return scanner.finish();
}

type Open =
  | { kind: 'paragraph' | 'item'; start: number; end: number; lines: number }
  | { kind: 'code'; start: number; end: number; mark: string; length: number }
  | { kind: 'table'; start: number; end: number; headEnd: number };

class Scanner {
  readonly #text: string;
  readonly #blocks: Block[] = [];
  #open: Open | null = null;

  constructor(text: string) {
    this.#text = text;
  }

  line(start: number, end: number): void {
    const text = this.#text;
    let first = start;
    while (first < end && (text.charCodeAt(first) === 0x20 || text.charCodeAt(first) === 0x09)) first++;
    const open = this.#open;
    if (open?.kind === 'code') {
      if (first < end) open.end = end;
      if (first < end && text.startsWith(open.mark, first) && isFenceEnd(text, first, end, open)) this.#close();
      return;
    }
    // A line of other white space (form feed, no-break space) is blank too.
    if (
      first === end ||
      (text.charCodeAt(first) > 0x7f || text.charCodeAt(first) < 0x20 ? text.slice(first, end).trim() === '' : false)
    ) {
      this.#close();
      return;
    }
    const code = text.charCodeAt(first);
    if (end - start <= MAX_MARKED_LINE && code < 0x7f && this.#marked(text.slice(start, end), start, end, code)) return;
    if (open === null) this.#open = { kind: 'paragraph', start, end, lines: 1 };
    else {
      open.end = end;
      if (open.kind === 'paragraph') open.lines++;
    }
  }

  /** Lines that begin or end a block of their own. True when the line is dealt with. */
  #marked(line: string, start: number, end: number, code: number): boolean {
    const open = this.#open;
    if (code === 0x60 || code === 0x7e) {
      const fence = FENCE.exec(line);
      const mark = fence?.[1];
      // A back-tick in the info string makes it a code span in a paragraph.
      if (mark === undefined || (code === 0x60 && fence?.[2]?.includes('`') === true)) return false;
      this.#close();
      this.#open = { kind: 'code', start, end, mark: mark[0] ?? '`', length: mark.length };
      return true;
    }
    if (code === 0x23) {
      const heading = ATX.exec(line);
      if (heading === null) return false;
      this.#close();
      this.#blocks.push({
        kind: 'heading',
        start,
        end,
        level: heading[1]?.length ?? 1,
        title: plainInline(atxText(line)),
      });
      return true;
    }
    if (open?.kind === 'paragraph' && (code === 0x3d || code === 0x2d) && open.lines <= 3) {
      const underline = UNDERLINE.exec(line);
      const title = this.#text.slice(open.start, open.end);
      if (underline !== null && title.length <= 400 && !title.trimStart().startsWith('>')) {
        this.#blocks.push({
          kind: 'heading',
          start: open.start,
          end,
          level: code === 0x3d ? 1 : 2,
          title: plainInline(title),
        });
        this.#open = null;
        return true;
      }
    }
    if (open?.kind === 'table') {
      if (line.includes('|')) {
        open.end = end;
        return true;
      }
      this.#close();
      return false;
    }
    if ((open === null || open.kind === 'item') && line.includes('|') && this.#tableHead(line, start, end)) return true;
    if (ITEM.test(line)) {
      this.#close();
      this.#open = { kind: 'item', start, end, lines: 1 };
      return true;
    }
    return false;
  }

  /** The line under a table's header row is all dashes, with as many columns. */
  #tableHead(line: string, start: number, end: number): boolean {
    const text = this.#text;
    let next = text.indexOf('\n', end + 1);
    if (next === -1) next = text.length;
    if (next - end > MAX_MARKED_LINE) return false;
    const dashes = text.slice(end + 1, next);
    if (!isDashes(dashes) || columns(dashes) !== columns(line)) return false;
    this.#close();
    this.#open = { kind: 'table', start, end, headEnd: next };
    return true;
  }

  #close(): void {
    const open = this.#open;
    this.#open = null;
    if (open === null) return;
    if (open.kind === 'table')
      this.#blocks.push({ kind: 'table', start: open.start, end: open.end, headEnd: Math.min(open.headEnd, open.end) });
    else this.#blocks.push({ kind: open.kind, start: open.start, end: open.end });
  }

  finish(): Block[] {
    this.#close();
    return this.#blocks;
  }
}

function isFenceEnd(text: string, first: number, end: number, open: { mark: string; length: number }): boolean {
  let at = first;
  while (at < end && text[at] === open.mark) at++;
  return at - first >= open.length && text.slice(at, end).trim() === '';
}

function isDashes(row: string): boolean {
  if (!row.includes('-') || row.length > MAX_DASHES) return false;
  const cells = row.trim().replace(/^\|/, '').replace(/\|$/, '').split('|');
  return cells.every((cell) => DASH_CELL.test(cell.trim()));
}

function columns(row: string): number {
  const inner = row
    .trim()
    .replace(/^\|/, '')
    .replace(/(?<!\\)\|$/, '');
  let count = 1;
  for (let i = 0; i < inner.length; i++) {
    if (inner[i] === '\\') i++;
    else if (inner[i] === '|') count++;
  }
  return count;
}

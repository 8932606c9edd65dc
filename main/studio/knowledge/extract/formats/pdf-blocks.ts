// Lines of pages to the blocks of a document: running heads go, headings are found, paragraphs are joined again,
// words mended, tables and code recognised.
import { BOX_TITLE, escapeLineStart, escapeText, fenced, gfmTable, heading } from '../builder.ts';
import type { MarkdownBuilder } from '../builder.ts';
import { Joined, seamOf } from './pdf-join.ts';
import { most } from './pdf-lines.ts';
import type { Line, OutlineEntry, PdfPage } from './pdf-lines.ts';
import { runningLines } from './pdf-running.ts';
import { BULLET, isLeader, shapeOf, titleKey } from './pdf-shape.ts';
import type { Shape } from './pdf-shape.ts';
import { tableAt } from './pdf-tables.ts';

/** Lines looked at together; a page of more (a log printed as PDF) is read in parts. */
const MAX_PAGE_LINES = 1000;

type Block =
  | { kind: 'heading'; level: number; text: string; size: number }
  /** Lines that were broken on purpose are kept apart by a line feed. */
  | { kind: 'paragraph'; text: string }
  | { kind: 'label'; text: string }
  | { kind: 'item'; text: string }
  | { kind: 'table'; rows: string[][] }
  | { kind: 'code'; lines: string[] };

export function writePages(
  pages: readonly PdfPage[],
  outline: readonly OutlineEntry[],
  builder: MarkdownBuilder,
): void {
  const running = runningLines(pages);
  const kept = pages.map((page) => page.lines.filter((line) => !running.has(line)));
  const shape = shapeOf(kept, outline);
  let open: Block | null = null;
  for (const lines of kept) {
    const blocks: Block[] = [];
    for (let from = 0; from < lines.length; from += MAX_PAGE_LINES)
      blocks.push(...blocksOfPage(lines.slice(from, from + MAX_PAGE_LINES), shape));
    let first = true;
    for (const block of blocks) {
      if (first && open?.kind === 'paragraph' && block.kind === 'paragraph' && goesOn(open.text, block.text)) {
        const { dropLast, glue } = seamOf(open.text, block.text, shape.words);
        builder.continueParagraph(prose(block.text), glue, dropLast);
        first = false;
        open = block;
        continue;
      }
      if (first) builder.page();
      first = false;
      builder.block(render(block));
      open = block;
    }
    if (blocks.length === 0) builder.page();
  }
}

function render(block: Block): string {
  switch (block.kind) {
    case 'heading':
      return heading(block.level, escapeText(block.text));
    case 'paragraph':
      return prose(block.text);
    case 'label':
      return `**${escapeText(block.text)}**`;
    case 'item':
      return escapeText(block.text);
    case 'table':
      return gfmTable(block.rows.map((row) => row.map(escapeText)));
    case 'code':
      return fenced(block.lines.join('\n'));
  }
}

function prose(text: string): string {
  return text
    .split('\n')
    .map((line) => escapeText(escapeLineStart(line)))
    .join('  \n');
}

/** A paragraph at a page's end goes on when its sentence has not ended and the next page begins in the middle of one. */
function goesOn(before: string, after: string): boolean {
  return !/[.!?:;…]["”’)]{0,4}$/.test(before.slice(-8)) && /^[\p{Ll}(\d,]/u.test(after) && before.length > 40;
}

// ---- one page

/** The word over a chapter's title. */
const CHAPTER_LABEL =
  /^((chapter|appendix|part|kapitel|teil|anhang)\s+[\divxlca-z]{1,5}\.?|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen|twenty)$/i;

function blocksOfPage(lines: readonly Line[], shape: Shape): Block[] {
  const blocks: Block[] = [];
  const margin = leftMargin(lines);
  for (let i = 0; i < lines.length;) {
    const line = lines[i];
    if (line === undefined) break;
    const level = headingLevel(line, lines[i - 1], lines[i + 1], shape);
    if (level !== null) {
      const joined = new Joined(line.text);
      let next = i + 1;
      let length = line.text.length;
      // A headline over two lines has the same size in both.
      while (next < lines.length && next < i + 4) {
        const more = lines[next];
        if (
          more === undefined ||
          more.size !== line.size ||
          more.font !== line.font ||
          line.size <= shape.bodySize * 1.12 ||
          length + more.text.length > 240
        )
          break;
        if (
          Math.abs((lines[next - 1]?.y ?? 0) - more.y) > line.size * 1.6 ||
          /^(\d+(\.\d+)*\.?|chapter|appendix)\s/i.test(more.text)
        )
          break;
        joined.add(more.text, shape.words);
        length += more.text.length;
        next++;
      }
      const text = joined.toString();
      const before = blocks.at(-1);
      // "Chapter 2" over "Prerequisites": one heading.
      if (
        before?.kind === 'heading' &&
        CHAPTER_LABEL.test(before.text) &&
        Math.abs(before.size - line.size) < line.size * 0.5
      ) {
        before.text = `${before.text}: ${text}`;
        before.level = Math.min(before.level, level);
      } else blocks.push({ kind: 'heading', level, text, size: line.size });
      i = next;
      continue;
    }
    if (BOX_TITLE.test(line.text)) {
      blocks.push({ kind: 'label', text: line.text });
      i++;
      continue;
    }
    if (line.mono && standsApart(line, lines[i - 1], shape)) {
      const end = runEnd(lines, i, (other) => other.mono && other.size <= shape.bodySize * 1.12);
      blocks.push({ kind: 'code', lines: codeLines(lines.slice(i, end)) });
      i = end;
      continue;
    }
    const table = tableAt(lines, i, shape);
    if (table !== null) {
      blocks.push({ kind: 'table', rows: table.rows });
      i = table.end;
      continue;
    }
    i = paragraphAt(lines, i, shape, margin, blocks);
  }
  return blocks;
}

function runEnd(lines: readonly Line[], from: number, belongs: (line: Line) => boolean): number {
  let end = from + 1;
  while (end < lines.length) {
    const line = lines[end];
    if (line === undefined || !belongs(line)) break;
    end++;
  }
  return end;
}

/** Code is set apart from the paragraph before it; a word of code that happens to begin a line is not. */
function standsApart(line: Line, above: Line | undefined, shape: Shape): boolean {
  return (
    above === undefined ||
    above.mono ||
    above.y < line.y ||
    above.y - line.y > shape.leading * 1.15 ||
    Math.abs(line.x0 - above.x0) > line.size
  );
}

function leftMargin(lines: readonly Line[]): number {
  const starts = new Map<number, number>();
  for (const line of lines) starts.set(Math.round(line.x0), (starts.get(Math.round(line.x0)) ?? 0) + line.text.length);
  return most(starts) ?? 0;
}

function headingLevel(line: Line, before: Line | undefined, after: Line | undefined, shape: Shape): number | null {
  if (
    line.text.length > 200 ||
    !/\p{L}/u.test(line.text) ||
    BOX_TITLE.test(line.text) ||
    isLeader(line.text) ||
    BULLET.test(line.text)
  )
    return null;
  const larger = line.size > shape.bodySize * 1.12;
  const outlined = shape.outline.get(titleKey(line.text));
  const bySize = larger ? shape.headingSizes.findIndex((size) => line.size >= size * 0.94) + 1 : 0;
  const room = before === undefined || before.y - line.y > shape.leading * 1.25 || before.y < line.y;
  const roomBelow = after === undefined || line.y - after.y > shape.leading * 1.1 || after.y > line.y;
  // A title that is quoted in a sentence has neither its size nor room above it.
  const titled = larger || (line.font !== shape.bodyFont && room && (!line.mono || /^\d+\.\d/.test(line.text)));
  if (outlined !== undefined && titled && line.segments.length <= 2)
    return /[a-z]\.$/.test(line.text) ? null : outlined;
  if (line.mono) return null;
  if (larger && bySize > 0) return /[.,;]$/.test(line.text) && line.text.length > 80 ? null : bySize;
  // Numbered headlines of the body's size: their own font, and room above.
  if (line.font !== shape.bodyFont && room && roomBelow && line.text.length < 120) {
    const numbered = /^(\d{1,2}(?:\.\d{1,3}){1,4})\.?\s+\p{Lu}/u.exec(line.text);
    if (numbered !== null && !/[.;,]$/.test(line.text)) return Math.min(6, (numbered[1] ?? '').split('.').length);
    // A short line in bold by itself, as reports have: one level under the smallest larger heading.
    if (
      /^\p{Lu}[^.;,]{2,60}:?$/u.test(line.text) &&
      line.size >= shape.bodySize &&
      line.segments.length === 1 &&
      wholeLine(line, after)
    )
      return Math.min(6, shape.headingSizes.length + 1);
  }
  return null;
}

/** The line after is in another font: this one is not the first of a paragraph in its own font. */
function wholeLine(line: Line, after: Line | undefined): boolean {
  return after !== undefined && after.font !== line.font;
}

// ---- code

function codeLines(lines: readonly Line[]): string[] {
  const left = Math.min(...lines.map((line) => line.x0));
  // The width of one character, from the longest line: text in a code font stands on a grid.
  const widest = lines.reduce((best, line) => (line.text.length > best.text.length ? line : best), lines[0] as Line);
  const advance = Math.max(1, (widest.x1 - widest.x0) / Math.max(1, widest.text.length));
  return lines.map((line) => {
    let out = '';
    for (const segment of line.segments) {
      const column = Math.min(160, Math.round((segment.x0 - left) / advance));
      out = `${out.padEnd(out === '' ? column : Math.max(column, out.length + 1))}${segment.text}`;
    }
    return out;
  });
}

// ---- paragraphs and lists

const NUMBERED = /^\(?(\d{1,3}|[a-z])[.)]\s+(?=\S)/;

/** Takes one paragraph or list item from line `i` on; returns the line after it. */
function paragraphAt(lines: readonly Line[], i: number, shape: Shape, margin: number, blocks: Block[]): number {
  const first = lines[i] as Line;
  if (isLeader(first.text)) {
    blocks.push({ kind: 'item', text: `- ${first.text.replace(/(?:\s?\.){3,}\s*/, ' … ')}` });
    const before = blocks.at(-2);
    const last = blocks.at(-1);
    if (before?.kind === 'item' && last?.kind === 'item' && before.text.startsWith('- ')) {
      before.text += `\n${last.text}`;
      blocks.pop();
    }
    return i + 1;
  }
  const bullet = BULLET.test(first.text);
  const number = numberOf(first.text);
  const item =
    bullet ||
    (NUMBERED.test(first.text) &&
      (first.x0 > margin + 2 ||
        (number !== null && (number === shape.lastNumber + 1 || followedBy(lines, i, number + 1)))));
  if (item && number !== null) shape.lastNumber = number;
  const joined = new Joined(first.text);
  let next = i + 1;
  let right = first.x1;
  const column = columnRight(lines, first);
  while (next < lines.length) {
    const line = lines[next] as Line;
    const above = lines[next - 1] as Line;
    if (breaksBefore(line, above, first, item, next === i + 1, shape, right)) break;
    if (headingLevel(line, above, lines[next + 1], shape) !== null || tableAt(lines, next, shape) !== null) break;
    if (brokenOnPurpose(above, line, column)) {
      if (numberOf(line.text) !== null) break;
      joined.addBroken(line.text);
    } else joined.add(line.text, shape.words);
    right = Math.max(right, line.x1);
    next++;
  }
  if (!item) {
    blocks.push({ kind: 'paragraph', text: joined.toString() });
    return next;
  }
  const text = joined.toString().replace(/\n/g, ' ');
  const mark = bullet
    ? text.replace(BULLET, '- ')
    : text.replace(NUMBERED, (found) => (/^\d+\.\s/.test(found) ? found : `- ${found}`));
  const before = blocks.at(-1);
  if (before?.kind === 'item') before.text += `\n${mark}`;
  else blocks.push({ kind: 'item', text: mark });
  return next;
}

/** `3. Words` is 3. */
function numberOf(text: string): number | null {
  const found = /^\(?(\d{1,3})[.)]\s+\S/.exec(text)?.[1];
  return found === undefined ? null : Number(found);
}

/** Whether a list goes on with this number, at the same indent, on the page. */
function followedBy(lines: readonly Line[], from: number, number: number): boolean {
  const first = lines[from];
  return (
    first !== undefined &&
    lines.slice(from + 1, from + 30).some((line) => numberOf(line.text) === number && Math.abs(line.x0 - first.x0) < 3)
  );
}

/** Where the lines that begin at this indent end, at the right. */
function columnRight(lines: readonly Line[], first: Line): number {
  let right = first.x1;
  for (const line of lines)
    if (Math.abs(line.x0 - first.x0) < 4 && line.size === first.size) right = Math.max(right, line.x1);
  return right;
}

/** The first word of a line would have fitted on the line above: somebody ended that one there. */
function brokenOnPurpose(above: Line, line: Line, column: number): boolean {
  const word = /^\S+/.exec(line.text)?.[0] ?? '';
  const width = ((line.x1 - line.x0) / Math.max(1, line.text.length)) * (word.length + 1);
  return above.y > line.y && above.x1 + width + above.size * 2 < column && !/[-‐]$/.test(above.text);
}

function breaksBefore(
  line: Line,
  above: Line,
  first: Line,
  item: boolean,
  second: boolean,
  shape: Shape,
  right: number,
): boolean {
  if (
    (line.mono && !above.mono && standsApart(line, above, shape)) ||
    isLeader(line.text) ||
    BULLET.test(line.text) ||
    BOX_TITLE.test(line.text)
  )
    return true;
  if (Math.abs(line.size - first.size) > first.size * 0.12) return true;
  const gap = above.y - line.y;
  // Upwards: the next column.
  if (gap < 0) return !/[\p{L},-]$/u.test(above.text) || /[.!?:]$/.test(above.text);
  if (gap > Math.max(shape.leading, first.size) * 1.32) return true;
  if (NUMBERED.test(line.text) && (item || line.x0 > above.x0 + 2 || /[.:;]$/.test(above.text)))
    return item || Math.abs(line.x0 - first.x0) > 2;
  const step = line.x0 - above.x0;
  if (item) return step < -2 && line.x0 <= first.x0 + 1;
  // A first line set in, or one that stands further out than the ones before.
  if (step > first.size * 0.7 && !second) return true;
  if (step > first.size * 0.7 && second) return /[.!?:]$/.test(above.text);
  if (step < -first.size * 0.7 && !second) return true;
  // A line that ends early after a full stop was the last of its paragraph.
  return (
    /[.!?:]["”’)]?$/.test(above.text) &&
    above.x1 < right - first.size * 8 &&
    line.x1 > above.x1 &&
    /^[\p{Lu}\d"“(]/u.test(line.text)
  );
}

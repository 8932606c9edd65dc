// Lines of pages to the blocks of a document: running heads go, headings are found, paragraphs are joined again,
// words mended, tables and code recognised.
import { BOX_TITLE, cleanText, escapeLineStart, escapeText, fenced, gfmTable, heading } from '../builder.ts';
import type { MarkdownBuilder } from '../builder.ts';
import { most } from './pdf-lines.ts';
import type { Line, OutlineEntry, PdfPage } from './pdf-lines.ts';

interface Shape {
  bodySize: number;
  bodyFont: string;
  /** Usual distance of two baselines of a paragraph. */
  leading: number;
  /** Sizes of headings, largest first; the place is the level. */
  headingSizes: number[];
  outline: ReadonlyMap<string, number>;
  /** Words of the whole document, to decide what a hyphen at a line's end is. */
  words: ReadonlySet<string>;
  /** Number of the last list item: the next one may stand on the next page. */
  lastNumber: number;
}

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
    const blocks = blocksOfPage(lines, shape);
    let first = true;
    for (const block of blocks) {
      if (first && open?.kind === 'paragraph' && block.kind === 'paragraph' && goesOn(open.text, block.text)) {
        const joined = joinLines(open.text, block.text, shape.words);
        const tail = joined.startsWith(open.text) ? joined.slice(open.text.length) : null;
        if (tail !== null) {
          builder.continueParagraph(prose(tail.trimStart()), tail.startsWith(' ') ? ' ' : '', true);
          first = false;
          open = { kind: 'paragraph', text: joined };
          continue;
        }
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
  return !/[.!?:;…]["”’)]*$/.test(before) && /^[\p{Ll}(\d,]/u.test(after) && before.length > 40;
}

// ---- running heads and feet

function signature(line: Line): string {
  return line.text.toLowerCase().replace(/\d+/g, '#').replace(/\s+/g, ' ').trim();
}

/** Share of pages on which a first or last line stands at one height before it counts as a place for running heads. */
const PLACE_SHARE = 0.2;

function runningLines(pages: readonly PdfPage[]): Set<Line> {
  const found = new Set<Line>();
  if (pages.length < 3) return found;
  repeatedEdges(pages, found);
  edgePlaces(pages, found);
  return found;
}

/** The first and last two lines of pages that come again at the same height, with no more than their numbers changed. */
function repeatedEdges(pages: readonly PdfPage[], found: Set<Line>): void {
  const groups = new Map<string, Line[]>();
  for (const page of pages) {
    const byHeight = page.lines.toSorted((a, b) => b.y - a.y);
    for (const line of new Set([...byHeight.slice(0, 2), ...byHeight.slice(-2)])) {
      const relative = (line.y - page.bottom) / (page.height || 1);
      if (relative > 0.14 && relative < 0.86) continue;
      const key = `${relative > 0.5 ? 'top' : 'bottom'} ${Math.round(line.y / 4)} ${signature(line)}`;
      const group = groups.get(key) ?? [];
      group.push(line);
      groups.set(key, group);
    }
  }
  for (const group of groups.values()) if (group.length >= 3) for (const line of group) found.add(line);
}

/**
 * Heads that change with the chapter: the outermost line of many pages, always at one height, and either set apart from
 * the text or with the page's number in it.
 */
function edgePlaces(pages: readonly PdfPage[], found: Set<Line>): void {
  interface Edge {
    line: Line;
    apart: boolean;
    /** Difference of a number in it and the page's place in the file. */
    offset: number | null;
  }
  const places = new Map<string, Edge[]>();
  for (const page of pages) {
    const byHeight = page.lines.filter((line) => !found.has(line)).toSorted((a, b) => b.y - a.y);
    for (const edge of ['top', 'bottom'] as const) {
      const line = edge === 'top' ? byHeight[0] : byHeight.at(-1);
      const inner = edge === 'top' ? byHeight[1] : byHeight.at(-2);
      if (line === undefined) continue;
      const relative = (line.y - page.bottom) / (page.height || 1);
      if (edge === 'top' ? relative < 0.86 : relative > 0.14) continue;
      const key = `${edge} ${Math.round(line.y / 3)}`;
      const group = places.get(key) ?? [];
      const number = /^(\d{1,5})\b/.exec(line.text)?.[1] ?? /\b(\d{1,5})$/.exec(line.text)?.[1];
      group.push({
        line,
        apart:
          (inner === undefined || Math.abs(inner.y - line.y) > line.size * 1.9) &&
          line.text.length < 140 &&
          !/[.!?;,]$/.test(line.text),
        offset: number === undefined ? null : Number(number) - page.number,
      });
      places.set(key, group);
    }
  }
  for (const group of places.values()) {
    if (group.length < Math.max(3, pages.length * PLACE_SHARE)) continue;
    const offsets = new Map<number, number>();
    for (const { offset } of group) if (offset !== null) offsets.set(offset, (offsets.get(offset) ?? 0) + 1);
    const usual = most(offsets);
    const numbered = usual !== undefined && (offsets.get(usual) ?? 0) >= 3;
    const apart = group.filter((edge) => edge.apart);
    const placed = apart.length >= group.length * 0.8;
    const fonts = new Map<string, number>();
    for (const { line } of apart)
      fonts.set(`${line.font} ${line.size}`, (fonts.get(`${line.font} ${line.size}`) ?? 0) + 1);
    const usualFont = most(fonts);
    for (const { line, apart: alone, offset } of group) {
      const alike = `${line.font} ${line.size}` === usualFont && line.text.length < 140;
      if ((placed && (alone || alike)) || (numbered && offset === usual)) found.add(line);
    }
  }
}

// ---- what is usual in this document

function shapeOf(pages: readonly (readonly Line[])[], outline: readonly OutlineEntry[]): Shape {
  const sizes = new Map<number, number>();
  const fonts = new Map<string, number>();
  const distances = new Map<number, number>();
  const words = new Set<string>();
  for (const lines of pages) {
    let before: Line | undefined;
    for (const line of lines) {
      sizes.set(line.size, (sizes.get(line.size) ?? 0) + line.text.length);
      for (const word of line.text.match(/[\p{L}][\p{L}\p{N}'-]*[\p{L}\p{N}]/gu) ?? []) words.add(word.toLowerCase());
      if (before !== undefined && before.size === line.size && before.y > line.y) {
        const distance = Math.round((before.y - line.y) * 2) / 2;
        if (distance < line.size * 2.5) distances.set(distance, (distances.get(distance) ?? 0) + 1);
      }
      before = line;
    }
  }
  const bodySize = most(sizes) ?? 10;
  for (const lines of pages)
    for (const line of lines)
      if (line.size === bodySize && !line.mono) fonts.set(line.font, (fonts.get(line.font) ?? 0) + line.text.length);
  const headingSizes = new Map<number, number>();
  for (const lines of pages)
    for (const line of lines)
      if (line.size > bodySize * 1.12 && line.text.length < 200 && /\p{L}/u.test(line.text))
        headingSizes.set(line.size, (headingSizes.get(line.size) ?? 0) + 1);
  const levels = new Map<string, number>();
  for (const entry of outline)
    if (!levels.has(titleKey(entry.title))) levels.set(titleKey(entry.title), Math.min(6, entry.level));
  return {
    bodySize,
    bodyFont: most(fonts) ?? '',
    leading: most(distances) ?? bodySize * 1.2,
    headingSizes: clusterSizes([...headingSizes.keys()]),
    outline: levels,
    words,
    lastNumber: Number.NaN,
  };
}

/** Sizes within 6 % of each other are one level. */
function clusterSizes(sizes: number[]): number[] {
  const levels: number[] = [];
  for (const size of sizes.toSorted((a, b) => b - a)) {
    const last = levels.at(-1);
    if (last === undefined || size < last * 0.94) levels.push(size);
  }
  return levels.slice(0, 5);
}

function titleKey(text: string): string {
  return cleanText(text)
    .toLowerCase()
    .replace(/^(chapter|appendix|part|section)?\s*([\divxlc]+|[a-z])(\.\d+)*[.:)]?\s+/i, '')
    .replace(/[^\p{L}\p{N}]+/gu, '');
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
      let text = line.text;
      let next = i + 1;
      // A headline over two lines has the same size in both.
      while (next < lines.length && next < i + 4) {
        const more = lines[next];
        if (
          more === undefined ||
          more.size !== line.size ||
          more.font !== line.font ||
          line.size <= shape.bodySize * 1.12 ||
          text.length + more.text.length > 240
        )
          break;
        if (
          Math.abs((lines[next - 1]?.y ?? 0) - more.y) > line.size * 1.6 ||
          /^(\d+(\.\d+)*\.?|chapter|appendix)\s/i.test(more.text)
        )
          break;
        text = joinLines(text, more.text, shape.words);
        next++;
      }
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
    line.mono ||
    isLeader(line.text) ||
    BULLET.test(line.text)
  )
    return null;
  const larger = line.size > shape.bodySize * 1.12;
  const outlined = shape.outline.get(titleKey(line.text));
  const bySize = larger ? shape.headingSizes.findIndex((size) => line.size >= size * 0.94) + 1 : 0;
  if (outlined !== undefined && (larger || line.font !== shape.bodyFont) && line.segments.length <= 2) return outlined;
  if (larger && bySize > 0) return /[.,;]$/.test(line.text) && line.text.length > 80 ? null : bySize;
  // Numbered headlines of the body's size: their own font, and room above.
  const room = before === undefined || before.y - line.y > shape.leading * 1.25 || before.y < line.y;
  const roomBelow = after === undefined || line.y - after.y > shape.leading * 1.1 || after.y > line.y;
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

/** A contents line: `2.1 Archive areas . . . . . 8` */
function isLeader(text: string): boolean {
  return /(?:\s?\.){5,}\s*(\d+|[ivxlc]+)?$/i.test(text);
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

// ---- tables

interface Column {
  x0: number;
  x1: number;
}

/** Three or more lines one after the other whose parts stand under each other in two or more columns. */
function tableAt(lines: readonly Line[], from: number, shape: Shape): { rows: string[][]; end: number } | null {
  const first = lines[from];
  if (first === undefined || first.segments.length < 2 || isLeader(first.text) || BULLET.test(first.text)) return null;
  let end = from;
  let bottom = first.y;
  while (end < lines.length) {
    const line = lines[end];
    if (line === undefined || line.mono || isLeader(line.text) || line.size > shape.bodySize * 1.4) break;
    if (end > from && (bottom - line.y > shape.leading * 3.2 || line.y > bottom + 1)) break;
    // Text over the whole width ends a table; a single cell under a column does not.
    if (line.segments.length === 1 && line.x1 - line.x0 > (first.x1 - first.x0) * 0.6) break;
    if (line.segments.length === 1 && BULLET.test(line.text)) break;
    bottom = line.y;
    end++;
  }
  let rows = lines.slice(from, end);
  // Single cells at the end are the text after the table.
  while (rows.length > 0 && (rows.at(-1)?.segments.length ?? 0) < 2) rows = rows.slice(0, -1);
  const full = rows.filter((row) => row.segments.length >= 2).length;
  if (rows.length < 3 || full < rows.length * 0.6) return null;
  const columns = columnsOf(rows);
  if (columns.length < 2 || columns.length > 16) return null;
  // Words of justified text have gaps everywhere: real columns keep their segments apart.
  const average = rows.reduce((sum, row) => sum + row.segments.length, 0) / rows.length;
  if (average < columns.length * 0.34) return null;
  const cells: string[][] = [];
  for (const row of rows) {
    const line = columns.map(() => '');
    for (const segment of row.segments) {
      const at = columnIndex(columns, segment);
      line[at] = line[at] === '' ? segment.text : `${line[at]} ${segment.text}`;
    }
    cells.push(line);
  }
  return { rows: cells, end: from + rows.length };
}

/** Columns are what the segments of all rows cover together; a segment over two columns does not join them. */
function columnsOf(rows: readonly Line[]): Column[] {
  const segments = rows.flatMap((row) => row.segments).toSorted((a, b) => a.x1 - a.x0 - (b.x1 - b.x0));
  const columns: Column[] = [];
  for (const segment of segments) {
    const touching = columns.filter((column) => segment.x0 < column.x1 && segment.x1 > column.x0);
    const [only] = touching;
    if (only === undefined) columns.push({ x0: segment.x0, x1: segment.x1 });
    else if (touching.length === 1) {
      only.x0 = Math.min(only.x0, segment.x0);
      only.x1 = Math.max(only.x1, segment.x1);
    }
  }
  return columns.toSorted((a, b) => a.x0 - b.x0);
}

function columnIndex(columns: readonly Column[], segment: Column): number {
  let best = 0;
  let bestOverlap = Number.NEGATIVE_INFINITY;
  columns.forEach((column, index) => {
    const overlap = Math.min(column.x1, segment.x1) - Math.max(column.x0, segment.x0);
    if (overlap > bestOverlap + 0.01) {
      best = index;
      bestOverlap = overlap;
    }
  });
  return best;
}

// ---- paragraphs and lists

const BULLET = /^([•◦▪▫●○■□‣⁃∙·*–—-])\s+(?=\S)/;
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
  let text = first.text;
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
      text = `${text}\n${line.text}`;
    } else text = joinLines(text, line.text, shape.words);
    right = Math.max(right, line.x1);
    next++;
  }
  if (!item) {
    blocks.push({ kind: 'paragraph', text });
    return next;
  }
  text = text.replace(/\n/g, ' ');
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

/** Joins two lines; a hyphen at the end of the first is dropped where the word is known without it. */
export function joinLines(before: string, after: string, words: ReadonlySet<string>): string {
  if (before.endsWith('\u00ad')) return before.slice(0, -1) + after;
  const head = /([\p{L}\p{N}'-]*\p{L})[-‐]$/u.exec(before)?.[1];
  // Small letters go on; capitals only after capitals.
  const tail =
    /^(\p{Ll}[\p{L}\p{N}'-]*)/u.exec(after)?.[1] ??
    (head !== undefined && /^\p{Lu}{2,}$/u.test(head) ? /^(\p{Lu}{2,})/u.exec(after)?.[1] : undefined);
  if (head !== undefined && tail !== undefined) {
    const whole = `${head}${tail}`.toLowerCase();
    const hyphened = `${head}-${tail}`.toLowerCase();
    const keep = words.has(hyphened) && !words.has(whole);
    return keep ? before + after : before.slice(0, -1) + after;
  }
  if (/[\p{L}\p{N}][-‐/]$/u.test(before) && /^[\p{L}\p{N}]/u.test(after) && !/\s[-‐/]$/.test(before))
    return before + after;
  // Chinese and Japanese have no spaces between lines.
  if (
    /[\u3040-\u30ff\u3400-\u9fff\uff00-\uffef]$/u.test(before) &&
    /^[\u3040-\u30ff\u3400-\u9fff\uff00-\uffef]/u.test(after)
  )
    return before + after;
  return `${before} ${after}`;
}

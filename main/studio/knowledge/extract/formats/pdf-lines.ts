// Pieces of positioned text to lines: which pieces stand on one line, where its words and its columns are.

export interface TextPiece {
  str: string;
  /** [a, b, c, d, x, y]: scale and rotation, then the place of the baseline, from the bottom left, in points. */
  transform: number[];
  width: number;
  fontName: string;
}

/** Part of a line with a wide gap before and after it: a cell of a table, perhaps. */
export interface Segment {
  text: string;
  x0: number;
  x1: number;
}

export interface Line {
  text: string;
  segments: Segment[];
  x0: number;
  x1: number;
  y: number;
  /** Points; that of most of its characters. */
  size: number;
  /** Of most of its characters. */
  font: string;
  mono: boolean;
}

export interface PdfPage {
  number: number;
  height: number;
  bottom: number;
  lines: Line[];
}

export interface OutlineEntry {
  title: string;
  level: number;
}

/** Gaps in parts of the font size: from here on there is a space, and from there on another column. */
const SPACE_GAP = 0.12;
const COLUMN_GAP = 1.1;

export function linesOf(pieces: readonly TextPiece[], monospace: ReadonlySet<string>): Line[] {
  const rows: TextPiece[][] = [];
  let row: TextPiece[] = [];
  let baseline = Number.NaN;
  for (const piece of pieces) {
    if (piece.str.trim() === '') continue;
    const [a = 0, b = 0, , , , y = 0] = piece.transform;
    // Text that runs upwards (a stamp at the margin) is not part of the page's lines.
    if (Math.abs(b) > Math.abs(a)) continue;
    const size = sizeOf(piece);
    const end = row.at(-1);
    // A superscript moves the baseline by a third of the size; a new line by more than its whole.
    const sameLine =
      end !== undefined && Math.abs(y - baseline) < 0.45 * Math.max(size, sizeOf(end)) && xOf(piece) > xOf(end) - size;
    if (!sameLine) {
      row = [];
      rows.push(row);
      baseline = y;
    } else if (size > sizeOf(end)) baseline = y;
    row.push(piece);
  }
  return mergeRows(rows.map((pieceRow) => lineOf(pieceRow, monospace)).filter((line) => line.text !== ''));
}

function sizeOf(piece: TextPiece): number {
  const [, , c = 0, d = 0] = piece.transform;
  return Math.hypot(c, d) || 1;
}

function xOf(piece: TextPiece): number {
  return piece.transform[4] ?? 0;
}

function lineOf(row: readonly TextPiece[], monospace: ReadonlySet<string>): Line {
  const sizes = new Map<number, number>();
  const fonts = new Map<string, number>();
  let mono = 0;
  let characters = 0;
  for (const piece of row) {
    const weight = piece.str.trim().length;
    const size = Math.round(sizeOf(piece) * 10) / 10;
    sizes.set(size, (sizes.get(size) ?? 0) + weight);
    fonts.set(piece.fontName, (fonts.get(piece.fontName) ?? 0) + weight);
    characters += weight;
    if (monospace.has(piece.fontName)) mono += weight;
  }
  const size = most(sizes) ?? 10;
  const segments: Segment[] = [];
  let current: Segment | undefined;
  for (const piece of row) {
    const x = xOf(piece);
    const gap = current === undefined ? 0 : x - current.x1;
    if (current === undefined || gap > COLUMN_GAP * size) {
      current = { text: piece.str.trim(), x0: x, x1: x + piece.width };
      segments.push(current);
      continue;
    }
    const spaced = gap > SPACE_GAP * size || /\s$/.test(current.text) || /^\s/.test(piece.str);
    current.text = spaced ? `${current.text.trimEnd()} ${piece.str.trim()}` : current.text + piece.str.trimEnd();
    if (/\s$/.test(piece.str)) current.text += ' ';
    current.x1 = Math.max(current.x1, x + piece.width);
  }
  for (const segment of segments) segment.text = segment.text.replace(/\s+/g, ' ').trim();
  return {
    text: segments.map((segment) => segment.text).join(' '),
    segments,
    x0: segments.reduce((least, segment) => Math.min(least, segment.x0), Number.POSITIVE_INFINITY),
    x1: segments.reduce((furthest, segment) => Math.max(furthest, segment.x1), Number.NEGATIVE_INFINITY),
    y: row[0]?.transform[5] ?? 0,
    size,
    font: most(fonts) ?? '',
    mono: mono > characters * 0.7,
  };
}

/** Rows that a writer gave cell by cell, out of order, on one baseline. */
function mergeRows(lines: Line[]): Line[] {
  const out: Line[] = [];
  for (const line of lines) {
    const before = out.at(-1);
    if (
      before !== undefined &&
      Math.abs(before.y - line.y) < 0.2 * line.size &&
      (line.x0 >= before.x1 || line.x1 <= before.x0)
    ) {
      before.segments = [...before.segments, ...line.segments].toSorted((a, b) => a.x0 - b.x0);
      before.text = before.segments.map((segment) => segment.text).join(' ');
      before.x0 = Math.min(before.x0, line.x0);
      before.x1 = Math.max(before.x1, line.x1);
    } else out.push(line);
  }
  return out;
}

export function most<K>(counts: ReadonlyMap<K, number>): K | undefined {
  let best: K | undefined;
  let bestCount = -1;
  for (const [key, count] of counts) {
    if (count > bestCount) {
      best = key;
      bestCount = count;
    }
  }
  return best;
}

// Tables of a PDF: lines whose parts stand under each other.
import type { Line } from './pdf-lines.ts';
import { BULLET, isLeader } from './pdf-shape.ts';
import type { Shape } from './pdf-shape.ts';

interface Column {
  x0: number;
  x1: number;
}

/** Three or more lines one after the other whose parts stand under each other in two or more columns. */
export function tableAt(lines: readonly Line[], from: number, shape: Shape): { rows: string[][]; end: number } | null {
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

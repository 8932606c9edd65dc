// Running heads, feet and page numbers of a PDF: lines that belong to the paper and not to the text.
import { most } from './pdf-lines.ts';
import type { Line, PdfPage } from './pdf-lines.ts';

function signature(line: Line): string {
  return line.text.toLowerCase().replace(/\d+/g, '#').replace(/\s+/g, ' ').trim();
}

/** Share of pages on which a first or last line stands at one height before it counts as a place for running heads. */
const PLACE_SHARE = 0.2;

export function runningLines(pages: readonly PdfPage[]): Set<Line> {
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

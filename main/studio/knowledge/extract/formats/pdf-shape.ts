// What is usual in a PDF: the size and font of its text, the distance of its lines, the sizes of its headings, its words.
import { cleanText } from '../builder.ts';
import { most } from './pdf-lines.ts';
import type { Line, OutlineEntry } from './pdf-lines.ts';

export interface Shape {
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

export function shapeOf(pages: readonly (readonly Line[])[], outline: readonly OutlineEntry[]): Shape {
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

/** A title without its number, case and marks, so that outline and page agree on it. */
export function titleKey(text: string): string {
  return cleanText(text)
    .toLowerCase()
    .replace(/^(chapter|appendix|part|section)?\s*([\divxlc]+|[a-z])(\.\d+)*[.:)]?\s+/i, '')
    .replace(/[^\p{L}\p{N}]+/gu, '');
}

export const BULLET = /^([•◦▪▫●○■□‣⁃∙·*–—-])\s+(?=\S)/;

/** A contents line: `2.1 Archive areas . . . . . 8` */
export function isLeader(text: string): boolean {
  return text.length < 500 && /(?:\s?\.){5,}\s*(\d+|[ivxlc]+)?$/i.test(text);
}

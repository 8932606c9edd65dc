/** Keeps results below the host's limit of 1 MB, and hands out positions to go on from. */
import { BundleError } from './files.ts';

/** JSON bytes of one copy of the data in a result. Results carry it twice (text and structured), plus framing. */
export const RESULT_BUDGET = 300_000;

/** Longest part of one passage in a search result, in characters. */
export const EXCERPT_LENGTH = 4_000;

/** Upper bound of the bytes of a string inside JSON, escapes included; exact for what JSON.stringify writes. */
export function jsonBytes(text: string): number {
  return Buffer.byteLength(JSON.stringify(text));
}

/** A position is `<number>` or `<number>.<character>`; anything else is refused in words. */
export interface Position {
  readonly item: number;
  readonly character: number;
}

export function parseCursor(cursor: string | undefined, items: number): Position {
  if (cursor === undefined || cursor === '') return { item: 0, character: 0 };
  const match = /^(\d{1,9})(?:\.(\d{1,9}))?$/.exec(cursor);
  const item = Number(match?.[1] ?? Number.NaN);
  if (match === null || item > items) {
    throw new BundleError(
      'invalid',
      `"${cursor.slice(0, 40)}" isn't a cursor of this list. Leave it out to begin at the start.`,
    );
  }
  return { item, character: Number(match[2] ?? 0) };
}

export function formatCursor(position: Position): string {
  return position.character === 0 ? String(position.item) : `${position.item}.${position.character}`;
}

/** At most `length` characters from `from`, never ending between the halves of a surrogate pair. */
export function cut(text: string, from: number, length: number): string {
  let end = Math.min(text.length, from + length);
  const next = text.charCodeAt(end);
  if (end < text.length && end > from + 1 && next >= 0xdc00 && next <= 0xdfff) end -= 1;
  return text.slice(from, end);
}

/** Passages as their list needs them: where one may be split, what was changed, how one is cited. Pure. */
import type { z } from 'zod';
import type { chunkList, KnowledgeChunk, SearchHit } from '../../../main/studio/knowledge/contract.ts';
import { pathLabel } from './words.ts';

export type ChunkList = z.infer<typeof chunkList>;
export type Orphan = ChunkList['orphaned'][number];
export type Override = Orphan['override'];

export const CHANGE_WORDS: Record<Override['kind'], string> = {
  edit: 'Text written by hand',
  exclude: 'Excluded',
  pin: 'Pinned',
  split: 'Split',
  merge: 'Merged with the next',
};

/** The cursor's place as a border between two passages, or in words why it can't be one. */
export function splitPlace(text: string, cursor: number): { at: number } | { problem: string } {
  const before = text.charCodeAt(cursor - 1);
  const after = text.charCodeAt(cursor);
  // Between the halves of one character: behind it.
  const at = before >= 0xd800 && before < 0xdc00 && after >= 0xdc00 && after < 0xe000 ? cursor + 1 : cursor;
  if (text.slice(0, at).trim() === '' || text.slice(at).trim() === '')
    return { problem: 'Place the cursor where the second passage begins, with text on both sides.' };
  return { at };
}

type Cited = Pick<SearchHit, 'title' | 'headingPath' | 'page'>;

/** "Guide › Setup › Proxies, page 4" */
export function placeLabel({ title, headingPath, page }: Cited): string {
  const path = pathLabel([title, ...headingPath.filter((part, index) => index > 0 || part !== title)]);
  return page === null ? path : `${path}, page ${page}`;
}

/** The passage with where it comes from, for pasting elsewhere. */
export const citationOf = (hit: Cited & Pick<SearchHit, 'text'>): string =>
  `${hit.text.trim()}\n\n— ${placeLabel(hit)}`;

/** The key in a link: `<document>.<key>` or the key alone. */
export const keyOfLink = (chunkId: string): string => chunkId.slice(chunkId.lastIndexOf('.') + 1);

export const isChanged = ({ edited, pinned, excluded }: KnowledgeChunk): boolean => edited || pinned || excluded;

/** Characters of Markdown drawn at once: more of them would stop the window for a moment. */
const PART = 30_000;
/** Of one line that never ends: letters of many scripts without a break are laid out all at once, and slowly. */
const LINE = 10_000;
/** How far before its end a long line is looked through for a better place to cut it. */
const NEAR = 1_000;

/** Ends of a sentence and blanks, each with what follows it on the same line. */
const PLACES = [/[.!?…。！？।؟۔]["'”’»)\]]*\s/gu, /\s/gu];

/** Where a line is cut that goes on beyond `size`: behind a sentence, behind a blank, or at least between two characters. */
function cutPlace(line: string, from: number, size: number): number {
  const end = from + size;
  const near = Math.max(from + (size >> 1), end - NEAR);
  for (const place of PLACES) {
    const last = [...line.slice(near, end).matchAll(place)].at(-1);
    if (last) return near + last.index + last[0].length;
  }
  const code = line.charCodeAt(end);
  return code >= 0xdc00 && code < 0xe000 ? end - 1 : end;
}

export interface PartSizes {
  /** The text is not Markdown: nothing in it is a fence. */
  plain?: boolean;
  size?: number;
  longest?: number;
}

/**
 * A long text in parts, cut between blocks. Where there is none to cut behind it is cut between lines, and within a line
 * that is too long by itself; a fence that is open there is closed, and opened again in the next part.
 */
export function readingParts(
  text: string,
  { plain = false, size = PART, longest = Math.min(LINE, size) }: PartSizes = {},
): string[] {
  if (text.length <= longest) return [text];
  const parts: string[] = [];
  let part: string[] = [];
  let length = 0;
  let fence: { readonly mark: string; readonly opening: string } | null = null;
  const add = (piece: string): void => {
    part.push(piece);
    length += piece.length + 1;
  };
  const cut = (): void => {
    if (fence) part.push(fence.mark);
    parts.push(part.join('\n'));
    part = fence ? [fence.opening] : [];
    length = 0;
  };
  for (const line of text.split('\n')) {
    const mark = plain || line.length > longest ? undefined : /^\s{0,3}(`{3,}|~{3,})/.exec(line)?.[1];
    const closes = mark !== undefined && fence !== null && mark.startsWith(fence.mark);
    if (!closes && length >= size && (length >= size * 2 || (fence === null && line.trim() === ''))) cut();
    if (closes) fence = null;
    else if (mark !== undefined && fence === null) fence = { mark, opening: line };
    let from = 0;
    while (line.length - from > longest) {
      if (length > longest) cut();
      const to = cutPlace(line, from, longest);
      add(line.slice(from, to));
      cut();
      from = to;
    }
    add(from === 0 ? line : line.slice(from));
  }
  parts.push(part.join('\n'));
  return parts;
}

/** Headings as bold lines: in a list of passages they are words, not the outline of the page. */
export function withoutHeadings(text: string): string {
  let fence: string | null = null;
  return text
    .split('\n')
    .map((line) => {
      const mark = /^\s{0,3}(`{3,}|~{3,})/.exec(line)?.[1];
      if (mark !== undefined) {
        if (fence === null) fence = mark;
        else if (mark.startsWith(fence)) fence = null;
        return line;
      }
      const heading = fence === null ? /^ {0,3}#{1,6}\s+(.*?)\s*#*$/.exec(line)?.[1] : undefined;
      if (heading === undefined || heading === '') return line;
      return heading.includes('**') ? heading : `**${heading}**`;
    })
    .join('\n');
}

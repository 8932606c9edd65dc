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

/** A long text in parts that are cut between blocks, never inside a fence. */
export function readingParts(text: string, size = PART): string[] {
  if (text.length <= size) return [text];
  const parts: string[] = [];
  let part: string[] = [];
  let length = 0;
  let fence: string | null = null;
  for (const line of text.split('\n')) {
    const mark = /^\s{0,3}(`{3,}|~{3,})/.exec(line)?.[1];
    if (mark !== undefined && fence === null) fence = mark;
    else if (mark !== undefined && fence !== null && mark.startsWith(fence)) fence = null;
    // A fence that is never closed must not make the rest one part.
    if (length >= size && line.trim() === '' && (fence === null || length >= size * 4)) {
      parts.push(part.join('\n'));
      part = [];
      length = 0;
    }
    part.push(line);
    length += line.length + 1;
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

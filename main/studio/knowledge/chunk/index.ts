// Markdown to chunks: cut along headings, paragraphs, list items, rows and sentences, in one pass and always the same way.
//
// Where to cut between blocks is partly decided by the blocks' own content (a hash), so that a paragraph put into a long
// text without headings moves the borders of a few chunks around it and not of all that follow.
import { hash } from 'node:crypto';
import { estimateTokens } from '../../lib/token-estimate.ts';
import { blocksOf } from './blocks.ts';
import type { Block } from './blocks.ts';
import { chunkKey, normaliseForKey } from './keys.ts';
import { splitLines, splitProse, trimSpan } from './split.ts';
import type { Chunk, ChunkOptions } from './types.ts';

export * from './types.ts';
export { chunkKey, diffChunks } from './keys.ts';
export { applyOverrides } from './overrides.ts';

export const DEFAULT_TARGET_TOKENS = 256;
export const DEFAULT_MAX_TOKENS = 512;

/** The smallest unit that is not cut any further. */
interface Piece {
  start: number;
  end: number;
  tokens: number;
  /** Tokens of the white space between it and the piece before. */
  gap: number;
  kind: 'heading' | 'text' | 'row';
  section: Section;
  /** Must not be the last of a chunk: a heading, a table's header row. */
  holdsNext: boolean;
  /** A whole block begins here; a new chunk may too, before the target is reached. */
  blockStart: boolean;
  /** Put before the text when a chunk begins with this piece: the header row of its table. */
  prefix: Prefix | null;
}

interface Prefix {
  text: string;
  tokens: number;
}

interface Section {
  path: readonly string[];
}

interface Draft {
  first: Piece;
  start: number;
  end: number;
  tokens: number;
  path: readonly string[];
  /** Nothing but headings so far. */
  bare: boolean;
}

export function chunkMarkdown(markdown: string, options: ChunkOptions = {}): Chunk[] {
  const max = Math.max(32, Math.floor(options.maxTokens ?? DEFAULT_MAX_TOKENS));
  const target = Math.min(max, Math.max(16, Math.floor(options.targetTokens ?? Math.min(DEFAULT_TARGET_TOKENS, max))));
  const overlap = Math.min(Math.max(0, Math.floor(options.overlapTokens ?? 0)), Math.floor(target / 2));
  // What an overlap adds must fit too.
  const room = max - overlap;
  const drafts = pack(markdown, piecesOf(markdown, room), Math.min(target, room), room);
  return finish(markdown, drafts, overlap, options.pages ?? []);
}

// ---- blocks to pieces

function piecesOf(markdown: string, max: number): Piece[] {
  const pieces: Piece[] = [];
  const path: { level: number; title: string }[] = [];
  let section: Section = { path: [] };
  const push = (start: number, end: number, tokens: number, extra: Partial<Piece>): void => {
    const gap = estimateTokens(markdown, pieces.at(-1)?.end ?? start, start);
    pieces.push({
      start,
      end,
      tokens,
      gap,
      kind: 'text',
      section,
      holdsNext: false,
      blockStart: false,
      prefix: null,
      ...extra,
    });
  };
  for (const block of blocksOf(markdown)) {
    const [start, end] = trimSpan(markdown, block.start, block.end);
    if (start === end) continue;
    if (block.kind === 'heading') {
      while (path.length > 0 && (path.at(-1)?.level ?? 0) >= block.level) path.pop();
      if (block.title !== '') path.push({ level: block.level, title: block.title });
      section = { path: path.map((entry) => entry.title) };
    }
    const tokens = estimateTokens(markdown, start, end);
    if (tokens <= max) {
      push(start, end, tokens, {
        kind: block.kind === 'heading' ? 'heading' : 'text',
        holdsNext: block.kind === 'heading',
        blockStart: true,
      });
    } else if (block.kind === 'table') {
      pushTable(markdown, block, max, push);
    } else {
      const spans =
        block.kind === 'code' ? splitLines(markdown, start, end, max) : splitProse(markdown, start, end, max);
      spans.forEach((span, index) => push(span.start, span.end, span.tokens, { blockStart: index === 0 }));
    }
  }
  return pieces;
}

function pushTable(
  markdown: string,
  block: Extract<Block, { kind: 'table' }>,
  max: number,
  push: (start: number, end: number, tokens: number, extra: Partial<Piece>) => void,
): void {
  const [start, headEnd] = trimSpan(markdown, block.start, block.headEnd);
  const headTokens = estimateTokens(markdown, start, headEnd);
  // A header row of a third of a chunk would leave too little of it for the rows.
  const repeated = headTokens + 1 <= max / 3;
  if (headTokens > max) {
    splitLines(markdown, start, headEnd, max).forEach((span, index) =>
      push(span.start, span.end, span.tokens, { blockStart: index === 0 }),
    );
  } else push(start, headEnd, headTokens, { holdsNext: true, blockStart: true });
  const prefix = repeated ? { text: `${markdown.slice(start, headEnd)}\n`, tokens: headTokens + 1 } : null;
  const room = max - (repeated ? headTokens + 1 : 0);
  let at = headEnd;
  while (at < block.end) {
    let end = markdown.indexOf('\n', at);
    if (end === -1 || end > block.end) end = block.end;
    const [from, to] = trimSpan(markdown, at, end);
    if (from < to) {
      const tokens = estimateTokens(markdown, from, to);
      if (tokens <= room) push(from, to, tokens, { kind: 'row', prefix });
      else
        for (const span of splitLines(markdown, from, to, room))
          push(span.start, span.end, span.tokens, { kind: 'row', prefix });
    }
    at = end + 1;
  }
}

// ---- pieces to chunks

function pack(markdown: string, pieces: readonly Piece[], target: number, max: number): Draft[] {
  const drafts: Draft[] = [];
  const tiny = Math.max(8, Math.floor(target / 4));
  let current: Draft | null = null;
  const close = (): void => {
    if (current === null) return;
    const before = drafts.at(-1);
    // The last lines of a section, too few to stand alone, belong to the chunk before.
    if (
      before !== undefined &&
      current.tokens < tiny &&
      current.first.kind === 'text' &&
      samePath(before.path, current.path)
    ) {
      const tokens = estimateTokens(markdown, before.start, current.end) + (before.first.prefix?.tokens ?? 0);
      if (tokens <= max) {
        before.end = current.end;
        before.tokens = tokens;
        current = null;
        return;
      }
    }
    drafts.push(current);
    current = null;
  };
  for (let i = 0; i < pieces.length;) {
    // A heading goes with what follows it, a header row with its first row.
    let end = i;
    let size = 0;
    while (end < pieces.length) {
      const piece = pieces[end] as Piece;
      const more = piece.tokens + (end > i ? piece.gap : 0);
      if (end > i && size + more > max) break;
      size += more;
      end++;
      if (!piece.holdsNext) break;
    }
    const group = pieces.slice(i, end);
    const first = group[0] as Piece;
    if (current !== null && startsNew(markdown, current, first, size, target, max, tiny)) close();
    current = grow(current, group);
    i = end;
  }
  close();
  return drafts;
}

function startsNew(
  markdown: string,
  current: Draft,
  first: Piece,
  size: number,
  target: number,
  max: number,
  tiny: number,
): boolean {
  const sum = current.tokens + first.gap + size;
  if (sum > max) return true;
  if (first.kind === 'heading') {
    if (current.bare) return sum > max;
    const shared = sharedPath(current.path, first.section.path);
    // Two tiny sections of one chapter share a chunk; a section of some length begins its own.
    return current.tokens >= tiny * 2 || shared.length === 0 || sum > target;
  }
  if (current.bare) return false;
  if (sum > target) return current.tokens >= tiny || !first.blockStart;
  if (current.tokens < target / 2 || first.kind === 'row') return false;
  // Over the second half of a chunk the chances of a cut add up to one, whatever the size of the pieces.
  return chance(markdown, first) < Math.min(1, first.tokens / (target / 2));
}

/** 0 to 1, from the piece's own first characters: the same piece has the same chance wherever it stands. */
function chance(markdown: string, piece: Piece): number {
  const text = markdown.slice(piece.start, Math.min(piece.end, piece.start + 64));
  return Number.parseInt(hash('sha1', text, 'hex').slice(0, 8), 16) / 0x1_0000_0000;
}

function grow(current: Draft | null, group: readonly Piece[]): Draft {
  let draft = current;
  for (const piece of group) {
    if (draft === null) {
      draft = {
        first: piece,
        start: piece.start,
        end: piece.end,
        tokens: piece.tokens + (piece.prefix?.tokens ?? 0),
        path: piece.section.path,
        bare: piece.kind === 'heading',
      };
      continue;
    }
    draft.end = piece.end;
    draft.tokens += piece.gap + piece.tokens;
    if (piece.kind === 'heading')
      draft.path = draft.bare ? piece.section.path : sharedPath(draft.path, piece.section.path);
    else draft.bare = false;
  }
  return draft as Draft;
}

function sharedPath(a: readonly string[], b: readonly string[]): readonly string[] {
  let length = 0;
  while (length < a.length && length < b.length && a[length] === b[length]) length++;
  return a.slice(0, length);
}

function samePath(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((part, index) => part === b[index]);
}

// ---- the chunks themselves

function finish(markdown: string, drafts: readonly Draft[], overlap: number, pages: readonly number[]): Chunk[] {
  const seen = new Map<string, number>();
  let page = 0;
  return drafts.map((draft, ordinal) => {
    const before = drafts[ordinal - 1];
    const prefix = draft.first.prefix?.text ?? '';
    const start =
      overlap > 0 && prefix === '' && before !== undefined && samePath(before.path, draft.path)
        ? overlapStart(markdown, before.start, draft.start, overlap)
        : draft.start;
    const text = prefix + markdown.slice(start, draft.end);
    const normal = normaliseForKey(text);
    const occurrence = seen.get(normal) ?? 0;
    seen.set(normal, occurrence + 1);
    while (page < pages.length && (pages[page] ?? 0) <= draft.start) page++;
    return {
      ordinal,
      start,
      end: draft.end,
      text,
      headingPath: [...draft.path],
      page: pages.length === 0 ? null : Math.max(1, page),
      tokens: estimateTokens(text),
      key: chunkKey(text, occurrence),
    };
  });
}

/** The earliest word of the chunk before from which on no more than `overlap` tokens remain. */
function overlapStart(markdown: string, from: number, to: number, overlap: number): number {
  let best = to;
  let at = to;
  while (at > from) {
    let word = at - 1;
    while (word > from && /\s/.test(markdown[word] ?? '')) word--;
    while (word > from && !/\s/.test(markdown[word - 1] ?? '')) word--;
    // Never the whole of it: each chunk begins behind the one before.
    if (word <= from || estimateTokens(markdown, word, to) > overlap) break;
    best = word;
    at = word;
  }
  return best;
}

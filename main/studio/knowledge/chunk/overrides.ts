// A person's changes to chunks, laid over what the chunker made. They are applied in the order in which they were made;
// each names a chunk by its key, so that they survive a re-index as long as that text is still there.
import { hash } from 'node:crypto';
import { estimateTokens } from '../../lib/token-estimate.ts';
import type { Chunk, ChunkOverride, EffectiveChunk, OrphanedOverride, OrphanReason, OverrideResult } from './types.ts';

/** The key of a chunk that came out of a split or a merge: from those of its parents, so that it is found again. */
function derivedKey(...parts: (string | number)[]): string {
  return hash('sha256', parts.join('/'), 'hex').slice(0, 16);
}

/** A linked list by key: ten thousand changes to as many chunks must not cost their product. */
class Sequence {
  readonly #next = new Map<string, string>();
  readonly #chunks = new Map<string, EffectiveChunk>();
  readonly #previous = new Map<string, string>();
  #first: string | undefined;

  constructor(chunks: readonly Chunk[]) {
    let before: string | undefined;
    for (const chunk of chunks) {
      this.#chunks.set(chunk.key, {
        ...chunk,
        headingPath: [...chunk.headingPath],
        excluded: false,
        pinned: false,
        edited: false,
      });
      this.#link(before, chunk.key);
      before = chunk.key;
    }
  }

  #link(before: string | undefined, after: string | undefined): void {
    if (before === undefined) this.#first = after;
    else if (after === undefined) this.#next.delete(before);
    else this.#next.set(before, after);
    if (after === undefined) return;
    if (before === undefined) this.#previous.delete(after);
    else this.#previous.set(after, before);
  }

  get(key: string): EffectiveChunk | undefined {
    return this.#chunks.get(key);
  }

  next(key: string): string | undefined {
    return this.#next.get(key);
  }

  /** Puts `replacements` where the chunks `keys` (neighbours, in order) stand. */
  replace(keys: readonly string[], replacements: readonly EffectiveChunk[]): void {
    const first = keys[0] ?? '';
    const last = keys.at(-1) ?? '';
    let before = this.#previous.get(first);
    const after = this.#next.get(last);
    for (const key of keys) {
      this.#chunks.delete(key);
      this.#next.delete(key);
      this.#previous.delete(key);
    }
    for (const chunk of replacements) {
      this.#chunks.set(chunk.key, chunk);
      this.#link(before, chunk.key);
      before = chunk.key;
    }
    this.#link(before, after);
  }

  all(): EffectiveChunk[] {
    const out: EffectiveChunk[] = [];
    for (let key = this.#first; key !== undefined; key = this.#next.get(key)) {
      const chunk = this.#chunks.get(key);
      if (chunk !== undefined) out.push(Object.assign(chunk, { ordinal: out.length }));
    }
    return out;
  }
}

export function applyOverrides(chunks: readonly Chunk[], overrides: readonly ChunkOverride[]): OverrideResult {
  const sequence = new Sequence(chunks);
  const orphaned: OrphanedOverride[] = [];
  for (const override of overrides) {
    const reason = applyOne(sequence, override);
    if (reason !== null) orphaned.push({ override, reason });
  }
  return { chunks: sequence.all(), orphaned };
}

function applyOne(sequence: Sequence, override: ChunkOverride): OrphanReason | null {
  const chunk = sequence.get(override.key);
  if (chunk === undefined) return 'chunk-gone';
  switch (override.kind) {
    case 'edit':
      chunk.text = override.text;
      chunk.tokens = estimateTokens(override.text);
      chunk.edited = true;
      return null;
    case 'exclude':
      chunk.excluded = true;
      return null;
    case 'pin':
      chunk.pinned = true;
      return null;
    case 'split': {
      const parts = splitAt(chunk, override.at);
      if (parts === null) return 'split-outside';
      sequence.replace([chunk.key], parts);
      return null;
    }
    case 'merge': {
      const following = sequence.get(override.nextKey);
      if (following === undefined) return 'chunk-gone';
      if (sequence.next(chunk.key) !== following.key) return 'not-neighbours';
      sequence.replace([chunk.key, following.key], [merged(chunk, following)]);
      return null;
    }
  }
}

/** Null where an offset is not inside the text, does not rise, cuts a character, or leaves a part without words. */
function splitAt(chunk: EffectiveChunk, at: readonly number[]): EffectiveChunk[] | null {
  const { text } = chunk;
  const borders = [0, ...at, text.length];
  const parts: EffectiveChunk[] = [];
  // A repeated header row stands before the span's own text; an edited text has no places in the document any more.
  const lead = text.length - (chunk.end - chunk.start);
  const place = (offset: number): number =>
    chunk.edited && lead !== 0 ? Number.NaN : Math.min(chunk.end, Math.max(chunk.start, chunk.start + offset - lead));
  for (let i = 0; i + 1 < borders.length; i++) {
    const from = borders[i] ?? 0;
    const to = borders[i + 1] ?? 0;
    if (to <= from || cutsCharacter(text, to)) return null;
    const part = text.slice(from, to);
    if (part.trim() === '') return null;
    const start = place(from);
    const end = place(to);
    const known = !Number.isNaN(start) && !Number.isNaN(end);
    parts.push({
      ...chunk,
      headingPath: [...chunk.headingPath],
      text: part.trim(),
      tokens: estimateTokens(part.trim()),
      start: known ? start : chunk.start,
      end: known ? end : chunk.end,
      key: derivedKey('split', chunk.key, at.join(','), i),
      edited: true,
    });
  }
  return parts;
}

function cutsCharacter(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  const before = text.charCodeAt(at - 1);
  return code >= 0xdc00 && code < 0xe000 && before >= 0xd800 && before < 0xdc00;
}

function merged(chunk: EffectiveChunk, following: EffectiveChunk): EffectiveChunk {
  const text = `${chunk.text.trimEnd()}\n\n${following.text.trimStart()}`;
  let shared = 0;
  while (shared < chunk.headingPath.length && chunk.headingPath[shared] === following.headingPath[shared]) shared++;
  return {
    ...chunk,
    text,
    tokens: estimateTokens(text),
    start: Math.min(chunk.start, following.start),
    end: Math.max(chunk.end, following.end),
    // Of two sections the chapter over both; of two chapters the first.
    headingPath: shared === 0 ? [...chunk.headingPath] : chunk.headingPath.slice(0, shared),
    key: derivedKey('merge', chunk.key, following.key),
    // Left out only where both were; kept on top where one was.
    excluded: chunk.excluded && following.excluded,
    pinned: chunk.pinned || following.pinned,
    edited: true,
  };
}

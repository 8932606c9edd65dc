/**
 * The chunk rows of a document: what its text and a person's changes give, held against what the table has. Only rows
 * that differ are written, and a long document is written in slices, so that the database thread stays free for others.
 */
import { createHash } from 'node:crypto';
import type { Store } from '../store/store.ts';
import type { EffectiveChunk, OverrideResult } from './chunk/types.ts';

/** Longest stretch of one write, in milliseconds. The budget is 50; the commit comes on top. */
const SLICE_MS = 8;

export interface ChunkOwner {
  readonly documentId: string;
  readonly morgyId: string;
  readonly title: string;
}

interface ChunkRow {
  id: number;
  key: string;
  ordinal: number;
  start: number;
  end: number;
  page: number | null;
  tokens: number;
  excluded: number;
  pinned: number;
  edited: number;
  morgy_id: string;
  title: string;
  heading_path: string;
  text: string;
}

type Values = Omit<ChunkRow, 'id'>;

const COLUMNS = [
  'key',
  'ordinal',
  'start',
  'end',
  'page',
  'tokens',
  'excluded',
  'pinned',
  'edited',
  'morgy_id',
  'title',
  'heading_path',
  'text',
] as const satisfies readonly (keyof Values)[];

/** Another program on the same database may be deriving the same document: both write the same rows. */
const INSERT = `INSERT OR REPLACE INTO chunks (document_id, ${COLUMNS.map((name) => `"${name}"`).join(', ')})
  VALUES (?, ${COLUMNS.map(() => '?').join(', ')})`;
const UPDATE_PLACE = `UPDATE chunks SET ordinal = ?, start = ?, "end" = ?, page = ?, tokens = ?, pinned = ?, edited = ? WHERE id = ?`;
const UPDATE_ALL = `UPDATE chunks SET ${COLUMNS.map((name) => `"${name}" = ?`).join(', ')} WHERE id = ?`;

const valuesOf = (owner: ChunkOwner, chunk: EffectiveChunk): Values => ({
  key: chunk.key,
  ordinal: chunk.ordinal,
  start: chunk.start,
  end: chunk.end,
  page: chunk.page,
  tokens: chunk.tokens,
  excluded: chunk.excluded ? 1 : 0,
  pinned: chunk.pinned ? 1 : 0,
  edited: chunk.edited ? 1 : 0,
  morgy_id: owner.morgyId,
  title: owner.title,
  heading_path: chunk.headingPath.join('\n'),
  text: chunk.text,
});

function fingerprintOf(owner: ChunkOwner, chunks: readonly EffectiveChunk[]): string {
  const hash = createHash('sha256').update(JSON.stringify(owner.title));
  for (const { key, excluded, pinned } of chunks) {
    hash.update(`\n${key}${excluded ? 'x' : ''}${pinned ? 'p' : ''}`);
  }
  return hash.digest('hex');
}

export interface ChunkTotals {
  readonly chunks: number;
  readonly tokens: number;
  readonly excluded: number;
  readonly pinned: number;
  readonly orphaned: string;
  readonly fingerprint: string;
}

export function totalsOf(owner: ChunkOwner, derived: OverrideResult): ChunkTotals {
  const totals = { chunks: derived.chunks.length, tokens: 0, excluded: 0, pinned: 0 };
  for (const chunk of derived.chunks) {
    totals.tokens += chunk.tokens;
    if (chunk.excluded) totals.excluded++;
    if (chunk.pinned) totals.pinned++;
  }
  return {
    ...totals,
    orphaned: JSON.stringify(derived.orphaned),
    fingerprint: fingerprintOf(owner, derived.chunks),
  };
}

/** One row to insert, change or delete. */
type Step = () => void;

/** The changes that bring the table to `derived`, none of them made yet. Call and run inside `Store.write`. */
function* stepsFor(store: Store, owner: ChunkOwner, derived: OverrideResult): Generator<Step> {
  const touch = (sql: string, values: readonly (string | number | null)[]): void =>
    void store.run(sql, values, 'chunks');
  const present = new Map(
    store
      .all<ChunkRow>(`SELECT id, ${COLUMNS.map((name) => `"${name}"`).join(', ')} FROM chunks WHERE document_id = ?`, [
        owner.documentId,
      ])
      .map((row) => [row.key, row]),
  );
  const wanted = new Set(derived.chunks.map((chunk) => chunk.key));
  for (const row of present.values()) {
    if (!wanted.has(row.key)) yield () => touch(`DELETE FROM chunks WHERE id = ?`, [row.id]);
  }
  for (const chunk of derived.chunks) {
    const values = valuesOf(owner, chunk);
    const row = present.get(chunk.key);
    if (!row) {
      yield () => touch(INSERT, [owner.documentId, ...COLUMNS.map((name) => values[name])]);
      continue;
    }
    const differing = COLUMNS.filter((name) => row[name] !== values[name]);
    if (differing.length === 0) continue;
    const searched = differing.some((name) => ['excluded', 'morgy_id', 'title', 'heading_path', 'text'].includes(name));
    yield searched
      ? () => touch(UPDATE_ALL, [...COLUMNS.map((name) => values[name]), row.id])
      : () =>
          touch(UPDATE_PLACE, [
            values.ordinal,
            values.start,
            values.end,
            values.page,
            values.tokens,
            values.pinned,
            values.edited,
            row.id,
          ]);
  }
}

/**
 * A slice of the work, to be called inside `Store.write`: at most SLICE_MS long unless `whole`.
 * @returns true when all of it is written and the document has left the queue. False: call it again in another write.
 */
export type ChunkWriter = (whole?: boolean) => boolean;

/** The difference is found at the first call. After a write that failed the writer is of no more use. */
export function chunkWriter(store: Store, owner: ChunkOwner, derived: OverrideResult): ChunkWriter {
  const steps = stepsFor(store, owner, derived);
  return (whole = false) => {
    const until = performance.now() + SLICE_MS;
    for (let next = steps.next(); next.done !== true; next = steps.next()) {
      next.value();
      if (!whole && performance.now() > until) return false;
    }
    const totals = totalsOf(owner, derived);
    store.run(
      `INSERT OR REPLACE INTO chunk_totals (document_id, chunks, tokens, excluded, pinned, orphaned, fingerprint)
       VALUES (?, ?, ?, ?, ?, ?, ?)`,
      [
        owner.documentId,
        totals.chunks,
        totals.tokens,
        totals.excluded,
        totals.pinned,
        totals.orphaned,
        totals.fingerprint,
      ],
      'chunks',
    );
    store.run(`DELETE FROM chunk_queue WHERE document_id = ?`, [owner.documentId]);
    return true;
  };
}

/** Clears the rows of a document that is gone for good, a slice a call. @returns true when none is left. */
export function clearChunks(store: Store, documentId: string): boolean {
  const until = performance.now() + SLICE_MS;
  const ids = store.all<{ id: number }>(`SELECT id FROM chunks WHERE document_id = ?`, [documentId]);
  for (const { id } of ids) {
    store.run(`DELETE FROM chunks WHERE id = ?`, [id], 'chunks');
    if (performance.now() > until) return false;
  }
  store.run(`DELETE FROM chunk_totals WHERE document_id = ?`, [documentId], 'chunks');
  store.run(`DELETE FROM chunk_queue WHERE document_id = ?`, [documentId]);
  return true;
}

/** What becomes of a document that was read: added, updated, unchanged or a duplicate. Called inside `Store.write`. */
import { v7 as uuidv7 } from 'uuid';
import { morgyKnowledge } from '../../../../schema/index.ts';
import type { Store } from '../../store/store.ts';
import { applyOverrides } from '../chunk/index.ts';
import type { ChunkOverride, OverrideResult } from '../chunk/types.ts';
import { chunkWriter } from '../chunk-rows.ts';
import type { ChunkOwner } from '../chunk-rows.ts';
import { patchMetadata } from '../edit.ts';
import type { Extraction } from '../extract/types.ts';
import { readMetadata } from '../metadata.ts';
import type { ReadDocument } from '../reading.ts';
import type { Reconciler } from '../reconcile.ts';
import type { ItemResult } from './jobs.ts';
import { placeOf } from './source.ts';
import type { ImportSource } from './source.ts';

export type ReadSource = Exclude<ImportSource, { kind: 'folder' } | { kind: 'none' }>;

export interface Arrival {
  readonly morgyId: string;
  readonly source: ReadSource;
  /** Shown name of the source. */
  readonly label: string;
  readonly extraction: Extraction;
  readonly etag: string | null;
  readonly lastModified: string | null;
}

/** What the text comes to once it is cut and a person's changes to its passages are applied. */
export interface Cut {
  readonly chunks: number;
  readonly orphaned: number;
}
export type Cutter = (overrides: readonly ChunkOverride[]) => Cut;

export interface Settled {
  readonly result: ItemResult;
  /** The document whose chunks are to be written, if it is new or changed. */
  readonly owner: ChunkOwner | null;
}

const MOST_TITLE = 255;
/** The chunks of a longer text (characters) are not begun in the write that brings it: that one is long enough. */
const BEGIN_WITHIN = 200_000;

/** The living document that was read from this source before. */
function documentOf(store: Store, { morgyId, source, label }: Arrival): string | undefined {
  const find = (sql: string, values: readonly string[]): string | undefined =>
    store.get<{ id: string }>(sql, values)?.id;
  const living = `f.deleted_at IS NULL`;
  if (source.documentId !== undefined) {
    return find(`SELECT document_id AS id FROM knowledge_facts f WHERE document_id = ? AND ${living}`, [
      source.documentId,
    ]);
  }
  const known = find(
    `SELECT s.document_id AS id FROM knowledge_sources s JOIN knowledge_facts f ON f.document_id = s.document_id
     WHERE s.place = ? AND f.morgy_id = ? AND ${living} ORDER BY s.document_id LIMIT 1`,
    [placeOf(source), morgyId],
  );
  if (known !== undefined) return known;
  if (source.kind === 'path') {
    // Added on another device: there is no path here, so the name has to do.
    return find(
      `SELECT f.document_id AS id FROM knowledge_facts f
       WHERE f.morgy_id = ? AND f.source_type = 'file' AND json_extract(f.facts, '$.source_label') = ? AND ${living}
         AND NOT EXISTS (SELECT 1 FROM knowledge_sources s WHERE s.document_id = f.document_id)
       ORDER BY f.document_id LIMIT 1`,
      [morgyId, label],
    );
  }
  return find(
    `SELECT f.document_id AS id FROM knowledge_facts f
     WHERE f.morgy_id = ? AND f.source_type = ? AND f.source_url = ? AND ${living} ORDER BY f.document_id LIMIT 1`,
    [morgyId, source.kind, source.url],
  );
}

function rememberSource(store: Store, documentId: string, arrival: Arrival): void {
  const { documentId: _, ...source } = arrival.source;
  store.run(`INSERT OR REPLACE INTO knowledge_sources VALUES (?, ?, ?, ?, ?)`, [
    documentId,
    JSON.stringify(source),
    placeOf(arrival.source),
    arrival.etag,
    arrival.lastModified,
  ]);
}

/** Facts of the source as it was read now. */
function sourceFacts({ source, label, extraction }: Arrival): Record<string, unknown> {
  return {
    source_label: label,
    media_type: extraction.mediaType,
    size: extraction.size,
    sha256: extraction.sha256,
    text_sha256: extraction.textSha256,
    source_title: extraction.title,
    pages: extraction.pages,
    warnings: extraction.warnings.map(({ code, message }) => ({ code, message })),
    ...(source.kind === 'api' && source.headerNames.length > 0 ? { header_names: source.headerNames } : {}),
  };
}

/** The document and its passages, the longer ones' in the background. */
export function settleWhole(
  store: Store,
  reconciler: Reconciler,
  arrival: Arrival,
  chunks: ReadDocument['chunks'],
): ItemResult {
  const cut: { derived: OverrideResult | null } = { derived: null };
  const { result, owner } = settle(store, arrival, (overrides) => {
    cut.derived = applyOverrides(chunks, overrides);
    return { chunks: cut.derived.chunks.length, orphaned: cut.derived.orphaned.length };
  });
  if (!owner || !cut.derived) return result;
  const writer = chunkWriter(store, owner, cut.derived);
  const whole = arrival.extraction.markdown.length <= BEGIN_WITHIN && writer();
  if (!whole) reconciler.goOn(owner.documentId, writer);
  return result;
}

/** The document alone: row, history and outbox. Its place in the queue of what is to be cut comes with it. */
export function settle(store: Store, arrival: Arrival, cut: Cutter): Settled {
  const { extraction } = arrival;
  const { size } = extraction;
  const existing = documentOf(store, arrival);
  if (existing !== undefined) {
    const facts = store.get<{ title: string; facts: string }>(
      `SELECT title, facts FROM knowledge_facts WHERE document_id = ?`,
      [existing],
    );
    const known = readMetadata(JSON.parse(facts?.facts ?? '{}'));
    const same = known.sha256 === extraction.sha256 || known['text_sha256'] === extraction.textSha256;
    rememberSource(store, existing, arrival);
    if (same) return { result: { state: 'unchanged', documentId: existing, size }, owner: null };
    return update(store, existing, arrival, cut);
  }
  const twin = store.get<{ id: string; title: string }>(
    `SELECT document_id AS id, title FROM knowledge_facts WHERE morgy_id = ? AND sha256 = ? AND deleted_at IS NULL LIMIT 1`,
    [arrival.morgyId, extraction.sha256],
  );
  if (twin) {
    const message = `The same content is there already as “${twin.title}”, so it was not added again.`;
    return {
      result: { state: 'duplicate', documentId: twin.id, code: 'duplicate', message, size },
      owner: null,
    };
  }
  const id = uuidv7();
  const title = titleOf(arrival);
  const { source } = arrival;
  store.insert(morgyKnowledge, {
    id,
    morgy_id: arrival.morgyId,
    owner_id: store.ownerId(),
    title,
    content: extraction.markdown,
    source_type: source.kind === 'path' ? 'file' : source.kind,
    source_url: source.kind === 'path' ? null : source.url,
    metadata: {
      ...sourceFacts(arrival),
      tags: [],
      source_date: extraction.date ?? null,
      chunk_overrides: [],
    },
    chunks: cut([]).chunks,
  });
  rememberSource(store, id, arrival);
  return {
    result: { state: 'added', documentId: id, size },
    owner: { documentId: id, morgyId: arrival.morgyId, title },
  };
}

function titleOf({ source, label, extraction }: Arrival): string {
  const given = source.kind === 'api' ? source.title : '';
  return (given || extraction.title || label).slice(0, MOST_TITLE).toWellFormed();
}

/** A title that a person gave stays; text that a person edited is replaced, and the person is told. */
function update(store: Store, id: string, arrival: Arrival, cut: Cutter): Settled {
  const row = store.row(morgyKnowledge, id);
  if (!row) return { result: { state: 'failed', code: 'not-found', message: 'The document is gone.' }, owner: null };
  const { extraction } = arrival;
  const metadata = readMetadata(row.metadata);
  const title = row.title === metadata['source_title'] ? titleOf(arrival) : row.title;
  const { chunks, orphaned } = cut(metadata.chunk_overrides);
  store.update(morgyKnowledge, id, {
    title,
    content: extraction.markdown,
    chunks,
    metadata: patchMetadata(row, {
      ...sourceFacts(arrival),
      text_edited: false,
      ...(extraction.date === undefined ? {} : { source_date: extraction.date }),
    }),
  });
  const notes: string[] = [];
  if (metadata.text_edited)
    notes.push('Its text had been edited here; the new version took its place. Undo brings the edited text back.');
  if (orphaned > 0)
    notes.push(
      `${orphaned} of your changes to its chunks no longer fit the text. They are kept on the document's page.`,
    );
  return {
    result: { state: 'updated', documentId: id, message: notes.join(' ') || null, size: extraction.size },
    owner: { documentId: id, morgyId: row.morgy_id, title },
  };
}

/** What a person may ask of imports: files, folders, addresses, pasted text, APIs, reading again, and the state of it all. */
import { hash } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { basename, resolve } from 'node:path';
import { v7 as uuidv7 } from 'uuid';
import { morgyKnowledge } from '../../../../schema/index.ts';
import type { SecretStore } from '../../lib/secrets.ts';
import type { Store } from '../../store/store.ts';
import { applyOverrides } from '../chunk/index.ts';
import { chunkWriter } from '../chunk-rows.ts';
import type { KnowledgeDocument } from '../contract.ts';
import { getDocument, livingRow, requireMorgy } from '../documents.ts';
import type { Workshop } from '../edit.ts';
import { KnowledgeError } from '../errors.ts';
import { safeName } from '../extract/name.ts';
import { maskedUrl } from '../extract/url.ts';
import { readMetadata } from '../metadata.ts';
import type { NewItem } from './jobs.ts';
import type { ImportQueue } from './queue.ts';
import { hostOf, importSource, safeRelative } from './source.ts';
import type { ImportSource } from './source.ts';

const quoted = (name: string): string => `“${name}”`;
const labelOf = (names: readonly string[], many: string): string =>
  names.length === 1 ? `Add ${quoted(names[0] ?? '')}` : `Add ${names.length} ${many}`;

async function itemOf(given: string): Promise<NewItem> {
  const path = resolve(given);
  const name = safeRelative(basename(path) || path);
  try {
    const info = await stat(path);
    const kind = info.isDirectory() ? 'folder' : 'path';
    return { name, source: { kind, path }, size: info.isFile() ? info.size : 0 };
  } catch {
    // What is wrong with it is said where it is read.
    return { name, source: { kind: 'path', path }, size: 0 };
  }
}

export async function addPaths(
  { store }: Workshop,
  queue: ImportQueue,
  morgyId: string,
  paths: readonly string[],
): Promise<string> {
  requireMorgy(store, morgyId);
  const items = await Promise.all(paths.map(itemOf));
  return queue.add(
    morgyId,
    labelOf(
      items.map((item) => item.name),
      'files and folders',
    ),
    items,
  );
}

export function addUrls({ store }: Workshop, queue: ImportQueue, morgyId: string, urls: readonly string[]): string {
  requireMorgy(store, morgyId);
  const items = urls
    .map((url) => maskedUrl(url.trim()))
    .filter(Boolean)
    .map((url): NewItem => ({ name: url.slice(0, 2000), source: { kind: 'url', url }, size: 0 }));
  if (items.length === 0)
    throw new KnowledgeError('bad_url', 'There is no address in what was given. Write at least one.');
  return queue.add(
    morgyId,
    labelOf(
      items.map((item) => hostOf(item.name)),
      'web pages',
    ),
    items,
  );
}

export async function addApi(
  { store }: Workshop,
  queue: ImportQueue,
  secrets: SecretStore,
  input: {
    morgyId: string;
    url: string;
    title: string;
    headers: readonly { name: string; value: string }[];
  },
): Promise<string> {
  const { morgyId, title, headers } = input;
  const url = maskedUrl(input.url.trim());
  requireMorgy(store, morgyId);
  const secret = headers.length > 0 ? `knowledge/api/${uuidv7()}` : null;
  if (secret !== null) {
    await secrets.set(secret, JSON.stringify(Object.fromEntries(headers.map(({ name, value }) => [name, value]))));
  }
  const source: ImportSource = {
    kind: 'api',
    url,
    title,
    headerNames: headers.map((header) => header.name),
    secret,
  };
  return queue.add(morgyId, `Add ${quoted(title || hostOf(url))}`, [
    { name: title || url.slice(0, 2000), source, size: 0 },
  ]);
}

/** @throws KnowledgeError duplicate when the Morgy has this very text already, under another title */
export async function addText(
  { store, reader, reconciler }: Workshop,
  input: { morgyId: string; title: string; text: string },
): Promise<KnowledgeDocument> {
  requireMorgy(store, input.morgyId);
  const content = input.text.replaceAll('\0', '').replaceAll('\r\n', '\n').toWellFormed().normalize('NFC');
  if (!/[\p{L}\p{N}]/u.test(content)) {
    throw new KnowledgeError(
      'no_text',
      'There are no words in this text, so there would be nothing to find. Paste the text again.',
    );
  }
  const sha256 = hash('sha256', content, 'hex');
  const twin = store.get<{ id: string; title: string }>(
    `SELECT document_id AS id, title FROM knowledge_facts WHERE morgy_id = ? AND sha256 = ? AND deleted_at IS NULL LIMIT 1`,
    [input.morgyId, sha256],
  );
  if (twin?.title === input.title) return getDocument(store, twin.id);
  if (twin) {
    throw new KnowledgeError(
      'duplicate',
      `This Morgy has the same text already, as “${twin.title}”. Nothing was added; rename that document if the title should change.`,
      { documentId: twin.id },
    );
  }
  const chunks = await reader.chunk(content, []);
  const id = uuidv7();
  store.write(`Add ${quoted(input.title)}`, () => {
    requireMorgy(store, input.morgyId);
    store.insert(morgyKnowledge, {
      id,
      morgy_id: input.morgyId,
      owner_id: store.ownerId(),
      title: input.title,
      content,
      source_type: 'text',
      metadata: {
        source_label: 'Pasted text',
        media_type: 'text/markdown',
        size: Buffer.byteLength(content),
        sha256,
        pages: [],
        warnings: [],
        tags: [],
        source_date: null,
        chunk_overrides: [],
      },
      chunks: chunks.length,
    });
    const owner = { documentId: id, morgyId: input.morgyId, title: input.title };
    const writer = chunkWriter(store, owner, applyOverrides(chunks, []));
    if (!writer()) reconciler.goOn(id, writer);
  });
  return getDocument(store, id);
}

function sourceOf(store: Store, id: string): NewItem & { morgyId: string } {
  const row = livingRow(store, id);
  const metadata = readMetadata(row.metadata);
  const kept = store.get<{ source: string }>(`SELECT source FROM knowledge_sources WHERE document_id = ?`, [id]);
  const base = {
    morgyId: row.morgy_id,
    name: safeName(metadata.source_label || row.title),
    size: metadata.size,
  };
  const none = (message: string): NewItem & { morgyId: string } => ({
    ...base,
    source: { kind: 'none', documentId: id, message },
  });
  if (kept) {
    const source = importSource.parse(JSON.parse(kept.source));
    if (source.kind === 'path' || source.kind === 'url' || source.kind === 'api') {
      const name = source.kind === 'path' ? metadata.source_label || base.name : source.url;
      return { ...base, name, source: { ...source, documentId: id } };
    }
  }
  if (row.source_type === 'url' && row.source_url !== null)
    return { ...base, name: row.source_url, source: { kind: 'url', url: row.source_url, documentId: id } };
  if (row.source_type === 'text') return none('This text was pasted, so there is no source to read again.');
  return none(
    row.source_type === 'api'
      ? 'This API was added on another device, whose keychain has its headers. Add it again here.'
      : 'This file was added on another device. Add it again here, and the document is brought up to date.',
  );
}

/** Reads the sources again as one job; a document of each id, which may be of several Morgys. */
export function refresh({ store }: Workshop, queue: ImportQueue, ids: readonly string[]): string {
  const items = [...new Set(ids)].map((id) => sourceOf(store, id));
  const [first] = items;
  if (!first) throw new KnowledgeError('no_source', 'No document was named to be read again.');
  if (items.some((item) => item.morgyId !== first.morgyId)) {
    throw new KnowledgeError(
      'no_source',
      'These documents belong to several Morgys. Read them again one Morgy at a time.',
    );
  }
  const label = items.length === 1 ? `Read ${quoted(first.name)} again` : `Read ${items.length} documents again`;
  return queue.add(first.morgyId, label, items);
}

/** Gets one source of an import read: a file by a worker, an address over the network and then by a worker. */
import type { SecretStore } from '../../lib/secrets.ts';
import type { Store } from '../../store/store.ts';
import { KnowledgeError } from '../errors.ts';
import type { ExtractOptions } from '../extract/types.ts';
import { fetchJson, fetchUrl } from '../extract/url.ts';
import type { ReadDocument, Reader } from '../reading.ts';
import type { ReadSource } from './outcome.ts';

export interface Fetched {
  /** Null: the server says that nothing changed. */
  readonly read: ReadDocument | null;
  readonly etag: string | null;
  readonly lastModified: string | null;
}

export interface FetchDependencies {
  readonly store: Store;
  readonly reader: Reader;
  readonly secrets: SecretStore;
  readonly allowAddress?: (address: string) => boolean;
}

/** @throws ExtractionError, KnowledgeError no_headers */
export async function readSource(
  { store, reader, secrets, allowAddress }: FetchDependencies,
  source: ReadSource,
  name: string,
  options: ExtractOptions & { signal: AbortSignal },
): Promise<Fetched> {
  if (source.kind === 'path') {
    return { read: await reader.file(source.path, name, options), etag: null, lastModified: null };
  }
  const fetching = { signal: options.signal, ...(allowAddress ? { allowAddress } : {}) };
  const fetched =
    source.kind === 'api'
      ? await fetchJson(source.url, await headersOf(secrets, source.secret), fetching)
      : await fetchUrl(source.url, { ...fetching, ...conditions(store, source.documentId) });
  if (fetched.kind === 'notModified') return { read: null, etag: null, lastModified: null };
  const { bytes, name: served, mediaType, etag, lastModified } = fetched;
  return { read: await reader.bytes(bytes, served, mediaType, options), etag, lastModified };
}

/** What the server said of the page when it was read last. */
function conditions(store: Store, documentId: string | undefined): { etag?: string; lastModified?: string } {
  if (documentId === undefined) return {};
  const known = store.get<{ etag: string | null; last_modified: string | null }>(
    `SELECT etag, last_modified FROM knowledge_sources WHERE document_id = ?`,
    [documentId],
  );
  return {
    ...(known?.etag ? { etag: known.etag } : {}),
    ...(known?.last_modified ? { lastModified: known.last_modified } : {}),
  };
}

async function headersOf(secrets: SecretStore, key: string | null): Promise<Record<string, string>> {
  if (key === null) return {};
  const kept = await secrets.get(key);
  if (kept === null) {
    throw new KnowledgeError(
      'no_headers',
      "The headers for this API are not in this computer's keychain. Add the API again with its headers.",
    );
  }
  return JSON.parse(kept) as Record<string, string>;
}

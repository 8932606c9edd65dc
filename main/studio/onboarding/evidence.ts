/** The evidence vault: what was added, reading it in the background one piece after the other, and its text. */
import { createHash } from 'node:crypto';
import { readdir, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { v7 as uuidv7 } from 'uuid';
import { notFound, StudioError, toStudioError } from '../../contract/errors.ts';
import type { Handlers } from '../../contract/define.ts';
import type { Knowledge } from '../knowledge/index.ts';
import type { Store } from '../store/store.ts';
import { nowUtc } from '../store/store.ts';
import { LARGEST_EVIDENCE } from './contract.ts';
import type { onboardingContract, Session } from './contract.ts';
import { toPlainInSlices } from './plain.ts';
import { changeSession, evidenceOf, sessionRow, withEvidence } from './session.ts';

/** Files taken from one folder; a folder of more is not what a person meant by evidence. */
const MOST_IN_FOLDER = 500;

interface Waiting {
  id: string;
  workspace_id: string;
  name: string;
  place: string;
}

interface NewEvidence {
  readonly type: 'file' | 'url';
  readonly name: string;
  readonly place: string;
  readonly url: string | null;
  readonly size: number;
  /** What already stands against it; it is listed all the same, so that nobody wonders where it went. */
  readonly refused?: string;
}

const isAddress = (place: string): boolean => /^https?:/i.test(place);

type EvidenceHandlers = Pick<
  Handlers<typeof onboardingContract>,
  | 'onboarding.addFiles'
  | 'onboarding.addUrls'
  | 'onboarding.addText'
  | 'onboarding.tagEvidence'
  | 'onboarding.removeEvidence'
  | 'onboarding.readAgain'
  | 'onboarding.evidenceText'
>;

interface EvidenceDependencies {
  readonly store: Store;
  readonly readOnce: Knowledge['readOnce'];
  /** @throws StudioError not_found where there is no such workspace, or it lies in the trash */
  readonly get: (workspaceId: string) => Session;
}

interface Vault {
  readonly handlers: EvidenceHandlers;
  /** Goes on with what waits to be read. */
  pump(): void;
  settled(): Promise<void>;
  close(): Promise<void>;
}

export function createEvidence({ store, readOnce, get }: EvidenceDependencies): Vault {
  const closing = new AbortController();
  let reading: Promise<void> | null = null;
  /** Undo takes back what was added and what reading made of it in one step. */
  const batches = new Map<string, string>();

  function add(workspaceId: string, list: readonly NewEvidence[]): Session {
    const batch = uuidv7();
    const known = new Set(evidenceOf(sessionRow(store, workspaceId)?.evidence).flatMap(({ url }) => url ?? []));
    const fresh = list
      .filter(({ url }, at) => url === null || (!known.has(url) && list.findIndex((other) => other.url === url) === at))
      .map((item) => ({ ...item, id: uuidv7() }));
    if (fresh.length === 0) return get(workspaceId);
    store.write(
      fresh.length === 1 ? `Add “${fresh[0]?.name}” as evidence` : `Add ${fresh.length} pieces of evidence`,
      () => {
        changeSession(store, workspaceId, (row) => ({
          evidence: [
            ...(Array.isArray(row.evidence) ? row.evidence : []),
            ...fresh.map(({ id, type, name, url, size, refused }) => ({
              id,
              type,
              name,
              status: refused === undefined ? 'pending' : 'error',
              url,
              fileType: null,
              size,
              tags: [],
              message: refused ?? null,
            })),
          ],
        }));
        for (const { id, name, place, refused } of fresh) {
          if (refused === undefined) insertText(id, workspaceId, name, place, '', '', []);
        }
      },
      { batch },
    );
    for (const { id } of fresh) batches.set(id, batch);
    pump();
    return get(workspaceId);
  }

  const insertText = (
    id: string,
    workspaceId: string,
    name: string,
    place: string,
    text: string,
    sha256: string,
    warnings: readonly string[],
  ): void =>
    void store.run(
      `INSERT INTO evidence_texts (id, workspace_id, name, text, sha256, place, warnings, read_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
       ON CONFLICT (id) DO UPDATE SET name = excluded.name, text = excluded.text, sha256 = excluded.sha256,
         place = excluded.place, warnings = excluded.warnings, read_at = excluded.read_at`,
      [id, workspaceId, name, text, sha256, place, JSON.stringify(warnings), text === '' ? '' : nowUtc()],
      'evidence_texts',
    );

  const waiting = (): Waiting | undefined =>
    store.get<Waiting>(
      `SELECT t.id, t.workspace_id, t.name, t.place FROM evidence_texts t JOIN workspaces w ON w.id = t.workspace_id
       WHERE t.read_at = '' AND t.removed = 0 AND t.place <> '' AND w.deleted_at IS NULL
         AND EXISTS (SELECT 1 FROM onboarding_sessions s, json_each(s.evidence) e
           WHERE s.workspace_id = t.workspace_id AND e.type = 'object' AND json_extract(e.value, '$.id') = t.id
             AND json_extract(e.value, '$.status') IN ('pending', 'processing'))
       ORDER BY t.id LIMIT 1`,
    );

  function pump(): void {
    reading ??= readAll()
      // On a full disk not even the failure can be written; the next start tries again.
      .catch((error: unknown) => console.error('Reading evidence failed:', error))
      .finally(() => {
        reading = null;
      });
  }

  async function readAll(): Promise<void> {
    for (let next = waiting(); next && !closing.signal.aborted; next = waiting()) await readOne(next);
  }

  async function readOne({ id, workspace_id: workspaceId, name, place }: Waiting): Promise<void> {
    const batch = batches.get(id);
    const note = (patch: Record<string, unknown>, text?: () => void): void => {
      store.write(
        `Read “${name}”`,
        () => {
          text?.();
          changeSession(store, workspaceId, (row) => ({ evidence: withEvidence(row.evidence, id, patch) }));
        },
        batch === undefined ? { kind: 'record' } : { batch },
      );
    };
    try {
      const source = isAddress(place)
        ? ({ kind: 'url', url: place } as const)
        : ({ kind: 'path', path: place } as const);
      const read = await readOnce(source, closing.signal);
      if (read.size > LARGEST_EVIDENCE) throw tooLarge(name);
      const plain = await toPlainInSlices(read.markdown);
      const shown = isAddress(place) && read.title !== '' ? read.title : name;
      note({ status: 'complete', name: shown, fileType: read.mediaType, size: read.size, message: null }, () =>
        insertText(
          id,
          workspaceId,
          shown,
          place,
          plain,
          read.sha256,
          read.warnings.map((warning) => warning.message),
        ),
      );
    } catch (error) {
      if (closing.signal.aborted) return;
      note({ status: 'error', message: toStudioError(error).message });
    } finally {
      batches.delete(id);
    }
  }

  const tooLarge = (name: string): StudioError =>
    new StudioError('too_large', `“${name}” is larger than 50 MB. Split it into parts and add those that matter.`);

  /** @throws StudioError where nothing could be taken at all */
  async function filesAt(path: string): Promise<NewEvidence[]> {
    const name = basename(path);
    const item = (size: number, refused?: string): NewEvidence => ({
      type: 'file',
      name,
      place: path,
      url: null,
      size,
      ...(refused === undefined ? {} : { refused }),
    });
    try {
      const info = await stat(path);
      if (info.isDirectory()) {
        const entries = await readdir(path, { withFileTypes: true });
        const files = entries.filter((entry) => entry.isFile() && !entry.name.startsWith('.')).slice(0, MOST_IN_FOLDER);
        return (await Promise.all(files.map((entry) => filesAt(join(path, entry.name))))).flat();
      }
      if (!info.isFile()) return [item(0, `“${name}” is neither a file nor a folder. Add a document.`)];
      return [info.size > LARGEST_EVIDENCE ? item(info.size, tooLarge(name).message) : item(info.size)];
    } catch {
      return [item(0, `“${name}” is not there or may not be read. Check the path, then add it again.`)];
    }
  }

  const addressOf = (typed: string): NewEvidence => {
    const text = typed.trim();
    const url = /^[a-z][a-z0-9+.-]*:/i.test(text) ? text : `https://${text}`;
    const fine = URL.canParse(url) && isAddress(url);
    return {
      type: 'url',
      name: fine ? new URL(url).host : text.slice(0, 200),
      place: url,
      url: fine ? url : null,
      size: 0,
      ...(fine ? {} : { refused: `“${text.slice(0, 200)}” is not a web address. Use one that begins with https://.` }),
    };
  };

  /** @throws StudioError not_found */
  function requireEvidence(workspaceId: string, id: string): { name: string; url: string | null } {
    const found = evidenceOf(sessionRow(store, workspaceId)?.evidence).find((item) => item.id === id);
    if (!found) throw notFound('piece of evidence', id);
    return found;
  }

  const handlers: EvidenceHandlers = {
    'onboarding.addFiles': async ({ workspaceId, paths }) => {
      get(workspaceId);
      return add(workspaceId, (await Promise.all(paths.map(filesAt))).flat());
    },
    'onboarding.addUrls': ({ workspaceId, urls }) => {
      get(workspaceId);
      return add(workspaceId, urls.map(addressOf));
    },
    'onboarding.addText': async ({ workspaceId, name, text }) => {
      get(workspaceId);
      const id = uuidv7();
      const plain = await toPlainInSlices(text);
      store.write(`Add “${name}” as evidence`, () => {
        insertText(id, workspaceId, name, '', plain, createHash('sha256').update(text).digest('hex'), []);
        changeSession(store, workspaceId, (row) => ({
          evidence: [
            ...(Array.isArray(row.evidence) ? row.evidence : []),
            {
              id,
              type: 'file',
              name,
              status: 'complete',
              url: null,
              fileType: 'text/plain',
              size: Buffer.byteLength(text),
              tags: [],
              message: null,
            },
          ],
        }));
      });
      return get(workspaceId);
    },
    'onboarding.tagEvidence': ({ workspaceId, id, tags }) => {
      const { name } = requireEvidence(workspaceId, id);
      store.write(`Tag “${name}”`, () =>
        changeSession(store, workspaceId, (row) => ({ evidence: withEvidence(row.evidence, id, { tags }) })),
      );
      return get(workspaceId);
    },
    'onboarding.removeEvidence': ({ workspaceId, id }) => {
      const { name } = requireEvidence(workspaceId, id);
      store.write(`Take “${name}” out of the evidence`, () =>
        changeSession(store, workspaceId, (row) => ({
          evidence: (Array.isArray(row.evidence) ? row.evidence : []).filter(
            (item: unknown) => (item as { id?: unknown } | null)?.id !== id,
          ),
        })),
      );
      return get(workspaceId);
    },
    'onboarding.readAgain': ({ workspaceId, id }) => {
      const { name, url } = requireEvidence(workspaceId, id);
      const place = store.get<{ place: string }>('SELECT place FROM evidence_texts WHERE id = ?', [id])?.place || url;
      if (!place) {
        throw new StudioError(
          'no_source',
          `“${name}” was added on another device or as a text. Add the file here to read it.`,
        );
      }
      store.write(
        `Read “${name}” again`,
        () => {
          insertText(id, workspaceId, name, place, '', '', []);
          changeSession(store, workspaceId, (row) => ({
            evidence: withEvidence(row.evidence, id, { status: 'pending', message: null }),
          }));
        },
        { kind: 'record' },
      );
      pump();
      return get(workspaceId);
    },
    'onboarding.evidenceText': ({ workspaceId, id }) => {
      requireEvidence(workspaceId, id);
      const row = store.get<{ name: string; text: string; warnings: string }>(
        'SELECT name, text, warnings FROM evidence_texts WHERE id = ?',
        [id],
      );
      if (!row || row.text === '')
        throw new StudioError('not_here', 'The text of this evidence is on another device, or has not been read yet.');
      return { name: row.name, text: row.text, warnings: JSON.parse(row.warnings) as string[] };
    },
  };

  return {
    handlers,
    pump,
    async close() {
      closing.abort();
      await reading;
    },
    settled: async () => {
      await reading;
    },
  };
}

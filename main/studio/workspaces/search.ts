/** Full-text search over everything in a workspace, from the index that triggers keep. */
import type { Store } from '../store/store.ts';
import type { GroundHit } from './contract.ts';

/** Marks around what was found; characters that no text of a person holds. */
const [OPEN, CLOSE] = ['\u0001', '\u0002'];
/** Words of text around a match. */
const SNIPPET_WORDS = 24;

/** `"a phrase"`, words, and the last word as a beginning while it is being typed. */
function terms(query: string): string[] {
  const parts = [...query.matchAll(/"([^"]+)"|([^\s"]+)/g)].map((match) => ({
    text: (match[1] ?? match[2] ?? '').replaceAll(/[^\p{L}\p{N}\s]+/gu, ' ').trim(),
    phrase: match[1] !== undefined,
  }));
  const kept = parts.filter((part) => part.text !== '');
  return kept.map(({ text, phrase }, at) => `"${text}"${!phrase && at === kept.length - 1 ? ' *' : ''}`);
}

const runs = (marked: string): GroundHit['snippet'] =>
  marked
    .split(new RegExp(`(${OPEN}[^${CLOSE}]*${CLOSE})`))
    .filter((text) => text !== '')
    .map((text) =>
      text.startsWith(OPEN)
        ? { text: text.slice(1, -1), match: true }
        : { text: text.replaceAll('\n', ' · '), match: false },
    );

interface Raw {
  table_name: GroundHit['table'];
  row_id: string;
  part: string;
  title: string;
  marked: string;
}

export function searchGround(
  store: Store,
  workspaceId: string,
  query: string,
  limit: number,
): { hits: GroundHit[]; total: number } {
  const words = terms(query);
  if (words.length === 0) return { hits: [], total: 0 };
  for (const match of [words.join(' AND '), words.join(' OR ')]) {
    const total =
      store.get<{ n: number }>(
        `SELECT count(*) AS n FROM ground_fts f JOIN ground_index i ON i.id = f.rowid
         WHERE ground_fts MATCH ? AND i.workspace_id = ?`,
        [match, workspaceId],
      )?.n ?? 0;
    if (total === 0) continue;
    const hits = store
      .all<Raw>(
        `SELECT i.table_name, i.row_id, i.part, f.title, snippet(ground_fts, 1, ?, ?, ' … ', ${SNIPPET_WORDS}) AS marked
         FROM ground_fts f JOIN ground_index i ON i.id = f.rowid
         WHERE ground_fts MATCH ? AND i.workspace_id = ?
         ORDER BY bm25(ground_fts, 4.0, 1.0), i.id LIMIT ?`,
        [OPEN, CLOSE, match, workspaceId, limit],
      )
      .map(({ table_name, row_id, part, title, marked }) => ({
        table: table_name,
        id: row_id,
        part,
        title,
        snippet: runs(marked),
      }));
    return { hits, total };
  }
  return { hits: [], total: 0 };
}

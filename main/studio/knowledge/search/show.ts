/** The second step of a search: the few chunks that are shown are read, with a snippet each. */
import type { Store } from '../../store/store.ts';
import type { SearchHit } from '../contract.ts';
import type { ParsedQuery } from './query.ts';
import { snippetOf } from './snippet.ts';
import { termOf } from './words.ts';

export interface Shown {
  readonly id: number;
  readonly document_id: string;
  readonly score: number;
  readonly pinned: number;
  /** A sentence for a person. */
  readonly why?: string;
  readonly fit?: number;
  /** Words of the passage that are near to what was asked, to be marked like it. */
  readonly near?: readonly string[];
}

/** Of these documents those that are not in the trash, nor their Morgys. */
export function livingAmong(store: Store, documentIds: Iterable<string>): Set<string> {
  return new Set(
    store
      .all<{ document_id: string }>(
        `SELECT f.document_id FROM json_each(?) j
         JOIN knowledge_facts f ON f.document_id = j.value AND f.deleted_at IS NULL
         JOIN morgys m ON m.id = f.morgy_id AND m.deleted_at IS NULL`,
        [JSON.stringify([...documentIds])],
      )
      .map((row) => row.document_id),
  );
}

interface ShownRow {
  id: number;
  key: string;
  document_id: string;
  morgy_id: string;
  title: string;
  heading_path: string;
  page: number | null;
  text: string;
}

/** Headings at the top of a passage stand above its snippet already. */
const HEADINGS = /^(?:\s*#{1,6} [^\n]*\n)+\s*(?=\S)/;

function snippetBelow(text: string, query: ParsedQuery): SearchHit['snippet'] {
  const below = snippetOf(text.replace(HEADINGS, ''), query);
  // What was asked may stand in a heading only.
  return below.some(({ match }) => match) ? below : snippetOf(text, query);
}

export function show(store: Store, candidates: readonly Shown[], query: ParsedQuery): SearchHit[] {
  const rows = new Map(
    store
      .all<ShownRow>(
        `SELECT c.id, c.key, c.document_id, c.morgy_id, c.title, c.heading_path, c.page, c.text
         FROM json_each(?) j JOIN chunks c ON c.id = j.value`,
        [JSON.stringify(candidates.map((candidate) => candidate.id))],
      )
      .map((row) => [row.id, row]),
  );
  return candidates.flatMap(({ id, document_id, score, pinned, why, fit, near = [] }) => {
    const row = rows.get(id);
    // A row that is another document's by now: its number was given away.
    if (!row || row.document_id !== document_id) return [];
    return [
      {
        documentId: row.document_id,
        morgyId: row.morgy_id,
        title: row.title,
        headingPath: row.heading_path === '' ? [] : row.heading_path.split('\n'),
        page: row.page,
        chunkId: `${row.document_id}.${row.key}`,
        text: row.text,
        snippet: snippetBelow(row.text, {
          parts: [
            ...query.parts,
            ...near.map((word) => ({ text: word, prefix: false, required: false, terms: [termOf(word)] })),
          ],
        }),
        score,
        ...(pinned === 1 ? { pinned: true } : {}),
        ...(why === undefined ? {} : { why }),
        ...(fit === undefined ? {} : { fit }),
      },
    ];
  });
}

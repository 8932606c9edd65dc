/** Foundations and customers that are near in meaning to what was asked, where their words are others. */
import { createTextSearch } from '../lib/text-search.ts';
import type { TextSearch } from '../lib/text-search.ts';
import { currentModel } from '../knowledge/index.ts';
import type { Store } from '../store/store.ts';
import type { GroundHit } from './contract.ts';

/** Whose summaries and sections are compared. Evidence can be long; it is found by its words. */
const COMPARED = ['foundations', 'icp_profiles'] as const;
/** Below this a text has little to do with the question. */
const LEAST_FIT = 0.45;
const MOST = 10;
/** Characters of a text that are shown. */
const SHOWN = 160;

interface Row {
  readonly id: number;
  readonly table_name: (typeof COMPARED)[number];
  readonly row_id: string;
  readonly part: string;
  readonly title: string;
  readonly text: string;
}

interface Kept {
  readonly workspaceId: string;
  readonly search: TextSearch;
  readonly rows: ReadonlyMap<string, Row>;
}
const kept = new WeakMap<Store, Kept | null>();

/** Made anew once one of the texts changed, or the language model. */
function searchIn(store: Store, workspaceId: string): Kept {
  const known = kept.get(store);
  if (known?.workspaceId === workspaceId) return known;
  if (known === undefined) {
    const stale = new Set<string>([...COMPARED, 'workspaces', 'search_models', '*']);
    store.onChange((tables) => {
      if (tables.some((table) => stale.has(table))) kept.set(store, null);
    });
  }
  const rows = store.all<Row>(
    `SELECT i.id, i.table_name, i.row_id, i.part, f.title, f.text FROM ground_index i JOIN ground_fts f ON f.rowid = i.id
     WHERE i.workspace_id = ? AND i.table_name IN (${COMPARED.map(() => '?').join(', ')}) AND trim(f.text) <> ''
     ORDER BY i.table_name, i.row_id, i.part`,
    [workspaceId, ...COMPARED],
  );
  const items = rows.map(({ id, table_name, title, text }) => ({ id: String(id), kind: table_name, title, text }));
  const made = {
    workspaceId,
    search: createTextSearch(items, currentModel(store)),
    rows: new Map(rows.map((row) => [String(row.id), row])),
  };
  kept.set(store, made);
  return made;
}

/** Best first, without those found already. A phrase in quotation marks asks for these words and no others. */
export function nearInMeaning(
  store: Store,
  workspaceId: string,
  query: string,
  found: readonly GroundHit[],
  limit: number,
): GroundHit[] {
  if (limit <= 0 || query.includes('"')) return [];
  const { search, rows } = searchIn(store, workspaceId);
  const known = new Set(found.map(({ table, id, part }) => `${table} ${id} ${part}`));
  return search
    .search(query, { limit: MOST + found.length, leastFit: LEAST_FIT })
    .flatMap(({ id, why }) => {
      const row = rows.get(id);
      if (!row || known.has(`${row.table_name} ${row.row_id} ${row.part}`)) return [];
      const text = row.text.replaceAll(/\s*\n\s*/g, ' · ').trim();
      const shown = text.length <= SHOWN ? text : `${text.slice(0, SHOWN).replace(/[\ud800-\udbff]$/, '')} …`;
      return [
        {
          table: row.table_name,
          id: row.row_id,
          part: row.part,
          title: row.title,
          snippet: [{ text: shown, match: false }],
          why,
        },
      ];
    })
    .slice(0, Math.min(MOST, limit));
}

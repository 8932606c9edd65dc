/** Whether everything in the workspaces is found and listed: what triggers keep, against the rows it is made from. */
import { refillGround } from '../../../migrations/sqlite/0005-ground.ts';
import { refillGroundLists } from '../../../migrations/sqlite/0008-ground-lists.ts';
import type { Store } from '../store/store.ts';

/** One line of `doctor` (the shape of maintenance's contract). */
export interface GroundCheck {
  readonly id: string;
  readonly label: string;
  readonly state: 'ok' | 'repaired' | 'warning' | 'failed';
  readonly detail: string;
}

const ROWS = ['icp_profiles', 'campaigns', 'moves', 'muse_assets', 'blackbox_strategies', 'daily_wins'] as const;

/** In words, what differs; empty where all is well. */
function problems(store: Store): string[] {
  const found: string[] = [];
  try {
    store.connection.exec(`INSERT INTO ground_fts (ground_fts) VALUES ('integrity-check')`);
  } catch {
    found.push('its pages are damaged');
  }
  const lost = store.get<{ n: number }>(
    `SELECT count(*) AS n FROM ground_index i LEFT JOIN ground_fts_docsize d ON d.id = i.id WHERE d.id IS NULL`,
  )?.n;
  if (lost) found.push(`${lost} texts are listed and cannot be found`);
  for (const table of ROWS) {
    const missing = store.get<{ n: number }>(
      `SELECT count(*) AS n FROM ${table} t WHERE t.deleted_at IS NULL
         AND NOT EXISTS (SELECT 1 FROM ground_index i WHERE i.table_name = '${table}' AND i.row_id = t.id)`,
    )?.n;
    if (missing) found.push(`${missing} of ${table} are missing`);
  }
  const unlisted = store.get<{ moves: number; texts: number }>(
    `SELECT (SELECT count(*) FROM moves WHERE id NOT IN (SELECT move_id FROM move_outlines)) AS moves,
       (SELECT count(*) FROM (SELECT DISTINCT coalesce(parent_id, id) FROM muse_assets WHERE deleted_at IS NULL
          EXCEPT SELECT root_id FROM text_heads)) AS texts`,
  );
  if (unlisted?.moves) found.push(`${unlisted.moves} moves are missing in lists`);
  if (unlisted?.texts) found.push(`${unlisted.texts} texts are missing in lists`);
  return found;
}

export function checkGround(store: Store, repair: boolean): GroundCheck[] {
  const line = { id: 'ground', label: 'Search in workspaces' };
  const before = problems(store);
  const texts = (): string =>
    `${(store.get<{ n: number }>('SELECT count(*) AS n FROM ground_index')?.n ?? 0).toLocaleString('en')} texts`;
  if (before.length === 0) return [{ ...line, state: 'ok', detail: `${texts()}, all of them findable.` }];
  if (!repair) return [{ ...line, state: 'warning', detail: `${before.join('; ')}. Repairing makes it anew.` }];
  store.write(
    'Make the search of workspaces anew',
    () => store.uncaptured([], () => store.connection.exec(refillGround + refillGroundLists)),
    {
      kind: 'record',
    },
  );
  const after = problems(store);
  return after.length === 0
    ? [{ ...line, state: 'repaired', detail: `${before.join('; ')}. It was made anew: ${texts()}.` }]
    : [{ ...line, state: 'failed', detail: `${after.join('; ')}, also after it was made anew.` }];
}

/** Serves drafts: device-only, never in history or outbox. */
import type { Handlers } from '../../contract/define.ts';
import type { Store } from '../store/store.ts';
import { nowUtc } from '../store/store.ts';
import type { draftsContract } from './contract.ts';

export function createDrafts({ store }: { store: Store }): { handlers: Handlers<typeof draftsContract> } {
  return {
    handlers: {
      'drafts.list': ({ prefix }) =>
        store
          .all<{ key: string; value: string; updated_at: string }>(
            `SELECT key, value, updated_at FROM drafts WHERE substr(key, 1, length(?)) = ? ORDER BY key`,
            [prefix, prefix],
          )
          .map((row) => ({ ...row, value: JSON.parse(row.value) })),
      'drafts.save': ({ key, value }) => {
        const updated_at = nowUtc();
        store.write('Keep a draft', () =>
          store.run(
            `INSERT INTO drafts (key, value, updated_at) VALUES (?, ?, ?)
             ON CONFLICT (key) DO UPDATE SET value = excluded.value, updated_at = excluded.updated_at`,
            [key, JSON.stringify(value), updated_at],
            'drafts',
          ),
        );
        return { key, value, updated_at };
      },
      'drafts.clear': ({ keys }) => {
        const { value } = store.write('Clear drafts', () =>
          keys.reduce((count, key) => count + store.run('DELETE FROM drafts WHERE key = ?', [key], 'drafts'), 0),
        );
        return { count: value };
      },
    },
  };
}

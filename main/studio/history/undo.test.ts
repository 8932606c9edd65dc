/** Faults caught: an undo that skips a column because the cloud gave it back in another spelling, or that overwrites a change. */
import { expect, it } from 'vitest';
import { morgys } from '../../../schema/index.ts';
import { applying } from '../../../sync/device/transaction.ts';
import { Landing } from '../../../sync/device/landing.ts';
import { rowFromLog } from '../../../sync/device/rows.ts';
import { insertMorgy, testStore } from '../store/testing.ts';
import type { Store } from '../store/store.ts';
import { redo, undo } from './undo.ts';

/** As the engine does when everything sent has come back: nothing is outstanding, and the row lands as Postgres prints it. */
function echo(store: Store, id: string, row_version: number, values: Record<string, string>): void {
  const db = store.connection;
  db.exec('DELETE FROM sync_outbox');
  applying(db, 'From the cloud', (change) =>
    new Landing(db).change(change, {
      table: morgys,
      rowId: id,
      operation: 'update',
      values: rowFromLog(morgys, { id, row_version: String(row_version), ...values }),
    }),
  );
}

function configured(): { store: Store; id: string } {
  const store = testStore();
  const id = insertMorgy(store, 'Ada');
  store.write('First', () =>
    store.update(morgys, id, { ai_config: { systemPrompt: 'A', maxTokens: 5 } as never, tags: ['sea'], price: 100 }),
  );
  store.write('Decide', () =>
    store.update(morgys, id, {
      ai_config: { systemPrompt: 'B', maxTokens: 5 } as never,
      tags: ['sea', 'moon'],
      price: 200,
    }),
  );
  return { store, id };
}

it('takes back and makes again what came back from the cloud in another order of keys', () => {
  const { store, id } = configured();
  // Rows fetched anew are put as they come, past the landing's care for spelling.
  applying(store.connection, 'Fetched', () =>
    store.connection
      .prepare(`UPDATE morgys SET ai_config = ?, tags = ? WHERE id = ?`)
      .run('{"maxTokens": 5, "systemPrompt": "B"}', '["sea", "moon"]', id),
  );
  expect(undo(store).skipped).toEqual([]);
  expect(store.row(morgys, id)).toMatchObject({
    ai_config: { systemPrompt: 'A', maxTokens: 5 },
    tags: ['sea'],
    price: 100,
  });
  echo(store, id, 7, { ai_config: '{"maxTokens": 5, "systemPrompt": "A"}', tags: '{sea}', price: '1.00' });
  expect(redo(store).skipped).toEqual([]);
  expect(store.row(morgys, id)).toMatchObject({ ai_config: { systemPrompt: 'B' }, tags: ['sea', 'moon'], price: 200 });
});

it('leaves alone what another device really changed since, and says so', () => {
  const { store, id } = configured();
  echo(store, id, 7, { ai_config: '{"maxTokens": 6, "systemPrompt": "B"}', tags: '{moon,sea}', price: '2.00' });
  expect(
    undo(store)
      .skipped.map(({ column }) => column)
      .toSorted(),
  ).toEqual(['ai_config', 'tags']);
  expect(store.row(morgys, id)).toMatchObject({ ai_config: { maxTokens: 6 }, tags: ['moon', 'sea'], price: 100 });
});

// Told as undone, though every column of it was left alone.
it('names no row as taken back of which nothing could be', () => {
  const { store, id } = configured();
  store.write('Remove', () => store.update(morgys, id, { deleted_at: '2026-05-01T00:00:00.000Z' }));
  store.write('Alive again', () => store.update(morgys, id, { deleted_at: null }), { kind: 'remote' });
  expect(undo(store)).toMatchObject({ label: 'Remove', rows: [], skipped: [{ column: 'deleted_at' }] });
});

it('a row that comes back in another spelling keeps its text, and history hears of no change', () => {
  const { store, id } = configured();
  const texts = () => store.get('SELECT ai_config, tags FROM morgys WHERE id = ?', [id]);
  const count = () => store.get<{ n: number }>('SELECT count(*) AS n FROM history')?.n;
  const [before, changes] = [texts(), count()];
  echo(store, id, 7, { ai_config: '{"maxTokens": 5, "systemPrompt": "B"}', tags: '{sea,moon}', price: '2.00' });
  expect(store.row(morgys, id)?.row_version).toBe(7);
  expect(texts()).toEqual(before);
  expect(count()).toBe(changes);
});

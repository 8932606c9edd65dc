/** Faults caught: a write that history or outbox does not see, a half-written transaction, a wrong undo. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { quote } from '../../../schema/device.ts';
import { deviceTables, morgys } from '../../../schema/index.ts';
import { redo, redoStep, undo, undoStep } from '../history/undo.ts';
import { stateAt } from '../history/versions.ts';
import { openConnection } from './connection.ts';
import type { Store } from './store.ts';
import { insertMorgy, testStore } from './testing.ts';

const count = (store: Store, table: string): number =>
  store.get<{ n: number }>(`SELECT count(*) AS n FROM ${quote(table)}`)?.n ?? -1;

/** Milliseconds: a hundred databases, each commit of which waits for a disk that others may be using. */
const PATIENCE = 300_000;

describe('capture', () => {
  it('puts row, history and outbox into one transaction: a failing write leaves none of them', () => {
    const store = testStore();
    const id = insertMorgy(store);
    const before = [count(store, 'history'), count(store, 'sync_outbox'), count(store, 'history_tx')];
    expect(() =>
      store.write('Fail half way', () => {
        store.update(morgys, id, { name: 'Half' });
        throw new Error('stop');
      }),
    ).toThrow('stop');
    expect(store.row(morgys, id)?.name).toBe('Test Morgy');
    expect([count(store, 'history'), count(store, 'sync_outbox'), count(store, 'history_tx')]).toEqual(before);
  });

  it('sees a write that goes round the store, from another connection and with REPLACE', () => {
    const store = testStore();
    const id = insertMorgy(store);
    const outside = openConnection(store.file);
    outside.prepare('UPDATE morgys SET name = ? WHERE id = ?').run('By hand', id);
    outside
      .prepare(
        `INSERT OR REPLACE INTO morgys (id, creator_id, name, category) SELECT id, creator_id, 'Replaced', category FROM morgys WHERE id = ?`,
      )
      .run(id);
    outside.close();
    const operations = store.all<{ operation: string }>('SELECT operation FROM history WHERE row_id = ? ORDER BY id', [
      id,
    ]);
    expect(operations.map((entry) => entry.operation)).toEqual(['insert', 'update', 'delete', 'insert']);
    expect(count(store, 'sync_outbox')).toBe(4);
    const label = store.get<{ label: string; kind: string }>(
      'SELECT label, kind FROM history_tx ORDER BY tx DESC LIMIT 1',
    );
    expect(label).toEqual({ label: 'Changed outside the studio', kind: 'outside' });
  });

  it('covers every table that a device may write, and refuses writes to the ones it only reads', () => {
    const store = testStore();
    const triggers = new Set(
      store.all<{ name: string }>(`SELECT name FROM sqlite_master WHERE type = 'trigger'`).map((row) => row.name),
    );
    for (const table of deviceTables) {
      for (const operation of ['insert', 'update', 'delete'])
        expect(triggers).toContain(`capture_${operation}_${table.name}`);
    }
  });

  it('keeps an update that changes nothing out of history', () => {
    const store = testStore();
    const id = insertMorgy(store);
    const result = store.write('Same name', () => store.update(morgys, id, { name: 'Test Morgy' }));
    expect(result.tx).toBeNull();
    expect(count(store, 'history')).toBe(1);
  });

  it('names the changed tables to listeners after the commit, never before', () => {
    const store = testStore();
    const heard: string[][] = [];
    store.onChange((tables) => {
      expect(store.connection.inTransaction).toBe(false);
      heard.push([...tables].toSorted());
    });
    insertMorgy(store);
    expect(heard).toEqual([['history', 'morgys']]);
  });
});

describe('undo and redo', () => {
  it('survive a restart', () => {
    const store = testStore();
    const id = insertMorgy(store);
    store.write('Rename', () => store.update(morgys, id, { name: 'Renamed' }));
    store.close();
    const again = testStore(store.file.replace(/\/studio\.db$/, ''));
    expect(undo(again).label).toBe('Rename');
    expect(again.row(morgys, id)?.name).toBe('Test Morgy');
    expect(redo(again).label).toBe('Rename');
    expect(again.row(morgys, id)?.name).toBe('Renamed');
  });

  it('leave alone what something else changed since, and say so', () => {
    const store = testStore();
    const id = insertMorgy(store);
    store.write('Rename', () => store.update(morgys, id, { name: 'Mine', description: 'Mine too' }));
    store.write('Arrive from the cloud', () => store.update(morgys, id, { name: 'Theirs' }), { kind: 'remote' });
    const result = undo(store);
    expect(result.skipped).toEqual([{ table: 'morgys', id, column: 'name', reason: 'it was changed since' }]);
    expect(store.row(morgys, id)).toMatchObject({ name: 'Theirs', description: null });
  });

  it('take back a batch as one step and put an undone insert into the trash, not into nothing', () => {
    const store = testStore();
    const id = insertMorgy(store);
    for (const name of ['One', 'Two', 'Three']) {
      store.write('Type', () => store.update(morgys, id, { name }), { batch: 'typing' });
    }
    undo(store);
    expect(store.row(morgys, id)?.name).toBe('Test Morgy');
    undo(store);
    expect(store.row(morgys, id)?.deleted_at).not.toBeNull();
    redo(store);
    redo(store);
    expect(store.row(morgys, id)).toMatchObject({ name: 'Three', deleted_at: null });
    expect(redoStep(store)).toBeUndefined();
  });

  it(
    'follow a simple model of two stacks over any sequence of edits',
    () => {
      fc.assert(
        fc.property(
          fc.array(
            fc.oneof(
              fc.string({ minLength: 1, maxLength: 8 }).map((name) => ({ name })),
              fc.constantFrom('undo' as const, 'redo' as const),
            ),
            { maxLength: 40 },
          ),
          (actions) => {
            const store = testStore();
            const id = insertMorgy(store);
            const past: string[] = [];
            let now = 'Test Morgy';
            let future: string[] = [];
            for (const action of actions) {
              if (action === 'undo') {
                if (past.length === 0) continue;
                undo(store);
                future.unshift(now);
                now = past.at(-1) ?? now;
                past.pop();
              } else if (action === 'redo') {
                const next = future.shift();
                if (next === undefined) continue;
                redo(store);
                past.push(now);
                now = next;
              } else if (action.name !== now) {
                store.write('Rename', () => store.update(morgys, id, { name: action.name }));
                past.push(now);
                now = action.name;
                future = [];
              }
              expect(store.row(morgys, id)?.name).toBe(now);
              expect(redoStep(store) !== undefined).toBe(future.length > 0);
            }
            expect(undoStep(store)).toBeDefined();
          },
        ),
        { numRuns: 100 },
      );
    },
    PATIENCE,
  );
});

describe('history', () => {
  it(
    'gives back every earlier state of a row',
    () => {
      fc.assert(
        fc.property(
          fc.array(fc.record({ name: fc.string({ minLength: 1 }), tags: fc.array(fc.string(), { maxLength: 3 }) }), {
            maxLength: 15,
          }),
          (patches) => {
            const store = testStore();
            const id = insertMorgy(store);
            const seen: { tx: number; name: unknown; tags: unknown }[] = [];
            for (const patch of patches) {
              const { tx } = store.write('Edit', () => store.update(morgys, id, patch));
              if (tx !== null) seen.push({ tx, ...patch });
            }
            for (const { tx, name, tags } of seen) expect(stateAt(store, id, tx).morgy).toMatchObject({ name, tags });
          },
        ),
        { numRuns: 100 },
      );
    },
    PATIENCE,
  );
});

/**
 * Faults caught: after pairing, everything in a list "changed" when the cloud took it; a view that is counted passes for a
 * change; a refund that keeps the day of its sale; a row that was deleted for good and made again is taken for arrived by the
 * version that it had before, and goes from the screen, and for good where the cloud is then put back.
 */
import { expect, it } from 'vitest';
import { v7 as uuidv7 } from 'uuid';
import { insertMorgy, testStore } from '../../main/studio/store/testing.ts';
import type { Store } from '../../main/studio/store/store.ts';
import { morgyKnowledge, morgyPurchases, morgys, onboardingSessions, workspaces } from '../../schema/index.ts';
import type { Table } from '../../schema/index.ts';
import { Landing } from './landing.ts';
import { outboxEntries } from './inspect.ts';
import { recordAnswers, resolveBases } from './outbox.ts';
import { nextBatch } from './batch.ts';
import { beginReconciling, reconcile } from './reconcile.ts';
import { deviceTable } from './rows.ts';
import type { Row } from './rows.ts';
import { applying } from './transaction.ts';

const land = (store: Store, table: Table, operation: 'insert' | 'update', values: Row): void => {
  applying(store.connection, 'Arrived from the cloud', (context) =>
    new Landing(store.connection).change(context, { table, rowId: String(values['id']), operation, values }),
  );
};
const TAKEN = '2030-01-01T00:00:00.000Z';
const LATER = '2031-01-01T00:00:00.000Z';

it('a row keeps the time of the person’s change when the cloud takes it or counts on it, until someone else changes it', () => {
  const store = testStore();
  const db = store.connection;
  const morgyId = insertMorgy(store);
  const id = uuidv7();
  const row = { morgy_id: morgyId, owner_id: store.ownerId(), title: 'Handbook', content: 'Text.' };
  store.write('Add', () => store.insert(morgyKnowledge, { id, ...row, source_type: 'text' }));
  const made = store.row(morgyKnowledge, id)?.updated_at ?? '';
  expect(made < TAKEN).toBe(true);
  const sent = applying(db, 'Send', () => nextBatch(db, 500)).value.flatMap((one) => one.mutations);
  applying(db, 'Sent', () => {
    resolveBases(db);
    const results = sent.map(({ number }) => ({ number, outcome: 'applied' as const, rowVersion: 1 }));
    recordAnswers(db, results, TAKEN);
  });
  for (const [table, own] of [
    [morgys, morgyId],
    [morgyKnowledge, id],
  ] as const)
    land(store, table, 'insert', { ...new Landing(db).rows.read(table, own), row_version: 1, updated_at: TAKEN });
  expect(outboxEntries(db)).toEqual([]);
  expect(store.row(morgyKnowledge, id)).toMatchObject({ row_version: 1, updated_at: made });
  expect(store.get('SELECT updated_at FROM knowledge_facts')).toEqual({ updated_at: made });

  const written = store.row(morgys, morgyId)?.updated_at;
  land(store, morgys, 'update', { id: morgyId, view_count: 5, row_version: 2, updated_at: LATER });
  expect(store.row(morgys, morgyId)).toMatchObject({ view_count: 5, row_version: 2, updated_at: written });

  land(store, morgyKnowledge, 'update', { id, title: 'Manual', row_version: 2, updated_at: LATER });
  expect(store.get('SELECT title, updated_at FROM knowledge_facts')).toEqual({ title: 'Manual', updated_at: LATER });
});

it('a row that only the cloud writes has the cloud’s time', () => {
  const store = testStore();
  const id = uuidv7();
  const of = { morgy_id: uuidv7(), buyer_id: uuidv7(), creator_id: store.ownerId(), purchase_type: 'one_time' };
  const money = { price: 900, currency: 'USD', platform_rate: 3000, platform_fee: 270, creator_revenue: 630 };
  const sold = { id, ...of, ...money, payment_status: 'completed', created_at: TAKEN, updated_at: TAKEN };
  land(store, morgyPurchases, 'insert', { ...sold, row_version: 1 });
  land(store, morgyPurchases, 'update', { id, payment_status: 'refunded', row_version: 2, updated_at: LATER });
  expect(store.row(morgyPurchases, id)).toMatchObject({ payment_status: 'refunded', updated_at: LATER });
});

/** Sends what waits and takes the answers, as versions. */
function answer(store: Store, ...versions: (number | null)[]): void {
  const db = store.connection;
  const sent = applying(db, 'Send', () => {
    resolveBases(db);
    return nextBatch(db, 500);
  }).value.flatMap((one) => one.mutations);
  expect(sent).toHaveLength(versions.length);
  applying(db, 'Sent', (context) => {
    const results = sent.map(({ number }, n) => ({
      number,
      outcome: 'applied' as const,
      rowVersion: versions[n] ?? null,
    }));
    for (const { table, rowId } of recordAnswers(db, results, TAKEN)) {
      const of = deviceTable(table);
      if (of) new Landing(db).release(context, of, rowId, null, null);
    }
  });
}

/** A session that the cloud has, deleted and made again; that was answered, and nothing of it has come back. */
function madeAgain(store: Store): string {
  const [id, workspace] = [uuidv7(), uuidv7()];
  const owner = store.ownerId();
  const make = (made: string): void =>
    store.insert(onboardingSessions, { id, workspace_id: workspace, owner_id: owner, step_data: { made } });
  store.write('Open', () => store.insert(workspaces, { id: workspace, user_id: owner, name: 'Studio' }));
  applying(store.connection, 'Echo', () => store.connection.exec('DELETE FROM sync_outbox'));
  store.write('Begin', () => make('first'));
  answer(store, 1);
  const row = new Landing(store.connection).rows.read(onboardingSessions, id);
  land(store, onboardingSessions, 'insert', { ...row, row_version: 1 });
  expect(outboxEntries(store.connection)).toEqual([]);
  store.write('Delete', () => store.erase(onboardingSessions, id));
  store.write('Make again', () => make('again'));
  answer(store, null, 1);
  return id;
}

it('a row that was made again stays on the screen until the log has passed its going, and then leaves the outbox', () => {
  const store = testStore();
  const db = store.connection;
  const id = madeAgain(store);
  const shown = (): unknown => store.row(onboardingSessions, id)?.step_data;
  expect(shown()).toEqual({ made: 'again' });
  const made = new Landing(db).rows.read(onboardingSessions, id) ?? {};
  applying(db, 'Arrived from the cloud', (context) =>
    new Landing(db).change(context, { table: onboardingSessions, rowId: id, operation: 'delete', values: {} }),
  );
  expect(shown()).toEqual({ made: 'again' });
  land(store, onboardingSessions, 'insert', { ...made, row_version: 1 });
  expect(shown()).toEqual({ made: 'again' });
  applying(db, 'Arrived from the cloud', (context) => new Landing(db).releaseUpTo(context, 3, () => true));
  expect(outboxEntries(db)).toEqual([]);
  expect(shown()).toEqual({ made: 'again' });
});

it('a row that was made again goes up whole to a cloud that was put back to when it was gone', () => {
  const store = testStore();
  const db = store.connection;
  const id = madeAgain(store);
  const told = { made: 'again', rival: 'told' };
  store.write('Tell', () => store.update(onboardingSessions, id, { step_data: told }));
  beginReconciling(db, 2);
  reconcile(db, new Landing(db), [onboardingSessions]);
  expect(store.row(onboardingSessions, id)?.step_data).toEqual(told);
  expect(applying(db, 'Send', () => nextBatch(db, 500)).value.flatMap((one) => one.mutations)).toMatchObject([
    { operation: 'insert', rowId: id, patch: { step_data: told } },
  ]);
});

/**
 * Faults caught: figures that change because something was purged on this device; a live thing that lost what it named
 * without history, outbox or Undo hearing of it.
 */
import { expect, it } from 'vitest';
import { v7 as uuidv7 } from 'uuid';
import {
  blackboxStrategies,
  campaigns,
  icpProfiles,
  morgyAnalytics,
  morgyReviews,
  morgys,
  moves,
  workspaces,
} from '../../../schema/index.ts';
import { insertMorgy, testStore } from '../store/testing.ts';
import type { Store } from '../store/store.ts';
import { purge, restoreFromTrash } from './trash.ts';
import { undo } from './undo.ts';

const GONE = '2026-01-01T00:00:00.000Z';

it('leaves the cloud’s figures and reviews of a Morgy that was never sold where they are', () => {
  const store = testStore();
  const id = insertMorgy(store);
  store.write('From the cloud', () =>
    store.uncaptured(['morgy_analytics', 'morgy_reviews'], () => {
      store.insert(morgyAnalytics, {
        id: uuidv7(),
        morgy_id: id,
        owner_id: store.ownerId(),
        date: '2026-01-02',
        views: 7,
      });
      store.insert(morgyReviews, {
        id: uuidv7(),
        morgy_id: id,
        owner_id: store.ownerId(),
        user_id: uuidv7(),
        rating: 4,
      });
    }),
  );
  store.write('Delete', () => store.update(morgys, id, { deleted_at: GONE }));
  expect(purge(store, [{ table: 'morgys', id }])).toBe(1);
  expect(store.row(morgys, id)).toBeUndefined();
  expect(store.get('SELECT morgy_id, views FROM morgy_analytics')).toEqual({ morgy_id: id, views: 7 });
  expect(store.get('SELECT morgy_id, rating FROM morgy_reviews')).toEqual({ morgy_id: id, rating: 4 });
  expect(store.connection.pragma('foreign_key_check')).toEqual([]);
});

/** A campaign for a profile, a move of both, and a strategy of the move. */
function ground(store: Store) {
  const [space, icp, campaign, move, strategy] = Array.from({ length: 5 }, () => uuidv7()) as [
    string,
    string,
    string,
    string,
    string,
  ];
  const owner = store.ownerId();
  store.write('Ground', () => {
    store.insert(workspaces, { id: space, user_id: owner, name: 'Here' });
    const of = { workspace_id: space, owner_id: owner };
    store.insert(icpProfiles, { id: icp, ...of, name: 'Founders', code: 'F' });
    store.insert(campaigns, { id: campaign, ...of, name: 'Spring', target_icp_id: icp });
    store.insert(moves, {
      id: move,
      ...of,
      name: 'Launch',
      category: 'ignite',
      campaign_id: campaign,
      target_icp_id: icp,
    });
    store.insert(blackboxStrategies, { id: strategy, ...of, name: 'Bold', focus_area: 'retention', move_id: move });
  });
  // As if the cloud had taken everything.
  store.connection.exec('DELETE FROM sync_outbox');
  return { space, icp, campaign, move, strategy };
}
const waiting = (store: Store) =>
  store.all(
    `SELECT h.table_name AS "table", h.row_id AS id, h.before, h.after FROM sync_outbox o JOIN history h ON h.id = o.history_id
     ORDER BY h.table_name, h.id`,
  );

it('tells history and outbox of what no longer names a purged campaign, profile or move', () => {
  const store = testStore();
  const { icp, campaign, move, strategy } = ground(store);
  const changed = store.row(moves, move)?.updated_at;
  for (const [table, id, each] of [
    ['campaigns', campaign, campaigns],
    ['icp_profiles', icp, icpProfiles],
  ] as const) {
    store.write('Delete', () => store.update(each, id, { deleted_at: GONE }));
    store.connection.exec('DELETE FROM sync_outbox');
    expect(purge(store, [{ table, id }])).toBe(1);
    const column = table === 'campaigns' ? 'campaign_id' : 'target_icp_id';
    expect(waiting(store)).toEqual([
      { table: 'moves', id: move, before: JSON.stringify({ [column]: id }), after: JSON.stringify({ [column]: null }) },
    ]);
  }
  expect(store.row(moves, move)).toMatchObject({ campaign_id: null, target_icp_id: null, updated_at: changed });

  store.write('Delete', () => store.update(moves, move, { deleted_at: GONE }));
  store.connection.exec('DELETE FROM sync_outbox');
  purge(store, [{ table: 'moves', id: move }]);
  expect(waiting(store)).toMatchObject([{ table: 'blackbox_strategies', id: strategy, after: '{"move_id":null}' }]);
});

it('is no step of Undo, and an earlier step gives back everything but what is gone', () => {
  const store = testStore();
  const { campaign, move } = ground(store);
  store.write('Move it', () => store.update(moves, move, { campaign_id: null, name: 'Launch day' }));
  store.write('Delete', () => store.update(campaigns, campaign, { deleted_at: GONE }), { kind: 'record' });
  purge(store, [{ table: 'campaigns', id: campaign }]);
  expect(undo(store)).toMatchObject({
    label: 'Move it',
    rows: [{ table: 'moves', id: move }],
    skipped: [{ column: 'campaign_id', reason: 'what it named was purged from the trash' }],
  });
  expect(store.row(moves, move)).toMatchObject({ campaign_id: null, name: 'Launch' });
});

it('leaves no trace of what goes together, and links what comes back from the trash before that', () => {
  const store = testStore();
  const { space, campaign, move } = ground(store);
  store.write('Delete', () => store.update(campaigns, campaign, { deleted_at: GONE }));
  expect(store.row(moves, move)?.campaign_id).toBe(campaign);
  expect(restoreFromTrash(store, [{ table: 'campaigns', id: campaign }])).toBe(1);
  expect(store.row(moves, move)?.campaign_id).toBe(campaign);
  store.write('Delete', () => store.update(workspaces, space, { deleted_at: GONE }));
  purge(store, [{ table: 'workspaces', id: space }]);
  expect(waiting(store)).toEqual([]);
  expect(store.get('SELECT count(*) AS n FROM history')).toEqual({ n: 0 });
});

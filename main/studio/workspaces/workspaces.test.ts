import { describe, expect, it } from 'vitest';
import { joinContracts } from '../../contract/define.ts';
import { foundations, workspaces } from '../../../schema/index.ts';
import { historyContract } from '../history/contract.ts';
import { createHistory } from '../history/index.ts';
import { foundationIdOf } from '../lib/derived-ids.ts';
import { createLocalClient } from '../rpc/local-client.ts';
import type { LocalClient } from '../rpc/local-client.ts';
import { createServer } from '../rpc/server.ts';
import type { Store } from '../store/store.ts';
import { testStore } from '../store/testing.ts';
import { workspacesContract } from './contract.ts';
import { createWorkspaces } from './index.ts';

function setUp(): { client: LocalClient; store: Store } {
  const store = testStore();
  const contract = joinContracts(workspacesContract, historyContract);
  const server = createServer(contract, {
    ...createWorkspaces({ store }).handlers,
    ...createHistory({ store }).handlers,
  });
  return { client: createLocalClient(server), store };
}

describe('workspaces', () => {
  // Fault caught: the area opens on nothing, or every opening makes one more.
  it('makes the first one once, with its foundation and onboarding, and that is no step of undo', async () => {
    const { client } = setUp();
    expect(await client.request('workspaces.current', {})).toBeNull();
    const first = await client.request('workspaces.open', {});
    expect(await client.request('workspaces.open', {})).toEqual(first);
    expect(first).toMatchObject({ name: 'My workspace', onboarding_completed: false, onboarding_step: 1 });
    expect((await client.request('history.state', {})).undo).toBeNull();
  });

  it('switches, and falls back to another when the open one is deleted', async () => {
    const { client } = setUp();
    const first = await client.request('workspaces.open', {});
    const second = await client.request('workspaces.create', { name: 'Harbour Café' });
    expect((await client.request('workspaces.current', {}))?.id).toBe(second.id);
    await client.request('workspaces.switch', { id: first.id });
    expect((await client.request('workspaces.current', {}))?.id).toBe(first.id);
    const { current } = await client.request('workspaces.remove', { id: first.id });
    expect(current?.id).toBe(second.id);
    await client.request('trash.restore', { items: [{ table: 'workspaces', id: first.id }] });
    expect((await client.request('workspaces.list', {})).map(({ name }) => name)).toEqual([
      'Harbour Café',
      'My workspace',
    ]);
  });

  it('says in words what is wrong with a name, and of a workspace that is gone', async () => {
    const { client } = setUp();
    await expect(client.request('workspaces.create', { name: '  ' })).rejects.toThrow('A workspace needs a name.');
    await expect(client.request('workspaces.switch', { id: 'nowhere' })).rejects.toMatchObject({ code: 'not_found' });
  });

  // Fault caught: a purge that leaves the foundation, its onboarding or their history behind.
  it('purges everything that belongs to it', async () => {
    const { client, store } = setUp();
    const { id } = await client.request('workspaces.create', { name: 'Gone' });
    await client.request('workspaces.remove', { id });
    await client.request('trash.purge', { items: [{ table: 'workspaces', id }] });
    expect(store.all('SELECT id FROM foundations UNION ALL SELECT id FROM onboarding_sessions')).toEqual([]);
    expect(store.all('SELECT row_id FROM history')).toEqual([]);
  });

  // Fault caught: a second foundation from another device breaks the list or doubles the workspace in it.
  it('lists a workspace once when two foundations of it arrive', () => {
    const store = testStore();
    const owner = store.ownerId();
    const id = '0193a5f0-7c7a-7cc2-9d62-3f0a4f1f7a10';
    store.write('From elsewhere', () => {
      store.insert(workspaces, { id, user_id: owner, name: 'Twice' });
      store.insert(foundations, { id: foundationIdOf(id), workspace_id: id, owner_id: owner });
      store.insert(foundations, {
        id: '0193a5f0-7c7a-7cc2-9d62-3f0a4f1f7a11',
        workspace_id: id,
        owner_id: owner,
        company_name: 'Twice Ltd',
      });
    });
    const list = createWorkspaces({ store }).handlers['workspaces.list']({}, { signal: new AbortController().signal });
    expect(list).toMatchObject([{ id, company_name: 'Twice Ltd' }]);
  });

  // Fault caught: a device that has just joined an account adds an empty workspace to those that are on their way.
  // Fault caught: at the first sync the account's own empty workspace takes the place of the one that is worked in.
  it('stays where it is when an older one comes from the cloud, and prefers one with something in it', async () => {
    const { client, store } = setUp();
    const mine = await client.request('workspaces.open', {});
    const id = '01900000-0000-7000-8000-000000000001';
    const createdAt = '2020-01-01T00:00:00.000Z';
    store.write('An older one', () =>
      store.insert(workspaces, { id, user_id: store.ownerId(), name: 'The account’s', created_at: createdAt }),
    );
    expect((await client.request('workspaces.current', {}))?.id).toBe(mine.id);
    // A database from before the choice was kept, or another device of the same account.
    store.write('Forget the choice', () => store.run("DELETE FROM settings WHERE key = 'workspaceId'", [], 'settings'));
    expect((await client.request('workspaces.current', {}))?.id).toBe(id);
    store.write('A word', () => store.update(foundations, foundationIdOf(mine.id), { company_name: 'Harbour Café' }));
    expect((await client.request('workspaces.current', {}))?.id).toBe(mine.id);
  });

  it('makes none for an account whose own have not come yet', async () => {
    const { client, store } = setUp();
    store.write('Mark the database', () => store.setMeta('account_user', store.ownerId()));
    await expect(client.request('workspaces.open', {})).rejects.toMatchObject({ code: 'first_sync' });
    expect(await client.request('workspaces.list', {})).toEqual([]);
    store.write('In step', () => store.setMeta('sync_last_synced', '2026-01-01T00:00:00.000Z'));
    expect(await client.request('workspaces.open', {})).toMatchObject({ name: 'My workspace' });
  });
});

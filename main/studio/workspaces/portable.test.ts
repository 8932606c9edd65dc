import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { v7 as uuidv7 } from 'uuid';
import { describe, expect, it } from 'vitest';
import { campaigns, icpProfiles, moves, museAssets } from '../../../schema/index.ts';
import { temporaryFolder } from '../store/testing.ts';
import { checkGround } from './doctor.ts';
import { testFoundations } from '../foundations/testing.ts';

function filled() {
  const made = testFoundations();
  const { store, workspaceId } = made;
  const own = { workspace_id: workspaceId, owner_id: store.ownerId() };
  const [icp, campaign, move, asset] = [uuidv7(), uuidv7(), uuidv7(), uuidv7()];
  store.write('Fill', () => {
    store.insert(icpProfiles, {
      ...own,
      id: icp,
      name: 'Early birds',
      is_primary: true,
      demographics: { role: 'nurse' },
    });
    store.insert(campaigns, { ...own, id: campaign, name: 'Opening', target_icp_id: icp, channels: ['posters'] });
    store.insert(moves, { ...own, id: move, name: 'First week', category: 'ignite', campaign_id: campaign });
    store.insert(museAssets, {
      ...own,
      id: asset,
      title: 'Poster',
      type: 'ad',
      content: 'Breakfast before the first ferry.',
    });
    store.insert(museAssets, {
      ...own,
      id: uuidv7(),
      title: 'Poster',
      type: 'ad',
      content: 'Coffee at five.',
      parent_id: asset,
      version: 2,
    });
    store.run(
      `INSERT INTO evidence_texts VALUES ('e-1', ?, 'about.md', 'We open at five.', 'aa', '', '[]', '2026-01-01T00:00:00.000Z', 0)`,
      [workspaceId],
    );
  });
  return { ...made, folder: temporaryFolder() };
}

describe('a workspace as one file', () => {
  // Faults caught: a reference that points into the old workspace, a column that is forgotten, a file that differs by device.
  it('comes back as it was, under ids of its own, byte for byte', async () => {
    const { client, workspaceId, folder, store } = filled();
    await client.request('foundations.putItem', {
      workspaceId,
      list: 'facts',
      item: { field_name: 'City', value: 'Bergen' },
    });
    const [first, second] = [join(folder, 'a.ground'), join(folder, 'b.ground')];
    await client.request('workspaces.exportFile', { id: workspaceId, path: first, includeEvidence: false });
    const { workspace, counts } = await client.request('workspaces.importFile', { path: first });
    expect(counts).toMatchObject({ foundation: 1, icp: 1, campaign: 1, move: 1, asset: 2 });
    expect((await client.request('workspaces.current', {}))?.id).toBe(workspace.id);
    await client.request('workspaces.update', { id: workspace.id, name: 'My workspace' });
    await client.request('workspaces.exportFile', { id: workspace.id, path: second, includeEvidence: false });
    expect(readFileSync(second, 'utf8')).toBe(readFileSync(first, 'utf8'));
    const [move] = store.rows(moves, 'workspace_id = ?', [workspace.id]);
    expect(store.row(campaigns, move?.campaign_id ?? '')?.workspace_id).toBe(workspace.id);
    expect(readFileSync(first, 'utf8')).not.toContain(store.ownerId());
    expect(readFileSync(first, 'utf8')).not.toContain('We open at five');
    await client.request('history.undo', {});
    await client.request('history.undo', {});
    expect(await client.request('workspaces.list', {})).toHaveLength(1);
  });

  // Fault caught: a file that is not one, or is damaged, half imported.
  it('says what is wrong with a file, and imports nothing of it', async () => {
    const { client, workspaceId, folder } = filled();
    const path = join(folder, 'x.ground');
    await client.request('workspaces.exportFile', { id: workspaceId, path });
    const good = JSON.parse(readFileSync(path, 'utf8')) as { rows: Record<string, Record<string, unknown>[]> };
    const refused = async (change: (file: typeof good) => unknown): Promise<string> => {
      writeFileSync(path, JSON.stringify(change(structuredClone(good))));
      return client.request('workspaces.importFile', { path }).then(
        () => 'imported',
        (error: Error) => error.message,
      );
    };
    expect(await refused(() => 'text')).toContain('not a workspace');
    expect(await refused((file) => ({ ...file, formatVersion: 9 }))).toContain('newer Morgus Studio');
    expect(await refused(({ rows, ...rest }) => ({ ...rest, rows: { ...rows, icp: [{ ref: 'icp-1' }] } }))).toContain(
      'The icp number 1 has no name.',
    );
    expect(
      await refused(({ rows, ...rest }) => ({
        ...rest,
        rows: { ...rows, move: [{ ...rows['move']?.[0], category: 'war' }] },
      })),
    ).toContain('The category of the move number 1 is not valid');
    expect(await refused(({ rows, ...rest }) => ({ ...rest, rows: { ...rows, campaign: [] } }))).toContain(
      'which is not in the file',
    );
    writeFileSync(path, '{"format": ');
    await expect(client.request('workspaces.importFile', { path })).rejects.toThrow('not JSON');
    await expect(client.request('workspaces.importFile', { path: join(folder, 'none') })).rejects.toThrow(
      'could not be read',
    );
    expect(await client.request('workspaces.list', {})).toHaveLength(1);
  });
});

describe('the doctor', () => {
  // Fault caught: an index that lost its texts is called sound, or is not mended.
  it('sees an index that does not hold what the rows say, and makes it anew', async () => {
    const { client, workspaceId, store } = filled();
    expect(checkGround(store, false)).toMatchObject([{ state: 'ok' }]);
    const history = store.get('SELECT count(*) AS n FROM history');
    store.connection.exec(`DELETE FROM ground_index WHERE table_name = 'moves'`);
    expect(checkGround(store, false)).toMatchObject([
      { state: 'warning', detail: expect.stringContaining('1 of moves') },
    ]);
    expect(checkGround(store, true)).toMatchObject([{ state: 'repaired' }]);
    expect(store.get('SELECT count(*) AS n FROM history')).toEqual(history);
    const { hits } = await client.request('workspaces.search', { workspaceId, query: 'First week' });
    expect(hits).toMatchObject([{ table: 'moves' }]);
  });
});

describe('search in a workspace', () => {
  it('finds words in every kind of text, in its own workspace only, and forgets what is deleted', async () => {
    const { client, workspaceId, store } = filled();
    const find = async (query: string, where = workspaceId) =>
      (await client.request('workspaces.search', { workspaceId: where, query })).hits.map(
        ({ table, part, title }) => `${table}${part === '' ? '' : `/${part}`}: ${title}`,
      );
    await client.request('foundations.update', {
      workspaceId,
      patch: { company_name: 'Harbour Café', brand_voice: 'Warm, like bread.' },
    });
    await client.request('foundations.putItem', {
      workspaceId,
      list: 'facts',
      item: { field_name: 'City', value: 'Bergen' },
    });
    expect(await find('bergen')).toEqual(['foundations/facts: Harbour Café']);
    expect(await find('bread warm')).toEqual(['foundations/voice: Harbour Café']);
    expect(await find('nurse')).toEqual(['icp_profiles: Early birds']);
    expect(await find('ferr')).toEqual(['muse_assets: Poster']);
    expect(await find('"at five"')).toEqual(['muse_assets: Poster', 'evidence_texts: about.md']);
    expect(await find('ferry nowhere')).toEqual(['muse_assets: Poster']);
    expect(await find('"  *(')).toEqual([]);
    // Not as it stands anywhere: the search core knows stems and slips, and says what it took it for.
    expect(await find('nurce')).toEqual(['icp_profiles: Early birds']);
    const [near] = (await client.request('workspaces.search', { workspaceId, query: 'nurce' })).hits;
    expect(near?.why).toMatch(/close to “nurce”/);
    expect(await find('"nurce"')).toEqual([]);
    const other = await client.request('workspaces.create', { name: 'Other' });
    expect(await find('bergen', other.id)).toEqual([]);
    expect(await find('nurce', other.id)).toEqual([]);
    store.write('Delete', () => {
      for (const { id } of store.rows(museAssets))
        store.update(museAssets, id, { deleted_at: '2026-01-01T00:00:00.000Z' });
    });
    expect(await find('ferry')).toEqual([]);
    await client.request('history.undo', {});
    expect(await find('ferry')).toEqual(['muse_assets: Poster']);
  });
});

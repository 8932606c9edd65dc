/** Faults caught: a version that loses the one before, two devices' versions that hide each other, a list that shows old versions, a template that makes something up. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { v7 as uuidv7 } from 'uuid';
import { refillGroundLists } from '../../../migrations/sqlite/0008-ground-lists.ts';
import { museAssets } from '../../../schema/index.ts';
import { testGround } from '../ground/testing.ts';
import { assetTemplates } from './templates.ts';

describe('a text', () => {
  it('keeps every version, shows what changed, and goes back by going on', async () => {
    const { client, workspaceId } = testGround();
    const { asset: first } = await client.request('assets.create', {
      workspaceId,
      patch: { title: 'Post', content: 'One\nTwo\n' },
    });
    const second = await client.request('assets.newVersion', { id: first.id });
    await client.request('assets.update', { id: second.id, patch: { content: 'One\nThree\n' } });
    const { lines } = await client.request('assets.diff', { from: first.id, to: second.id });
    expect(lines).toEqual([
      { kind: 'same', text: 'One\n' },
      { kind: 'removed', text: 'Two\n' },
      { kind: 'added', text: 'Three\n' },
    ]);
    const third = await client.request('assets.restoreVersion', { id: first.id });
    expect(third).toMatchObject({ version: 3, content: 'One\nTwo\n' });
    expect(third.versions.map(({ version, current }) => [version, current])).toEqual([
      [3, true],
      [2, false],
      [1, false],
    ]);
    const { total, assets } = await client.request('assets.list', { workspaceId });
    expect([total, assets[0]?.id, assets[0]?.versions]).toEqual([1, third.id, 3]);
    await client.request('assets.remove', { ids: [third.id] });
    expect((await client.request('assets.list', { workspaceId })).total).toBe(0);
    await client.request('history.undo', {});
    expect((await client.request('assets.list', { workspaceId })).assets[0]?.versions).toBe(3);
  });

  // Fault caught: a text brought back from the trash without its earlier versions, which were purged 30 days later.
  it('is one thing in the trash, with every version of it', async () => {
    const { client, store, workspaceId } = testGround();
    const make = async (title: string): Promise<string> => {
      const { asset } = await client.request('assets.create', { workspaceId, patch: { title, content: 'A' } });
      return (await client.request('assets.newVersion', { id: asset.id })).id;
    };
    const [kept, gone] = [await make('Kept'), await make('Gone')];
    await client.request('assets.remove', { ids: [kept, gone] });
    expect((await client.request('trash.list', {})).map(({ id }) => id).toSorted()).toEqual([kept, gone].toSorted());
    const items = [{ table: 'muse_assets' as const, id: kept }];
    expect(await client.request('trash.restore', { items })).toEqual({ count: 1 });
    expect((await client.request('assets.get', { id: kept })).versions.map(({ version }) => version)).toEqual([2, 1]);
    expect(await client.request('trash.empty', {})).toEqual({ count: 1 });
    expect(store.all('SELECT title, version FROM muse_assets ORDER BY version')).toEqual([
      { title: 'Kept', version: 1 },
      { title: 'Kept', version: 2 },
    ]);
  });

  it('that two devices went on with has both versions in one place', async () => {
    const { client, store, workspaceId } = testGround();
    const { asset } = await client.request('assets.create', { workspaceId, patch: { title: 'Post', content: 'A' } });
    const mine = await client.request('assets.newVersion', { id: asset.id });
    store.write(
      'Arrived',
      () =>
        store.uncaptured(['muse_assets'], () =>
          store.insert(museAssets, {
            id: uuidv7(),
            workspace_id: workspaceId,
            owner_id: store.ownerId(),
            title: 'Post',
            type: 'other',
            content: 'Theirs',
            version: 2,
            parent_id: asset.id,
          }),
        ),
      { kind: 'remote' },
    );
    const { versions } = await client.request('assets.get', { id: mine.id });
    expect(versions.map(({ version }) => version)).toEqual([2, 2, 1]);
    expect((await client.request('assets.list', { workspaceId })).total).toBe(1);
    expect((await client.request('assets.newVersion', { id: mine.id })).version).toBe(3);
  });

  it('is found by all of its words, also those with signs of their own', async () => {
    const { client, workspaceId } = testGround();
    for (const content of ['100 % wool', '100 sheep', 'a_b', 'axb'])
      await client.request('assets.create', { workspaceId, patch: { title: 'T', content, tags: ['Herd'] } });
    const found = async (text: string): Promise<string[]> =>
      (await client.request('assets.list', { workspaceId, text })).assets.map(({ excerpt }) => excerpt).toSorted();
    expect(await found('herd 100')).toEqual(['100 % wool', '100 sheep']);
    expect(await found('100 %')).toEqual(['100 % wool']);
    expect(await found('a_b')).toEqual(['a_b']);
  });

  it('comes in pages that together are everything, each text once', async () => {
    const { client, workspaceId } = testGround();
    for (let n = 0; n < 25; n += 1)
      await client.request('assets.create', { workspaceId, patch: { title: `T${n}`, content: String(n) } });
    const seen: string[] = [];
    for (let offset = 0; offset < 25; offset += 10) {
      const page = await client.request('assets.list', { workspaceId, offset, limit: 10 });
      expect(page.total).toBe(25);
      seen.push(...page.assets.map(({ title }) => title));
    }
    expect(new Set(seen).size).toBe(25);
  });

  it('begun from any template says only what the foundation says, and names what is missing', async () => {
    const { client, workspaceId } = testGround();
    for (const { key } of assetTemplates) {
      const { asset, gaps } = await client.request('assets.create', { workspaceId, template: key });
      expect(asset.content).not.toMatch(/\{\{/);
      for (const gap of gaps) expect(asset.content).toContain(`[${gap}]`);
      expect(gaps.length).toBeGreaterThan(0);
    }
    await client.request('foundations.update', { workspaceId, patch: { company_name: 'Acme Ltd.' } });
    const { asset, gaps } = await client.request('assets.create', { workspaceId, template: 'landing-one' });
    expect(asset.content).toContain('## Why Acme Ltd.');
    expect(gaps).not.toContain('your company');
  });

  it('is held against the rules of its foundation', async () => {
    const { client, workspaceId } = testGround();
    await client.request('foundations.putItem', {
      workspaceId,
      list: 'guardrails',
      item: { type: 'dont', text: 'Never say “cheap”', reason: 'It sounds poor.', severity: 'error', category: 'tone' },
    });
    await client.request('foundations.putItem', { workspaceId, list: 'competitors', item: { name: 'Rival' } });
    const { asset } = await client.request('assets.create', { workspaceId, patch: { content: 'So cheap.' } });
    const { breaches } = await client.request('assets.check', { id: asset.id });
    expect(breaches).toMatchObject([{ start: 3, end: 8, severity: 'error' }]);
    expect((await client.request('assets.rules', { workspaceId })).competitors).toEqual(['Rival']);
  });
});

// Fault caught: a list that shows an old version, counts one that was trashed, or loses a text, because a trigger missed it.
it('the list shows the newest version of every text after whatever was done to them', async () => {
  const { client, store, workspaceId } = testGround();
  const heads = (): unknown[] => store.all('SELECT * FROM text_heads ORDER BY root_id');
  const anew = (): unknown[] => {
    store.connection.exec(refillGroundLists);
    return heads();
  };
  const step = fc.record({ kind: fc.constantFrom('make', 'version', 'edit', 'trash', 'undo', 'redo'), at: fc.nat(20) });
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 12 }), async (steps) => {
      for (const { kind, at } of steps) {
        const { assets } = await client.request('assets.list', { workspaceId });
        const id = assets[at % Math.max(1, assets.length)]?.id;
        if (kind === 'make' || id === undefined) await client.request('assets.create', { workspaceId });
        else if (kind === 'version') await client.request('assets.newVersion', { id });
        else if (kind === 'edit')
          await client.request('assets.update', { id, patch: { type: 'blog', content: `${at}` } });
        else if (kind === 'trash') await client.request('assets.remove', { ids: [id] });
        else await client.request(kind === 'undo' ? 'history.undo' : 'history.redo', {}).catch(() => undefined);
      }
      const kept = heads();
      expect(kept).toEqual(anew());
      const { total, assets } = await client.request('assets.list', { workspaceId, limit: 200 });
      expect(total).toBe(kept.length);
      expect(new Set(assets.map(({ id }) => id)).size).toBe(Math.min(200, total));
    }),
    { numRuns: 25 },
  );
});

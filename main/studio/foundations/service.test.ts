import { describe, expect, it } from 'vitest';
import { foundations } from '../../../schema/index.ts';
import { testFoundations } from './testing.ts';

describe('a foundation', () => {
  it('is edited item by item, each one step of undo', async () => {
    const { client, workspaceId } = testFoundations();
    const { id } = await client.request('foundations.putItem', {
      workspaceId,
      list: 'facts',
      item: { field_name: 'Founded', value: '1998', category: 'company' },
    });
    expect(id).toMatch(/^TRU-001-[0-9a-z]{4}$/);
    const { foundation } = await client.request('foundations.putItem', {
      workspaceId,
      list: 'facts',
      id,
      item: { verified: true },
    });
    expect(foundation.truth_sheet.entries).toMatchObject([{ id, value: '1998', verified: true, confidence: 'medium' }]);
    await client.request('history.undo', {});
    await client.request('history.undo', {});
    const after = await client.request('foundations.get', { workspaceId });
    expect(after.truth_sheet.entries).toEqual([]);
    await client.request('history.redo', {});
    expect((await client.request('foundations.get', { workspaceId })).truth_sheet.entries).toHaveLength(1);
  });

  // Fault caught: bad input is written, or refused without a word on where and why.
  it('refuses what is not valid with a sentence, and changes nothing', async () => {
    const { client, workspaceId, row } = testFoundations();
    const before = row();
    const put = (list: 'competitors' | 'insights' | 'messages', item: Record<string, never | string | number>) =>
      client.request('foundations.putItem', { workspaceId, list, item });
    await expect(put('competitors', { corePromise: 'fast' })).rejects.toThrow('needs its “name”');
    await expect(put('competitors', { name: ' ' })).rejects.toThrow('An alternative needs a name');
    await expect(put('insights', { quote: 'Slow', sentiment: 140 })).rejects.toThrow('between 0 and 100');
    await expect(put('messages', { content: 'Hi', level: 4 })).rejects.toThrow('level 1, 2 or 3');
    await expect(
      client.request('foundations.update', { workspaceId, patch: { website_url: 'javascript:alert(1)' } }),
    ).rejects.toThrow('begins with https:// or http://');
    await expect(client.request('foundations.removeItem', { workspaceId, list: 'facts', id: 'gone' })).rejects.toThrow(
      'no longer there',
    );
    expect(row()).toEqual(before);
  });

  it('keeps what it does not know when a neighbour is changed', async () => {
    const { client, workspaceId, store, row } = testFoundations();
    store.write('From the cloud', () =>
      store.update(foundations, row().id, { positioning: { from_the_web: { a: 1 }, map: { theme: 'dots', x: 500 } } }),
    );
    await client.request('foundations.update', { workspaceId, patch: { positioning: { map: { y: 20 } } } });
    expect(row().positioning).toEqual({ from_the_web: { a: 1 }, map: { theme: 'dots', x: 500, y: 20 } });
  });

  it('says that the summary is older than its ground, and keeps hand edits when it is made anew', async () => {
    const { client, workspaceId, service } = testFoundations();
    await client.request('foundations.update', {
      workspaceId,
      patch: { company_name: 'Harbour Café', industry: 'Food' },
    });
    expect(service.summary(workspaceId)).toMatchObject({ state: 'none', text: '# Harbour Café\nFood.' });
    const made = await client.request('foundations.makeSummary', { workspaceId, budget: 200 });
    expect(made).toMatchObject({ state: 'fresh', edited: false, budget: 200 });
    await client.request('foundations.editSummary', { workspaceId, text: `${made.text}\n\n## Voice\nShort and warm.` });
    await client.request('foundations.putItem', {
      workspaceId,
      list: 'guardrails',
      item: { text: 'Say “fresh” only of today’s catch', type: 'do', severity: 'error' },
    });
    expect(service.summary(workspaceId)).toMatchObject({ state: 'stale', edited: true });
    const anew = await client.request('foundations.makeSummary', { workspaceId });
    expect(anew).toMatchObject({ state: 'fresh', edited: true });
    expect(anew.text).toContain('## Voice\nShort and warm.');
    expect(anew.text).toContain('- Do: Say “fresh” only of today’s catch');
    const clean = await client.request('foundations.makeSummary', { workspaceId, edits: 'replace' });
    expect(clean.text).not.toContain('Short and warm');
    await client.request('history.undo', {});
    expect(service.summary(workspaceId).text).toContain('Short and warm');
  });

  // Fault caught: a first edit of a summary that was never kept is taken for one that was made, and lost.
  it('counts an edit of a summary that nobody had kept as an edit', async () => {
    const { client, workspaceId } = testFoundations();
    await client.request('foundations.update', { workspaceId, patch: { company_name: 'Harbour Café' } });
    const edited = await client.request('foundations.editSummary', { workspaceId, text: '# Harbour Café\nBy hand.' });
    expect(edited).toMatchObject({ state: 'fresh', edited: true });
  });

  // Fault caught: the foundation that the cloud made arrives beside the device's own, and one of them is lost or breaks the page.
  it('shows the same one of two on every device, and takes the other in on request', async () => {
    const { client, workspaceId, store, row, service } = testFoundations();
    await client.request('foundations.putItem', {
      workspaceId,
      list: 'facts',
      item: { field_name: 'City', value: 'Bergen' },
    });
    const own = row();
    const fromCloud = '0193a5f0-7c7a-7cc2-9d62-3f0a4f1f7a11';
    store.write(
      'From the cloud',
      () => {
        store.uncaptured(['foundations'], () =>
          store.insert(foundations, {
            id: fromCloud,
            workspace_id: workspaceId,
            owner_id: own.owner_id,
            company_name: 'Harbour Café',
            truth_sheet: { entries: [{ field_name: 'Founded', value: '1998' }] },
            row_version: 4,
          }),
        );
      },
      { kind: 'remote' },
    );
    expect(service.get(workspaceId)).toMatchObject({
      id: fromCloud,
      company_name: 'Harbour Café',
      second: { id: own.id },
    });
    const merged = await client.request('foundations.mergeSecond', { workspaceId });
    expect(merged.second).toBeNull();
    expect(merged.truth_sheet.entries.map((entry) => entry.field_name)).toEqual(['Founded', 'City']);
    await client.request('history.undo', {});
    expect(service.get(workspaceId).second?.id).toBe(own.id);
  });

  // Fault caught: a version that cannot be gone back to, or whose restoring loses what came after it.
  it('has versions that can be read as a difference and gone back to', async () => {
    const { client, workspaceId, row } = testFoundations();
    await client.request('foundations.update', { workspaceId, patch: { company_name: 'Harbour Café' } });
    await client.request('foundations.putItem', {
      workspaceId,
      list: 'facts',
      item: { field_name: 'City', value: 'Bergen' },
    });
    const then = row();
    const [version] = await client.request('foundations.versions', { workspaceId });
    const tx = version?.tx ?? -1;
    expect(version).toMatchObject({ label: 'Several edits', changes: 3 });
    await client.request('foundations.putItem', {
      workspaceId,
      list: 'facts',
      item: { field_name: 'Open', value: 'at five' },
    });
    await client.request('foundations.update', { workspaceId, patch: { company_name: 'Pier Café' } });
    const lines = await client.request('foundations.difference', { workspaceId, from: tx, to: null });
    expect(lines.filter(({ kind }) => kind === 'removed').map(({ text }) => text.trim())).toEqual(['# Harbour Café']);
    expect(lines.filter(({ kind }) => kind === 'added').map(({ text }) => text.trim())).toEqual([
      '# Pier Café',
      '- Open: at five (not verified)',
    ]);
    const restored = await client.request('foundations.restore', { workspaceId, tx });
    expect(restored.company_name).toBe('Harbour Café');
    expect(row().truth_sheet).toEqual(then.truth_sheet);
    await client.request('history.undo', {});
    expect((await client.request('foundations.get', { workspaceId })).truth_sheet.entries).toHaveLength(2);
    await expect(client.request('foundations.restore', { workspaceId, tx: 0 })).rejects.toThrow('no foundation yet');
  });

  it('works for a workspace that came without a foundation', async () => {
    const { client, workspaceId, store, row } = testFoundations();
    store.write('Lost', () => store.erase(foundations, row().id));
    expect((await client.request('foundations.get', { workspaceId })).completeness.score).toBe(0);
    const made = await client.request('foundations.update', { workspaceId, patch: { company_name: 'Harbour Café' } });
    expect(made.company_name).toBe('Harbour Café');
    await expect(client.request('foundations.get', { workspaceId: 'nowhere' })).rejects.toMatchObject({
      code: 'not_found',
    });
  });
});

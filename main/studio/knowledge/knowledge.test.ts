/** Documents and their chunks on real database files: what is derived must never drift from what a person wrote. */
import fc from 'fast-check';
import { v7 as uuidv7 } from 'uuid';
import { describe, expect, onTestFinished, test } from 'vitest';
import { morgyKnowledge, morgys } from '../../../schema/index.ts';
import { insertMorgy, temporaryFolder, testStore } from '../store/testing.ts';
import { movePages } from './metadata.ts';
import { createReader } from './reading.ts';
import { Reconciler } from './reconcile.ts';
import { sections, testKnowledge } from './testing.ts';
import type { TestKnowledge } from './testing.ts';

const add = (base: TestKnowledge, title: string, text: string) =>
  base.request('knowledge.addText', { morgyId: base.morgyId, title, text });
const chunkIds = (base: TestKnowledge): Map<string, number> =>
  new Map(
    base.store
      .all<{ id: number; name: string }>(`SELECT id, document_id || '.' || key AS name FROM chunks`)
      .map((row) => [row.name, row.id]),
  );

describe('documents', () => {
  test('are listed without their text, and given with it', async () => {
    const base = testKnowledge();
    const { id } = await add(base, 'Tides', sections(0, 3));
    // A busy machine cuts the document after the answer.
    await base.knowledge.settled();
    const [summary] = await base.request('knowledge.list', { morgyId: base.morgyId });
    expect(summary).toMatchObject({ id, title: 'Tides', source_type: 'text', source_label: 'Pasted text' });
    expect(summary?.chunks).toBeGreaterThan(0);
    expect(summary).not.toHaveProperty('content');
    expect((await base.request('knowledge.get', { id })).content).toContain('## Section 2');
  });

  test('never carry a path of this machine (they sync)', async () => {
    const base = testKnowledge();
    await base.add(base.file('deep/notes.md', '# Notes\n\nSome words.'));
    const [row] = base.store.rows(morgyKnowledge);
    expect(JSON.stringify(row)).not.toContain(base.folder);
    expect(JSON.stringify(base.store.all('SELECT after FROM history'))).not.toContain(base.folder);
  });

  test('an edit of the text touches only the rows of chunks that changed', async () => {
    const base = testKnowledge();
    const { id, content } = await add(base, 'Tides', sections(0, 60));
    await base.knowledge.settled();
    const before = chunkIds(base);
    await base.request('knowledge.update', { id, content: content.replace('## Section 30', '## Section thirty') });
    await base.knowledge.settled();
    const after = chunkIds(base);
    const kept = [...after].filter(([name, row]) => before.get(name) === row);
    expect(after.size - kept.length).toBeLessThanOrEqual(3);
    expect(kept.length).toBeGreaterThan(15);
    expect(await base.faults()).toEqual([]);
  });

  test('a change of tags and date leaves chunks alone and is undone', async () => {
    const base = testKnowledge();
    const { id } = await add(base, 'Tides', sections(0, 3));
    await base.knowledge.settled();
    const before = base.store.all('SELECT * FROM chunks');
    await base.request('knowledge.update', { id, tags: [' sea ', 'sea', 'moon'], source_date: '2026-01-02' });
    expect(await base.request('knowledge.get', { id })).toMatchObject({
      tags: ['sea', 'moon'],
      source_date: '2026-01-02',
    });
    expect(base.store.all('SELECT * FROM chunks')).toEqual(before);
    expect(base.store.get('SELECT 1 FROM chunk_queue')).toBeUndefined();
    await base.undo();
    expect(await base.request('knowledge.get', { id })).toMatchObject({ tags: [], source_date: null });
  });

  test('the same text twice is not two documents', async () => {
    const base = testKnowledge();
    const first = await add(base, 'Tides', 'High and low water.');
    expect((await add(base, 'Tides', 'High and low water.')).id).toBe(first.id);
    await expect(add(base, 'Other title', 'High and low water.')).rejects.toThrow('the same text already');
    await expect(add(base, 'Nothing', '🦜 — !')).rejects.toThrow('no words');
  });

  test('one that is gone says so', async () => {
    const base = testKnowledge();
    const { id } = await add(base, 'Tides', 'High and low water.');
    expect(await base.request('knowledge.remove', { ids: [id, id, 'no-such'] })).toEqual({ count: 1 });
    await expect(base.request('knowledge.get', { id })).rejects.toThrow('There is no document');
    await expect(base.request('knowledge.update', { id, title: 'X' })).rejects.toThrow('There is no document');
  });

  test('rows with broken metadata from elsewhere are still shown', async () => {
    const base = testKnowledge();
    const { id } = await add(base, 'Tides', 'High and low water.');
    base.store.write('Sync', () =>
      base.store.update(morgyKnowledge, id, {
        metadata: { tags: 'not a list', size: 'big', pages: [3, 'x'], later: { kept: true } },
      }),
    );
    expect(await base.request('knowledge.get', { id })).toMatchObject({ tags: [], size: 0, source_label: 'Tides' });
    await base.request('knowledge.update', { id, tags: ['mine'] });
    expect(base.store.row(morgyKnowledge, id)?.metadata).toMatchObject({ later: { kept: true }, tags: ['mine'] });
    expect(await base.faults()).toEqual([]);
  });
});

describe('chunks', () => {
  test('edits, splits, merges, exclusions and pins hold through a change elsewhere in the text and can be taken back', async () => {
    const base = testKnowledge();
    const { id, content } = await add(base, 'Tides', sections(0, 20));
    const list = async () => {
      await base.knowledge.settled();
      return base.request('knowledge.chunks', { documentId: id });
    };
    const { chunks } = await list();
    const [a, b, c, d, e] = chunks.map((chunk) => chunk.key);
    if (!a || !b || !c || !d || !e) throw new Error('The text gives too few chunks.');
    const change = (override: Parameters<typeof base.request<'knowledge.overrideChunk'>>[1]['override']) =>
      base.request('knowledge.overrideChunk', { documentId: id, override });
    await change({ kind: 'edit', key: a, text: 'Written by hand about albatrosses.' });
    await change({ kind: 'exclude', key: b });
    await change({ kind: 'pin', key: c });
    const split = await change({ kind: 'split', key: d, at: [60] });
    expect(split.chunks).toHaveLength(chunks.length + 1);
    await base.request('knowledge.update', { id, content: content.replace('## Section 19', '## Section nineteen') });
    const now = (await list()).chunks;
    expect(now[0]).toMatchObject({ text: 'Written by hand about albatrosses.', edited: true });
    expect(now.filter((chunk) => chunk.excluded)).toHaveLength(1);
    expect(now.filter((chunk) => chunk.pinned)).toHaveLength(1);
    expect(await base.request('knowledge.get', { id })).toMatchObject({ excluded: 1, pinned: 1 });
    // A chunk that came out of a split names no change itself; taking back must find the split.
    await base.request('knowledge.dropOverrides', { documentId: id, key: now[4]?.key ?? '', kind: 'split' });
    expect((await list()).chunks.map((chunk) => chunk.key)).toContain(d);
    await base.request('knowledge.dropOverrides', { documentId: id, key: a });
    expect((await list()).chunks[0]?.edited).toBe(false);
    await base.undo();
    await base.knowledge.settled();
    expect((await list()).chunks[0]?.edited).toBe(true);
    expect(await base.faults()).toEqual([]);
  });

  test('a change whose text is gone is kept and shown, with the reason', async () => {
    const base = testKnowledge();
    const { id, content } = await add(base, 'Tides', sections(0, 20));
    await base.knowledge.settled();
    const { chunks } = await base.request('knowledge.chunks', { documentId: id });
    const key = chunks[0]?.key ?? '';
    await base.request('knowledge.overrideChunk', { documentId: id, override: { kind: 'pin', key } });
    await base.request('knowledge.update', { id, content: content.replace('word0 ', 'other ') });
    await base.knowledge.settled();
    const { orphaned } = await base.request('knowledge.chunks', { documentId: id });
    expect(orphaned).toEqual([
      { override: { kind: 'pin', key }, reason: expect.stringContaining('not in the document any more') },
    ]);
    await base.request('knowledge.update', { id, content });
    await base.knowledge.settled();
    expect((await base.request('knowledge.chunks', { documentId: id })).orphaned).toEqual([]);
    await expect(
      base.request('knowledge.overrideChunk', {
        documentId: id,
        override: { kind: 'exclude', key: '0123456789abcdef' },
      }),
    ).rejects.toThrow('has changed since');
  });
});

test('pages move with the text around an edit', () => {
  const before = 'aaaa\nbbbb\ncccc';
  expect(movePages([0, 5, 10], before, 'aaaa\nbbXXbb\ncccc')).toEqual([0, 5, 12]);
  expect(movePages([0, 5, 10], before, 'cccc')).toEqual([0, 0, 0]);
  expect(movePages([], before, 'x')).toEqual([]);
});

test('a document longer than a slice is written in several and is whole in the end, also when it is changed meanwhile', async () => {
  const base = testKnowledge();
  const { id, content } = await add(base, 'Long', sections(0, 3000));
  await base.request('knowledge.update', { id, content: `${content}\n\n## End\n\nThe last words.` });
  await base.request('knowledge.update', { id, title: 'Long and renamed' });
  expect(await base.faults()).toEqual([]);
  const [hit] = (await base.request('knowledge.search', { query: 'last words renamed', limit: 5 })).hits;
  expect(hit?.title).toBe('Long and renamed');
});

test('a program that ends in the middle of a long document leaves the rest to the next one', async () => {
  const folder = temporaryFolder();
  const store = testStore(folder);
  const base = testKnowledge({}, { folder, store });
  await add(base, 'Long', sections(0, 3000));
  expect(store.get('SELECT 1 FROM chunk_queue')).toBeDefined();
  await base.knowledge.close();
  expect(store.get('SELECT 1 FROM chunk_queue')).toBeDefined();
  const next = testKnowledge({}, { folder, store, morgyId: base.morgyId });
  expect(await next.faults()).toEqual([]);
});

test('what has arrived and is not cut yet is counted, for its Morgy and for all', async () => {
  const base = testKnowledge();
  const { id } = await add(base, 'Tides', sections(0, 10));
  await base.knowledge.settled();
  expect(await base.request('knowledge.searchIndex', {})).toMatchObject({ documentsWaiting: 0 });
  await base.knowledge.close();
  base.store.write('As it arrives from another device', () =>
    base.store.run(`UPDATE morgy_knowledge SET content = content || ' More.' WHERE id = ?`, [id], 'morgy_knowledge'),
  );
  const reader = createReader();
  onTestFinished(() => reader.close());
  const reconciler = new Reconciler(base.store, reader);
  expect(reconciler.waiting([])).toBe(1);
  expect(reconciler.waiting([base.morgyId])).toBe(1);
  expect(reconciler.waiting([insertMorgy(base.store, 'Other')])).toBe(0);
});

test('a new way of cutting reaches documents that are there already', async () => {
  const base = testKnowledge();
  await add(base, 'Tides', sections(0, 10));
  base.knowledge.start();
  base.store.write('As an older program would have left it', () => {
    base.store.setMeta('chunker', '0');
    base.store.run(`DELETE FROM chunks WHERE ordinal > 0`);
  });
  base.knowledge.start();
  expect(await base.faults()).toEqual([]);
});

test('after any sequence of additions, edits, removals, undo and redo, chunks are those of the texts and the index matches them', async () => {
  const text = fc
    .tuple(fc.nat(20), fc.integer({ min: 1, max: 12 }))
    .map(([from, count]) => sections(from, from + count));
  const step = fc.oneof(
    fc.record({ kind: fc.constant('add' as const), text }),
    fc.record({ kind: fc.constant('edit' as const), at: fc.nat(9), text }),
    fc.record({ kind: fc.constant('title' as const), at: fc.nat(9), title: fc.constantFrom('One', 'Two', 'Three') }),
    fc.record({ kind: fc.constant('remove' as const), at: fc.nat(9) }),
    fc.record({
      kind: fc.constant('override' as const),
      at: fc.nat(9),
      chunk: fc.nat(20),
      what: fc.constantFrom('exclude', 'pin', 'edit'),
    }),
    fc.record({ kind: fc.constant('outside' as const), at: fc.nat(9), text }),
    fc.record({ kind: fc.constant('undo' as const) }),
    fc.record({ kind: fc.constant('redo' as const) }),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 4, maxLength: 25 }), async (steps) => {
      const store = testStore();
      const morgyId = uuidv7();
      // Not part of history, so that undo never takes the Morgy itself away.
      store.write('Morgy', () =>
        store.uncaptured(['morgys'], () =>
          store.insert(morgys, { id: morgyId, creator_id: store.ownerId(), name: 'Test', category: 'custom' }),
        ),
      );
      const base = testKnowledge({}, { store, morgyId });
      let number = 0;
      for (const one of steps) {
        const list = await base.request('knowledge.list', { morgyId: base.morgyId });
        const document = 'at' in one ? list[one.at % Math.max(1, list.length)] : undefined;
        if (one.kind === 'add') await add(base, 'Added', `${one.text}\n\n## Number ${number++}\n\nEnd.`);
        else if (one.kind === 'undo' || one.kind === 'redo') await base[one.kind]().catch(() => undefined);
        else if (!document) continue;
        else if (one.kind === 'edit') await base.request('knowledge.update', { id: document.id, content: one.text });
        else if (one.kind === 'title') await base.request('knowledge.update', { id: document.id, title: one.title });
        else if (one.kind === 'remove') await base.request('knowledge.remove', { ids: [document.id] });
        else if (one.kind === 'outside')
          base.store.write('Sync', () => base.store.update(morgyKnowledge, document.id, { content: one.text }), {
            kind: 'remote',
          });
        else {
          await base.knowledge.settled();
          const { chunks } = await base.request('knowledge.chunks', { documentId: document.id });
          const key = chunks[one.chunk % Math.max(1, chunks.length)]?.key;
          if (key === undefined) continue;
          const override =
            one.what === 'edit'
              ? ({ kind: 'edit', key, text: `By hand ${one.chunk}` } as const)
              : ({ kind: one.what === 'pin' ? 'pin' : 'exclude', key } as const);
          await base.request('knowledge.overrideChunk', { documentId: document.id, override });
        }
      }
      expect(await base.faults()).toEqual([]);
      await base.knowledge.close();
    }),
    { numRuns: 40 },
  );
});

test('what is derived is found damaged and made anew', async () => {
  const base = testKnowledge();
  await add(base, 'Tides', sections(0, 10));
  expect((await base.knowledge.check(false))[0]?.state).toBe('ok');
  base.store.connection.exec(`DROP TRIGGER chunks_fts_delete; DELETE FROM chunks WHERE ordinal = 0`);
  const [found] = await base.knowledge.check(false);
  expect(found?.state).toBe('warning');
  expect(found?.detail).toContain('too few or too many chunks');
  expect((await base.knowledge.check(true))[0]?.state).toBe('repaired');
  expect((await base.knowledge.check(false))[0]?.state).toBe('ok');
  expect(await base.faults()).toEqual([]);
});

test('documents of one title are told apart by where they came from, and each is found by its title', async () => {
  const base = testKnowledge();
  const first = await add(base, 'Policy Manual', 'The harbour opens at dawn.');
  const second = await add(base, 'Policy Manual', 'The harbour closes at dusk.');
  await add(base, 'Other', 'The harbour is deep.');
  base.store.write('As it comes from a file', () =>
    base.store.run(
      `UPDATE morgy_knowledge SET metadata = json_set(metadata, '$.source_label', 'books/policy.md') WHERE id = ?`,
      [second.id],
      'morgy_knowledge',
    ),
  );
  await base.knowledge.settled();
  const { hits } = await base.request('knowledge.search', { query: 'harbour', limit: 5 });
  const sources = new Map(hits.map(({ documentId, title, source }) => [documentId, [title, source]]));
  expect(sources.get(first.id)).toEqual(['Policy Manual', 'Pasted text']);
  expect(sources.get(second.id)).toEqual(['Policy Manual', 'books/policy.md']);
  expect(hits.find(({ title }) => title === 'Other')?.source).toBeUndefined();
  const found = await base.request('knowledge.byTitle', { words: 'manual poli' });
  expect(new Set(found.map(({ id }) => id))).toEqual(new Set([first.id, second.id]));
  expect(await base.request('knowledge.byTitle', { words: ' ' })).toEqual([]);
});

/** Long texts go into the database on a thread of their own: whole, undoable, and without keeping anyone from reading. */
import { writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { createServer } from '../../rpc/server.ts';
import { knowledgeContract } from '../contract.ts';
import { sections, testKnowledge } from '../testing.ts';
import { count, documents, until } from './testing.ts';

/** Over the length from which another thread writes. */
const long = (from: number): string => sections(from, from + 4_500);

// Would catch: a row that lands without its history (then undo does nothing) or without its outbox entry.
test('a long text lands with its history and its outbox entry, can be undone, and is cut into passages', async () => {
  const base = testKnowledge();
  const text = long(0);
  expect(text.length).toBeGreaterThan(1_500_000);
  const path = base.file('long.md', text);
  expect(await base.add(path)).toMatchObject([{ state: 'added' }]);
  const [document] = await documents(base);
  const id = document?.id ?? '';
  expect(base.store.all(`SELECT operation FROM history WHERE row_id = ?`, [id])).toEqual([{ operation: 'insert' }]);
  expect(
    base.store.get(`SELECT 1 FROM sync_outbox o JOIN history h ON h.id = o.history_id WHERE h.row_id = ?`, [id]),
  ).toBeDefined();
  expect(await base.faults()).toEqual([]);
  expect((await base.add(path))[0]).toMatchObject({ state: 'unchanged' });
  writeFileSync(path, text.replace('## Section 7\n', '## Section seven\n'));
  expect((await base.add(path))[0]).toMatchObject({ state: 'updated', document_id: id });
  expect(await base.faults()).toEqual([]);
  await base.undo();
  await base.undo();
  expect(await documents(base)).toEqual([]);
  expect(await base.faults()).toEqual([]);
});

// Would catch: changes to passages dropped, because the thread that writes has no passages to hold them against.
test('a long text whose passages a person changed keeps the changes', async () => {
  const base = testKnowledge();
  const path = base.file('long.md', long(0));
  await base.add(path);
  const [document] = await documents(base);
  const id = document?.id ?? '';
  await base.knowledge.settled();
  const { chunks } = await base.request('knowledge.chunks', { documentId: id });
  const key = chunks[3]?.key ?? '';
  await base.request('knowledge.overrideChunk', { documentId: id, override: { kind: 'exclude', key } });
  writeFileSync(path, `${long(0)}\n\nOne more line.`);
  expect((await base.add(path))[0]).toMatchObject({ state: 'updated' });
  await base.knowledge.settled();
  expect(await base.request('knowledge.get', { id })).toMatchObject({ excluded: 1 });
  expect(await base.faults()).toEqual([]);
});

// Would catch: a question, or a change that a person makes meanwhile, refused or lost while the other thread writes.
test('while it lands questions are answered, and a change waits its turn', async () => {
  const base = testKnowledge();
  const server = createServer(knowledgeContract, base.knowledge.handlers, () => base.store.free());
  const { signal } = new AbortController();
  const paths = [0, 1, 2].map((n) => base.file(`${n}.md`, long(n * 5_000)));
  const { jobId } = await base.request('knowledge.addPaths', { morgyId: base.morgyId, paths });
  await until(() => base.store.free() !== null);
  const text = { morgyId: base.morgyId, title: 'Mine', text: 'Written meanwhile.' };
  const [list, mine] = await Promise.all([
    server.handle('knowledge.list', { morgyId: base.morgyId }, signal),
    server.handle('knowledge.addText', text, signal),
  ]);
  expect(list.ok && mine.ok).toBe(true);
  await base.knowledge.importFinished(jobId);
  expect(count(base, 'added')).toBe(3);
  expect(await documents(base)).toHaveLength(4);
  expect(await base.faults()).toEqual([]);
});

// Would catch: a file that was cancelled while its text was on the way to the other thread, and comes in all the same.
test('what is cancelled while it lands is either there and said to be, or not there', async () => {
  const base = testKnowledge();
  const paths = [0, 1, 2].map((n) => base.file(`${n}.md`, long(n * 5_000)));
  const { jobId } = await base.request('knowledge.addPaths', { morgyId: base.morgyId, paths });
  await until(() => base.store.free() !== null);
  await base.request('knowledge.cancelImport', { jobId });
  await until(() => base.store.free() === null);
  await base.knowledge.settled();
  expect(await documents(base)).toHaveLength(count(base, 'added'));
  expect(count(base, 'reading') + count(base, 'waiting')).toBe(0);
  expect(await base.faults()).toEqual([]);
});

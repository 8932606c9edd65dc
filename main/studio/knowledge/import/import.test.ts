/** Imports of real files: what comes in, what is refused in which words, and what a person may do meanwhile. */
import { mkdirSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { morgys } from '../../../../schema/index.ts';
import { nowUtc } from '../../store/store.ts';
import { docx, pdf, utf8, zipOf } from '../extract/fixtures.ts';
import { sections, testKnowledge } from '../testing.ts';
import { count, documents, jobOf, states, until } from './testing.ts';

describe('files and folders', () => {
  test('a folder is walked, each file becomes a document, duplicates point at the first', async () => {
    const base = testKnowledge();
    base.file('f/a.md', '# Alpha\n\nAbout gulls.');
    base.file('f/sub/b.txt', 'About terns and other birds.');
    base.file('f/sub/copy.md', '# Alpha\n\nAbout gulls.');
    base.file('f/report.docx', docx());
    base.file('f/picture.png', 'not text');
    base.file('f/.hidden.md', 'Hidden');
    const items = await base.add(join(base.folder, 'files/f'));
    expect(states(items)).toEqual({
      'f/a.md': 'added',
      'f/sub/b.txt': 'added',
      'f/sub/copy.md': 'duplicate',
      'f/report.docx': 'added',
      'f/picture.png': 'skipped',
    });
    const copy = items.find((item) => item.state === 'duplicate');
    const original = (await documents(base)).find((one) => one.source_label === 'f/a.md');
    expect(copy).toMatchObject({ document_id: original?.id, message: expect.stringContaining('already as “Alpha”') });
    expect(await jobOf(base)).toMatchObject({ state: 'done', total: 5, done: 5, failed: 0, skipped: 1 });
    expect(await base.faults()).toEqual([]);
  });

  test('the same files again are unchanged, a changed one touches only the chunks that changed', async () => {
    const base = testKnowledge();
    const path = base.file('long.md', sections(0, 60));
    await base.add(path);
    const rows = () => base.store.all<{ id: number; key: string }>('SELECT id, key FROM chunks');
    await base.knowledge.settled();
    const before = new Map(rows().map((row) => [row.key, row.id]));
    expect((await base.add(path))[0]).toMatchObject({ state: 'unchanged' });
    writeFileSync(path, sections(0, 60).replace('## Section 40', '## Section forty'));
    expect((await base.add(path))[0]).toMatchObject({ state: 'updated' });
    await base.knowledge.settled();
    const kept = rows().filter((row) => before.get(row.key) === row.id);
    expect(rows().length - kept.length).toBeLessThanOrEqual(3);
    expect(await documents(base)).toHaveLength(1);
    expect(await base.faults()).toEqual([]);
  });

  test('a re-import keeps a title and changes to chunks that a person made, and tells of text it replaced', async () => {
    const base = testKnowledge();
    const path = base.file('long.md', sections(0, 20));
    await base.add(path);
    const [{ id } = { id: '' }] = await documents(base);
    await base.knowledge.settled();
    const { chunks } = await base.request('knowledge.chunks', { documentId: id });
    await base.request('knowledge.overrideChunk', {
      documentId: id,
      override: { kind: 'exclude', key: chunks[0]?.key ?? '' },
    });
    await base.request('knowledge.update', { id, title: 'My title' });
    await base.request('knowledge.update', { id, content: `${sections(0, 20)}\n\nMine.` });
    writeFileSync(path, sections(0, 21));
    const [item] = await base.add(path);
    expect(item).toMatchObject({ state: 'updated', message: expect.stringContaining('had been edited here') });
    await base.knowledge.settled();
    expect(await base.request('knowledge.get', { id })).toMatchObject({ title: 'My title', excluded: 1 });
    await base.undo();
    expect((await base.request('knowledge.get', { id })).content).toContain('Mine.');
    expect(await base.faults()).toEqual([]);
  });

  test('undo takes a whole import back and redo brings it again, with its chunks', async () => {
    const base = testKnowledge();
    for (let n = 0; n < 5; n++) base.file(`f/${n}.md`, `# File ${n}\n\nPelican number${n}.`);
    await base.add(join(base.folder, 'files/f'));
    const found = async (): Promise<number> =>
      (await base.request('knowledge.search', { query: 'pelican ', limit: 20 })).hits.length;
    expect(await found()).toBe(5);
    await base.undo();
    expect(await documents(base)).toHaveLength(0);
    expect(await found()).toBe(0);
    await base.redo();
    expect(await found()).toBe(5);
    expect(await base.faults()).toEqual([]);
  });

  test('a thousand small files', async () => {
    const base = testKnowledge();
    for (let n = 0; n < 1000; n++) base.file(`many/${n % 10}/${n}.md`, `# File ${n}\n\nWords of number${n}.`);
    await base.add(join(base.folder, 'files/many'));
    expect(await documents(base)).toHaveLength(1000);
    expect(await jobOf(base)).toMatchObject({ state: 'done', total: 1000, done: 1000, failed: 0 });
    expect(await base.faults()).toEqual([]);
    const progress = base.events.filter((event) => event.type === 'import.progress');
    expect(progress.at(-1)).toMatchObject({ state: 'done', done: 1000, total: 1000 });
  });
});

describe('bad input gets a sentence and leaves the rest alone', () => {
  test('files of every bad kind among good ones', async () => {
    const base = testKnowledge();
    const bad: Record<string, string> = {};
    const put = (name: string, content: string | Uint8Array, code: string): string => {
      bad[name] = code;
      return base.file(`bad/${name}`, content);
    };
    put('empty.md', '', 'empty');
    put('scan.pdf', pdf([[], []], { image: true }), 'needs-ocr');
    put('locked.pdf', pdf([[{ x: 50, y: 700, text: 'Secret' }]], { encrypted: true }), 'encrypted');
    put(
      'bomb.docx',
      docx({ extra: { 'word/media/zeros.bin': new Uint8Array(40 * 1024 * 1024) } }),
      'unpacks-too-large',
    );
    put('program.txt', Uint8Array.from([0x7f, 0x45, 0x4c, 0x46, 2, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0]), 'executable');
    put('archive.md', zipOf({ 'a.txt': 'x' }), 'archive');
    truncateSync(put('huge.txt', 'x', 'too-large'), 2 * 1024 ** 3);
    base.file('bad/wrong.pdf', utf8('# Not a pdf\n\nBut text all the same.'));
    base.file('bad/utf16.txt', Buffer.from('\ufeffGrüße in UTF-16', 'utf16le'));
    base.file('bad/latin1.txt', Buffer.from('Größe und Maß, façade', 'latin1'));
    base.file(`bad/${'n'.repeat(250)}.txt`, 'A very long name.');
    symlinkSync(join(base.folder, 'files/bad'), join(base.folder, 'files/bad/loop'));
    const items = await base.add(join(base.folder, 'files/bad'));
    for (const [name, code] of Object.entries(bad)) {
      const item = items.find((one) => one.name === `bad/${name}`);
      expect({ name, state: item?.state, code: item?.code }).toEqual({ name, state: 'failed', code });
      expect(item?.message).toMatch(/^.{30,}$/);
      expect(item?.message).not.toContain(base.folder);
    }
    expect(items.filter((item) => item.state === 'added')).toHaveLength(4);
    expect(items.find((item) => item.name === 'bad/loop')).toMatchObject({ state: 'skipped', code: 'link-loop' });
    const list = await documents(base);
    expect(list.find((one) => one.source_label === 'bad/wrong.pdf')?.warnings[0]?.code).toBe('wrong-extension');
    const text = async (label: string) =>
      (await base.request('knowledge.get', { id: list.find((one) => one.source_label === label)?.id ?? '' })).content;
    expect(await text('bad/utf16.txt')).toContain('Grüße in UTF-16');
    expect(await text('bad/latin1.txt')).toContain('façade');
    expect(list.every((one) => one.source_label.length < 160)).toBe(true);
    expect(await base.faults()).toEqual([]);
  });

  test('a path that is not there, an empty folder, and the failed ones tried again', async () => {
    const base = testKnowledge();
    mkdirSync(join(base.folder, 'hollow'));
    const path = join(base.folder, 'later.md');
    const items = await base.add(path, join(base.folder, 'hollow'), base.file('good.md', 'Good words.'));
    expect(items.map((item) => [item.state, item.code])).toEqual([
      ['failed', 'not-found'],
      ['skipped', 'empty-folder'],
      ['added', null],
    ]);
    writeFileSync(path, 'Here it is.');
    const jobId = items[0]?.job_id ?? '';
    await base.request('knowledge.retryImport', { jobId });
    await base.knowledge.importFinished(jobId);
    expect((await base.items(jobId))[0]).toMatchObject({ state: 'added', code: null, message: null });
    expect(await documents(base)).toHaveLength(2);
  });

  test('a Morgy that is not there, or goes to the trash meanwhile', async () => {
    const base = testKnowledge();
    await expect(base.request('knowledge.addPaths', { morgyId: 'none', paths: ['/x'] })).rejects.toThrow(
      'There is no Morgy',
    );
    const paths = Array.from({ length: 30 }, (_, n) => base.file(`f/${n}.md`, sections(n, n + 30)));
    const { jobId } = await base.request('knowledge.addPaths', { morgyId: base.morgyId, paths });
    await until(() => count(base, 'added') > 0);
    base.store.write('Remove', () => base.store.update(morgys, base.morgyId, { deleted_at: nowUtc() }));
    const job = await base.knowledge.importFinished(jobId);
    expect(job?.state).toBe('cancelled');
    const items = await base.items(jobId);
    expect(items.filter((item) => item.code === 'morgy-deleted').length).toBeGreaterThan(0);
    expect(items.every((item) => item.state === 'added' || item.state === 'cancelled')).toBe(true);
  });
});

describe('a person decides', () => {
  test('cancel ends what is being read and leaves what was added; resume takes the rest up', async () => {
    const base = testKnowledge();
    base.file('f/0.md', '# First\n\nWords.');
    for (let n = 1; n < 8; n++) base.file(`f/${n}.md`, sections(n * 500, n * 500 + 1500));
    const { jobId } = await base.request('knowledge.addPaths', {
      morgyId: base.morgyId,
      paths: [join(base.folder, 'files/f')],
    });
    await until(() => count(base, 'added') > 0 && count(base, 'reading') > 0);
    await base.request('knowledge.cancelImport', { jobId });
    // At once, not when the workers are done: nothing is being read and nothing waits.
    expect(count(base, 'reading') + count(base, 'waiting')).toBe(0);
    expect(await jobOf(base)).toMatchObject({ state: 'cancelled' });
    const added = count(base, 'added');
    await base.knowledge.settled();
    expect(count(base, 'added')).toBe(added);
    expect(await documents(base)).toHaveLength(added);
    await base.request('knowledge.resumeImport', { jobId });
    expect(await base.knowledge.importFinished(jobId)).toMatchObject({ state: 'done', done: 8 });
    expect(await documents(base)).toHaveLength(8);
    expect(await base.faults()).toEqual([]);
  });

  // Would catch: what a pause ended answers after the resume and stores “was cancelled” for the file that is read anew.
  test('a resume right after a pause fails no file', async () => {
    const base = testKnowledge();
    for (let n = 0; n < 30; n++) base.file(`quick/${n}.md`, `# Entry ${n}\n\nWind and tide of day ${n}.`);
    const { jobId } = await base.request('knowledge.addPaths', {
      morgyId: base.morgyId,
      paths: [join(base.folder, 'files/quick')],
    });
    for (let n = 0; n < 4; n++) {
      await until(() => count(base, 'added') > n * 3 && count(base, 'reading') > 0);
      await Promise.all([
        base.request('knowledge.pauseImport', { jobId }),
        base.request('knowledge.resumeImport', { jobId }),
      ]);
    }
    await base.knowledge.importFinished(jobId);
    expect(await jobOf(base)).toMatchObject({ state: 'done', total: 30, done: 30, failed: 0 });
  });

  test('pause stops, nothing is lost or doubled after it, dismiss takes the import off the list', async () => {
    const base = testKnowledge();
    for (let n = 0; n < 12; n++) base.file(`f/${n}.md`, sections(n * 50, n * 50 + 200));
    const { jobId } = await base.request('knowledge.addPaths', {
      morgyId: base.morgyId,
      paths: [join(base.folder, 'files/f')],
    });
    await until(() => count(base, 'added') > 1);
    await base.request('knowledge.pauseImport', { jobId });
    expect(count(base, 'reading')).toBe(0);
    const added = count(base, 'added');
    expect(added).toBeLessThan(12);
    await base.knowledge.settled();
    expect(count(base, 'added')).toBe(added);
    await base.request('knowledge.resumeImport', { jobId });
    await base.knowledge.importFinished(jobId);
    expect(await documents(base)).toHaveLength(12);
    await base.request('knowledge.dismissImport', { jobId });
    expect(await base.request('knowledge.imports', { morgyId: null })).toEqual([]);
    expect(await documents(base)).toHaveLength(12);
  });
});

/** Imports in programs that end, are killed, or stand beside another one on the same database: nothing is lost or doubled. */
import { fork } from 'node:child_process';
import { existsSync, mkdirSync, rmSync, unlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { morgyKnowledge } from '../../../../schema/index.ts';
import { insertMorgy, testStore, temporaryFolder } from '../../store/testing.ts';
import { sections, testKnowledge } from '../testing.ts';
import { count, documents, states, until } from './testing.ts';

describe('programs that end', () => {
  test('a closed studio goes on at its next start; a second one leaves a held import alone', async () => {
    const folder = temporaryFolder();
    const store = testStore(folder);
    const morgyId = insertMorgy(store);
    const first = testKnowledge({}, { folder, store, morgyId });
    for (let n = 0; n < 10; n++) first.file(`f/${n}.md`, sections(n * 50, n * 50 + 100));
    const { jobId } = await first.request('knowledge.addPaths', { morgyId, paths: [join(folder, 'files/f')] });
    await until(() => count(first, 'added') > 1);
    const second = testKnowledge({}, { folder, store, morgyId });
    second.knowledge.start();
    expect(store.get(`SELECT 1 FROM import_jobs WHERE holder IS NULL`)).toBeUndefined();
    await first.knowledge.close();
    expect(count(first, 'reading')).toBe(0);
    const third = testKnowledge({}, { folder, store, morgyId });
    third.knowledge.start();
    expect(await third.knowledge.importFinished(jobId)).toMatchObject({ state: 'done' });
    expect(await documents(third)).toHaveLength(10);
    expect(await third.faults()).toEqual([]);
  });

  test('kill -9 in the middle, several times: every file is there once, and the import ends', async () => {
    const folder = temporaryFolder();
    const files = join(folder, 'files');
    mkdirSync(files);
    const many = 60;
    for (let n = 0; n < many; n++) writeFileSync(join(files, `${n}.md`), sections(n * 20, n * 20 + 25));
    const store = testStore(folder);
    const morgyId = insertMorgy(store);
    let seen = 0;
    for (let round = 0; round < 4; round++) {
      const child = fork(new URL('./kill-importer.ts', import.meta.url), [store.file, morgyId, files], {
        stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
        execArgv: [],
      });
      const target = Math.min(many, seen + 12);
      await new Promise<void>((resolve, reject) => {
        child.stdout?.on('data', (data: Buffer) => {
          seen = Math.max(seen, ...data.toString().trim().split('\n').map(Number));
          if (seen >= target) child.kill('SIGKILL');
        });
        child.on('exit', () => resolve());
        child.on('error', reject);
      });
    }
    const base = testKnowledge({}, { folder, store, morgyId });
    base.knowledge.start();
    const [job] = await base.request('knowledge.imports', { morgyId });
    expect(seen).toBeGreaterThanOrEqual(48);
    expect(await base.knowledge.importFinished(job?.id ?? '')).toMatchObject({ state: 'done', total: many, failed: 0 });
    const labels = store.rows(morgyKnowledge).map((row) => row.metadata['source_label']);
    expect(new Set(labels).size).toBe(many);
    expect(labels).toHaveLength(many);
    expect(await base.faults()).toEqual([]);
    expect(store.connection.pragma('integrity_check', { simple: true })).toBe('ok');
  });

  test('another program on the same database may cancel an import, and the one that reads stops', async () => {
    const folder = temporaryFolder();
    const store = testStore(folder);
    const morgyId = insertMorgy(store);
    const reading = testKnowledge({}, { folder, store, morgyId });
    for (let n = 0; n < 20; n++) reading.file(`f/${n}.md`, sections(n * 50, n * 50 + 300));
    const { jobId } = await reading.request('knowledge.addPaths', { morgyId, paths: [join(folder, 'files/f')] });
    await until(() => count(reading, 'added') > 1);
    const other = testKnowledge({}, { folder, store, morgyId });
    await other.request('knowledge.cancelImport', { jobId });
    const added = count(reading, 'added');
    expect(await reading.knowledge.importFinished(jobId)).toMatchObject({ state: 'cancelled' });
    // The reader has come back with what it was at, and has seen that nobody wants it any more.
    await until(() => reading.events.some((event) => event.type === 'import.progress' && event.state === 'cancelled'));
    await reading.knowledge.close();
    expect(count(reading, 'added')).toBe(added);
    expect(await documents(other)).toHaveLength(added);
    expect(await other.faults()).toEqual([]);
  });

  test('a file that disappears while it waits fails alone', async () => {
    const base = testKnowledge();
    const paths = Array.from({ length: 6 }, (_, n) => base.file(`f/${n}.md`, sections(n, n + 40)));
    const { jobId } = await base.request('knowledge.addPaths', { morgyId: base.morgyId, paths });
    unlinkSync(paths[5] ?? '');
    await base.knowledge.importFinished(jobId);
    expect(states(await base.items(jobId))).toMatchObject({ '4.md': 'added', '5.md': 'failed' });
    expect(existsSync(paths[4] ?? '')).toBe(true);
    rmSync(join(base.folder, 'files'), { recursive: true });
  });
});

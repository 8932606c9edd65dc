/**
 * Imports under every kind of trouble at once, by seeds: pauses, cancels, resumes and retries at any moment, studios that
 * close and open, workers that die, reports that fail and a database that refuses writes. When the trouble is over, every
 * import must come to its end and every file be there once.
 */
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createExtractionPool } from '../extract/pool.ts';
import { StoreError } from '../../store/errors.ts';
import type { Store } from '../../store/store.ts';
import { insertMorgy, temporaryFolder, testStore } from '../../store/testing.ts';
import { sections, testKnowledge } from '../testing.ts';
import type { TestKnowledge } from '../testing.ts';
import { documents } from './testing.ts';

/** mulberry32 */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 0x1_0000_0000;
  };
}

/** Writes fail now and then while `troubled` says so, as on a database that is held by someone or a full disk. */
function trouble(store: Store, chance: () => boolean): void {
  const write = store.write.bind(store);
  store.write = (label, work, options) => {
    if (!chance()) return write(label, work, options);
    const code = label.length % 2 === 0 ? 'database_busy' : 'database_full';
    // After the work, so that what it keeps in memory has been done and must be taken back.
    return write(
      label,
      () => {
        work();
        throw new StoreError(code, 'Trouble.');
      },
      options,
    );
  };
}

const FILES = 24;

// Would catch: a place that is never given back, a wake-up that is lost, an item that stays “being read” for good.
test.each([1, 2, 3, 4, 5, 6])(
  'seed %i: in the end every import is over and every file is there once',
  async (seed) => {
    const next = random(seed);
    const folder = temporaryFolder();
    const store = testStore(folder);
    const morgyId = insertMorgy(store);
    let troubled = true;
    trouble(store, () => troubled && next() < 0.08);
    const open = (): { base: TestKnowledge; close: () => Promise<void> } => {
      const pool = createExtractionPool({ size: 2 });
      const base = testKnowledge(
        {
          pool,
          emit: () => {
            if (troubled && next() < 0.1) throw new Error('Nobody listens.');
          },
        },
        { folder, store, morgyId },
      );
      base.knowledge.start();
      return { base, close: () => base.knowledge.close() };
    };
    let { base, close } = open();
    for (let n = 0; n < FILES; n++) {
      // Some are long enough to be caught in the middle.
      base.file(`f/${n % 3}/${n}.md`, sections(n * 300, n * 300 + (n % 5 === 0 ? 250 : 3)));
    }
    const jobs: string[] = [];
    /** In trouble a request may be refused; the person tries again or does something else. */
    const attempt = async (act: () => Promise<unknown>): Promise<void> => {
      await act().catch(() => undefined);
    };
    const add = async (part: number): Promise<void> => {
      const paths = [join(folder, 'files/f', String(part))];
      const { jobId } = await base.request('knowledge.addPaths', { morgyId, paths });
      jobs.push(jobId);
    };
    for (let step = 0; step < 40; step++) {
      const jobId = jobs[Math.floor(next() * jobs.length)] ?? '';
      const dice = next();
      if (jobs.length === 0 || dice < 0.15) await attempt(() => add(Math.floor(next() * 3)));
      else if (dice < 0.3) await attempt(() => base.request('knowledge.pauseImport', { jobId }));
      else if (dice < 0.4) await attempt(() => base.request('knowledge.cancelImport', { jobId }));
      else if (dice < 0.6) await attempt(() => base.request('knowledge.resumeImport', { jobId }));
      else if (dice < 0.7) await attempt(() => base.request('knowledge.retryImport', { jobId }));
      else if (dice < 0.78) {
        await attempt(close);
        ({ base, close } = open());
      } else await new Promise((resolve) => setTimeout(resolve, next() * 30));
    }
    troubled = false;
    for (const part of [0, 1, 2]) await add(part);
    for (const jobId of jobs) await base.request('knowledge.resumeImport', { jobId });
    for (const jobId of jobs) await base.knowledge.importFinished(jobId);
    for (const jobId of jobs) {
      await base.request('knowledge.retryImport', { jobId });
      expect(await base.knowledge.importFinished(jobId)).toMatchObject({ state: 'done', failed: 0 });
    }
    const labels = (await documents(base)).map((one) => one.source_label);
    expect(labels.toSorted()).toEqual([...new Set(labels)].toSorted());
    expect(labels).toHaveLength(FILES);
    expect(await base.faults()).toEqual([]);
  },
  240_000,
);

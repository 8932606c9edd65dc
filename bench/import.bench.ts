/**
 * Import of text end to end (worker, chunks, history, full-text index, one durable transaction a file) against extraction
 * and chunking alone in the same pool, over the same files. Budget: 20 MB a minute with everything on, and the thread of
 * the database busy for no more than 50 ms at a time.
 */
import { mkdtempSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { v7 as uuidv7 } from 'uuid';
import { createExtractionPool } from '../main/studio/knowledge/extract/pool.ts';
import { createKnowledge } from '../main/studio/knowledge/index.ts';
import { openStore } from '../main/studio/store/open.ts';
import { morgys } from '../schema/index.ts';

const MB = 1024 * 1024;
const ROUNDS = 3;
/** Files of a set and bytes of each. */
const SETS = [
  { name: 'small files', files: 400, bytes: 8 * 1024 },
  { name: 'documents', files: 30, bytes: 400 * 1024 },
  { name: 'long documents', files: 3, bytes: 4 * MB },
];

/** mulberry32: the same text in every run. */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 0x1_0000_0000;
  };
}
const next = random(11);
const SYLLABLES = 'ba con de dra el fer ga in ka lo mi no per qua re si sta ter un vo'.split(' ');
const VOCABULARY = Array.from({ length: 20_000 }, () =>
  Array.from({ length: 1 + Math.floor(next() * 4) }, () => SYLLABLES[Math.floor(next() * SYLLABLES.length)]).join(''),
);
/** Zipf's law with exponent 1. */
const word = (): string => VOCABULARY[Math.floor(Math.exp(next() * Math.log(VOCABULARY.length))) - 1] ?? 'word';

function markdown(bytes: number): string {
  const parts: string[] = [];
  let size = 0;
  while (size < bytes) {
    const sentence = Array.from({ length: 8 + Math.floor(next() * 14) }, word).join(' ');
    const part = next() < 0.04 ? `\n\n## ${sentence.slice(0, 40)}\n\n` : `${sentence}. ${next() < 0.2 ? '\n\n' : ''}`;
    parts.push(part);
    size += part.length;
  }
  return parts.join('');
}

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;

const results: Record<string, unknown>[] = [];
for (const { name, files, bytes } of SETS) {
  const folder = mkdtempSync(join(tmpdir(), 'morgus-bench-'));
  try {
    const source = join(folder, 'source');
    mkdirSync(source);
    const paths = Array.from({ length: files }, (_, n) => {
      const path = join(source, `${n}.md`);
      writeFileSync(path, markdown(bytes));
      return path;
    });
    const megabytes = (files * bytes) / MB;
    const alone: number[] = [];
    const whole: number[] = [];
    const longest: number[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      {
        const pool = createExtractionPool();
        await pool.extract({ path: paths[0] ?? '' });
        const begun = performance.now();
        await Promise.all(paths.map((path) => pool.extractAndChunk({ path })));
        alone.push(performance.now() - begun);
        await pool.close();
      }
      const { store } = openStore(join(folder, `studio-${round}.db`));
      const morgyId = uuidv7();
      store.write('Morgy', () =>
        store.insert(morgys, { id: morgyId, creator_id: store.ownerId(), name: 'Bench', category: 'custom' }),
      );
      const none = { get: async () => null, set: async () => undefined, delete: async () => undefined };
      const pool = createExtractionPool();
      await pool.extract({ path: paths[0] ?? '' });
      const knowledge = createKnowledge({ store, secrets: none, emit: () => undefined, dataFolder: folder, pool });
      const context = { signal: new AbortController().signal };
      const delay = monitorEventLoopDelay({ resolution: 5 });
      delay.enable();
      const begun = performance.now();
      const { jobId } = await knowledge.handlers['knowledge.addPaths']({ morgyId, paths: [source] }, context);
      await knowledge.importFinished(jobId);
      await knowledge.settled();
      whole.push(performance.now() - begun);
      delay.disable();
      longest.push(delay.max / 1e6);
      await knowledge.close();
      store.close();
    }
    const rate = (ms: number): number => (megabytes / ms) * 60_000;
    const result = {
      name,
      files,
      megabytes: Math.round(megabytes * 10) / 10,
      mbPerMinuteAlone: Math.round(rate(median(alone))),
      mbPerMinuteWhole: Math.round(rate(median(whole))),
      ratio: Math.round((median(whole) / median(alone)) * 100) / 100,
      longestBlockMs: Math.round(median(longest)),
    };
    results.push(result);
    console.log(
      `${name.padEnd(16)} ${String(files).padStart(4)} files, ${result.megabytes} MB: ${result.mbPerMinuteWhole} MB a minute end to end, ` +
        `${result.mbPerMinuteAlone} extraction alone, ${result.ratio} x its time; longest block ${result.longestBlockMs} ms`,
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
console.log(JSON.stringify({ bench: 'import', results }));

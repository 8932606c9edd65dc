// Processes that may die: what a caller sees when they do, and that the next document is read all the same.
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeAll, afterAll, describe, expect, test } from 'vitest';
import { docx, pdf, pdfLines, utf8 } from './fixtures.ts';
import { ExtractionError } from './index.ts';
import type { ExtractProgress, PoolOptions } from './index.ts';
import { createExtractionPool } from './pool.ts';
import type { ExtractionPool } from './pool.ts';

const pools: ExtractionPool[] = [];
function pool(options: PoolOptions = {}): ExtractionPool {
  const made = createExtractionPool({ size: 1, ...options });
  pools.push(made);
  return made;
}
afterEach(async () => {
  await Promise.all(pools.splice(0).map((one) => one.close()));
});

/** A PDF of many pages: some seconds of work, in steps. */
function longPdf(pages: number): Uint8Array {
  const lines = Array.from(
    { length: 50 },
    (_, i) => `Line ${i} of a page that is only there to take its time, with words enough.`,
  );
  return pdf(Array.from({ length: pages }, () => pdfLines(lines, 740)));
}

/** Its state and its parent, of /proc; null when it is gone. */
function processState(pid: string): { state: string; parent: number } | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const [state = '', parent = ''] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return { state, parent: Number(parent) };
  } catch {
    return null;
  }
}
const childrenOf = (pid: number): string[] =>
  readdirSync('/proc').filter((each) => /^\d+$/.test(each) && processState(each)?.parent === pid);
/** One that nobody has asked about yet after its end does not run. */
const runs = (pid: string): boolean => !['Z', 'X', undefined].includes(processState(pid)?.state);

async function code(run: Promise<unknown>): Promise<string> {
  return run.then(
    () => 'done',
    (error: unknown) => (error instanceof ExtractionError ? error.code : String(error)),
  );
}

describe('the pool', () => {
  let folder: string;
  let long: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'morgus-pool-'));
    long = join(folder, 'long.pdf');
    await writeFile(long, longPdf(1500));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  // Would catch: a process that hangs while it loads keeps its place, and every import stands still behind it for minutes.
  test('a worker that never comes up is replaced, and the document is read by the next', async () => {
    const marker = join(folder, 'begun');
    const file = join(folder, 'slow-worker.mjs');
    await writeFile(
      file,
      `import { existsSync, writeFileSync } from 'node:fs';
      if (existsSync(${JSON.stringify(marker)})) await import(${JSON.stringify(new URL('./extract-worker.ts', import.meta.url).href)});
      else { writeFileSync(${JSON.stringify(marker)}, ''); for (;;); }`,
    );
    const one = pool({ worker: pathToFileURL(file), bootMs: 1500 });
    const { markdown } = await one.extract({ bytes: utf8('About gulls.'), name: 'a.txt' });
    expect(markdown).toContain('About gulls.');
    expect(existsSync(marker)).toBe(true);
  });

  test('reads and cuts in one go; failures keep their code and sentence across the process', async () => {
    const one = pool();
    const { extraction, chunks } = await one.extractAndChunk(
      { bytes: docx(), name: 'h.docx' },
      { chunk: { targetTokens: 16, maxTokens: 64 } },
    );
    expect(extraction.title).toBe('Harbour handbook');
    expect(chunks.length).toBeGreaterThan(1);
    expect(await one.chunk(extraction.markdown, { targetTokens: 16, maxTokens: 64 })).toEqual(chunks);
    await expect(one.extract({ bytes: new Uint8Array(), name: '../x/empty.pdf' })).rejects.toMatchObject({
      name: 'ExtractionError',
      code: 'empty',
      message: expect.stringContaining('“empty.pdf” is empty'),
    });
  });

  // Would catch: bytes that are given away, or more of a shared buffer than was meant.
  test.runIf(existsSync('/proc/self/stat'))(
    'many documents are read by the processes that are there (one begun for each document)',
    async () => {
      const before = new Set(childrenOf(process.pid));
      const used = new Set<string>();
      // One that comes up late would be replaced, and the one in its place be counted too.
      const two = pool({ size: 2, bootMs: 600_000 });
      const bytes = utf8('# A note\n\nThe pilot waits for the tide.');
      for (let round = 0; round < 10; round++) {
        const read = Array.from({ length: 6 }, (_, n) => two.extractAndChunk({ bytes, name: `${round}-${n}.md` }));
        await Promise.all(read);
        for (const child of childrenOf(process.pid)) if (!before.has(child)) used.add(child);
      }
      expect(used.size).toBeGreaterThan(0);
      expect(used.size).toBeLessThanOrEqual(2);
    },
    300_000,
  );

  test("bytes stay the caller's, and part of a buffer is read as that part", async () => {
    const one = pool();
    const part = new Uint8Array(new ArrayBuffer(64), 0, 5).fill(0x61);
    const { markdown } = await one.extract({ bytes: part, name: 'b.txt' });
    expect(markdown.trim()).toBe('aaaaa');
    expect(part.length).toBe(5);
  });

  test('cancelling a running job ends it at once, and the next job finds a fresh worker', async () => {
    const one = pool();
    const controller = new AbortController();
    const seen: ExtractProgress[] = [];
    const job = one.extract(
      { path: long },
      {
        signal: controller.signal,
        onProgress: (step) => {
          seen.push(step);
          if (step.stage === 'extracting') controller.abort();
        },
      },
    );
    expect(await code(job)).toBe('cancelled');
    expect(seen.at(-1)).toMatchObject({ stage: 'extracting', total: 1500 });
    expect(await code(one.extract({ bytes: utf8('after'), name: 'a.txt' }))).toBe('done');
  });

  test('cancelling a waiting job leaves the running one alone', async () => {
    const one = pool();
    const controller = new AbortController();
    const running = one.extract({ bytes: docx(), name: 'a.docx' });
    const waiting = one.extract({ bytes: utf8('x'), name: 'b.txt' }, { signal: controller.signal });
    expect(one.pending).toBe(2);
    controller.abort();
    expect(await code(waiting)).toBe('cancelled');
    expect(await code(running)).toBe('done');
  });

  test('a job over its time is stopped and named, the jobs behind it are read', async () => {
    const one = pool({ timeoutMs: 400 });
    const slow = one.extract({ path: long });
    const behind = one.extract({ bytes: utf8('quick'), name: 'q.txt' });
    await expect(slow).rejects.toMatchObject({ code: 'timeout', message: expect.stringContaining('“long.pdf”') });
    expect(await code(behind)).toBe('done');
  });

  test('a job over its memory is stopped and named, the jobs behind it are read', async () => {
    const one = pool({ maxMemoryMb: 96 });
    const rows = JSON.stringify(Array.from({ length: 900_000 }, (_, i) => ({ id: i, nested: { value: [i] } })));
    const greedy = one.extract({ bytes: utf8(rows), name: 'big.json' });
    const behind = one.extract({ bytes: utf8('small'), name: 's.txt' });
    await expect(greedy).rejects.toMatchObject({
      code: 'out-of-memory',
      message: expect.stringContaining('“big.json”'),
    });
    expect(await code(behind)).toBe('done');
  });

  // Would catch: one allocation that jumps over the limit. V8 ends the whole process then, which in a thread of the studio
  // was the studio.
  test.each([
    ['one long array', `[${'1,'.repeat(12_000_000)}1]`],
    ['one long string', JSON.stringify({ a: 'x'.repeat(48_000_000) })],
  ])('%s that needs too much at once ends its own process alone', async (_name, json) => {
    const one = pool({ maxMemoryMb: 64 });
    const greedy = one.extract({ bytes: utf8(json), name: 'big.json' });
    const behind = one.extract({ bytes: utf8('small'), name: 's.txt' });
    expect(await code(greedy)).toBe('out-of-memory');
    expect(await code(behind)).toBe('done');
  });

  // Would catch: bytes lie outside the heap, and no flag of V8's limits them.
  test('a process that fills memory outside its heap is stopped', async () => {
    const file = join(folder, 'greedy-worker.mjs');
    await writeFile(
      file,
      `import { watchMemory } from ${JSON.stringify(new URL('./memory.ts', import.meta.url).href)};
      watchMemory(64);
      const kept = [];
      process.on('message', () => setInterval(() => kept.push(Buffer.alloc(16 << 20, 1)), 5));
      process.send({ kind: 'ready' });`,
    );
    const one = pool({ worker: pathToFileURL(file) });
    expect(await code(one.extract({ bytes: utf8('x'), name: 'a.txt' }))).toBe('out-of-memory');
  });

  // Would catch: a studio that was killed leaves processes behind that read on.
  test.runIf(process.platform === 'linux')('ends in the middle of a document when its studio is gone', async () => {
    const script = join(folder, 'studio.mjs');
    await writeFile(
      script,
      `import { createExtractionPool } from ${JSON.stringify(new URL('./pool.ts', import.meta.url).href)};
      const one = createExtractionPool({ size: 1 });
      void one.extract({ path: ${JSON.stringify(long)} }, { onProgress: () => process.send('reading') });`,
    );
    const studio = fork(script, { execArgv: [], stdio: ['ignore', 'ignore', 'ignore', 'ipc'] });
    await once(studio, 'message');
    const reading = childrenOf(studio.pid ?? 0);
    expect(reading).toHaveLength(1);
    studio.kill('SIGKILL');
    // It would take the document's time and longer if it only ended when it has nothing more to do.
    await expect.poll(() => reading.filter(runs), { timeout: 30_000, interval: 50 }).toEqual([]);
  });

  test('`ready` holds a caller back while every worker is busy and one job waits', async () => {
    const one = pool();
    let started = 0;
    const jobs: Promise<unknown>[] = [];
    for (let i = 0; i < 12; i++) {
      await one.ready();
      expect(one.pending).toBeLessThanOrEqual(1);
      started++;
      jobs.push(one.extract({ bytes: utf8(`file ${i}`), name: `${i}.txt` }));
    }
    await Promise.all(jobs);
    expect(started).toBe(12);
    expect(one.pending).toBe(0);
  });

  test('closing rejects what runs and waits, and later calls', async () => {
    const one = pool();
    const jobs = [one.extract({ path: long }), one.extract({ path: long })].map(code);
    await one.close();
    expect(await Promise.all(jobs)).toEqual(['cancelled', 'cancelled']);
    expect(await code(one.extract({ path: long }))).toBe('cancelled');
  });
});

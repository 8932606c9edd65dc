/**
 * A bundle of 20,000 chunks: how large it is, how long it takes to pack, how soon its server answers and what it needs.
 * Beside it, in the same run: a bare SDK server without content, and a plain zip of the same bytes.
 *   node bench/bundle.bench.ts [chunks]
 */
import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { zipSync } from 'fflate';
import { rolldown } from 'rolldown';
import { buildBundleServer } from '../apps/bundle/build.ts';
import type { BundleContent, BundleDocument, PackedBundle } from '../main/studio/exports/pack/index.ts';
import { Packing } from '../main/studio/exports/packing/packing.ts';
import { writeFiles } from '../main/studio/exports/pack/unpack.ts';
import { readArchive } from '../main/studio/exports/pack/verify/archive.ts';

const CHUNKS = Number(process.argv[2] ?? 20_000);
const CHUNK_LENGTH = 780;
const CHUNKS_A_DOCUMENT = 50;
const STARTS = 9;
const QUERIES = 300;

/** Mulberry32: small, seeded, good enough for words. */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

/** Words by a Zipf law over 40,000 made-up ones, in sentences, so that it compresses and indexes as prose does. */
function makeWriter(next: () => number): { sentence(): string; word(): string } {
  const onsets = [
    'b',
    'br',
    'c',
    'ch',
    'd',
    'f',
    'fl',
    'g',
    'h',
    'l',
    'm',
    'n',
    'p',
    'pr',
    'r',
    's',
    'st',
    't',
    'tr',
    'v',
    'w',
    '',
  ];
  const vowels = ['a', 'e', 'i', 'o', 'u', 'ea', 'ou', 'ie'];
  const codas = ['', 'n', 'r', 's', 't', 'l', 'nd', 'st', 'm', 'ck'];
  const pick = <T>(list: readonly T[]): T => list[Math.floor(next() * list.length)] as T;
  const words = new Set<string>();
  while (words.size < 40_000) {
    // Frequent words are short, as in every language.
    const syllables = 1 + Math.floor(Math.log10(words.size + 1) * 0.7 + next());
    words.add(Array.from({ length: syllables }, () => pick(onsets) + pick(vowels) + pick(codas)).join(''));
  }
  const list = [...words];
  const weights = new Float64Array(list.length);
  let sum = 0;
  for (let i = 0; i < list.length; i++) weights[i] = sum += 1 / (i + 2.7);
  const word = (): string => {
    const wanted = next() * sum;
    let [low, high] = [0, list.length - 1];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((weights[middle] ?? 0) < wanted) low = middle + 1;
      else high = middle;
    }
    return list[low] ?? '';
  };
  // Half of the words follow from the one before, as in set phrases; without them text packs worse than prose does.
  const followers = new Map<string, string[]>();
  const after = (before: string): string => {
    let usual = followers.get(before);
    if (usual === undefined) followers.set(before, (usual = [word(), word(), word(), word()]));
    return next() < 0.5 ? pick(usual) : word();
  };
  const sentence = (): string => {
    const chain = [word()];
    for (let left = 5 + Math.floor(next() * 16); left > 0; left--) chain.push(after(chain.at(-1) ?? ''));
    const text = chain.join(' ');
    return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
  };
  return { sentence, word };
}

function makeContent(): { content: BundleContent; queries: string[] } {
  const next = random(20_260_728);
  const { sentence, word } = makeWriter(next);
  const paragraph = (): string => {
    let text = sentence();
    // A sentence ends half a sentence behind the mark on average, so that the mean is the length.
    while (text.length < CHUNK_LENGTH - 85) text += ` ${sentence()}`;
    return text;
  };
  const documents: BundleDocument[] = [];
  for (let made = 0; made < CHUNKS; made += CHUNKS_A_DOCUMENT) {
    const count = Math.min(CHUNKS_A_DOCUMENT, CHUNKS - made);
    const title = `${sentence().slice(0, 40)} ${documents.length + 1}`;
    documents.push({
      id: `d${documents.length}`,
      title,
      sourceType: 'file',
      chunks: Array.from({ length: count }, (_unused, i) => ({
        id: `c${made + i}`,
        text: paragraph(),
        headingPath: [title, `Section ${Math.floor(i / 10) + 1}`],
        page: Math.floor(i / 3) + 1,
        pinned: false,
      })),
    });
  }
  const queries = Array.from({ length: QUERIES }, () =>
    Array.from({ length: 2 + Math.floor(next() * 4) }, word).join(' '),
  );
  return {
    content: {
      morgy: {
        name: 'Bench',
        description: 'A large knowledge base.',
        category: 'technical',
        tags: [],
        systemPrompt: 'Answer from the documents.',
        ai: {},
        appearance: { color: '#2F855A' },
        capabilities: [],
      },
      author: { name: 'Bench' },
      documents,
      templates: [],
    },
    queries,
  };
}

const BARE = `
import { McpServer } from '@modelcontextprotocol/server';
import { serveStdio } from '@modelcontextprotocol/server/stdio';
import * as z from 'zod';
serveStdio(() => {
  const server = new McpServer({ name: 'bare', version: '1.0.0' });
  server.registerTool('search_knowledge', { description: 'Nothing', inputSchema: z.object({ query: z.string() }) },
    () => ({ content: [{ type: 'text', text: 'nothing' }] }));
  return server;
});
`;

/** The SDK's own server as its documentation shows it, built into one file in the same way. */
async function buildBare(folder: string): Promise<string> {
  const input = resolve(import.meta.dirname, '../apps/bundle/bare-for-bench.ts');
  const build = await rolldown({
    input,
    platform: 'node',
    plugins: [
      { name: 'bare', resolveId: (id) => (id === input ? id : null), load: (id) => (id === input ? BARE : null) },
    ],
  });
  const file = join(folder, 'bare.cjs');
  await build.write({ file, format: 'cjs', codeSplitting: false, minify: true });
  await build.close();
  return file;
}

interface Running {
  readonly child: ChildProcess;
  ask(method: string, params: object): Promise<string>;
  notify(method: string): void;
  stop(): Promise<void>;
}

function start(node: string, file: string): Running {
  const child = spawn(node, [file], { env: {}, stdio: ['pipe', 'pipe', 'ignore'] });
  const lines = createInterface({ input: child.stdout });
  const waiting: ((line: string) => void)[] = [];
  lines.on('line', (line) => waiting.shift()?.(line));
  let id = 0;
  const write = (message: object): void =>
    void child.stdin.write(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`);
  return {
    child,
    ask: (method, params) =>
      new Promise((done) => {
        waiting.push(done);
        write({ id: ++id, method, params });
      }),
    notify: (method) => write({ method }),
    stop: () =>
      new Promise((done) => {
        child.once('exit', () => done());
        child.stdin.end();
      }),
  };
}

const HELLO = { protocolVersion: '2025-11-25', capabilities: {}, clientInfo: { name: 'bench', version: '1' } };

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[values.length >> 1] ?? Number.NaN;

interface Measured {
  /** Milliseconds from spawn. */
  readonly initialize: number;
  readonly firstAnswer: number;
  /** Milliseconds a query, over the pipe. */
  readonly query: number;
  readonly queryP99: number;
  /** Milliseconds of processor time, all threads, until the first answer: what it costs, without the wait for a core. */
  readonly firstCpu: number;
  /** MB after all queries. */
  readonly rss: number;
}

async function residentMegabytes(pid: number | undefined): Promise<number> {
  const status = await readFile(`/proc/${pid ?? 0}/status`, 'utf8').catch(() => '');
  return Math.round(Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? Number.NaN) / 1024);
}

/** Milliseconds that a process has computed so far, by the kernel's count in nanoseconds; Linux only. */
async function processorTime(pid: number | undefined): Promise<number> {
  const folder = `/proc/${pid ?? 0}/task`;
  const threads = await readdir(folder).catch((): string[] => []);
  let sum = 0;
  for (const thread of threads)
    sum += Number((await readFile(join(folder, thread, 'schedstat'), 'utf8').catch(() => '0')).split(' ')[0]);
  return threads.length === 0 ? Number.NaN : sum / 1e6;
}

async function measure(node: string, file: string, queries: readonly string[]): Promise<Measured> {
  const opened: number[] = [];
  const answered: number[] = [];
  const costs: number[] = [];
  for (let i = 0; i < STARTS; i++) {
    const from = performance.now();
    const running = start(node, file);
    await running.ask('initialize', HELLO);
    opened.push(performance.now() - from);
    running.notify('notifications/initialized');
    await running.ask('tools/call', { name: 'search_knowledge', arguments: { query: queries[i] } });
    answered.push(performance.now() - from);
    costs.push(await processorTime(running.child.pid));
    await running.stop();
  }
  const running = start(node, file);
  await running.ask('initialize', HELLO);
  running.notify('notifications/initialized');
  const times: number[] = [];
  for (const query of queries) {
    const from = performance.now();
    await running.ask('tools/call', { name: 'search_knowledge', arguments: { query } });
    times.push(performance.now() - from);
  }
  const rss = await residentMegabytes(running.child.pid);
  await running.stop();
  const sorted = times.slice(1).toSorted((a, b) => a - b);
  return {
    initialize: median(opened),
    firstAnswer: median(answered),
    firstCpu: median(costs),
    query: median(sorted),
    queryP99: sorted[Math.floor(sorted.length * 0.99)] ?? Number.NaN,
    rss,
  };
}

/** This Node, and a Node 20 from the search path where there is one. */
async function nodes(): Promise<{ name: string; path: string }[]> {
  const found = [{ name: `Node ${process.versions.node.split('.')[0] ?? ''}`, path: process.execPath }];
  for (const folder of (process.env['PATH'] ?? '').split(delimiter)) {
    const path = join(folder, 'node');
    const version = await promisify(execFile)(path, ['--version']).then(
      ({ stdout }) => stdout,
      () => '',
    );
    if (version.startsWith('v20.') && found.length === 1) found.push({ name: 'Node 20', path });
  }
  return found;
}

async function* streamed(documents: readonly BundleDocument[]): AsyncGenerator<BundleDocument> {
  yield* documents;
}

const folder = await mkdtemp(join(tmpdir(), 'morgus-bench-bundle-'));
try {
  const serverFile = await buildBundleServer(join(folder, 'built', 'server.cjs'));
  const bare = await buildBare(folder);
  const { content, queries } = makeContent();
  const characters = content.documents.reduce(
    (sum, each) => sum + each.chunks.reduce((own, { text }) => own + text.length, 0),
    0,
  );
  console.log(
    `${CHUNKS} chunks in ${content.documents.length} documents, ${(characters / 1e6).toFixed(1)} million characters`,
  );

  // As the desktop does it: in a thread, without a plan before, and again as it follows a plan (which made the index).
  const { documents, ...rest } = content;
  const job = { content: rest, decisions: [], serverFile, previous: null, canaries: [] };
  let verifyMs = 0;
  const once = async (thread: Packing): Promise<{ packed: PackedBundle; took: number; ok: boolean }> => {
    const from = performance.now();
    let packedAt = 0;
    const { packed, report } = await thread.pack(job, streamed(documents), {
      signal: new AbortController().signal,
      onProgress: ({ step }) => {
        if (step === 'verify' && packedAt === 0) packedAt = performance.now();
      },
    });
    verifyMs = performance.now() - packedAt;
    return { packed, took: packedAt - from, ok: report.ok };
  };
  let longest = 0;
  let busiest = 0;
  let last = performance.now();
  let spent = process.threadCpuUsage();
  const ticking = setInterval(() => {
    longest = Math.max(longest, performance.now() - last - 5);
    const { user, system } = process.threadCpuUsage(spent);
    busiest = Math.max(busiest, (user + system) / 1000);
    last = performance.now();
    spent = process.threadCpuUsage();
  }, 5);
  const cold: number[] = [];
  const again: number[] = [];
  let packed: PackedBundle | undefined;
  let verified = true;
  for (let i = 0; i < 3; i++) {
    const thread = new Packing();
    const first = await once(thread);
    cold.push(first.took);
    packed = first.packed;
    const second = await once(thread);
    again.push(second.took);
    verified &&= first.ok && second.ok;
    await thread.close();
  }
  clearInterval(ticking);
  if (packed === undefined) throw new Error('Nothing was packed.');
  const files = await readArchive(packed.bytes);
  const zipTimes: number[] = [];
  let plainSize = 0;
  for (let i = 0; i < 3; i++) {
    const from = performance.now();
    plainSize = zipSync(Object.fromEntries(files), { level: 6 }).length;
    zipTimes.push(performance.now() - from);
  }
  const pack = median(cold);
  const zip = median(zipTimes);
  const size = packed.bytes.length / (1 << 20);
  console.log(
    `bundle            ${size.toFixed(2)} MiB (budget 8), ${(packed.bytes.length / plainSize).toFixed(3)} of a plain zip`,
  );
  for (const { path, size: bytes } of packed.files) console.log(`  ${path.padEnd(24)} ${(bytes / 1e6).toFixed(2)} MB`);
  console.log(
    `pack              ${(pack / 1000).toFixed(2)} s (budget 3), ${(pack / zip).toFixed(2)} times a plain zip of the same bytes (${(zip / 1000).toFixed(2)} s)`,
  );
  console.log(`  after its plan  ${(median(again) / 1000).toFixed(2)} s: the index is there`);
  console.log(
    `longest pause     ${longest.toFixed(0)} ms of the thread that asks (budget 50), at work at a stretch ${busiest.toFixed(0)} ms`,
  );
  console.log(`verify            ${(verifyMs / 1000).toFixed(2)} s, ${verified ? 'passed' : 'FAILED'}`);

  const unpacked = join(folder, 'unpacked');
  await mkdir(unpacked);
  await writeFiles(files, unpacked);
  await writeFile(join(folder, 'package.json'), '{}');
  const results: Record<string, Measured & { readonly bare: Measured }> = {};
  for (const { name, path } of await nodes()) {
    const base = await measure(path, bare, queries);
    const own = await measure(path, join(unpacked, 'server.cjs'), queries);
    results[name] = { ...own, bare: base };
    const line = (label: string, key: keyof Measured, unit: string, digits: number): void =>
      console.log(
        `  ${label.padEnd(22)} ${own[key].toFixed(digits)} ${unit}, ${(own[key] / base[key]).toFixed(2)} times the bare server (${base[key].toFixed(digits)})`,
      );
    console.log(name);
    line('spawn to initialize', 'initialize', 'ms', 0);
    line('spawn to first answer', 'firstAnswer', 'ms', 0);
    line('  processor time', 'firstCpu', 'ms', 0);
    line('query, median', 'query', 'ms', 2);
    line('query, p99', 'queryP99', 'ms', 2);
    line('memory', 'rss', 'MB', 0);
  }
  console.log(
    JSON.stringify({
      bench: 'bundle',
      chunks: CHUNKS,
      sizeMiB: size,
      packAfterPlanMs: median(again),
      packMs: pack,
      packRatio: pack / zip,
      longestPauseMs: longest,
      longestBusyMs: busiest,
      verifyMs,
      verified,
      servers: results,
    }),
  );
} finally {
  await rm(folder, { recursive: true, force: true });
}

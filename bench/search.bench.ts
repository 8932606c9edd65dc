/**
 * Search at 1,000, 10,000 and 100,000 chunks: by words and meaning as the desktop does it (through the search thread and
 * back, filters, trash, diversity, explanation, text and snippet of 20 hits) and by words alone in the database thread,
 * against bare FTS5 (ids only) and a naive LIKE over the same text in the same file. Budgets at 100,000 chunks: 50 ms
 * (p95) by words, a median of 10 ms and 40 ms (p99) by words and meaning, and no pause of the database thread over 50 ms
 * while the index is made. The first index: every chunk analysed, the model learned, vectors and words kept.
 * Beside each time by words and meaning stands the processor time of the whole program, all threads: on a machine with
 * other work it says what a search costs, where the time also says how long it waited for a core.
 * Bare FTS5 ranks every match; in a large base the studio leaves out words too frequent to rank in time (search/budget.ts),
 * which is most of the difference at 100,000.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { v7 as uuidv7 } from 'uuid';
import { chunkKey } from '../main/studio/knowledge/chunk/index.ts';
import type { EffectiveChunk } from '../main/studio/knowledge/chunk/types.ts';
import { chunkWriter } from '../main/studio/knowledge/chunk-rows.ts';
import { SearchHost } from '../main/studio/knowledge/search/search-host.ts';
import { search } from '../main/studio/knowledge/search/search.ts';
import type { SearchInput } from '../main/studio/knowledge/search/search.ts';
import { openStore } from '../main/studio/store/open.ts';
import type { Store } from '../main/studio/store/store.ts';
import { morgyKnowledge, morgys } from '../schema/index.ts';

const SIZES = (process.argv[2] ?? '1000,10000,100000').split(',').map(Number);
const CHUNKS_OF_DOCUMENT = 50;
const WORDS_OF_CHUNK = 140;

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

const next = random(7);
const COMMON =
  'the of and to in a is that for it as was with be by on not he his but at are this have from or had an they which one you were all her she there would their we him been has when who will no more if out so'.split(
    ' ',
  );
const SYLLABLES =
  'ba be bi bo bra con cor da de di do dra el en er fa fe fi for ga ge gen gra ha he il in ka ke la le li lo ma me mi mo na ne ni no or pa pe per pi pla po pre pro ra re ri ro sa se si so sta ste ta te ti to tra tu un va ve vi vo'.split(
    ' ',
  );
const ENDINGS = ['', '', '', 's', 'ed', 'ing', 'ation', 'ly', 'er', 'ment'];
const pick = <T>(list: readonly T[]): T => list[Math.floor(next() * list.length)] as T;
const VOCABULARY = [...COMMON];
{
  const seen = new Set(VOCABULARY);
  while (VOCABULARY.length < 60_000) {
    let word = '';
    for (let n = 2 + Math.floor(next() * 3); n > 0; n--) word += pick(SYLLABLES);
    word += pick(ENDINGS);
    if (!seen.has(word)) VOCABULARY.push(word);
    seen.add(word);
  }
}
/** Zipf's law with exponent 1: rank r is used 1/r as often as the first. */
const zipf = (): string =>
  VOCABULARY[Math.min(VOCABULARY.length - 1, Math.floor(Math.exp(next() * Math.log(VOCABULARY.length))) - 1)] as string;

function chunkOf(ordinal: number): EffectiveChunk {
  const words: string[] = [];
  for (let i = 0; i < WORDS_OF_CHUNK; i++) words.push(zipf());
  const text = words.join(' ');
  return {
    ordinal,
    start: ordinal * 1000,
    end: ordinal * 1000 + text.length,
    text,
    headingPath: [zipf(), zipf()],
    page: null,
    tokens: 180,
    key: chunkKey(text, 0),
    excluded: false,
    pinned: false,
    edited: false,
  };
}

function fill(store: Store, size: number, morgyIds: readonly string[]): number {
  const owner = store.ownerId();
  store.write('Morgys', () => {
    for (const id of morgyIds) store.insert(morgys, { id, creator_id: owner, name: 'Bench', category: 'custom' });
  });
  let busy = 0;
  for (let at = 0; at < size; at += CHUNKS_OF_DOCUMENT) {
    const id = uuidv7();
    const morgyId = morgyIds[(at / CHUNKS_OF_DOCUMENT) % morgyIds.length] as string;
    const title = `${zipf()} ${zipf()} ${zipf()}`;
    const chunks = Array.from({ length: Math.min(CHUNKS_OF_DOCUMENT, size - at) }, (_, i) => chunkOf(i));
    const begun = performance.now();
    store.write('Document', () => {
      store.insert(morgyKnowledge, {
        id,
        morgy_id: morgyId,
        owner_id: owner,
        title,
        content: '',
        source_type: 'text',
      });
      chunkWriter(store, { documentId: id, morgyId, title }, { chunks, orphaned: [] })(true);
    });
    busy += performance.now() - begun;
  }
  return busy;
}

/** What people type: two to six words, some of them common, one half-typed at the end in a third of them. */
function queries(count: number): string[] {
  return Array.from({ length: count }, (_, index) => {
    const words = Array.from({ length: 2 + Math.floor(next() * 5) }, zipf);
    if (index % 3 === 0) return words.join(' ').slice(0, -1);
    if (index % 10 === 1) return `"${words.slice(0, 2).join(' ')}"`;
    return `${words.join(' ')} `;
  });
}

interface Timing {
  median: number;
  p95: number;
  p99: number;
}
/** Also in processor time, of all threads. */
interface FullTiming extends Timing {
  cpu: Timing;
}
const spread = (values: readonly number[]): Timing => {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (share: number): number => sorted[Math.floor((sorted.length - 1) * share)] ?? 0;
  return { median: at(0.5), p95: at(0.95), p99: at(0.99) };
};
async function time(list: readonly string[], run: (query: string) => unknown): Promise<FullTiming> {
  const times: number[] = [];
  const costs: number[] = [];
  for (const query of list) {
    const begun = performance.now();
    const before = process.cpuUsage();
    await run(query);
    const { user, system } = process.cpuUsage(before);
    times.push(performance.now() - begun);
    costs.push((user + system) / 1000);
  }
  return { ...spread(times), cpu: spread(costs) };
}

/**
 * The longest time that this thread did not get to its timers while `work` ran, and the longest that it computed at a
 * stretch, in milliseconds. The second is what it does itself; the first counts also its wait for a core.
 */
async function longestPause(work: () => Promise<unknown>): Promise<{ pause: number; busy: number; took: number }> {
  let pause = 0;
  let busy = 0;
  let last = performance.now();
  let spent = process.threadCpuUsage();
  const begun = last;
  const ticking = setInterval(() => {
    const now = performance.now();
    const { user, system } = process.threadCpuUsage(spent);
    pause = Math.max(pause, now - last - 5);
    busy = Math.max(busy, (user + system) / 1000);
    last = now;
    spent = process.threadCpuUsage();
  }, 5);
  await work();
  clearInterval(ticking);
  return { pause, busy, took: performance.now() - begun };
}

const ms = (value: number): string => value.toFixed(2).padStart(8);
const line = (label: string, timing: Timing, base?: Timing): void =>
  console.log(
    `  ${label.padEnd(34)} median ${ms(timing.median)}  p95 ${ms(timing.p95)}  p99 ${ms(timing.p99)} ms` +
      (base ? `   ${(timing.median / base.median).toFixed(2)} x bare FTS5` : ''),
  );

const results: Record<string, unknown>[] = [];
for (const size of SIZES) {
  const folder = mkdtempSync(join(tmpdir(), 'morgus-bench-'));
  try {
    const { store } = openStore(join(folder, 'studio.db'));
    const morgyIds = [uuidv7(), uuidv7(), uuidv7(), uuidv7()];
    const busy = fill(store, size, morgyIds);
    const list = queries(size >= 100_000 ? 200 : 300);
    store.connection.exec(`CREATE VIRTUAL TABLE bare USING fts5 (title, heading_path, text, content = '',
      tokenize = "porter unicode61 remove_diacritics 2", prefix = '2 3');
      INSERT INTO bare (rowid, title, heading_path, text) SELECT id, title, heading_path, text FROM chunks`);
    const input = (query: string, more: Partial<SearchInput> = {}): SearchInput => ({
      query,
      morgyIds: [],
      documentIds: [],
      sourceTypes: [],
      tags: [],
      limit: 20,
      ...more,
    });
    const bareQuery = store.connection.prepare(`SELECT rowid FROM bare WHERE bare MATCH ? ORDER BY rank LIMIT 20`);
    const likeQuery = store.connection.prepare(`SELECT id FROM chunks WHERE text LIKE ? LIMIT 20`);
    const asMatch = (query: string): string =>
      query.startsWith('"')
        ? query
        : query
            .trim()
            .split(' ')
            .map((word, at, all) => (at === all.length - 1 && !query.endsWith(' ') ? `"${word}"*` : `"${word}"`))
            .join(' OR ');
    const host = new SearchHost(store);
    const first = await longestPause(() => host.settled());
    const opened = new SearchHost(store);
    const opening = await longestPause(() => opened.search(input(list[0] ?? '')));
    await opened.close();
    for (const query of list.slice(0, 20)) search(store, input(query));
    for (const query of list.slice(0, 20)) await host.search(input(query));
    const hybrid = await time(list, (query) => host.search(input(query)));
    const hybridOne = await time(list, (query) => host.search(input(query, { morgyIds: [morgyIds[0] as string] })));
    await host.close();
    const bare = await time(list, (query) => bareQuery.all(asMatch(query)));
    const whole = await time(list, (query) => search(store, input(query)));
    const one = await time(list, (query) => search(store, input(query, { morgyIds: [morgyIds[0] as string] })));
    const like = await time(list.slice(0, 30), (query) => likeQuery.all(`%${query.replaceAll('"', '').trim()}%`));
    const typos = await time(
      list.slice(0, 40).map((query) => `${query.replaceAll('"', '').trim().split(' ').at(-1)}qx `),
      (query) => search(store, input(query)),
    );
    const letters = await time(['pro', 'con', 'the', 'sta', 'gen', 're', 'de', 'pre', 'ma', 'trans'], (query) =>
      search(store, input(query)),
    );
    const many = await time(
      Array.from({ length: 10 }, () => Array.from({ length: 1500 }, zipf).join(' ')),
      (query) => search(store, input(query)),
    );
    const common = await time(['what is the of and to in a ', 'is it the one that they were ', 'of the '], (query) =>
      search(store, input(query)),
    );
    console.log(
      `${size.toLocaleString('en')} chunks (${Math.round((size / busy) * 1000).toLocaleString('en')} a second written with everything on)`,
    );
    console.log(
      `  index made for the first time      ${(first.took / 1000).toFixed(1)} s, longest pause of the database thread ${first.pause.toFixed(0)} ms, at work at a stretch ${first.busy.toFixed(0)} ms`,
    );
    console.log(
      `  first answer of a new thread       ${opening.took.toFixed(0)} ms, longest pause ${opening.pause.toFixed(0)} ms`,
    );
    line('bare FTS5, ids only', bare);
    line('words and meaning, all Morgys', hybrid, bare);
    line('  its processor time', hybrid.cpu);
    line('words and meaning, one of four', hybridOne, bare);
    line('  its processor time', hybridOne.cpu);
    line('words alone, all Morgys', whole, bare);
    line('  its processor time', whole.cpu);
    line('words alone, one Morgy of four', one, bare);
    line('naive LIKE, ids only, unranked', like);
    line('nothing found: near spellings', typos);
    line('two or three letters typed', letters);
    line('common words only', common);
    line('10,000 characters', many);
    results.push({ size, first, opening, bare, hybrid, hybridOne, whole, one, like, typos, letters, common, many });
    store.close();
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
console.log(JSON.stringify({ bench: 'search', results }));

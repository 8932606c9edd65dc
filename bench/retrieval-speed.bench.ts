/**
 * Speed and size of the retrieval core on generated text: build, open, first answer, later answers.
 * Run: node bench/retrieval-speed.bench.ts [--sizes 1000,20000,100000]
 * The baseline of each ratio is the same search with words only, in the same run. Learning, building and opening are
 * processor time, and so is the mean of a question: what they cost, whatever else the machine does. Medians and p99 are
 * times.
 */
import { parseArgs } from 'node:util';
import { deflateRawSync } from 'node:zlib';
import { buildIndex, type IndexedChunk, openIndex, trainModel } from '../retrieval/index.ts';

const { values } = parseArgs({ options: { sizes: { type: 'string', default: '1000,20000,100000' } } });

/** Text with a natural spread of words: 40 topics, each with its own words beside common ones. */
function makeChunks(count: number): IndexedChunk[] {
  let state = 7;
  const random = (): number => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 4294967296;
  };
  const syllables = [
    'ka',
    'lo',
    'mi',
    'ren',
    'tu',
    'sol',
    'pe',
    'vand',
    'ri',
    'go',
    'nes',
    'ta',
    'bru',
    'el',
    'dim',
    'ho',
  ];
  const name = (n: number): string => {
    let rest = n + 16;
    let built = '';
    for (; rest > 0; rest = Math.floor(rest / 16)) built += syllables[rest % 16];
    return built;
  };
  const zipf = (size: number): number => Math.floor(size ** random()) - 1;
  const common = 'the of and to in is that for with as on are this be by from at it an or'.split(' ');
  return Array.from({ length: count }, (_, i) => {
    const topic = Math.floor(i / 25) % 40;
    const words = Array.from({ length: 130 }, () => {
      const kind = random();
      if (kind < 0.4) return common[Math.floor(random() ** 2 * common.length)] ?? 'the';
      if (kind < 0.75) return name(zipf(30_000));
      return name(40_000 + topic * 1500 + zipf(1500));
    });
    return {
      id: `c${i}`,
      documentId: `d${Math.floor(i / 25)}`,
      title: words.slice(3, 7).join(' '),
      headingPath: [],
      text: words.join(' '),
      language: 'en',
    };
  });
}

function quantile(times: number[], q: number): number {
  const sorted = times.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))] ?? 0;
}

/** Milliseconds that this thread has computed. */
function computed(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1000;
}

const results = [];
for (const size of (values.sizes ?? '').split(',').map(Number)) {
  const chunks = makeChunks(size);
  const questions = Array.from({ length: 300 }, (_, i) => {
    const words = (chunks[(i * 7919) % size]?.text ?? '').split(' ');
    return words.slice(20, 26 + (i % 5)).join(' ');
  });
  let from = computed();
  const model = trainModel(chunks);
  const train = computed() - from;
  from = computed();
  const bytes = buildIndex(chunks, { vectors: model });
  const build = computed() - from;
  const wordBytes = buildIndex(chunks, { vectors: false });
  from = computed();
  const index = openIndex(bytes);
  const open = computed() - from;
  from = computed();
  index.search(questions[0] ?? '', { limit: 10 });
  const first = computed() - from;
  const time = (wordsOnly: boolean): { times: number[]; cost: number } => {
    const before = computed();
    const times = questions.map((question) => {
      const start = performance.now();
      index.search(question, { limit: 10, wordsOnly });
      return performance.now() - start;
    });
    return { times, cost: (computed() - before) / questions.length };
  };
  time(false);
  const words = time(true);
  const hybrid = time(false);
  const round = (value: number): number => Math.round(value * 100) / 100;
  const result = {
    size,
    trainMs: round(train),
    buildMs: round(build),
    openMs: round(open),
    firstMs: round(first),
    words: {
      medianMs: round(quantile(words.times, 0.5)),
      p99Ms: round(quantile(words.times, 0.99)),
      costMs: round(words.cost),
    },
    hybrid: {
      medianMs: round(quantile(hybrid.times, 0.5)),
      p99Ms: round(quantile(hybrid.times, 0.99)),
      costMs: round(hybrid.cost),
    },
    ratio: round(hybrid.cost / words.cost),
    bytes: bytes.length,
    deflated: deflateRawSync(bytes, { level: 9 }).length,
    wordsOnlyDeflated: deflateRawSync(wordBytes, { level: 9 }).length,
  };
  results.push(result);
  console.log(result);
}
console.log(JSON.stringify({ bench: 'retrieval-speed', results }));

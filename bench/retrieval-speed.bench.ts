/**
 * Speed and size of the retrieval core on generated text: build, open, first answer, later answers.
 * Run: node bench/retrieval-speed.bench.ts [--sizes 1000,20000,100000]
 * The baseline of each ratio is the same search with words only, in the same run.
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

const results = [];
for (const size of (values.sizes ?? '').split(',').map(Number)) {
  const chunks = makeChunks(size);
  const questions = Array.from({ length: 300 }, (_, i) => {
    const words = (chunks[(i * 7919) % size]?.text ?? '').split(' ');
    return words.slice(20, 26 + (i % 5)).join(' ');
  });
  let from = performance.now();
  const model = trainModel(chunks);
  const train = performance.now() - from;
  from = performance.now();
  const bytes = buildIndex(chunks, { vectors: model });
  const build = performance.now() - from;
  const wordBytes = buildIndex(chunks, { vectors: false });
  from = performance.now();
  const index = openIndex(bytes);
  const open = performance.now() - from;
  from = performance.now();
  index.search(questions[0] ?? '', { limit: 10 });
  const first = performance.now() - from;
  const time = (wordsOnly: boolean): number[] =>
    questions.map((question) => {
      const start = performance.now();
      index.search(question, { limit: 10, wordsOnly });
      return performance.now() - start;
    });
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
    words: { medianMs: round(quantile(words, 0.5)), p99Ms: round(quantile(words, 0.99)) },
    hybrid: { medianMs: round(quantile(hybrid, 0.5)), p99Ms: round(quantile(hybrid, 0.99)) },
    ratio: round(quantile(hybrid, 0.5) / quantile(words, 0.5)),
    bytes: bytes.length,
    deflated: deflateRawSync(bytes, { level: 9 }).length,
    wordsOnlyDeflated: deflateRawSync(wordBytes, { level: 9 }).length,
  };
  results.push(result);
  console.log(result);
}
console.log(JSON.stringify({ bench: 'retrieval-speed', results }));

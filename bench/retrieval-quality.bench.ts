/**
 * Quality of ranking on judged collections, side by side with SQLite FTS5, MiniSearch, Orama and
 * FlexSearch on the same text; then what each ingredient brings; then the same as a device does it, with all collections
 * in one base and one model. Run: node bench/retrieval-quality.bench.ts --data DIR [--docs]
 * DIR holds a folder a collection with docs.jsonl {id,title,text}, queries.jsonl {id,text} and
 * qrels.tsv (query, document, grade; first line a header). `--docs` writes every table of docs/benchmarks-retrieval.md,
 * those of retrieval-speed.bench.ts included, which it runs. `--model PATH` adds an ONNX model of 384 dimensions, used as the
 * desktop uses one (docs/search.md).
 */
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { availableParallelism, loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import { create, insertMultiple, search as oramaSearch } from '@orama/orama';
import Database from 'better-sqlite3';
import { Document } from 'flexsearch';
import MiniSearch from 'minisearch';
import { stem } from 'porter2';
import { z } from 'zod';
import {
  buildIndex,
  createMutableIndex,
  createOutsideVectors,
  type IndexedChunk,
  measure,
  openIndex,
  type SearchOptions,
  trainModel,
} from '../retrieval/index.ts';
import { asBytes } from '../main/studio/knowledge/own-model/as-bytes.ts';
import { openEncoder, WIDTH } from '../main/studio/knowledge/own-model/encoder.ts';
import { readModelFiles } from '../main/studio/knowledge/own-model/files.ts';
import { stopwords } from '../retrieval/stopwords.ts';

const K = 10;
const { values } = parseArgs({
  options: { data: { type: 'string' }, docs: { type: 'boolean', default: false }, model: { type: 'string' } },
});
if (values.data === undefined) {
  console.error('Name the folder of the collections: node bench/retrieval-quality.bench.ts --data DIR');
  process.exit(2);
}
const root = values.data;

const entry = z.object({ id: z.string(), title: z.string().default(''), text: z.string() });
const lines = (name: string, file: string): string[] =>
  readFileSync(join(root, name, file), 'utf8')
    .trim()
    .split('\n');

interface Collection {
  readonly name: string;
  readonly documents: readonly z.infer<typeof entry>[];
  readonly queries: readonly z.infer<typeof entry>[];
  readonly judgements: ReadonlyMap<string, ReadonlyMap<string, number>>;
}

function load(name: string): Collection {
  const judgements = new Map<string, Map<string, number>>();
  for (const line of lines(name, 'qrels.tsv').slice(1)) {
    const [query = '', document = '', grade = '0'] = line.split('\t');
    const of = judgements.get(query) ?? new Map<string, number>();
    of.set(document, Number(grade));
    judgements.set(query, of);
  }
  const read = (file: string): z.infer<typeof entry>[] =>
    lines(name, file).map((line) => entry.parse(JSON.parse(line)));
  return { name, documents: read('docs.jsonl'), queries: read('queries.jsonl'), judgements };
}

type Engine = (collection: Collection) => (query: string) => string[] | Promise<string[]>;

const chunksOf = ({ name, documents }: Collection): IndexedChunk[] =>
  documents.map(({ id, title, text }) => ({ id, documentId: `${name}/${id}`, title, headingPath: [], text }));

const ours =
  (vectors: boolean): Engine =>
  (collection) => {
    const index = openIndex(buildIndex(chunksOf(collection), { vectors }));
    return (query) => index.search(query, { limit: K }).map((hit) => hit.id);
  };

/** One thing changed, everything else as shipped. */
const variant =
  (
    change: (chunk: IndexedChunk) => IndexedChunk,
    options: { dimensions?: number; sample?: number; search?: Partial<SearchOptions> } = {},
  ): Engine =>
  (collection) => {
    const chunks = chunksOf(collection).map(change);
    const { dimensions, sample = 1, search = {} } = options;
    const trained = chunks.filter((_, i) => Math.floor(i * sample) !== Math.floor((i - 1) * sample));
    const model = trainModel(trained, dimensions === undefined ? {} : { dimensions });
    const index = openIndex(buildIndex(chunks, { vectors: model }));
    return (query) => index.search(query, { limit: K, ...search }).map((hit) => hit.id);
  };
const same = (chunk: IndexedChunk): IndexedChunk => chunk;

const variants: Readonly<Record<string, Engine>> = {
  'as shipped': variant(same),
  'words alone (BM25 over title, headings and text)': variant(same, { search: { wordsOnly: true } }),
  'meaning alone (language model)': variant(same, { search: { meaningWeight: 1 } }),
  'meaning weighted .4 instead of .5': variant(same, { search: { meaningWeight: 0.4 } }),
  'meaning weighted .6': variant(same, { search: { meaningWeight: 0.6 } }),
  'without titles': variant((chunk) => ({ ...chunk, title: '' })),
  'title as part of the text': variant((chunk) => ({ ...chunk, title: '', text: `${chunk.title} ${chunk.text}` })),
  'no stemming, no stop words': variant((chunk) => ({ ...chunk, language: 'und' })),
  '64 dimensions instead of 128': variant(same, { dimensions: 64 }),
  '192 dimensions': variant(same, { dimensions: 192 }),
  '384 dimensions': variant(same, { dimensions: 384 }),
  'model of every second chunk': variant(same, { sample: 1 / 2 }),
  'model of every fourth chunk': variant(same, { sample: 1 / 4 }),
};

const fts5 =
  (tokenizer: string): Engine =>
  ({ documents }) => {
    const database = new Database(':memory:');
    database.exec(`CREATE VIRTUAL TABLE t USING fts5(id UNINDEXED, title, body, tokenize = '${tokenizer}')`);
    const insert = database.prepare('INSERT INTO t VALUES (?, ?, ?)');
    for (const { id, title, text } of documents) insert.run(id, title, text);
    const find = database.prepare<[string], { id: string }>(
      'SELECT id FROM t WHERE t MATCH ? ORDER BY bm25(t, 0, 2, 1) LIMIT 10',
    );
    return (query) => {
      const words = query.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
      return words.length === 0 ? [] : find.all(words.map((word) => `"${word}"`).join(' OR ')).map(({ id }) => id);
    };
  };

const miniSearch: Engine = ({ documents }) => {
  const processTerm = (term: string): string | null => {
    const lower = term.toLowerCase();
    return stopwords['en']?.has(lower) ? null : stem(lower);
  };
  const index = new MiniSearch({ fields: ['title', 'text'], processTerm, searchOptions: { boost: { title: 2 } } });
  index.addAll([...documents]);
  return (query) =>
    index
      .search(query)
      .slice(0, K)
      .map(({ id }) => String(id));
};

const orama: Engine = ({ documents }) => {
  const database = create({
    schema: { title: 'string', text: 'string' },
    components: { tokenizer: { stemming: true, language: 'english', stopWords: [...(stopwords['en'] ?? [])] } },
  });
  const ready = insertMultiple(
    database,
    documents.map((document) => ({ ...document })),
  );
  return async (query) => {
    await ready;
    const found = await oramaSearch(database, { term: query, limit: K, threshold: 1 });
    return found.hits.map((hit) => hit.id);
  };
};

const flexSearch: Engine = ({ documents }) => {
  const index = new Document({
    document: { id: 'id', index: ['title', 'text'] },
    tokenize: 'strict',
    encoder: 'LatinBalance',
  });
  for (const document of documents) index.add({ ...document });
  return (query) => {
    // It asks for all words by default; `suggest` lets some be missing. Fields are merged by best place.
    const places = new Map<string, number>();
    for (const { result } of index.search(query, { limit: K, suggest: true })) {
      result.forEach((id, place) => places.set(String(id), Math.min(place, places.get(String(id)) ?? place)));
    }
    return [...places]
      .toSorted((a, b) => a[1] - b[1])
      .slice(0, K)
      .map(([id]) => id);
  };
};

/** A person's own model in the place of the learned one: alone, or with the words. */
const own =
  (path: string, meaningWeight: number): Engine =>
  (collection) => {
    const chunks = chunksOf(collection);
    const index = openIndex(buildIndex(chunks, { vectors: false }));
    const read = async (): Promise<(query: string) => Promise<Float32Array>> => {
      const encoder = await openEncoder(readModelFiles(path));
      const vectors = createOutsideVectors(WIDTH);
      for (const [ordinal, { title, text }] of chunks.entries()) {
        const { vector, scale } = asBytes(await encoder.encode(title === '' ? text : `${title}\n${text}`, 'passage'));
        vectors.set(ordinal, vector, scale);
      }
      const rowsOf = Int32Array.from(chunks, (_, ordinal) => vectors.rowOf(ordinal));
      return async (query) => vectors.cosines(await encoder.encode(query, 'query'), rowsOf);
    };
    const ready = read();
    return async (query) => {
      const cosines = await (await ready)(query);
      return index.search(query, { limit: K, cosines, meaningWeight }).map((hit) => hit.id);
    };
  };

const engines: Readonly<Record<string, Engine>> = {
  'FTS5 unicode61': fts5('unicode61'),
  'FTS5 porter, title weighted 2': fts5('porter unicode61'),
  'MiniSearch, Porter2 and stop words': miniSearch,
  'Orama, stemming and stop words': orama,
  'FlexSearch, suggestions': flexSearch,
  ...(values.model === undefined
    ? {}
    : {
        'a model of one’s own, alone': own(values.model, 1),
        'ours, words and a model of one’s own': own(values.model, 0.5),
      }),
  'ours, words only': ours(false),
  'ours, words and meaning': ours(true),
};

const collections = readdirSync(root, { withFileTypes: true })
  .filter((item) => item.isDirectory())
  .map(({ name }) => load(name));
interface Row {
  readonly engine: string;
  readonly ndcg: number[];
  readonly recall: number[];
  readonly mrr: number[];
}

async function rowOf(engine: string, make: Engine): Promise<Row> {
  const row: Row = { engine, ndcg: [], recall: [], mrr: [] };
  for (const collection of collections) {
    const ask = make(collection);
    const questions = [];
    for (const { id, text } of collection.queries) {
      questions.push({
        ranking: await ask(text),
        judgements: collection.judgements.get(id) ?? new Map<string, number>(),
      });
    }
    const result = measure(K, questions);
    row.ndcg.push(result.ndcg);
    row.recall.push(result.recall);
    row.mrr.push(result.reciprocalRank);
  }
  return row;
}

/** All collections in one base, as several Morgys on one device: one model, and a search within one of them. */
function onOneDevice(): Engine {
  const parts = collections.map((collection) => ({ name: collection.name, chunks: chunksOf(collection) }));
  const all = parts.flatMap(({ chunks }) => chunks.map((chunk) => ({ ...chunk, id: chunk.documentId })));
  const index = createMutableIndex({ model: trainModel(all) });
  index.add(all);
  return ({ name }) => {
    const scope = Uint8Array.from(all, ({ id }) => Number(id.startsWith(`${name}/`)));
    return (query) => index.search(query, { limit: K, scope }).map(({ id }) => id.slice(name.length + 1));
  };
}

const rows: Row[] = [];
for (const [engine, make] of Object.entries(engines)) rows.push(await rowOf(engine, make));
const ablation: Row[] = [];
for (const [engine, make] of Object.entries(variants)) ablation.push(await rowOf(engine, make));
const device = [
  await rowOf('each base by itself', variant(same)),
  await rowOf('all in one base, one model', onOneDevice()),
];

const names = collections.map(({ name }) => name);
const figure = (value: number): string => value.toFixed(3).replace(/^0/, '');
const table = [
  `| Engine | ${names.map((name) => `${name} nDCG@10 | recall@10 | MRR@10`).join(' | ')} |`,
  `|---|${names.map(() => '---|---|---|').join('')}`,
  ...rows.map(
    ({ engine, ndcg, recall, mrr }) =>
      `| ${engine} | ${names.map((_, i) => `${figure(ndcg[i] ?? 0)} | ${figure(recall[i] ?? 0)} | ${figure(mrr[i] ?? 0)}`).join(' | ')} |`,
  ),
].join('\n');
const short = (list: readonly Row[], what: string): string =>
  [
    `| ${what} | ${names.map((name) => `${name} nDCG@10`).join(' | ')} |`,
    `|---|${names.map(() => '---|').join('')}`,
    ...list.map(({ engine, ndcg }) => `| ${engine} | ${ndcg.map(figure).join(' | ')} |`),
  ].join('\n');
const ablationTable = short(ablation, 'Changed');
const deviceTable = short(device, 'Searched within one');
console.log(`${table}\n\n${ablationTable}\n\n${deviceTable}`);

const speedShape = z.object({
  results: z.array(
    z.object({
      size: z.number(),
      trainMs: z.number(),
      buildMs: z.number(),
      openMs: z.number(),
      firstMs: z.number(),
      words: z.object({ medianMs: z.number(), p99Ms: z.number(), costMs: z.number() }),
      hybrid: z.object({ medianMs: z.number(), p99Ms: z.number(), costMs: z.number() }),
      ratio: z.number(),
      bytes: z.number(),
      deflated: z.number(),
      wordsOnlyDeflated: z.number(),
    }),
  ),
});

function speedTable(): string {
  const file = new URL('retrieval-speed.bench.ts', import.meta.url);
  const output = execFileSync(process.execPath, [file.pathname], { encoding: 'utf8', maxBuffer: 1 << 26 });
  const { results } = speedShape.parse(JSON.parse(output.trim().split('\n').at(-1) ?? ''));
  const s = (ms: number): string => `${(ms / 1000).toFixed(1)} s`;
  const mb = (bytes: number): string => `${(bytes / 1e6).toFixed(1)} MB`;
  return [
    '| Chunks | train | build (model given) | open | first answer | a question by words | by words and meaning | ratio | words, median / p99 | both, median / p99 | file | deflated | words only, deflated |',
    '|---|---|---|---|---|---|---|---|---|---|---|---|---|',
    ...results.map(
      (row) =>
        `| ${row.size.toLocaleString('en')} | ${s(row.trainMs)} | ${s(row.buildMs)} | ${Math.round(row.openMs)} ms | ${Math.round(row.firstMs)} ms | ${row.words.costMs} ms | ${row.hybrid.costMs} ms | ${row.ratio} | ${row.words.medianMs} / ${row.words.p99Ms} ms | ${row.hybrid.medianMs} / ${row.hybrid.p99Ms} ms | ${mb(row.bytes)} | ${mb(row.deflated)} | ${mb(row.wordsOnlyDeflated)} |`,
    ),
  ].join('\n');
}

if (values.docs) {
  const path = new URL('../docs/benchmarks-retrieval.md', import.meta.url);
  let page = readFileSync(path, 'utf8');
  const [busy = 0] = loadavg();
  const write = (section: string, text: string): void => {
    const marked = new RegExp(`(<!-- ${section}:begin -->\\n)[\\s\\S]*?(<!-- ${section}:end -->)`);
    page = page.replace(marked, (_, begin: string, end: string) => `${begin}\n${text}\n\n${end}`);
  };
  write('quality', table);
  write('ablation', ablationTable);
  write('device', deviceTable);
  write(
    'speed',
    `${speedTable()}\n\nLoad average ${busy.toFixed(1)} on ${availableParallelism()} cores when it began.`,
  );
  writeFileSync(path, page);
}
const baseline = rows.find(({ engine }) => engine.startsWith('FTS5 porter'));
const best = rows.at(-1);
console.log(
  JSON.stringify({
    bench: 'retrieval-quality',
    k: K,
    collections: names,
    rows,
    ablation,
    device,
    ratioToFts5Porter: names.map((_, i) => Math.round(((best?.ndcg[i] ?? 0) / (baseline?.ndcg[i] ?? 1)) * 1000) / 1000),
  }),
);

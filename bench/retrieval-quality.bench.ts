/**
 * Quality of ranking on judged collections, side by side with SQLite FTS5, MiniSearch, Orama and
 * FlexSearch on the same text. Run: node bench/retrieval-quality.bench.ts --data DIR [--docs]
 * DIR holds a folder a collection with docs.jsonl {id,title,text}, queries.jsonl {id,text} and
 * qrels.tsv (query, document, grade; first line a header). `--docs` writes docs/benchmarks-retrieval.md.
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { create, insertMultiple, search as oramaSearch } from '@orama/orama';
import Database from 'better-sqlite3';
import { Document } from 'flexsearch';
import MiniSearch from 'minisearch';
import { stem } from 'porter2';
import { z } from 'zod';
import { buildIndex, type IndexedChunk, measure, openIndex } from '../retrieval/index.ts';
import { stopwords } from '../retrieval/stopwords.ts';

const K = 10;
const { values } = parseArgs({ options: { data: { type: 'string' }, docs: { type: 'boolean', default: false } } });
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

const ours =
  (vectors: boolean): Engine =>
  ({ documents }) => {
    const chunks: IndexedChunk[] = documents.map(({ id, title, text }) => ({
      id,
      documentId: id,
      title,
      headingPath: [],
      text,
    }));
    const index = openIndex(buildIndex(chunks, { vectors }));
    return (query) => index.search(query, { limit: K }).map((hit) => hit.id);
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

const engines: Readonly<Record<string, Engine>> = {
  'FTS5 unicode61': fts5('unicode61'),
  'FTS5 porter, title weighted 2': fts5('porter unicode61'),
  'MiniSearch, Porter2 and stop words': miniSearch,
  'Orama, stemming and stop words': orama,
  'FlexSearch, suggestions': flexSearch,
  'ours, words only': ours(false),
  'ours, words and meaning': ours(true),
};

const collections = readdirSync(root, { withFileTypes: true })
  .filter((item) => item.isDirectory())
  .map(({ name }) => load(name));
const rows: { engine: string; ndcg: number[]; recall: number[]; mrr: number[] }[] = [];
for (const [engine, make] of Object.entries(engines)) {
  const row = { engine, ndcg: [] as number[], recall: [] as number[], mrr: [] as number[] };
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
  rows.push(row);
}

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
console.log(table);
if (values.docs) {
  const path = new URL('../docs/benchmarks-retrieval.md', import.meta.url);
  const page = readFileSync(path, 'utf8');
  const marked = /(<!-- quality:begin -->\n)[\s\S]*?(<!-- quality:end -->)/;
  writeFileSync(
    path,
    page.replace(marked, (_, begin: string, end: string) => `${begin}\n${table}\n\n${end}`),
  );
}
const baseline = rows.find(({ engine }) => engine.startsWith('FTS5 porter'));
const best = rows.at(-1);
console.log(
  JSON.stringify({
    bench: 'retrieval-quality',
    k: K,
    collections: names,
    rows,
    ratioToFts5Porter: names.map((_, i) => Math.round(((best?.ndcg[i] ?? 0) / (baseline?.ndcg[i] ?? 1)) * 1000) / 1000),
  }),
);

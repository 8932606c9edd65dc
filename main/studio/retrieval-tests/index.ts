/** Retrieval tests: saved questions, and runs that say how well search answers them. */
import { createHash } from 'node:crypto';
import { v7 as uuidv7 } from 'uuid';
import { z } from 'zod';
import { measure } from '../../../retrieval/index.ts';
import type { Judgements } from '../../../retrieval/index.ts';
import type { Handlers } from '../../contract/define.ts';
import { StudioError, notFound } from '../../contract/errors.ts';
import type { SearchAnswer } from '../knowledge/contract.ts';
import type { Store } from '../store/store.ts';
import { nowUtc } from '../store/store.ts';
import { retrievalRun } from './contract.ts';
import type { RetrievalQuestion, RetrievalRun, retrievalTestsContract } from './contract.ts';

/** What this needs of search; knowledge's own fits. */
export type SearchFunction = (input: {
  query: string;
  morgyIds: string[];
  documentIds: string[];
  sourceTypes: never[];
  tags: string[];
  limit: number;
  wordsOnly?: boolean;
  patient?: boolean;
}) => SearchAnswer | Promise<SearchAnswer>;

export interface RetrievalTestsOptions {
  readonly store: Store;
  readonly search: SearchFunction;
}

/** A passage that speaks of less than so much of the question is no answer to it. */
const THIN = 0.5;

/** Runs kept for each Morgy. */
const RUNS_KEPT = 50;
/** Chunks asked for, for each document that is wanted: several may be of one document. */
const CHUNKS_A_DOCUMENT = 8;
const MOST_CHUNKS = 200;

interface QuestionRow {
  id: string;
  morgy_id: string;
  question: string;
  expected: string;
  created_at: string;
}

const toQuestion = (row: QuestionRow): RetrievalQuestion => ({
  ...row,
  expected: z.array(z.string()).parse(JSON.parse(row.expected)),
});

const QUESTION = `SELECT id, morgy_id, question, expected, created_at FROM retrieval_questions`;

const questionsOf = (store: Store, morgyId: string): RetrievalQuestion[] =>
  store.all<QuestionRow>(`${QUESTION} WHERE morgy_id = ? ORDER BY created_at, id`, [morgyId]).map(toQuestion);

function requireMorgy(store: Store, morgyId: string): void {
  if (!store.get(`SELECT 1 FROM morgys WHERE id = ? AND deleted_at IS NULL`, [morgyId]))
    throw notFound('Morgy', morgyId);
}

/** The knowledge base as search sees it: equal fingerprints answer alike. */
function knowledgeOf(store: Store, morgyId: string): Pick<RetrievalRun, 'documents' | 'chunks' | 'fingerprint'> {
  const hash = createHash('sha256');
  let documents = 0;
  let chunks = 0;
  for (const row of store.all<{ document_id: string; chunks: number; fingerprint: string }>(
    `SELECT t.document_id, t.chunks, t.fingerprint FROM knowledge_facts f JOIN chunk_totals t ON t.document_id = f.document_id
     WHERE f.morgy_id = ? AND f.deleted_at IS NULL ORDER BY t.document_id`,
    [morgyId],
  )) {
    documents++;
    chunks += row.chunks;
    hash.update(`${row.document_id} ${row.fingerprint}\n`);
  }
  return { documents, chunks, fingerprint: hash.digest('hex') };
}

/** The first k documents of an answer, each with its best chunk's score. */
function documentsIn(
  answer: SearchAnswer,
  expected: ReadonlySet<string>,
  k: number,
): RetrievalRun['results'][number]['found'] {
  const found = new Map<string, RetrievalRun['results'][number]['found'][number]>();
  for (const { documentId, title, score } of answer.hits) {
    if (found.size === k) break;
    if (!found.has(documentId)) found.set(documentId, { documentId, title, score, right: expected.has(documentId) });
  }
  return [...found.values()];
}

function rankIn(found: RetrievalRun['results'][number]['found']): number | null {
  const place = found.findIndex((one) => one.right);
  return place === -1 ? null : place + 1;
}

/** Null where the knowledge has an answer and search finds it. */
function gapOf({ hits }: SearchAnswer, rank: number | null): 'nothing' | 'thin' | 'outranked' | null {
  if (hits.length === 0) return 'nothing';
  const fits = hits.flatMap(({ fit }) => (fit === undefined ? [] : [fit]));
  if (fits.length > 0 && Math.max(...fits) < THIN) return 'thin';
  return rank === null ? 'outranked' : null;
}

/** @throws StudioError no_questions */
async function run(
  { store, search }: RetrievalTestsOptions,
  morgyId: string,
  k: number,
  signal: AbortSignal,
): Promise<RetrievalRun> {
  requireMorgy(store, morgyId);
  const questions = questionsOf(store, morgyId);
  if (questions.length === 0) {
    throw new StudioError(
      'no_questions',
      'There is no question to try yet. Save one with the document that should answer it.',
    );
  }
  const results: RetrievalRun['results'] = [];
  const judged: { ranking: string[]; judgements: Judgements }[] = [];
  const judgedByWords: typeof judged = [];
  let modelId: string | null = null;
  for (const { id, question, expected } of questions) {
    signal.throwIfAborted();
    const ask = {
      // The space ends the last word: a question is not being typed any more.
      query: `${question} `,
      morgyIds: [morgyId],
      documentIds: [],
      sourceTypes: [],
      tags: [],
      limit: Math.min(MOST_CHUNKS, k * CHUNKS_A_DOCUMENT),
    };
    const answer = await search({ ...ask, patient: true });
    modelId = answer.modelId ?? modelId;
    const right = new Set(expected);
    const found = documentsIn(answer, right, k);
    const byWords = documentsIn(await search({ ...ask, wordsOnly: true }), right, k);
    const rank = rankIn(found);
    const gap = gapOf(answer, rank);
    const result = { questionId: id, question, rank, wordsRank: rankIn(byWords), found };
    results.push(gap === null ? result : { ...result, gap });
    const judgements = new Map(expected.map((documentId) => [documentId, 1]));
    judged.push({ ranking: found.map((one) => one.documentId), judgements });
    judgedByWords.push({ ranking: byWords.map((one) => one.documentId), judgements });
  }
  const { recall, reciprocalRank, ndcg } = measure(k, judged);
  const words = measure(k, judgedByWords);
  return {
    id: uuidv7(),
    morgy_id: morgyId,
    at: nowUtc(),
    k,
    questions: questions.length,
    recall,
    mrr: reciprocalRank,
    ndcg,
    words: { recall: words.recall, mrr: words.reciprocalRank, ndcg: words.ndcg },
    modelId,
    ...knowledgeOf(store, morgyId),
    results,
  };
}

function keep(store: Store, result: RetrievalRun): void {
  store.write('Keep a retrieval test', () => {
    const { id, morgy_id, at } = result;
    store.run(
      `INSERT INTO retrieval_runs (id, morgy_id, at, result) VALUES (?, ?, ?, ?)`,
      [id, morgy_id, at, JSON.stringify(result)],
      'retrieval_runs',
    );
    store.run(
      `DELETE FROM retrieval_runs WHERE morgy_id = ? AND id NOT IN
         (SELECT id FROM retrieval_runs WHERE morgy_id = ? ORDER BY at DESC, id DESC LIMIT ${RUNS_KEPT})`,
      [morgy_id, morgy_id],
    );
  });
}

export function createRetrievalTests(options: RetrievalTestsOptions): {
  handlers: Handlers<typeof retrievalTestsContract>;
} {
  const { store } = options;
  return {
    handlers: {
      'retrievalTests.questions': ({ morgyId }) => questionsOf(store, morgyId),
      'retrievalTests.save'({ id = uuidv7(), morgyId, question, expected }) {
        requireMorgy(store, morgyId);
        store.write('Save a test question', () =>
          store.run(
            `INSERT INTO retrieval_questions (id, morgy_id, question, expected, created_at) VALUES (?, ?, ?, ?, ?)
             ON CONFLICT (id) DO UPDATE SET question = excluded.question, expected = excluded.expected`,
            [id, morgyId, question, JSON.stringify([...new Set(expected)]), nowUtc()],
            'retrieval_questions',
          ),
        );
        const saved = store.get<QuestionRow>(`${QUESTION} WHERE id = ?`, [id]);
        if (!saved) throw notFound('question', id);
        return toQuestion(saved);
      },
      'retrievalTests.remove'({ id }) {
        store.write('Remove a test question', () =>
          store.run(`DELETE FROM retrieval_questions WHERE id = ?`, [id], 'retrieval_questions'),
        );
        return { id };
      },
      async 'retrievalTests.run'({ morgyId, k }, { signal }) {
        const result = await run(options, morgyId, k, signal);
        keep(store, result);
        return result;
      },
      'retrievalTests.runs': ({ morgyId }) =>
        store
          .all<{ result: string }>(`SELECT result FROM retrieval_runs WHERE morgy_id = ? ORDER BY at DESC, id DESC`, [
            morgyId,
          ])
          .map((row) => retrievalRun.parse(JSON.parse(row.result))),
    },
  };
}

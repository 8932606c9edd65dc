/** Retrieval tests: saved questions with the document that should answer them, and how well search does on them. */
import { z } from 'zod';
import { defineContract, mutation, query } from '../../contract/define.ts';

export const retrievalQuestion = z.object({
  id: z.string(),
  morgy_id: z.string(),
  question: z.string(),
  /** Any of these documents is a right answer. */
  expected: z.array(z.string()),
  created_at: z.string(),
});
export type RetrievalQuestion = z.infer<typeof retrievalQuestion>;

export const questionResult = z.object({
  questionId: z.string(),
  question: z.string(),
  /** 1-based rank of the first right document; null when it is not among the first k. */
  rank: z.int().nullable(),
  /** The same by words alone; absent in runs of before there was anything else. */
  wordsRank: z.int().nullable().optional(),
  /**
   * Why it counts as a gap: `nothing` was found at all; what was found is `thin`, it speaks of less than half of what was
   * asked; or passages answer it, but those of the right document are `outranked`.
   */
  gap: z.enum(['nothing', 'thin', 'outranked']).optional(),
  found: z.array(z.object({ documentId: z.string(), title: z.string(), score: z.number(), right: z.boolean() })),
});
export const retrievalRun = z.object({
  id: z.string(),
  morgy_id: z.string(),
  at: z.string(),
  k: z.int(),
  questions: z.int(),
  /** Shares, 0 to 1. */
  recall: z.number(),
  mrr: z.number(),
  ndcg: z.number(),
  /** The same questions by words alone. */
  words: z.object({ recall: z.number(), mrr: z.number(), ndcg: z.number() }).optional(),
  /** The language model that meaning was compared with; null where there is none yet. */
  modelId: z.string().nullable().optional(),
  /** What the knowledge base was then: documents and chunks, and a fingerprint of them. */
  documents: z.int(),
  chunks: z.int(),
  fingerprint: z.string(),
  results: z.array(questionResult),
});
export type RetrievalRun = z.infer<typeof retrievalRun>;

const READS = ['retrieval_questions'];
export const retrievalTestsContract = defineContract({
  'retrievalTests.questions': query({
    input: z.object({ morgyId: z.string() }),
    output: z.array(retrievalQuestion),
    reads: READS,
  }),
  'retrievalTests.save': mutation({
    input: z.object({
      id: z.string().optional(),
      morgyId: z.string(),
      question: z.string().trim().min(1, 'Write the question.').max(2000),
      expected: z.array(z.string()).min(1, 'Choose the document that answers it.'),
    }),
    output: retrievalQuestion,
  }),
  'retrievalTests.remove': mutation({
    input: z.object({ id: z.string() }),
    output: z.object({ id: z.string() }),
  }),
  'retrievalTests.run': mutation({
    input: z.object({ morgyId: z.string(), k: z.int().min(1).max(50).default(5) }),
    output: retrievalRun,
  }),
  /** Newest first, so that a change can be held against what was before it. */
  'retrievalTests.runs': query({
    input: z.object({ morgyId: z.string() }),
    output: z.array(retrievalRun),
    reads: ['retrieval_runs'],
  }),
});

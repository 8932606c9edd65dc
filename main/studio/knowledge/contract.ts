/** Knowledge: documents, imports, chunks and search. */
import { z } from 'zod';
import { SOURCE_TYPES } from '../../../schema/index.ts';
import { defineContract, mutation, query } from '../../contract/define.ts';
import { chunkOverride } from './chunk/types.ts';

export const documentSummary = z.object({
  id: z.string(),
  morgy_id: z.string(),
  title: z.string(),
  source_type: z.enum(SOURCE_TYPES),
  source_url: z.string().nullable(),
  /** Where the text came from, in words a person knows: a file name, a host, "Pasted text". */
  source_label: z.string(),
  media_type: z.string(),
  /** Bytes of the source. */
  size: z.int(),
  /** SHA-256 of the source's bytes, hex. */
  sha256: z.string(),
  chunks: z.int(),
  tokens: z.int(),
  excluded: z.int(),
  pinned: z.int(),
  warnings: z.array(z.object({ code: z.string(), message: z.string() })),
  tags: z.array(z.string()),
  /** What the document says of its own age; null where it says nothing. */
  source_date: z.string().nullable(),
  created_at: z.string(),
  updated_at: z.string(),
});
export type DocumentSummary = z.infer<typeof documentSummary>;
export const document = documentSummary.extend({ content: z.string() });
export type KnowledgeDocument = z.infer<typeof document>;

export const chunk = z.object({
  /** Stable while its text is: the document's id, a dot and the chunk's key. */
  id: z.string(),
  key: z.string(),
  ordinal: z.int(),
  start: z.int(),
  end: z.int(),
  text: z.string(),
  headingPath: z.array(z.string()),
  page: z.int().nullable(),
  tokens: z.int(),
  excluded: z.boolean(),
  pinned: z.boolean(),
  edited: z.boolean(),
});
export type KnowledgeChunk = z.infer<typeof chunk>;

export const chunkList = z.object({
  chunks: z.array(chunk),
  /** Changes that no longer fit the text: kept, and shown to be dealt with. */
  orphaned: z.array(z.object({ override: chunkOverride, reason: z.string() })),
});

export const IMPORT_STATES = ['running', 'paused', 'done', 'cancelled'] as const;
export const ITEM_STATES = [
  'waiting',
  'reading',
  'added',
  'updated',
  'unchanged',
  'duplicate',
  'skipped',
  'failed',
  'cancelled',
] as const;
export const importJob = z.object({
  id: z.string(),
  morgy_id: z.string(),
  label: z.string(),
  state: z.enum(IMPORT_STATES),
  total: z.int(),
  /** Finished one way or another. */
  done: z.int(),
  failed: z.int(),
  /** Left out on purpose, with a reason. */
  skipped: z.int(),
  bytesTotal: z.int(),
  bytesDone: z.int(),
  created_at: z.string(),
});
export type ImportJob = z.infer<typeof importJob>;
export const importItem = z.object({
  id: z.string(),
  job_id: z.string(),
  /** Shown name: relative to what was dropped, or the URL. */
  name: z.string(),
  state: z.enum(ITEM_STATES),
  size: z.int(),
  document_id: z.string().nullable(),
  code: z.string().nullable(),
  /** What happened, in words; null where all went well. */
  message: z.string().nullable(),
});
export type ImportItem = z.infer<typeof importItem>;

export const searchHit = z.object({
  documentId: z.string(),
  morgyId: z.string(),
  title: z.string(),
  headingPath: z.array(z.string()),
  page: z.int().nullable(),
  chunkId: z.string(),
  text: z.string(),
  /** Runs of the snippet; `match` ones are what was found. */
  snippet: z.array(z.object({ text: z.string(), match: z.boolean() })),
  /** Higher is better; comparable within one answer only. */
  score: z.number(),
  /** Present where a pin raised the score. */
  pinned: z.literal(true).optional(),
  /** Why it was found, in a sentence; absent where words alone were searched. */
  why: z.string().optional(),
  /** How much of what was asked the passage speaks of, by its words or its meaning, 0 to 1; comparable between answers. */
  fit: z.number().optional(),
  /** The file or address it came from, where documents of the answer have the same title. */
  source: z.string().optional(),
});
export type SearchHit = z.infer<typeof searchHit>;
export const searchIndexState = z.object({
  /**
   * `none`: nothing to learn from. `behind`: chunks wait to be worked in. `learning`: which words belong together is being
   * worked out. `ready`: search goes by words and meaning.
   */
  state: z.enum(['none', 'behind', 'learning', 'ready']),
  chunks: z.int(),
  /** Chunks that wait. */
  waiting: z.int(),
  /** Of the learning, 0 to 1. */
  share: z.number(),
  modelId: z.string().nullable(),
});
export type SearchIndexState = z.infer<typeof searchIndexState>;

export const searchAnswer = z.object({
  hits: z.array(searchHit),
  /** Set when nothing matched as typed and near spellings were searched instead. */
  corrected: z.string().nullable(),
  /** `words`: nothing has been learned of this base yet, or words alone were asked for. */
  ranking: z.enum(['words', 'meaning']),
  /** The language model that meaning was compared with. */
  modelId: z.string().optional(),
  milliseconds: z.number(),
});
export type SearchAnswer = z.infer<typeof searchAnswer>;

/** A language model that a person chose for this device. */
export const ownModelState = z.object({
  id: z.string(),
  name: z.string(),
  path: z.string(),
  bytes: z.int(),
  /**
   * `reading`: it goes through the passages; until it is done the studio's own model is used. `paused`: the person stopped
   * that. `ready`: search goes by it. `broken`: it cannot be used, see `message`.
   */
  state: z.enum(['reading', 'paused', 'ready', 'broken']),
  /** Passages that have a vector of it, and how many there are. */
  done: z.int(),
  total: z.int(),
  message: z.string().nullable(),
  /** Milliseconds a passage; null while it is not open. */
  passageMs: z.number().nullable(),
});
export type OwnModelState = z.infer<typeof ownModelState>;
/** What was found out about a model before it is used. */
export const ownModelReport = z.object({
  id: z.string(),
  name: z.string(),
  path: z.string(),
  bytes: z.int(),
  /** How the vectors of a text's tokens become one: their mean, or the first. */
  pooling: z.enum(['mean', 'first']),
  mostTokens: z.int(),
  passageMs: z.number(),
});
export type OwnModelReport = z.infer<typeof ownModelReport>;
const ownModel = z.object({ model: ownModelState.nullable() });
const modelPath = z.object({ path: z.string().min(1) });

const job = z.object({ jobId: z.string() });
const READS = ['morgy_knowledge', 'chunks'];
const IMPORTS = ['import_jobs', 'import_items'];

export const knowledgeContract = defineContract({
  'knowledge.list': query({
    input: z.object({ morgyId: z.string() }),
    output: z.array(documentSummary),
    reads: READS,
  }),
  'knowledge.get': query({ input: z.object({ id: z.string() }), output: document, reads: READS }),
  'knowledge.update': mutation({
    input: z.object({
      id: z.string(),
      title: z.string().trim().min(1, 'A document needs a title.').max(255).optional(),
      content: z.string().optional(),
      tags: z.array(z.string()).optional(),
      source_date: z.string().nullable().optional(),
    }),
    output: document,
  }),
  'knowledge.remove': mutation({
    input: z.object({ ids: z.array(z.string()).min(1) }),
    output: z.object({ count: z.int() }),
  }),

  /** Files and folders, as they were dropped. Answers at once; the job goes on by itself, also after a restart. */
  'knowledge.addPaths': mutation({
    input: z.object({ morgyId: z.string(), paths: z.array(z.string()).min(1) }),
    output: job,
  }),
  'knowledge.addUrls': mutation({
    input: z.object({ morgyId: z.string(), urls: z.array(z.string()).min(1).max(1000) }),
    output: job,
  }),
  'knowledge.addText': mutation({
    input: z.object({
      morgyId: z.string(),
      title: z.string().trim().min(1).max(255),
      text: z.string().min(1),
    }),
    output: document,
  }),
  /** A JSON answer as a document. Header values go to the keychain; the document keeps their names only. */
  'knowledge.addApi': mutation({
    input: z.object({
      morgyId: z.string(),
      url: z.string(),
      title: z.string().trim().max(255).default(''),
      headers: z
        .array(z.object({ name: z.string().min(1).max(200), value: z.string().max(8000) }))
        .max(20)
        .default([]),
    }),
    output: job,
  }),
  /** Reads the source again (URL, API, or a file still in its place). Unchanged chunks are not touched. */
  'knowledge.refresh': mutation({
    input: z.object({ ids: z.array(z.string()).min(1) }),
    output: job,
  }),

  'knowledge.imports': query({
    input: z.object({ morgyId: z.string().nullable() }),
    output: z.array(importJob),
    reads: IMPORTS,
  }),
  'knowledge.importItems': query({
    input: z.object({
      jobId: z.string(),
      states: z.array(z.enum(ITEM_STATES)).default([]),
      offset: z.int().default(0),
      limit: z.int().max(1000).default(200),
    }),
    output: z.array(importItem),
    reads: IMPORTS,
  }),
  'knowledge.pauseImport': mutation({ input: job, output: job }),
  'knowledge.resumeImport': mutation({ input: job, output: job }),
  'knowledge.cancelImport': mutation({ input: job, output: job }),
  /** Tries the failed ones again. */
  'knowledge.retryImport': mutation({ input: job, output: job }),
  'knowledge.dismissImport': mutation({ input: job, output: job }),

  'knowledge.chunks': query({
    input: z.object({ documentId: z.string() }),
    output: chunkList,
    reads: READS,
  }),
  /** Adds one change; `null` for `kind` is spelled by knowledge.dropOverride. */
  'knowledge.overrideChunk': mutation({
    input: z.object({ documentId: z.string(), override: chunkOverride }),
    output: chunkList,
  }),
  /** Takes back every change that names this chunk (or one kind of them). */
  'knowledge.dropOverrides': mutation({
    input: z.object({
      documentId: z.string(),
      key: z.string(),
      kind: z.enum(['edit', 'exclude', 'pin', 'split', 'merge']).optional(),
    }),
    output: chunkList,
  }),

  /** `"exact phrase"`, `word*` prefixes; the last word is a prefix while it is typed. */
  'knowledge.search': query({
    input: z.object({
      query: z.string().max(10_000),
      morgyIds: z.array(z.string()).default([]),
      documentIds: z.array(z.string()).default([]),
      sourceTypes: z.array(z.enum(SOURCE_TYPES)).default([]),
      tags: z.array(z.string()).default([]),
      /** By the source's own date where it states one, otherwise the day on which it was added; both days included. */
      dateFrom: z.iso.date().optional(),
      dateTo: z.iso.date().optional(),
      limit: z.int().min(1).max(200).default(20),
      /** Leaves likeness of meaning out of it; for comparison. */
      wordsOnly: z.boolean().optional(),
      /** Waits until the person's own language model is open, where there is one; for programs. */
      patient: z.boolean().optional(),
    }),
    output: searchAnswer,
    reads: ['chunks', 'morgy_knowledge', 'morgys', 'search_models'],
  }),
  /** Documents of every Morgy whose title has all of the words, for finding one by its name. */
  'knowledge.byTitle': query({
    input: z.object({ words: z.string().max(200), limit: z.int().min(1).max(50).default(6) }),
    output: z.array(documentSummary),
    reads: ['morgy_knowledge', 'morgys'],
  }),
  /** How far the search index has come. */
  'knowledge.searchIndex': query({
    input: z.object({ morgyIds: z.array(z.string()).default([]) }),
    output: searchIndexState.extend({
      /** Documents of these Morgys, or of all, that are not cut into passages yet: no search finds anything in them. */
      documentsWaiting: z.int(),
    }),
    reads: ['chunks', 'search_models', 'morgy_knowledge'],
  }),
  /** Puts the learning of the language model down until the knowledge changes again. */
  'knowledge.stopLearning': mutation({ input: z.object({}), output: z.object({ stopped: z.boolean() }) }),

  /** The language model that the person chose for this device; null where the studio's own is used. */
  'knowledge.ownModel': query({
    input: z.object({}),
    output: ownModel,
    reads: ['chunks', 'own_vectors', 'search_models'],
  }),
  /** Opens and tries a model without using it. Fails with a sentence that says what is wrong with it. */
  'knowledge.inspectModel': mutation({ input: modelPath, output: ownModelReport }),
  /** Looks at it in the same way, then has every passage read by it. */
  'knowledge.useModel': mutation({ input: modelPath, output: ownModel }),
  'knowledge.pauseModel': mutation({ input: z.object({}), output: ownModel }),
  /** Also tries again a model that could not be used. */
  'knowledge.resumeModel': mutation({ input: z.object({}), output: ownModel }),
  /** Back to the studio's own. The files of the model stay where they are. */
  'knowledge.removeModel': mutation({ input: z.object({}), output: ownModel }),
});

/** Morgys: the library, the editor, starters and portable files. */
import { z } from 'zod';
import { defineContract, mutation, query } from '../../contract/define.ts';
import { patchOf } from '../../contract/patch.ts';
import { groundChoice } from '../ground/contract.ts';
import { LICENSE_TYPES, MORGY_CATEGORIES } from '../../../schema/index.ts';

export const TONES = ['professional', 'casual', 'friendly', 'formal', 'humorous', 'enthusiastic', 'academic'] as const;
export const VERBOSITIES = ['concise', 'balanced', 'detailed'] as const;
export const EMOJI_USAGES = ['none', 'minimal', 'moderate', 'frequent'] as const;

/** Documents and ids that the studio did not make may carry more; unknown keys are kept as they came. */
export const aiConfig = z.looseObject({
  primaryModel: z.string().default('claude-sonnet-4-5'),
  /** 0 to 2. */
  temperature: z.number().min(0).max(2).default(0.7),
  /** Tokens of an answer. */
  maxTokens: z.int().min(1).max(200_000).default(2000),
  systemPrompt: z.string().default(''),
  fallbackModels: z.array(z.string()).default([]),
});
const slider = z.int().min(1).max(10).default(5);
export const personality = z.looseObject({
  tone: z.enum(TONES).default('friendly'),
  verbosity: z.enum(VERBOSITIES).default('balanced'),
  emojiUsage: z.enum(EMOJI_USAGES).default('minimal'),
  responseStyle: z.string().default(''),
  energy: slider,
  formality: slider,
  humor: slider,
});
export const appearance = z.looseObject({
  /** An emoji, or an image as a `data:image/png;base64,` URL of at most 512 x 512. */
  avatar: z.string().default('🐷'),
  color: z
    .string()
    .regex(/^#[0-9a-f]{6}$/i)
    .default('#8B5CF6'),
  icon: z.string().default('pig'),
  theme: z.string().default('paper'),
});
export const capabilities = z.looseObject({
  webSearch: z.boolean().default(true),
  fileProcessing: z.boolean().default(true),
  codeExecution: z.boolean().default(false),
  imageGeneration: z.boolean().default(false),
  voiceInteraction: z.boolean().default(false),
  mcpTools: z.array(z.string()).default([]),
});
export const knowledgeBase = z.looseObject({
  /** Tokens a chunk aims at. */
  chunkTokens: z.int().min(50).max(2000).default(256),
  overlapTokens: z.int().min(0).max(400).default(0),
  /** Passages that search_knowledge returns when the caller does not say. */
  resultLimit: z.int().min(1).max(50).default(8),
  /** The foundation and the profiles that it draws on; absent where it was given none. */
  ground: groundChoice.optional(),
});

export const morgySummary = z.object({
  id: z.string(),
  name: z.string(),
  description: z.string().nullable(),
  category: z.enum(MORGY_CATEGORIES),
  tags: z.array(z.string()),
  appearance,
  is_active: z.boolean(),
  is_public: z.boolean(),
  license_type: z.enum(LICENSE_TYPES),
  /** Cents. */
  price: z.int(),
  version: z.int(),
  documents: z.int(),
  templates: z.int(),
  created_at: z.string(),
  updated_at: z.string(),
});
export type MorgySummary = z.infer<typeof morgySummary>;

export const morgy = morgySummary.extend({
  ai_config: aiConfig,
  personality,
  capabilities,
  knowledge_base: knowledgeBase,
  is_premium: z.boolean(),
  /** Hundredths of a star, 0 to 500. */
  rating: z.int(),
  review_count: z.int(),
  view_count: z.int(),
  total_purchases: z.int(),
  /** Cents. */
  total_revenue: z.int(),
  published_at: z.string().nullable(),
  deleted_at: z.string().nullable(),
});
export type Morgy = z.infer<typeof morgy>;

const name = z
  .string()
  .trim()
  .min(3, 'A name has at least 3 characters.')
  .max(255, 'A name has at most 255 characters.');
const tags = z.array(z.string().trim().min(1).max(50)).max(50);

/** Objects are merged by key into what is there; the rest replaces. */
export const morgyPatch = z
  .object({
    name,
    description: z.string().max(20_000).nullable(),
    category: z.enum(MORGY_CATEGORIES),
    tags,
    ai_config: patchOf(aiConfig),
    personality: patchOf(personality),
    appearance: patchOf(appearance),
    capabilities: patchOf(capabilities),
    knowledge_base: patchOf(knowledgeBase),
    is_public: z.boolean(),
    is_active: z.boolean(),
    license_type: z.enum(LICENSE_TYPES),
    /** Cents, at most 999.99. */
    price: z.int().min(0, 'A price is not negative.').max(99_999, 'A price is at most 999.99.'),
  })
  .partial();
export type MorgyPatch = z.infer<typeof morgyPatch>;

const ids = z.object({ ids: z.array(z.string()).min(1).max(10_000) });
const done = z.object({ count: z.int() });

export const starter = z.object({
  key: z.string(),
  name: z.string(),
  description: z.string(),
  category: z.enum(MORGY_CATEGORIES),
  tags: z.array(z.string()),
  appearance,
  /** What it is good for, in a sentence. */
  promise: z.string(),
  templates: z.int(),
});

const READS = ['morgys', 'morgy_knowledge', 'morgy_templates'];

export const morgysContract = defineContract({
  /** All living Morgys, newest change first; the library filters and sorts what it has. */
  'morgys.list': query({
    input: z.object({}),
    output: z.array(morgySummary),
    reads: READS,
  }),
  'morgys.get': query({ input: z.object({ id: z.string() }), output: morgy, reads: READS }),
  'morgys.create': mutation({
    input: z.object({ name: name.optional(), patch: morgyPatch.optional() }),
    output: morgy,
  }),
  'morgys.update': mutation({
    input: z.object({ id: z.string(), patch: morgyPatch }),
    output: morgy,
  }),
  /** A copy with its templates and knowledge, named "… copy". */
  'morgys.duplicate': mutation({ input: z.object({ id: z.string() }), output: morgy }),
  'morgys.archive': mutation({ input: ids.extend({ archived: z.boolean() }), output: done }),
  /** Into the trash, with its knowledge and templates. */
  'morgys.remove': mutation({ input: ids, output: done }),
  'morgys.tag': mutation({ input: ids.extend({ add: tags, remove: tags }), output: done }),
  'morgys.starters': query({ input: z.object({}), output: z.array(starter), reads: [] }),
  'morgys.createFromStarter': mutation({ input: z.object({ key: z.string() }), output: morgy }),
  /**
   * Writes one `.morgy` file with the Morgy, its templates and, if wanted, its knowledge: a complete copy. Unlike a bundle
   * nothing is searched or left out; the answer says how many documents and excluded passages went along.
   */
  'morgys.exportFile': mutation({
    input: z.object({
      id: z.string(),
      path: z.string(),
      includeKnowledge: z.boolean().default(true),
    }),
    output: z.object({ path: z.string(), bytes: z.int(), documents: z.int(), excludedPassages: z.int() }),
  }),
  /** Reads a `.morgy` file as a new Morgy. */
  'morgys.importFile': mutation({ input: z.object({ path: z.string() }), output: morgy }),
});

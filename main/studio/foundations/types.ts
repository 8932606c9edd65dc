/**
 * The shapes of a foundation's JSON columns. They are read leniently: what the studio does not know is kept, and a value
 * that is not what it should be falls back to its default without taking its neighbours along. Writing goes by item and by
 * key into what is stored (lists.ts), so what could not be read is never written over.
 */
import { z } from 'zod';

const text = z.string().catch('').default('');
const words = z
  .array(z.unknown())
  .catch([])
  .default([])
  .transform((list) => list.filter((item): item is string => typeof item === 'string'));
const oneOf = <const V extends readonly [string, ...string[]]>(values: V, otherwise: V[number]) =>
  z.enum(values).catch(otherwise).default(otherwise);
/** Per cent of the way along an axis. */
const place = z.number().min(0).max(100).nullable().catch(null).default(null);

/** A list of things that each carry an id; what is no object is passed over, not an error. */
const listOf = <S extends z.ZodObject>(item: S) =>
  z
    .array(z.unknown())
    .catch([])
    .default([])
    .transform((list) =>
      list.flatMap((raw) => {
        const read = item.safeParse(raw);
        return read.success ? [read.data] : [];
      }),
    );
/** Stable for the life of the thing: two devices that edit one list merge it by these. */
const id = z.string().catch('').default('');

export const COMPANY_STAGES = ['idea', 'mvp', 'growth', 'scale', 'enterprise'] as const;

// ---- truth sheet

export const FACT_CATEGORIES = [
  'company',
  'product',
  'market',
  'customer',
  'competition',
  'financials',
  'team',
] as const;
export const CONFIDENCES = ['high', 'medium', 'low'] as const;
export const fact = z.looseObject({
  /** `TRU-007-k3f9`: a number to speak of and four characters that keep two devices apart. */
  id,
  category: oneOf(FACT_CATEGORIES, 'company'),
  field_name: text,
  value: text,
  confidence: oneOf(CONFIDENCES, 'medium'),
  verified: z.boolean().catch(false).default(false),
  /** Where it comes from, in words: a file's name, an address, "You". */
  source: text,
  /** The sentence it was found in, word for word; empty where a person wrote it. */
  quote: text,
  /** Values of the same name that a person declared right beside this one. */
  also_true: words,
  /** What a person decided against when this one was chosen; nothing of it is told, and nothing of it is lost. */
  instead_of: z
    .array(z.unknown())
    .catch([])
    .default([])
    .transform((list) =>
      list.flatMap((raw) => {
        const one = z.object({ value: text, source: text, quote: text }).safeParse(raw);
        return one.success && one.data.value !== '' ? [one.data] : [];
      }),
    ),
});
export const validationTask = z.looseObject({
  id,
  task: text,
  done: z.boolean().catch(false).default(false),
  result: text,
});
export const truthSheet = z.looseObject({
  entries: listOf(fact),
  validation_tasks: listOf(validationTask),
});

// ---- market research

export const INSIGHT_TYPES = ['pain', 'desire', 'objection'] as const;
export const insight = z.looseObject({
  id,
  type: oneOf(INSIGHT_TYPES, 'pain'),
  quote: text,
  source: text,
  /** 0 (very unhappy) to 100 (delighted); null where nobody judged it. */
  sentiment: place,
});
export const finding = z.looseObject({ id, finding: text, source: text });
export const trend = z.looseObject({ id, trend: text, effect: text, source: text });
export const buyingStep = z.looseObject({ id, stage: text, question: text, who: text });
export const channel = z.looseObject({ id, channel: text, role: text, cadence: text });
/** Yearly amounts in the smallest unit of the currency (cents). */
const amount = z.int().min(0).nullable().catch(null).default(null);
export const sizing = z.looseObject({
  currency: z
    .string()
    .regex(/^[A-Z]{3}$/)
    .catch('USD')
    .default('USD'),
  tam: amount,
  sam: amount,
  som: amount,
  method: text,
});
export const marketResearch = z.looseObject({
  customer_insights: listOf(insight),
  competitor_analysis: listOf(finding),
  market_trends: listOf(trend),
  buying_process: listOf(buyingStep),
  channels: listOf(channel),
  sizing: z
    .unknown()
    .optional()
    .transform((value) => sizing.parse(typeof value === 'object' && value !== null ? value : {})),
  brief: text,
});

// ---- competitors

export const COMPETITOR_TYPES = ['direct', 'indirect', 'status-quo'] as const;
export const THREAT_LEVELS = ['high', 'medium', 'low'] as const;
export const competitor = z.looseObject({
  id,
  name: text,
  type: oneOf(COMPETITOR_TYPES, 'direct'),
  corePromise: text,
  appeal: text,
  weakness: text,
  threatLevel: oneOf(THREAT_LEVELS, 'medium'),
  yourLeverage: text,
  theirLeverage: text,
  switchTriggers: text,
  /** Where it stands on the positioning map; null until it is put there. */
  mapX: place,
  mapY: place,
});
export const competitors = listOf(competitor);

// ---- positioning

export const STATEMENT_TYPES = ['elevator', 'tagline', 'value-prop'] as const;
export const statement = z.looseObject({ id, type: oneOf(STATEMENT_TYPES, 'tagline'), content: text });
export const CAPABILITY_RATINGS = ['only-you', 'unique', 'better-than', 'table-stakes'] as const;
export const HAS = ['yes', 'partly', 'no'] as const;
export const capability = z.looseObject({
  id,
  name: text,
  rating: oneOf(CAPABILITY_RATINGS, 'table-stakes'),
  /** Which competitor has it, by the competitor's id. */
  has: z
    .record(z.string(), z.unknown())
    .catch({})
    .default({})
    .transform((record) =>
      Object.fromEntries(
        Object.entries(record).filter((entry): entry is [string, (typeof HAS)[number]] =>
          HAS.some((value) => value === entry[1]),
        ),
      ),
    ),
});
export const positioningMap = z.looseObject({
  xLow: z.string().catch('Simple').default('Simple'),
  xHigh: z.string().catch('Powerful').default('Powerful'),
  yLow: z.string().catch('Low price').default('Low price'),
  yHigh: z.string().catch('High price').default('High price'),
  x: place,
  y: place,
});
export const positioning = z.looseObject({
  category: text,
  positioning_statement: text,
  usps: words,
  differentiators: words,
  statements: listOf(statement),
  capabilities: listOf(capability),
  map: z
    .unknown()
    .optional()
    .transform((value) => positioningMap.parse(typeof value === 'object' && value !== null ? value : {})),
  /** What the business goes for now, and what it leaves for later. */
  focus: text,
  not_now: text,
});

// ---- voice, rules, soundbites, messages

export const RULE_TYPES = ['do', 'dont'] as const;
export const RULE_CATEGORIES = ['tone', 'claims', 'competitors', 'language', 'legal'] as const;
export const RULE_SEVERITIES = ['error', 'warning', 'suggestion'] as const;
export const guardrail = z.looseObject({
  id,
  type: oneOf(RULE_TYPES, 'do'),
  text,
  reason: text,
  category: oneOf(RULE_CATEGORIES, 'tone'),
  severity: oneOf(RULE_SEVERITIES, 'warning'),
  /** Words and phrases by which a text is seen to break a "don't"; without them quoted words of its text are taken. */
  terms: words,
});
export const guardrails = listOf(guardrail);

export const SOUNDBITE_CATEGORIES = ['Problem', 'Solution', 'Proof', 'Objection', 'Outcome', 'CTA'] as const;
export const soundbite = z.looseObject({
  id,
  category: oneOf(SOUNDBITE_CATEGORIES, 'Problem'),
  label: text,
  content: text,
  approved: z.boolean().catch(false).default(false),
});
export const voiceExample = z.looseObject({
  id,
  /** Where it is said: "a reply to a complaint". */
  situation: text,
  good: text,
  bad: text,
});
export const brandAsset = z.looseObject({ id, name: text, kind: text, where: text });
export const soundbiteLibrary = z.looseObject({
  items: listOf(soundbite),
  voice_examples: listOf(voiceExample),
  brand_assets: listOf(brandAsset),
});

export const MESSAGE_TYPES = ['headline', 'subhead', 'body'] as const;
export const message = z.looseObject({
  id,
  level: z.int().min(1).max(3).catch(1).default(1),
  type: oneOf(MESSAGE_TYPES, 'headline'),
  content: text,
});
export const messageHierarchy = z.looseObject({ items: listOf(message) });

// ---- where each list lives

/** Every list of the foundation that is edited item by item: its column, the key in it (null: the column itself), its item. */
export const LISTS = {
  facts: { column: 'truth_sheet', key: 'entries', item: fact, thing: 'fact' },
  tasks: { column: 'truth_sheet', key: 'validation_tasks', item: validationTask, thing: 'validation task' },
  insights: { column: 'market_research', key: 'customer_insights', item: insight, thing: 'customer insight' },
  findings: { column: 'market_research', key: 'competitor_analysis', item: finding, thing: 'finding' },
  trends: { column: 'market_research', key: 'market_trends', item: trend, thing: 'trend' },
  buying: { column: 'market_research', key: 'buying_process', item: buyingStep, thing: 'buying step' },
  channels: { column: 'market_research', key: 'channels', item: channel, thing: 'channel' },
  competitors: { column: 'competitors', key: null, item: competitor, thing: 'competitor' },
  statements: { column: 'positioning', key: 'statements', item: statement, thing: 'statement' },
  capabilities: { column: 'positioning', key: 'capabilities', item: capability, thing: 'capability' },
  guardrails: { column: 'messaging_guardrails', key: null, item: guardrail, thing: 'rule' },
  soundbites: { column: 'soundbite_library', key: 'items', item: soundbite, thing: 'soundbite' },
  examples: { column: 'soundbite_library', key: 'voice_examples', item: voiceExample, thing: 'voice example' },
  brandAssets: { column: 'soundbite_library', key: 'brand_assets', item: brandAsset, thing: 'brand asset' },
  messages: { column: 'message_hierarchy', key: 'items', item: message, thing: 'message' },
} as const satisfies Record<string, { column: string; key: string | null; item: z.ZodObject; thing: string }>;
export type ListName = keyof typeof LISTS;
export const LIST_NAMES = Object.keys(LISTS) as [ListName, ...ListName[]];
export type ItemOf<L extends ListName> = z.output<(typeof LISTS)[L]['item']>;

/** Every field of a Morgy as it is typed, shown and saved. Numbers and prices are text here, so that half of one can stand. */
import type { GroundChoice } from '../../../main/studio/ground/contract.ts';
import {
  aiConfig,
  appearance,
  knowledgeBase,
  morgyPatch,
  personality,
  type Morgy,
  type MorgyPatch,
} from '../../../main/studio/morgys/contract.ts';
import type { FieldSpec, Specs } from '../../form/form.ts';
import { as, asCents, asNumber, centsToText } from '../../form/parse.ts';
import type { Category, License } from './words.ts';

export interface MorgyTyped {
  name: string;
  description: string;
  category: Category;
  tags: string[];
  'ai_config.primaryModel': string;
  'ai_config.temperature': string;
  'ai_config.maxTokens': string;
  'ai_config.systemPrompt': string;
  'ai_config.fallbackModels': string[];
  'personality.tone': Morgy['personality']['tone'];
  'personality.verbosity': Morgy['personality']['verbosity'];
  'personality.emojiUsage': Morgy['personality']['emojiUsage'];
  'personality.responseStyle': string;
  'personality.energy': number;
  'personality.formality': number;
  'personality.humor': number;
  'appearance.avatar': string;
  'appearance.color': string;
  'appearance.icon': string;
  'appearance.theme': string;
  'capabilities.webSearch': boolean;
  'capabilities.fileProcessing': boolean;
  'capabilities.codeExecution': boolean;
  'capabilities.imageGeneration': boolean;
  'capabilities.voiceInteraction': boolean;
  'capabilities.mcpTools': string[];
  'knowledge_base.chunkTokens': string;
  'knowledge_base.overlapTokens': string;
  'knowledge_base.resultLimit': string;
  'knowledge_base.ground': GroundChoice;
  license_type: License;
  price: string;
  is_public: boolean;
  is_active: boolean;
}

const plain = <V>(label: string, show: (base: Morgy) => V): FieldSpec<Morgy, V> => ({
  label,
  show,
  parse: (typed) => ({ ok: true, value: typed }),
});
/** One and the same, so that a field that has none looks the same each time. */
const NO_GROUND: GroundChoice = { workspaceId: null, icpIds: [] };
const { shape } = morgyPatch;

export const morgyFields: Specs<Morgy, MorgyTyped> = {
  name: { label: 'Name', show: (m) => m.name, parse: as(shape.name) },
  description: {
    label: 'Description',
    show: (m) => m.description ?? '',
    parse: (typed) => as(shape.description)(typed.trim() === '' ? null : typed),
  },
  category: plain('Category', (m) => m.category),
  tags: {
    label: 'Tags',
    show: (m) => m.tags,
    parse: (typed) => {
      const long = typed.find((tag) => tag.length > 50);
      if (long !== undefined)
        return { ok: false, message: `The tag “${long.slice(0, 20)}…” is longer than 50 characters.` };
      return typed.length > 50 ? { ok: false, message: 'A Morgy has at most 50 tags.' } : { ok: true, value: typed };
    },
  },
  'ai_config.primaryModel': {
    label: 'Model',
    show: (m) => m.ai_config.primaryModel,
    parse: (typed) =>
      typed.trim() === ''
        ? { ok: false, message: 'A Morgy needs a model, such as claude-sonnet-4-5.' }
        : as(aiConfig.shape.primaryModel)(typed.trim()),
  },
  'ai_config.temperature': {
    label: 'Temperature',
    show: (m) => String(m.ai_config.temperature),
    parse: asNumber({ min: 0, max: 2, thing: 'A temperature' }),
  },
  'ai_config.maxTokens': {
    label: 'Longest answer',
    show: (m) => String(m.ai_config.maxTokens),
    parse: asNumber({ min: 1, max: 200_000, whole: true, thing: 'The longest answer' }),
  },
  'ai_config.systemPrompt': plain('System prompt', (m) => m.ai_config.systemPrompt),
  'ai_config.fallbackModels': plain('Fallback models', (m) => m.ai_config.fallbackModels),
  'personality.tone': { label: 'Tone', show: (m) => m.personality.tone, parse: as(personality.shape.tone) },
  'personality.verbosity': {
    label: 'Verbosity',
    show: (m) => m.personality.verbosity,
    parse: as(personality.shape.verbosity),
  },
  'personality.emojiUsage': {
    label: 'Emoji',
    show: (m) => m.personality.emojiUsage,
    parse: as(personality.shape.emojiUsage),
  },
  'personality.responseStyle': plain('Anything else about its style', (m) => m.personality.responseStyle),
  'personality.energy': plain('Energy', (m) => m.personality.energy),
  'personality.formality': plain('Formality', (m) => m.personality.formality),
  'personality.humor': plain('Humour', (m) => m.personality.humor),
  'appearance.avatar': {
    label: 'Avatar',
    show: (m) => m.appearance.avatar,
    parse: (typed) => {
      if (typed.startsWith('data:image/')) return { ok: true, value: typed };
      const glyphs = [...new Intl.Segmenter('en', { granularity: 'grapheme' }).segment(typed.trim())];
      return glyphs.length === 1
        ? { ok: true, value: typed.trim() }
        : { ok: false, message: 'An avatar is one emoji or one letter, or an image.' };
    },
  },
  'appearance.color': {
    label: 'Colour',
    show: (m) => m.appearance.color,
    parse: (typed) => {
      const parsed = appearance.shape.color.safeParse(typed.trim().startsWith('#') ? typed.trim() : `#${typed.trim()}`);
      return parsed.success
        ? { ok: true, value: parsed.data }
        : { ok: false, message: 'A colour is # and six digits, such as #8B5CF6.' };
    },
  },
  'appearance.icon': plain('Icon', (m) => m.appearance.icon),
  'appearance.theme': plain('Card theme', (m) => m.appearance.theme),
  'capabilities.webSearch': plain('Web search', (m) => m.capabilities.webSearch),
  'capabilities.fileProcessing': plain('Reads files', (m) => m.capabilities.fileProcessing),
  'capabilities.codeExecution': plain('Runs code', (m) => m.capabilities.codeExecution),
  'capabilities.imageGeneration': plain('Makes images', (m) => m.capabilities.imageGeneration),
  'capabilities.voiceInteraction': plain('Speaks and listens', (m) => m.capabilities.voiceInteraction),
  'capabilities.mcpTools': plain('MCP tools', (m) => m.capabilities.mcpTools),
  'knowledge_base.chunkTokens': {
    label: 'Passage length',
    show: (m) => String(m.knowledge_base.chunkTokens),
    parse: asNumber({ min: 50, max: 2000, whole: true, thing: 'A passage' }),
  },
  'knowledge_base.overlapTokens': {
    label: 'Passage overlap',
    show: (m) => String(m.knowledge_base.overlapTokens),
    parse: asNumber({ min: 0, max: 400, whole: true, thing: 'The overlap' }),
  },
  'knowledge_base.resultLimit': {
    label: 'Passages returned',
    show: (m) => String(m.knowledge_base.resultLimit),
    parse: (typed) => {
      const parsed = asNumber({ min: 1, max: 50, whole: true, thing: 'The number of passages' })(typed);
      return parsed.ok ? as(knowledgeBase.shape.resultLimit)(parsed.value) : parsed;
    },
  },
  'knowledge_base.ground': plain('Foundation', (m) => m.knowledge_base.ground ?? NO_GROUND),
  license_type: plain('Licence', (m) => m.license_type),
  price: { label: 'Price', show: (m) => centsToText(m.price), parse: asCents },
  is_public: plain('Public', (m) => m.is_public),
  is_active: plain('Active', (m) => m.is_active),
};

/** Saved values as a patch: only the keys that changed, so that undo and history name just those. */
export function toPatch(values: Readonly<Record<string, unknown>>): MorgyPatch {
  const patch: Record<string, unknown> = {};
  for (const [field, value] of Object.entries(values)) {
    const [column = field, key] = field.split('.');
    patch[column] =
      key === undefined ? value : { ...(patch[column] as Record<string, unknown> | undefined), [key]: value };
  }
  return morgyPatch.parse(patch);
}

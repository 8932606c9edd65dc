import { describe, expect, it } from 'vitest';
import {
  aiConfig,
  appearance,
  capabilities,
  knowledgeBase,
  personality,
  type Morgy,
} from '../../../main/studio/morgys/contract.ts';
import { morgyFields, toPatch, type MorgyTyped } from './morgyFields.ts';

const luna: Morgy = {
  id: '0193a5f0-7c7a-7cc2-9d62-3f0a4f1f7a10',
  name: 'Luna',
  description: null,
  category: 'research',
  tags: ['moon'],
  appearance: appearance.parse({ color: '#112233', extra: 'kept' }),
  is_active: true,
  is_public: false,
  license_type: 'paid',
  price: 999,
  version: 3,
  documents: 0,
  templates: 0,
  created_at: '2026-01-01T00:00:00.000Z',
  updated_at: '2026-01-01T00:00:00.000Z',
  ai_config: aiConfig.parse({ systemPrompt: 'Be brief.', temperature: 0.2 }),
  personality: personality.parse({ energy: 9 }),
  capabilities: capabilities.parse({ webSearch: false }),
  knowledge_base: knowledgeBase.parse({}),
  is_premium: false,
  rating: 0,
  review_count: 0,
  view_count: 0,
  total_purchases: 0,
  total_revenue: 0,
  published_at: null,
  deleted_at: null,
};

describe('the fields of a Morgy', () => {
  it('what is shown can be saved as it is: opening an editor never makes something invalid', () => {
    for (const field of Object.keys(morgyFields) as (keyof MorgyTyped)[]) {
      const spec: { show: (m: Morgy) => unknown; parse: (typed: never) => { ok: boolean } } = morgyFields[field];
      expect({ field, ...spec.parse(spec.show(luna) as never) }).toMatchObject({ field, ok: true });
    }
  });
  it('a change of one key names that key alone: the others are not touched, and history does not list them', () => {
    expect(toPatch({ 'ai_config.maxTokens': 10, name: 'Sol' })).toEqual({ ai_config: { maxTokens: 10 }, name: 'Sol' });
    expect(toPatch({ 'appearance.icon': 'book', 'appearance.theme': 'ink' })).toEqual({
      appearance: { icon: 'book', theme: 'ink' },
    });
  });
  it('explains in words what an avatar and a colour are', () => {
    expect(morgyFields['appearance.avatar'].parse('👩‍🔬')).toEqual({ ok: true, value: '👩‍🔬' });
    expect(morgyFields['appearance.avatar'].parse('abc')).toMatchObject({ ok: false });
    expect(morgyFields['appearance.color'].parse('8b5cf6')).toEqual({ ok: true, value: '#8b5cf6' });
    expect(morgyFields['appearance.color'].parse('violet')).toMatchObject({ ok: false });
  });
});

/** Document 1: Morgys, their knowledge and templates, and their exports. */
import * as c from '../columns.ts';
import { defineTable, deletedAt } from '../table.ts';

export const MORGY_CATEGORIES = [
  'business',
  'social',
  'research',
  'technical',
  'creative',
  'custom',
  'assistant',
  'analyst',
] as const;
export const LICENSE_TYPES = ['free', 'paid', 'subscription'] as const;
export const SOURCE_TYPES = ['file', 'url', 'text', 'api'] as const;

export const morgys = defineTable({
  name: 'morgys',
  domain: 'morgys',
  document: 1,
  purpose: 'An AI agent that a creator authors: identity, prompt, model, personality, looks, licence and price.',
  sync: 'both',
  ownerColumn: 'creator_id',
  deviceIndexes: [['creator_id'], ['category'], ['updated_at'], ['deleted_at']],
  columns: {
    id: c.id(),
    creator_id: c.references(c.notNull(c.uuid()), 'users', 'cascade'),
    name: c.merge(c.notNull(c.varchar(255, { minLength: 3 })), 'text'),
    description: c.longText(),
    category: c.notNull(c.oneOf(...MORGY_CATEGORIES)),
    tags: c.withDefault(c.notNull(c.textArray()), "'{}'::text[]", []),
    ai_config: c.withDefault(c.notNull(c.jsonb<Record<string, unknown>>()), "'{}'::jsonb", {}),
    personality: c.withDefault(c.notNull(c.jsonb<Record<string, unknown>>()), "'{}'::jsonb", {}),
    appearance: c.withDefault(c.notNull(c.jsonb<Record<string, unknown>>()), "'{}'::jsonb", {}),
    capabilities: c.withDefault(c.notNull(c.jsonb<Record<string, unknown>>()), "'{}'::jsonb", {}),
    knowledge_base: c.withDefault(c.notNull(c.jsonb<Record<string, unknown>>()), "'{}'::jsonb", {}),
    is_public: c.withDefault(c.notNull(c.boolean()), 'false', false),
    is_active: c.withDefault(c.notNull(c.boolean()), 'true', true),
    license_type: c.withDefault(c.notNull(c.oneOf(...LICENSE_TYPES)), "'free'::text", 'free'),
    price: c.withDefault(c.notNull(c.numeric(10, 2, { min: 0, max: 99999 })), '0', 0),
    is_premium: c.serverOwned(c.withDefault(c.notNull(c.boolean()), 'false', false)),
    version: c.withDefault(c.notNull(c.integer({ min: 1 })), '1', 1),
    view_count: c.serverOwned(c.withDefault(c.notNull(c.integer()), '0', 0)),
    total_purchases: c.serverOwned(c.withDefault(c.notNull(c.integer()), '0', 0)),
    total_revenue: c.serverOwned(c.withDefault(c.notNull(c.numeric(12, 2)), '0', 0)),
    rating: c.serverOwned(c.withDefault(c.notNull(c.numeric(3, 2, { min: 0, max: 500 })), '0', 0)),
    review_count: c.serverOwned(c.withDefault(c.notNull(c.integer()), '0', 0)),
    created_at: c.stamped(),
    updated_at: c.serverOwned(c.stamped()),
    published_at: c.serverOwned(c.timestamptz()),
    deleted_at: deletedAt(),
    search: c.tsvector(),
  },
});

export const morgyKnowledge = defineTable({
  name: 'morgy_knowledge',
  domain: 'morgys',
  document: 1,
  purpose:
    'A document of a Morgy: its text as Markdown, where it came from, and what a person decided about its chunks.',
  sync: 'both',
  ownerColumn: 'owner_id',
  deviceIndexes: [['morgy_id'], ['source_type'], ['deleted_at']],
  columns: {
    id: c.id(),
    morgy_id: c.references(c.notNull(c.uuid()), 'morgys', 'cascade'),
    owner_id: c.references(c.notNull(c.uuid()), 'users', 'cascade'),
    title: c.merge(c.notNull(c.varchar(255, { minLength: 1 })), 'text'),
    content: c.notNull(c.longText()),
    source_type: c.notNull(c.oneOf(...SOURCE_TYPES)),
    source_url: c.text(),
    metadata: c.withDefault(c.notNull(c.jsonb<Record<string, unknown>>()), "'{}'::jsonb", {}),
    chunks: c.withDefault(c.notNull(c.integer({ min: 0 })), '0', 0),
    created_at: c.stamped(),
    updated_at: c.serverOwned(c.stamped()),
    deleted_at: deletedAt(),
    search: c.tsvector(),
  },
});

export interface TemplateArgument {
  name: string;
  description: string;
  required: boolean;
}

export const morgyTemplates = defineTable({
  name: 'morgy_templates',
  domain: 'morgys',
  document: 0,
  purpose: 'A prompt template of a Morgy with its arguments; the documents speak of templates and have no table.',
  sync: 'both',
  ownerColumn: 'owner_id',
  deviceIndexes: [['morgy_id', 'position'], ['deleted_at']],
  columns: {
    id: c.id(),
    morgy_id: c.references(c.notNull(c.uuid()), 'morgys', 'cascade'),
    owner_id: c.references(c.notNull(c.uuid()), 'users', 'cascade'),
    title: c.merge(c.notNull(c.varchar(255, { minLength: 1 })), 'text'),
    description: c.longText(),
    arguments: c.withDefault(c.notNull(c.jsonb<TemplateArgument[]>()), "'[]'::jsonb", []),
    text: c.notNull(c.longText()),
    position: c.withDefault(c.notNull(c.integer({ min: 0 })), '0', 0),
    created_at: c.stamped(),
    updated_at: c.serverOwned(c.stamped()),
    deleted_at: deletedAt(),
  },
});

export const mcpExports = defineTable({
  name: 'mcp_exports',
  domain: 'morgys',
  document: 1,
  purpose: 'An MCP bundle that was made of a Morgy: what went in, and how it is shared.',
  sync: 'both',
  ownerColumn: 'user_id',
  deviceIndexes: [['morgy_id'], ['user_id']],
  columns: {
    id: c.id(),
    morgy_id: c.references(c.notNull(c.uuid()), 'morgys', 'cascade'),
    user_id: c.references(c.notNull(c.uuid()), 'users', 'cascade'),
    share_id: c.unique(c.notNull(c.text())),
    share_url: c.notNull(c.text()),
    include_knowledge: c.withDefault(c.notNull(c.boolean()), 'true', true),
    include_templates: c.withDefault(c.notNull(c.boolean()), 'true', true),
    downloads: c.serverOwned(c.withDefault(c.notNull(c.integer()), '0', 0)),
    created_at: c.stamped(),
  },
});

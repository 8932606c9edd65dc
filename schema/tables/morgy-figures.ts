/** What hangs on Morgys in the cloud: passages, reviews, daily figures. */
import * as c from '../columns.ts';
import { defineTable, deletedAt } from '../table.ts';

export const knowledgeChunks = defineTable({
  name: 'knowledge_chunks',
  domain: 'morgys',
  document: 0,
  purpose: 'The cloud’s own passages of a document, for its semantic search; devices make theirs themselves.',
  uniques: [['knowledge_id', 'position']],
  columns: {
    id: c.id(),
    knowledge_id: c.references(c.notNull(c.uuid()), 'morgy_knowledge', 'cascade'),
    owner_id: c.references(c.notNull(c.uuid()), 'users', 'cascade'),
    position: c.notNull(c.integer()),
    content: c.notNull(c.text()),
    content_sha256: c.notNull(c.text()),
    /** One migration of its own adds it, where the server has pgvector. */
    embedding: c.vector(384),
    created_at: c.stamped(),
  },
});

export const morgyReviews = defineTable({
  name: 'morgy_reviews',
  domain: 'morgys',
  document: 1,
  purpose: 'Reviews by buyers; one a person and Morgy.',
  sync: 'down',
  ownerColumn: 'owner_id',
  uniques: [['morgy_id', 'user_id']],
  deviceIndexes: [['owner_id']],
  columns: {
    id: c.id(),
    morgy_id: c.references(c.notNull(c.uuid()), 'morgys', 'cascade'),
    user_id: c.references(c.notNull(c.uuid()), 'users', 'cascade'),
    owner_id: c.references(c.notNull(c.uuid()), 'users', 'cascade'),
    rating: c.notNull(c.integer({ min: 1, max: 5 })),
    comment: c.text(),
    created_at: c.stamped(),
    updated_at: c.serverOwned(c.stamped()),
    deleted_at: deletedAt(),
  },
});

export const morgyAnalytics = defineTable({
  name: 'morgy_analytics',
  domain: 'morgys',
  document: 1,
  purpose: 'Daily figures of a Morgy.',
  sync: 'down',
  ownerColumn: 'owner_id',
  uniques: [['morgy_id', 'date']],
  deviceIndexes: [['owner_id']],
  columns: {
    id: c.id(),
    morgy_id: c.references(c.notNull(c.uuid()), 'morgys', 'cascade'),
    owner_id: c.references(c.notNull(c.uuid()), 'users', 'cascade'),
    date: c.notNull(c.date()),
    views: c.withDefault(c.notNull(c.integer({ min: 0 })), '0', 0),
    purchases: c.withDefault(c.notNull(c.integer({ min: 0 })), '0', 0),
    revenue: c.withDefault(c.notNull(c.numeric(12, 2, { min: 0 })), '0', 0),
    messages_sent: c.withDefault(c.notNull(c.integer({ min: 0 })), '0', 0),
    unique_users: c.withDefault(c.notNull(c.integer({ min: 0 })), '0', 0),
  },
});

/** Document 4: Miyabi plugins and their licences. */
import * as c from '../columns.ts';
import { defineTable, deletedAt } from '../table.ts';

export const plugins = defineTable({
  name: 'plugins',
  domain: 'plugins',
  document: 4,
  purpose: 'Plugins on offer.',
  columns: {
    id: c.primaryKey(c.text()),
    name: c.notNull(c.text()),
    display_name: c.notNull(c.text()),
    source: c.notNull(c.text()),
    version: c.notNull(c.text()),
    tier: c.notNull(c.oneOf('free', 'pro', 'enterprise', 'addon')),
    price: c.withDefault(c.notNull(c.integer({ min: 0 })), '0', 0),
    currency: c.withDefault(c.notNull(c.text()), "'USD'::text", 'USD'),
    billing_period: c.oneOf('monthly', 'yearly', 'one-time'),
    author_id: c.references(c.uuid(), 'users', 'set null'),
    description: c.text(),
    features: c.withDefault(c.notNull(c.jsonb()), "'[]'::jsonb", []),
    limitations: c.withDefault(c.notNull(c.jsonb()), "'{}'::jsonb", {}),
    categories: c.withDefault(c.notNull(c.textArray()), "'{}'::text[]", []),
    verified: c.withDefault(c.notNull(c.boolean()), 'false', false),
    featured: c.withDefault(c.notNull(c.boolean()), 'false', false),
    downloads: c.withDefault(c.notNull(c.integer({ min: 0 })), '0', 0),
    rating: c.withDefault(c.notNull(c.numeric(3, 2, { min: 0, max: 500 })), '0', 0),
    requires_plugin: c.references(c.text(), 'plugins'),
    trial_period: c.integer({ min: 1 }),
    created_at: c.stamped(),
    updated_at: c.serverOwned(c.stamped()),
    search: c.tsvector(),
  },
});

export const licenses = defineTable({
  name: 'licenses',
  domain: 'plugins',
  document: 4,
  purpose: 'Licences of plugins that a person holds.',
  sync: 'down',
  ownerColumn: 'user_id',
  deviceIndexes: [['user_id']],
  columns: {
    id: c.id(),
    user_id: c.references(c.notNull(c.uuid()), 'users', 'cascade'),
    plugin_id: c.references(c.notNull(c.text()), 'plugins'),
    license_key: c.unique(c.notNull(c.text())),
    tier: c.notNull(c.oneOf('free', 'pro', 'enterprise', 'addon')),
    features: c.withDefault(c.notNull(c.jsonb()), "'[]'::jsonb", []),
    limitations: c.withDefault(c.notNull(c.jsonb()), "'{}'::jsonb", {}),
    issued_at: c.stamped(),
    expires_at: c.timestamptz(),
    revoked: c.withDefault(c.notNull(c.boolean()), 'false', false),
    revoked_at: c.timestamptz(),
    created_at: c.stamped(),
  },
});

export const trials = defineTable({
  name: 'trials',
  domain: 'plugins',
  document: 4,
  purpose: 'Trials of plugins.',
  sync: 'down',
  ownerColumn: 'user_id',
  uniques: [['user_id', 'plugin_id']],
  deviceIndexes: [['user_id']],
  columns: {
    id: c.id(),
    user_id: c.references(c.notNull(c.uuid()), 'users', 'cascade'),
    plugin_id: c.references(c.notNull(c.text()), 'plugins'),
    license_key: c.notNull(c.text()),
    started_at: c.stamped(),
    expires_at: c.notNull(c.timestamptz()),
    created_at: c.stamped(),
  },
});

export const revokedLicenses = defineTable({
  name: 'revoked_licenses',
  domain: 'plugins',
  document: 4,
  purpose: 'Licence keys that are no longer good.',
  columns: {
    id: c.id(),
    license_key: c.unique(c.notNull(c.text())),
    reason: c.text(),
    revoked_at: c.stamped(),
    created_at: c.stamped(),
  },
});

export const pluginSubmissions = defineTable({
  name: 'plugin_submissions',
  domain: 'plugins',
  document: 4,
  purpose: 'Plugins handed in for review, with the decision.',
  sync: 'up',
  ownerColumn: 'user_id',
  deviceIndexes: [['user_id']],
  columns: {
    id: c.id(),
    user_id: c.references(c.notNull(c.uuid()), 'users', 'cascade'),
    plugin_data: c.notNull(c.jsonb()),
    quality_score: c.integer({ min: 0, max: 100 }),
    security_scan: c.jsonb(),
    status: c.withDefault(
      c.notNull(c.oneOf('pending_review', 'approved', 'rejected')),
      "'pending_review'::text",
      'pending_review',
    ),
    review_notes: c.text(),
    submitted_at: c.serverOwned(c.stamped()),
    reviewed_at: c.timestamptz(),
    created_at: c.stamped(),
  },
});

export const pluginReviews = defineTable({
  name: 'plugin_reviews',
  domain: 'plugins',
  document: 4,
  purpose: 'Reviews of plugins.',
  uniques: [['plugin_id', 'user_id']],
  columns: {
    id: c.id(),
    plugin_id: c.references(c.notNull(c.text()), 'plugins', 'cascade'),
    user_id: c.references(c.notNull(c.uuid()), 'users', 'cascade'),
    rating: c.notNull(c.integer({ min: 1, max: 5 })),
    comment: c.text(),
    created_at: c.stamped(),
    deleted_at: deletedAt(),
  },
});

export const logs = defineTable({
  name: 'logs',
  domain: 'plugins',
  document: 4,
  purpose: 'The plugin service’s own log.',
  columns: {
    id: c.id(),
    level: c.notNull(c.oneOf('info', 'warn', 'error')),
    message: c.notNull(c.text()),
    data: c.jsonb(),
    created_at: c.stamped(),
  },
});

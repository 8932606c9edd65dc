/** People: accounts, keys, notifications, and the audit log. */
import * as c from '../columns.ts';
import { defineTable } from '../table.ts';

export const users = defineTable({
  name: 'users',
  domain: 'identity',
  document: 4,
  purpose:
    'One account; the union of what four documents say of a person, with role and tier that only the cloud sets.',
  sync: 'down',
  ownerColumn: 'id',
  deviceIndexes: [['id']],
  columns: {
    id: c.id(),
    email: c.unique(c.notNull(c.text())),
    name: c.text(),
    display_name: c.text(),
    full_name: c.text(),
    avatar_url: c.text(),
    role: c.withDefault(c.notNull(c.oneOf('user', 'creator', 'admin')), "'user'::text", 'user'),
    subscription_tier: c.withDefault(
      c.notNull(c.oneOf('free', 'starter', 'growth', 'enterprise')),
      "'free'::text",
      'free',
    ),
    budget_limit_monthly: c.withDefault(c.notNull(c.numeric(10, 4, { min: 0 })), '10.00', 100000),
    stripe_customer_id: c.unique(c.text()),
    stripe_connect_account_id: c.text(),
    created_at: c.stamped(),
    updated_at: c.serverOwned(c.stamped()),
  },
});

export const userProfiles = defineTable({
  name: 'user_profiles',
  domain: 'identity',
  document: 3,
  purpose: 'MIRAI’s own columns of an account, one row a user.',
  sync: 'down',
  ownerColumn: 'id',
  deviceIndexes: [['id']],
  columns: {
    id: c.references(c.primaryKey(c.uuid()), 'users', 'cascade'),
    username: c.unique(c.text()),
    display_name: c.text(),
    full_name: c.text(),
    email: c.text(),
    avatar_url: c.text(),
    bio: c.text(),
    subscription_tier: c.withDefault(c.notNull(c.oneOf('free', 'plus', 'pro', 'enterprise')), "'free'::text", 'free'),
    subscription_status: c.withDefault(
      c.notNull(c.oneOf('active', 'canceled', 'past_due', 'trialing', 'paused')),
      "'active'::text",
      'active',
    ),
    stripe_customer_id: c.text(),
    stripe_subscription_id: c.text(),
    trial_ends_at: c.timestamptz(),
    daily_message_count: c.withDefault(c.notNull(c.integer({ min: 0 })), '0', 0),
    total_message_count: c.withDefault(c.notNull(c.bigint()), '0', 0),
    settings: c.withDefault(c.notNull(c.jsonb()), "'{}'::jsonb", {}),
    last_seen_at: c.timestamptz(),
    created_at: c.stamped(),
    updated_at: c.serverOwned(c.stamped()),
  },
});

export const apiKeys = defineTable({
  name: 'api_keys',
  domain: 'identity',
  document: 1,
  purpose: 'Keys for programs: prefix, SHA-256 hash, scopes; the key itself is shown once and kept nowhere.',
  columns: {
    id: c.id(),
    user_id: c.references(c.notNull(c.uuid()), 'users', 'cascade'),
    key_prefix: c.notNull(c.text()),
    key_hash: c.unique(c.notNull(c.text())),
    name: c.notNull(c.text()),
    scopes: c.withDefault(c.notNull(c.jsonb()), "'[]'::jsonb", []),
    is_active: c.withDefault(c.notNull(c.boolean()), 'true', true),
    last_used_at: c.timestamptz(),
    expires_at: c.timestamptz(),
    created_at: c.stamped(),
  },
});

export const notifications = defineTable({
  name: 'notifications',
  domain: 'identity',
  document: 3,
  purpose: 'Messages of the platform to a person.',
  sync: 'down',
  ownerColumn: 'user_id',
  deviceIndexes: [['user_id']],
  columns: {
    id: c.id(),
    user_id: c.references(c.notNull(c.uuid()), 'users', 'cascade'),
    type: c.notNull(c.oneOf('system', 'feature', 'limit_warning')),
    title: c.notNull(c.text()),
    message: c.notNull(c.text()),
    is_read: c.withDefault(c.notNull(c.boolean()), 'false', false),
    created_at: c.stamped(),
  },
});

export const waitlist = defineTable({
  name: 'waitlist',
  domain: 'identity',
  document: 3,
  purpose: 'Addresses that asked to be told.',
  columns: {
    id: c.id(),
    email: c.unique(c.notNull(c.text())),
    referral_source: c.text(),
    interested_in: c.withDefault(c.notNull(c.textArray()), "'{}'::text[]", []),
    converted_to_user_at: c.timestamptz(),
    user_id: c.references(c.uuid(), 'users', 'set null'),
    created_at: c.stamped(),
  },
});

export const auditLog = defineTable({
  name: 'audit_log',
  domain: 'identity',
  document: 0,
  purpose: 'Append-only: who changed which row of which table, when, before and after.',
  columns: {
    id: c.primaryKey(c.bigint()),
    at: c.withDefault(c.notNull(c.timestamptz()), 'clock_timestamp()'),
    actor_id: c.uuid(),
    actor_role: c.notNull(c.text()),
    table_name: c.notNull(c.text()),
    row_id: c.notNull(c.text()),
    operation: c.notNull(c.oneOf('INSERT', 'UPDATE', 'DELETE')),
    before: c.jsonb(),
    after: c.jsonb(),
  },
});

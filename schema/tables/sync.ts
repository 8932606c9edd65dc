/** What synchronisation itself keeps (docs/sync.md). */
import * as c from '../columns.ts';
import { defineTable } from '../table.ts';

export const syncDevice = defineTable({
  name: 'sync_device',
  domain: 'sync',
  document: 0,
  purpose: 'A device and how far its numbered mutations were taken.',
  sync: 'down',
  ownerColumn: 'owner_id',
  deviceIndexes: [['owner_id']],
  columns: {
    id: c.id(),
    owner_id: c.references(c.notNull(c.uuid()), 'users', 'cascade'),
    name: c.withDefault(c.notNull(c.text()), "''::text", ''),
    schema_version: c.withDefault(c.notNull(c.integer({ min: 1 })), '1', 1),
    last_number: c.withDefault(c.notNull(c.bigint()), '0', 0),
    last_lsn: c.withDefault(c.notNull(c.bigint()), '0', 0),
    confirmed_number: c.withDefault(c.notNull(c.bigint()), '0', 0),
    last_seen_at: c.timestamptz(),
    revoked_at: c.timestamptz(),
    created_at: c.stamped(),
  },
});

export const syncResult = defineTable({
  name: 'sync_result',
  domain: 'sync',
  document: 0,
  purpose: 'The answer to each mutation, until the device confirms it.',
  primaryKey: ['device_id', 'number'],
  columns: {
    device_id: c.references(c.notNull(c.uuid()), 'sync_device', 'cascade'),
    number: c.notNull(c.bigint()),
    owner_id: c.references(c.notNull(c.uuid()), 'users', 'cascade'),
    content_sha256: c.notNull(c.text()),
    outcome: c.notNull(c.oneOf('applied', 'merged', 'conflicted', 'rejected')),
    table_name: c.notNull(c.text()),
    row_id: c.notNull(c.uuid()),
    row_version: c.bigint(),
    code: c.text(),
    message: c.text(),
    answer: c.withDefault(c.notNull(c.jsonb()), "'{}'::jsonb", {}),
    created_at: c.stamped(),
  },
});

export const syncConflict = defineTable({
  name: 'sync_conflict',
  domain: 'sync',
  document: 0,
  purpose: 'Two edits that could not both stand: base, mine, theirs.',
  sync: 'both',
  ownerColumn: 'owner_id',
  deviceIndexes: [['owner_id']],
  columns: {
    id: c.serverOwned(c.id()),
    owner_id: c.serverOwned(c.references(c.notNull(c.uuid()), 'users', 'cascade')),
    table_name: c.serverOwned(c.notNull(c.text())),
    row_id: c.serverOwned(c.notNull(c.uuid())),
    device_id: c.serverOwned(c.notNull(c.uuid())),
    number: c.serverOwned(c.notNull(c.bigint())),
    kind: c.serverOwned(c.withDefault(c.notNull(c.oneOf('edit', 'delete')), "'edit'::text", 'edit')),
    columns: c.serverOwned(c.withDefault(c.notNull(c.textArray()), "'{}'::text[]", [])),
    base: c.serverOwned(c.withDefault(c.notNull(c.jsonb()), "'{}'::jsonb", {})),
    mine: c.serverOwned(c.withDefault(c.notNull(c.jsonb()), "'{}'::jsonb", {})),
    theirs: c.serverOwned(c.withDefault(c.notNull(c.jsonb()), "'{}'::jsonb", {})),
    resolution: c.withDefault(c.notNull(c.oneOf('open', 'kept', 'taken', 'edited')), "'open'::text", 'open'),
    resolved_at: c.timestamptz(),
    created_at: c.serverOwned(c.stamped()),
  },
});

export const syncBeacon = defineTable({
  name: 'sync_beacon',
  domain: 'sync',
  document: 0,
  purpose: 'How often each of an owner’s tables changed.',
  sync: 'down',
  ownerColumn: 'owner_id',
  deviceIndexes: [['owner_id']],
  columns: {
    owner_id: c.references(c.primaryKey(c.uuid()), 'users', 'cascade'),
    tables: c.withDefault(c.notNull(c.jsonb()), "'{}'::jsonb", {}),
    // In which stretch of the cloud's life it counts; null on a device that has not heard of it yet.
    era: c.serverOwned(c.withDefault(c.uuid(), 'gen_random_uuid()')),
    run: c.cloudOnly(c.withDefault(c.notNull(c.text()), "''::text", '')),
    past: c.cloudOnly(c.withDefault(c.notNull(c.jsonb()), "'[]'::jsonb", [])),
    updated_at: c.serverOwned(c.stamped()),
  },
});

/** Sync as a person sees it: how far it is, what waits and why, conflicts, devices. */
import { z } from 'zod';
import { defineContract, mutation, query } from '../../contract/define.ts';
import { fieldDiff } from '../history/contract.ts';

const problem = z.object({
  code: z.enum([
    'offline',
    'unavailable',
    'signed_out',
    'revoked',
    'update_needed',
    'big_delete',
    'disk_full',
    'forbidden',
    'internal',
  ]),
  message: z.string(),
});

export const syncView = z.discriminatedUnion('kind', [
  /** No account is open: everything is kept on this device alone. */
  z.object({ kind: z.literal('local') }),
  z.object({
    kind: z.literal('account'),
    gatewayName: z.string(),
    /** `elsewhere`: another program (the command line) syncs this database at the moment. */
    engine: z.enum(['here', 'elsewhere', 'paused']),
    phase: z.enum(['stopped', 'connecting', 'first_sync', 'syncing', 'in_step', 'offline', 'blocked']),
    waiting: z.int(),
    parked: z.int(),
    conflicts: z.int(),
    firstSync: z.object({ tablesDone: z.int(), tablesTotal: z.int(), rows: z.int() }).nullable(),
    lastSyncedAt: z.string().nullable(),
    partial: z.boolean(),
    held: z.array(z.object({ table: z.string(), what: z.string(), rows: z.int(), deleting: z.int() })),
    problem: problem.nullable(),
    /** Minutes that this computer's clock is behind the cloud's, or ahead (negative); null where they agree. */
    clockOff: z.int().nullable(),
  }),
]);
export type SyncView = z.infer<typeof syncView>;

export const entryView = z.object({
  /** Its place in the outbox, by which it is sent again or let go. */
  number: z.int(),
  historyId: z.int(),
  table: z.string(),
  rowId: z.string(),
  /** "Morgy", "document". */
  what: z.string(),
  /** What the row is called now, or was. */
  name: z.string(),
  operation: z.enum(['insert', 'update', 'delete']),
  fields: z.array(z.string()),
  label: z.string(),
  at: z.string(),
  state: z.enum(['waiting', 'sent', 'answered', 'parked']),
  outcome: z.enum(['applied', 'merged', 'conflicted', 'rejected']).nullable(),
  code: z.string().nullable(),
  message: z.string().nullable(),
});
export type EntryView = z.infer<typeof entryView>;

const lines = z.array(z.object({ kind: z.enum(['same', 'removed', 'added']), text: z.string() }));

export const conflictField = z.object({
  column: z.string(),
  label: z.string(),
  base: z.string(),
  mine: z.string(),
  theirs: z.string(),
  now: z.string(),
  /** Which side the row holds now. */
  stands: z.enum(['mine', 'theirs', 'neither']),
  /** Both sides fitted together: there is no need to choose, though one can. */
  merged: z.boolean(),
  /** Present for a text of several lines: from the base to each side. */
  mineLines: lines.optional(),
  theirsLines: lines.optional(),
  /** Whether a person can write another value here; JSON and lists are chosen, not typed. */
  editable: z.boolean(),
});
export type ConflictField = z.infer<typeof conflictField>;

/** What was edited of a row that another device put into the trash. */
const rescuedEdit = z.object({
  label: z.string(),
  /** Empty where it is not known what was there. */
  before: z.string(),
  after: z.string(),
  /** Present for a text of several lines. */
  lines: lines.optional(),
});
export type RescuedEdit = z.infer<typeof rescuedEdit>;

export const conflictSummary = z.object({
  id: z.string(),
  table: z.string(),
  rowId: z.string(),
  what: z.string(),
  name: z.string(),
  kind: z.enum(['edit', 'delete']),
  fields: z.array(z.string()),
  /** The device whose change is `mine`. */
  device: z.string(),
  thisDevice: z.boolean(),
  /** The other side, which the cloud held, was written on this device. */
  theirsHere: z.boolean(),
  resolution: z.enum(['open', 'kept', 'taken', 'edited']),
  at: z.string(),
  resolvedAt: z.string().nullable(),
});
export type ConflictSummary = z.infer<typeof conflictSummary>;

export const conflictView = conflictSummary.extend({
  values: z.array(conflictField),
  /** False when the row is gone: then there is nothing left to decide. */
  rowExists: z.boolean(),
  /** Of a row that was deleted on one side and edited on the other; nothing for other conflicts. */
  rescued: z
    .object({
      edits: z.array(rescuedEdit),
      /** Whether `device` put it into the trash; otherwise it wrote the edits. */
      deviceDeleted: z.boolean(),
    })
    .nullable(),
});
export type ConflictView = z.infer<typeof conflictView>;

export const deviceView = z.object({
  id: z.string(),
  name: z.string(),
  /**
   * The end of the id, where several devices have one name: each is called after its computer at first, and so are two
   * data folders of one computer, or a device and the one that a restore made of it.
   */
  mark: z.string().nullable(),
  thisDevice: z.boolean(),
  /** When it was last known to be in step: of another device to about ten minutes. */
  lastSeenAt: z.string().nullable(),
  signedOut: z.boolean(),
  addedAt: z.string(),
});
export type DeviceView = z.infer<typeof deviceView>;

const SYNCED = ['sync_state', 'sync_outbox', 'sync_conflict', 'history', 'accounts'];

export const syncContract = defineContract({
  'sync.state': query({ input: z.object({}), output: syncView, reads: SYNCED }),
  /** What waits in the order in which it is sent, what was merged or in conflict the newest first; at most `limit`. */
  'sync.entries': query({
    input: z.object({ show: z.enum(['waiting', 'parked', 'settled']), limit: z.int().min(1).max(1000).default(200) }),
    output: z.object({ entries: z.array(entryView), total: z.int() }),
    reads: SYNCED,
  }),
  /** What one mutation changed, field by field. */
  'sync.entry': query({
    input: z.object({ historyId: z.int() }),
    output: z.object({ changes: z.array(fieldDiff) }),
    reads: [],
  }),
  'sync.conflicts': query({
    input: z.object({ open: z.boolean() }),
    output: z.array(conflictSummary),
    reads: ['sync_conflict', 'sync_device'],
  }),
  'sync.conflict': query({
    input: z.object({ id: z.string() }),
    output: conflictView,
    // Its row may be of any table.
    reads: ['*'],
  }),
  /**
   * `keep`: what stands; `mine`, `theirs`: that side of everything that did not merge; `edit`: by field, the values given or
   * the sides taken, and what is not named stays. Undo takes it back.
   */
  'sync.resolve': mutation({
    input: z.object({
      id: z.string(),
      choice: z.enum(['keep', 'mine', 'theirs', 'edit', 'trash']),
      values: z.record(z.string(), z.string()).default({}),
      sides: z.record(z.string(), z.enum(['mine', 'theirs'])).default({}),
    }),
    output: conflictSummary,
  }),
  'sync.now': mutation({ input: z.object({}), output: syncView }),
  /** Stops and begins again; kept over restarts. */
  'sync.pause': mutation({ input: z.object({ paused: z.boolean() }), output: syncView }),
  'sync.retry': mutation({ input: z.object({ number: z.int() }), output: z.object({ number: z.int() }) }),
  'sync.letGo': mutation({ input: z.object({ number: z.int() }), output: z.object({ number: z.int() }) }),
  'sync.answerHeld': mutation({
    input: z.object({ table: z.string(), remove: z.boolean() }),
    output: z.object({ table: z.string() }),
  }),
  'sync.devices': query({
    input: z.object({}),
    output: z.array(deviceView),
    reads: ['sync_device', 'sync_state', 'accounts'],
  }),
  'sync.renameDevice': mutation({
    input: z.object({ id: z.string(), name: z.string().trim().min(1).max(120) }),
    output: z.object({ id: z.string() }),
  }),
  'sync.signOutDevice': mutation({ input: z.object({ id: z.string() }), output: z.object({ id: z.string() }) }),
  /** Everything that the cloud has not taken, as JSON that a person can read and a program can send again. */
  'sync.exportOutbox': mutation({
    input: z.object({ path: z.string(), accountId: z.string().nullable().default(null) }),
    output: z.object({ path: z.string(), count: z.int() }),
  }),
  'sync.network': mutation({ input: z.object({ online: z.boolean() }), output: z.object({ heard: z.boolean() }) }),
});

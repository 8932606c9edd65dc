/**
 * How writes travel up: a batch of numbered mutations, and an answer to each. The same text is parsed on both sides
 * (docs/sync.md). Values are JSON as schema/wire.ts gives them.
 */
import { z } from 'zod';

/** Raised when a batch or an answer changes its shape; the gateway accepts this one and the one before. */
export const PROTOCOL_VERSION = 1;

/**
 * The version of what is synced: raised when a synced column gets another name or meaning, not when one is added and not
 * for a device's own tables. A device sends it; the gateway accepts this one and the one before.
 */
export const SCHEMA_VERSION = 1;

/** A batch holds at most this many mutations, unless one local transaction alone has more. */
export const BATCH_MUTATIONS = 500;
/** And about this many bytes of JSON, unless one mutation alone has more. */
export const BATCH_BYTES = 2 * 1024 * 1024;
/** The largest body that the gateway reads, in bytes: one document of the largest size the studio takes, and room. */
export const BODY_BYTES = 32 * 1024 * 1024;

const number = z.int().positive();
const values = z.record(z.string(), z.json());
const name = z.string().regex(/^[a-z_][a-z0-9_]{0,62}$/);

export const mutation = z.strictObject({
  /** Counts up by one on a device, from its first change on; with the device it is the mutation's key. */
  number,
  table: name,
  rowId: z.guid(),
  operation: z.enum(['insert', 'update', 'delete']),
  /** The columns that changed and what they became; all that a device may write for an insert, none for a delete. */
  patch: values,
  /**
   * What those columns held before; empty for an insert. A delete from a table without a trash carries what was seen of the
   * row: one that was made again under its id counts its versions anew.
   */
  base: values,
  /**
   * The cloud's version of each column that the change was made on: the oldest one that is still unanswered, not the
   * newest seen. 0: the row had not been in the cloud yet. For a delete the one key is `*`, the row's version; an update
   * that sets `deleted_at` may carry it as well, and is then judged like a delete.
   */
  baseVersions: z.record(z.string(), z.int().nonnegative()),
  /** The device's own time; shown to people, and decides nothing. */
  at: z.iso.datetime(),
});
export type Mutation = z.infer<typeof mutation>;

/** What one local transaction changed: taken whole, in one transaction of the cloud. */
export const localTransaction = z.strictObject({
  transaction: z.int().nonnegative(),
  mutations: z.array(mutation).min(1),
});
export type LocalTransaction = z.infer<typeof localTransaction>;

export const pushRequest = z.strictObject({
  protocol: z.int().positive(),
  deviceId: z.guid(),
  /** The device's schema, as it registered it. */
  schemaVersion: z.int().positive(),
  /** Answers up to this number have been stored on the device: the cloud may forget them. */
  confirmed: z.int().nonnegative(),
  transactions: z.array(localTransaction).min(1),
});
export type PushRequest = z.infer<typeof pushRequest>;

/**
 * applied: stands as sent. merged: both sides' changes are in the row. conflicted: one column could hold only one of
 * two values, and `sync_conflict` has all three sides. rejected: refused for good; nothing of it was done.
 */
export const OUTCOMES = ['applied', 'merged', 'conflicted', 'rejected'] as const;

export const mutationResult = z.object({
  number,
  outcome: z.enum(OUTCOMES),
  /** The row's version after it; null where there is no row. */
  rowVersion: z.int().nonnegative().nullable(),
  /** Why it was refused: a stable word and a sentence for a person. */
  code: z.string().optional(),
  message: z.string().optional(),
});
export type MutationResult = z.infer<typeof mutationResult>;

export const pushAnswer = z.object({
  /** One for each mutation sent, in their order; the stored one where the number was taken before. */
  results: z.array(mutationResult),
  /** The device's ledger after it. */
  lastNumber: z.int().nonnegative(),
  /** Write-ahead log position after the last of them, in decimal. A shape that has passed it holds their effect. */
  lsn: z.string().regex(/^\d+$/),
});
export type PushAnswer = z.infer<typeof pushAnswer>;

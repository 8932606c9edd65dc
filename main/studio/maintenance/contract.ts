/** The database file itself: where it is, how it is, backup and restore. */
import { z } from 'zod';
import { defineContract, mutation, query } from '../../contract/define.ts';

export const check = z.object({
  id: z.string(),
  label: z.string(),
  state: z.enum(['ok', 'repaired', 'warning', 'failed']),
  detail: z.string(),
});

export const backupInfo = z.object({
  path: z.string(),
  bytes: z.int(),
  /** SHA-256 of the file, hex. */
  sha256: z.string(),
  at: z.string(),
  morgys: z.int(),
  documents: z.int(),
});

/** What the studio did at its start that a person should know: a damaged file set aside, an upgrade put back. */
export const notice = z.object({
  id: z.string(),
  at: z.string(),
  severity: z.enum(['info', 'warning', 'error']),
  message: z.string(),
});

/** Said before a restore replaces a database: what the cloud has not taken of it is in the kept copy alone. */
export const unsentWords = (waiting: number): string =>
  waiting === 0
    ? ''
    : waiting === 1
      ? '1 change of the present database was not sent to a cloud yet; after this it is in the kept copy alone.'
      : `${waiting.toLocaleString('en')} changes of the present database were not sent to a cloud yet; after this they are in the kept copy alone.`;

export const maintenanceContract = defineContract({
  'maintenance.info': query({
    input: z.object({}),
    output: z.object({
      dataFolder: z.string(),
      /** Where the daily copies are, and what a restore replaced. */
      backupFolder: z.string(),
      databaseBytes: z.int(),
      schemaVersion: z.int(),
      sqliteVersion: z.string(),
      waitingForSync: z.int(),
      counts: z.record(z.string(), z.int()),
      notices: z.array(notice),
    }),
    reads: ['*'],
  }),
  /** Whether what is written can be saved, and what happened to the database; asked at the start and after a failed write. */
  'maintenance.state': query({
    input: z.object({}),
    output: z.object({
      saving: z.enum(['ok', 'reading', 'full']),
      message: z.string().nullable(),
      /** Those that a person must know before working on. */
      alarms: z.array(notice),
    }),
    reads: ['notices'],
  }),
  /** Closes the database and opens it again, after space was made or a permission given. */
  'maintenance.openAgain': mutation({ input: z.object({}), output: z.object({}) }),
  'maintenance.dismissNotice': mutation({
    input: z.object({ id: z.string() }),
    output: z.object({ id: z.string() }),
  }),
  /** A whole, consistent copy at `path`, with its checksum beside it. Settings too; no secrets. */
  'maintenance.backup': mutation({ input: z.object({ path: z.string() }), output: backupInfo }),
  'maintenance.inspectBackup': query({
    input: z.object({ path: z.string() }),
    output: backupInfo,
    reads: [],
  }),
  /** Puts a backup in place; what was there is kept beside it and named in the answer. */
  'maintenance.restore': mutation({
    input: z.object({ path: z.string() }),
    output: z.object({ previous: z.string() }),
  }),
  /** Integrity, foreign keys, search index against chunks, history and outbox; mends what can be made anew. */
  'maintenance.doctor': mutation({
    input: z.object({ repair: z.boolean().default(true) }),
    output: z.array(check),
  }),
});

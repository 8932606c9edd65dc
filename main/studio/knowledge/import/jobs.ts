/** The import tables: jobs, their items, and who works on them. Every function that writes is called inside `Store.write`. */
import { v7 as uuidv7 } from 'uuid';
import type { Store } from '../../store/store.ts';
import { nowUtc } from '../../store/store.ts';
import { importItem, importJob } from '../contract.ts';
import type { ImportItem, ImportJob } from '../contract.ts';
import { importSource, placeOf } from './source.ts';
import type { ImportSource } from './source.ts';

export type ItemState = ImportItem['state'];
export type JobState = ImportJob['state'];

export interface NewItem {
  readonly name: string;
  readonly source: ImportSource;
  readonly size: number;
  /** Left out from the start, with the reason. */
  readonly skipped?: { readonly code: string; readonly message: string };
}

export interface Claimed {
  readonly id: string;
  readonly jobId: string;
  readonly morgyId: string;
  readonly label: string;
  readonly ordinal: number;
  readonly name: string;
  readonly source: ImportSource;
  readonly size: number;
}

const TABLES = ['import_jobs', 'import_items'] as const;

export function insertJob(
  store: Store,
  morgyId: string,
  label: string,
  items: readonly NewItem[],
  holder: string,
  heldUntil: string,
): string {
  const id = uuidv7();
  store.run(
    `INSERT INTO import_jobs (id, morgy_id, label, state, created_at, holder, held_until) VALUES (?, ?, ?, 'running', ?, ?, ?)`,
    [id, morgyId, label, nowUtc(), holder, heldUntil],
    ...TABLES,
  );
  insertItems(store, id, items);
  return id;
}

/** Those that the job has already (the same place) are left as they are: a folder may be walked twice. */
export function insertItems(store: Store, jobId: string, items: readonly NewItem[]): void {
  let ordinal =
    store.get<{ last: number | null }>(`SELECT max(ordinal) AS last FROM import_items WHERE job_id = ?`, [jobId])
      ?.last ?? -1;
  for (const { name, source, size, skipped } of items) {
    ordinal++;
    store.run(
      `INSERT INTO import_items (id, job_id, ordinal, name, source, place, state, size, code, message)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (job_id, place) DO NOTHING`,
      [
        uuidv7(),
        jobId,
        ordinal,
        name,
        JSON.stringify(source),
        placeOf(source),
        skipped ? 'skipped' : 'waiting',
        size,
        skipped?.code ?? null,
        skipped?.message ?? null,
      ],
      ...TABLES,
    );
  }
}

interface ItemRow {
  id: string;
  job_id: string;
  morgy_id: string;
  label: string;
  ordinal: number;
  name: string;
  source: string;
  size: number;
}

const WAITING = `SELECT i.id, i.job_id, j.morgy_id, j.label, i.ordinal, i.name, i.source, i.size
  FROM import_items i JOIN import_jobs j ON j.id = i.job_id
  WHERE i.job_id = ? AND i.state = 'waiting' ORDER BY i.ordinal LIMIT 1`;

/** What another version of the program has put there is left out with a sentence instead of holding up the rest. */
function sourceOf(row: ItemRow): ImportSource {
  const known = importSource.safeParse(JSON.parse(row.source));
  if (known.success) return known.data;
  const message = `Another version of the studio has put “${row.name}” on the list in a way that this one does not know. Add it again.`;
  return { kind: 'none', documentId: '', message };
}

const toClaimed = (row: ItemRow): Claimed => ({
  id: row.id,
  jobId: row.job_id,
  morgyId: row.morgy_id,
  label: row.label,
  ordinal: row.ordinal,
  name: row.name,
  source: sourceOf(row),
  size: row.size,
});

/** The next item of the job, not taken. */
export function nextWaiting(store: Store, jobId: string): Claimed | undefined {
  const row = store.get<ItemRow>(WAITING, [jobId]);
  return row && toClaimed(row);
}

export interface ItemResult {
  readonly state: ItemState;
  readonly documentId?: string | null;
  readonly code?: string | null;
  readonly message?: string | null;
  readonly size?: number;
}

export function setItem(store: Store, id: string, result: ItemResult): void {
  store.run(
    `UPDATE import_items SET state = ?, document_id = ?, code = ?, message = ?, size = coalesce(?, size) WHERE id = ?`,
    [result.state, result.documentId ?? null, result.code ?? null, result.message ?? null, result.size ?? null, id],
    ...TABLES,
  );
}

export function deleteItem(store: Store, id: string): void {
  store.run(`DELETE FROM import_items WHERE id = ?`, [id], ...TABLES);
}

export function moveItems(store: Store, jobId: string, from: readonly ItemState[], to: ItemState): number {
  return store.run(
    `UPDATE import_items SET state = ?, code = NULL, message = NULL
     WHERE job_id = ? AND state IN (SELECT value FROM json_each(?))`,
    [to, jobId, JSON.stringify(from)],
    ...TABLES,
  );
}

export function setJob(store: Store, id: string, state: JobState): void {
  store.run(`UPDATE import_jobs SET state = ? WHERE id = ?`, [state, id], ...TABLES);
}

/** 'running' becomes 'done' once nothing waits or is being read. */
export function closeWhenDone(store: Store, jobId: string): void {
  store.run(
    `UPDATE import_jobs SET state = 'done' WHERE id = ? AND state = 'running' AND NOT EXISTS
       (SELECT 1 FROM import_items WHERE job_id = import_jobs.id AND state IN ('waiting', 'reading'))`,
    [jobId],
    ...TABLES,
  );
}

interface JobRow {
  id: string;
  morgy_id: string;
  label: string;
  state: string;
  created_at: string;
}

const FINISHED: ReadonlySet<string> = new Set([
  'added',
  'updated',
  'unchanged',
  'duplicate',
  'skipped',
  'failed',
  'cancelled',
]);

function toJob(store: Store, row: JobRow): ImportJob {
  const job = { ...row, total: 0, done: 0, failed: 0, skipped: 0, bytesTotal: 0, bytesDone: 0 };
  for (const { state, items, bytes } of store.all<{ state: string; items: number; bytes: number }>(
    `SELECT state, count(*) AS items, sum(size) AS bytes FROM import_items WHERE job_id = ? GROUP BY state`,
    [row.id],
  )) {
    job.total += items;
    job.bytesTotal += bytes;
    if (!FINISHED.has(state)) continue;
    job.done += items;
    job.bytesDone += bytes;
    if (state === 'failed') job.failed += items;
    if (state === 'skipped') job.skipped += items;
  }
  return importJob.parse(job);
}

const JOB = `SELECT id, morgy_id, label, state, created_at FROM import_jobs`;

export function getJob(store: Store, id: string): ImportJob | undefined {
  const row = store.get<JobRow>(`${JOB} WHERE id = ?`, [id]);
  return row && toJob(store, row);
}

/** Without counting its items. */
export const jobState = (store: Store, id: string): string | undefined =>
  store.get<{ state: string }>(`SELECT state FROM import_jobs WHERE id = ?`, [id])?.state;

export const itemState = (store: Store, id: string): string | undefined =>
  store.get<{ state: string }>(`SELECT state FROM import_items WHERE id = ?`, [id])?.state;

/** Newest first. */
export const listJobs = (store: Store, morgyId: string | null): ImportJob[] =>
  store
    .all<JobRow>(`${JOB} WHERE @morgyId IS NULL OR morgy_id = @morgyId ORDER BY created_at DESC, id DESC`, { morgyId })
    .map((row) => toJob(store, row));

export const listItems = (
  store: Store,
  jobId: string,
  states: readonly ItemState[],
  offset: number,
  limit: number,
): ImportItem[] =>
  store
    .all(
      `SELECT id, job_id, name, state, size, document_id, code, message FROM import_items
       WHERE job_id = @jobId AND (@states = '[]' OR state IN (SELECT value FROM json_each(@states)))
       ORDER BY ordinal, id LIMIT @limit OFFSET @offset`,
      { jobId, states: JSON.stringify(states), limit, offset },
    )
    .map((row) => importItem.parse(row));

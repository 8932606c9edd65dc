/** What a person does with a mutation that the cloud refused. Each call is one transaction. */
import type { Database } from 'better-sqlite3';
import { Landing, MissedRowError } from './landing.ts';
import { entriesOfRow, entriesWhere, leave, parkFollowers, resolveBases } from './outbox.ts';
import type { Entry } from './outbox.ts';
import type { Table } from '../../schema/index.ts';
import { rebase } from './rebase.ts';
import { deviceTable } from './rows.ts';
import type { Row } from './rows.ts';
import { applying } from './transaction.ts';
import { plucked, prepared } from './statements.ts';

const parked = (db: Database, number: number): Entry | null =>
  entriesWhere(db, `o.number = ? AND o.state = 'parked'`, [number])[0] ?? null;

/** What waits behind a parked entry of a row, with what was written since the last sending. */
function followersOf(db: Database, entry: Entry): Entry[] {
  resolveBases(db);
  parkFollowers(db);
  return entriesOfRow(db, entry.table, entry.rowId).filter(
    (other) => other.historyId > entry.historyId && other.state === 'parked',
  );
}

const back = (db: Database, entry: Entry): void => {
  prepared(
    db,
    `UPDATE sync_outbox SET state = 'waiting', sent_as = NULL, outcome = NULL, code = NULL, message = NULL WHERE number = ?`,
  ).run(entry.number);
};

/** What a run of edits comes to: the newest value of each column, on what the oldest edit of it was made. */
function folded(entries: readonly Entry[]): { patch: Row; base: Row; baseVersions: Record<string, number> } {
  const patch: Row = {};
  const base: Row = {};
  const baseVersions: Record<string, number> = {};
  for (const entry of entries) {
    Object.assign(patch, entry.patch);
    for (const [name, value] of Object.entries(entry.base)) if (!(name in base)) base[name] = value;
    for (const [name, version] of Object.entries(entry.baseVersions ?? {})) baseVersions[name] ??= version;
  }
  return { patch, base, baseVersions };
}

/**
 * Sends it again. Later edits of its columns go into it, so that a person corrects a refused value by editing the item
 * and pressing Retry; edits of other kinds follow it. The whole takes the place of the latest of them: others that were
 * under way when the first was refused may be answered and shown between.
 * @returns the tables that changed; null when there is no such parked entry
 */
export function retryParked(db: Database, number: number): string[] | null {
  const entry = parked(db, number);
  if (!entry) return null;
  const table = deviceTable(entry.table);
  const { touched } = applying(db, 'Send again', (context) => {
    const followers = followersOf(db, entry);
    const landing = new Landing(db);
    if (table) landing.keepImage(table, entry.rowId);
    const other = followers.findIndex((follower) => follower.operation !== 'update');
    const updates = entry.operation === 'delete' ? [] : followers.slice(0, other === -1 ? followers.length : other);
    const run = [entry, ...updates];
    // A new row can only be where it was made; nothing of it was answered.
    const place = entry.operation === 'insert' ? entry : (run.at(-1) ?? entry);
    const { patch, base, baseVersions } = folded(run);
    for (const one of run) if (one.number !== place.number) leave(db, one);
    prepared(db, 'UPDATE sync_outbox SET patch = ?, base = ?, base_versions = ? WHERE number = ?').run(
      entry.operation === 'delete' ? null : JSON.stringify(patch),
      entry.operation === 'insert' ? null : JSON.stringify(base),
      entry.operation === 'insert' ? '{}' : JSON.stringify(baseVersions),
      place.number,
    );
    for (const one of [place, ...followers.slice(updates.length)]) back(db, one);
    if (table) landing.showAgain(context, table, entry.rowId);
    context.touched.add('sync_outbox');
  });
  return touched;
}

/**
 * Later edits were made on what is given up: now they are on what that was made on, without its words. Not on what the
 * cloud has by now, which nobody may have seen under them: there both sides are for a person to look at.
 * @param under the row that they were made on: the cloud's, or as it is here where the cloud has none any more
 * @returns that row without what is given up and without them
 */
function makeAgain(db: Database, table: Table, under: Row | null, given: Entry, edits: readonly Entry[]): Row | null {
  const updates = [given, ...edits].filter((edit) => edit.operation === 'update');
  const seen: Row = Object.assign({}, ...updates.toReversed().map((edit) => edit.base));
  const without: Row | null = under && { ...under, ...seen };
  let row = without;
  for (const edit of edits) {
    const before = row;
    row = rebase(table, row, [edit], row);
    if (edit.operation !== 'update' || before === null || row === null) continue;
    const names = Object.keys(edit.patch);
    const pick = (from: Row): Row => Object.fromEntries(names.map((name) => [name, from[name] ?? null]));
    prepared(db, 'UPDATE sync_outbox SET patch = ?, base = ? WHERE number = ?').run(
      JSON.stringify(pick(row)),
      JSON.stringify(pick(before)),
      edit.number,
    );
  }
  return without;
}

/**
 * Gives one edit up. Its columns go back to what the cloud has, with the later edits of the row made again on top; these
 * are sent now. An item that was never in the cloud goes with the edit that made it. History keeps what is given up.
 */
export function letGoParked(db: Database, number: number): string[] | null {
  const entry = parked(db, number);
  if (!entry) return null;
  const table = deviceTable(entry.table);
  if (!table) throw new MissedRowError(entry.table);
  const { touched } = applying(db, 'Let go of a refused change', (context) => {
    const followers = followersOf(db, entry);
    const landing = new Landing(db);
    landing.keepImage(table, entry.rowId);
    leave(db, entry);
    const image = landing.image(table, entry.rowId, []);
    const unmade = entry.operation === 'insert' && image === null;
    const here = landing.rows.read(table, entry.rowId);
    const isUpdate = !unmade && entry.operation === 'update';
    // Where the cloud has no row to go back to, what is given up has to be taken out of the one that stays on the screen.
    const without = isUpdate ? makeAgain(db, table, image ?? here, entry, followers) : here;
    for (const follower of followers) {
      if (unmade) leave(db, follower);
      else if (!followers.some((other) => other.historyId < follower.historyId && isRefused(db, other))) {
        if (!isRefused(db, follower)) back(db, follower);
      }
    }
    landing.showAgain(context, table, entry.rowId, without);
    context.touched.add('sync_outbox');
  });
  return touched;
}

/** Refused itself, rather than waiting behind another. */
function isRefused(db: Database, entry: Entry): boolean {
  return plucked(db, `SELECT code <> 'behind' FROM sync_outbox WHERE number = ?`).get(entry.number) === 1;
}

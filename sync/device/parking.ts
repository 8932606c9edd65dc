/** What a person does with a mutation that the cloud refused. Each call is one transaction. */
import type { Database } from 'better-sqlite3';
import { Landing, MissedRowError } from './landing.ts';
import { entriesOfRow, entriesWhere, leave, resolveBases } from './outbox.ts';
import type { Entry } from './outbox.ts';
import { deviceTable } from './rows.ts';
import type { Row } from './rows.ts';
import { applying } from './transaction.ts';
import { plucked, prepared } from './statements.ts';

/** The parked entry and those of its row that wait behind it. */
function parkedWithFollowers(db: Database, number: number): { entry: Entry; followers: Entry[] } | null {
  const [entry] = entriesWhere(db, `o.number = ? AND o.state = 'parked'`, [number]);
  if (!entry) return null;
  const followers = entriesOfRow(db, entry.table, entry.rowId).filter(
    (other) => other.historyId > entry.historyId && other.state === 'parked',
  );
  return { entry, followers };
}

const back = (db: Database, entry: Entry): void => {
  prepared(
    db,
    `UPDATE sync_outbox SET state = 'waiting', sent_as = NULL, outcome = NULL, code = NULL, message = NULL WHERE number = ?`,
  ).run(entry.number);
};

/**
 * Sends it again. Later edits of its columns go into it, so that a person corrects a refused value by editing the item
 * and pressing Retry; edits of other kinds follow it.
 * @returns the tables that changed; null when there is no such parked entry
 */
export function retryParked(db: Database, number: number): string[] | null {
  const found = parkedWithFollowers(db, number);
  if (!found) return null;
  const { entry, followers } = found;
  const table = deviceTable(entry.table);
  const { touched } = applying(db, 'Send again', (context) => {
    resolveBases(db);
    if (table) new Landing(db).keepImage(table, entry.rowId);
    const patch: Row = { ...entry.patch };
    const base: Row = { ...entry.base };
    const baseVersions: Record<string, number> = { ...entry.baseVersions };
    let folding = entry.operation !== 'delete';
    for (const follower of followers) {
      folding &&= follower.operation === 'update';
      if (!folding) {
        back(db, follower);
        continue;
      }
      if (entry.operation === 'update') {
        // What it was made on is what the oldest of them was made on.
        for (const [name, value] of Object.entries(follower.base)) if (!(name in base)) base[name] = value;
        for (const [name, version] of Object.entries(follower.baseVersions ?? {})) baseVersions[name] ??= version;
      }
      Object.assign(patch, follower.patch);
      leave(db, follower);
    }
    prepared(db, 'UPDATE sync_outbox SET patch = ?, base = ?, base_versions = ? WHERE number = ?').run(
      entry.operation === 'delete' ? null : JSON.stringify(patch),
      entry.operation === 'insert' ? null : JSON.stringify(base),
      entry.baseVersions === null ? null : JSON.stringify(baseVersions),
      entry.number,
    );
    back(db, entry);
    context.touched.add('sync_outbox');
  });
  return touched;
}

/**
 * Gives one edit up. Its columns go back to what the cloud has, with the later edits of the row made again on top; these
 * are sent now. An item that was never in the cloud goes with the edit that made it. History keeps what is given up.
 */
export function letGoParked(db: Database, number: number): string[] | null {
  const found = parkedWithFollowers(db, number);
  if (!found) return null;
  const { entry, followers } = found;
  const table = deviceTable(entry.table);
  if (!table) throw new MissedRowError(entry.table);
  const { touched } = applying(db, 'Let go of a refused change', (context) => {
    resolveBases(db);
    const landing = new Landing(db);
    landing.keepImage(table, entry.rowId);
    leave(db, entry);
    const unmade = entry.operation === 'insert' && landing.image(table, entry.rowId, []) === null;
    for (const follower of followers) {
      if (unmade) leave(db, follower);
      else if (!followers.some((other) => other.historyId < follower.historyId && isRefused(db, other))) {
        if (!isRefused(db, follower)) back(db, follower);
      }
    }
    landing.showAgain(context, table, entry.rowId);
    context.touched.add('sync_outbox');
  });
  return touched;
}

/** Refused itself, rather than waiting behind another. */
function isRefused(db: Database, entry: Entry): boolean {
  return plucked(db, `SELECT code <> 'behind' FROM sync_outbox WHERE number = ?`).get(entry.number) === 1;
}

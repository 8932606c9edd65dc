/** When an account first takes over a database: rows, waiting edits and images get the account's id as their owner. */
import type { Database } from 'better-sqlite3';
import { quote } from '../../schema/device.ts';
import { deviceTables } from '../../schema/index.ts';
import { resolveBases } from './outbox.ts';
import { prepared } from './statements.ts';
import { applying } from './transaction.ts';
import { setMeta } from './meta.ts';

/**
 * In one transaction without capture: no one edited anything. What the waiting edits carry is rewritten with it, so that
 * nothing brings the old owner back. @returns the tables that changed
 */
export function adoptOwner(database: Database, from: string, to: string): string[] {
  const { touched } = applying(database, 'Join an account', (context) => {
    resolveBases(database);
    for (const table of deviceTables) {
      const owner = table.ownerColumn;
      if (owner === null || table.primaryKey.includes(owner)) continue;
      const changed = prepared(
        database,
        `UPDATE ${quote(table.name)} SET ${quote(owner)} = ? WHERE ${quote(owner)} = ?`,
      ).run(to, from).changes;
      if (changed > 0) context.touched.add(table.name);
      const path = `$.${owner}`;
      const ofTable = `(SELECT id FROM history WHERE table_name = ?)`;
      prepared(
        database,
        `UPDATE history SET after = json_set(after, ?, ?) WHERE table_name = ? AND json_extract(after, ?) = ?`,
      ).run(path, to, table.name, path, from);
      prepared(
        database,
        `UPDATE history SET before = json_set(before, ?, ?) WHERE table_name = ? AND json_extract(before, ?) = ?`,
      ).run(path, to, table.name, path, from);
      for (const part of ['patch', 'base']) {
        prepared(
          database,
          `UPDATE sync_outbox SET ${part} = json_set(${part}, ?, ?) WHERE history_id IN ${ofTable} AND json_extract(${part}, ?) = ?`,
        ).run(path, to, table.name, path, from);
      }
      prepared(
        database,
        `UPDATE sync_base SET image = json_set(image, ?, ?) WHERE table_name = ? AND json_extract(image, ?) = ?`,
      ).run(path, to, table.name, path, from);
    }
    setMeta(database, 'owner_id', to);
    context.touched.add('sync_meta');
  });
  return touched;
}

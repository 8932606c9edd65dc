/** The migrated database that the devices of a simulation begin with. */
import Database from 'better-sqlite3';
import { currentSchema, upgrade } from '../../../main/studio/store/migrate.ts';
import { leanTemplate } from '../device.ts';

export function template(): Buffer {
  const db = new Database(':memory:');
  upgrade(db, currentSchema, null);
  const file = leanTemplate(db);
  db.close();
  return file;
}

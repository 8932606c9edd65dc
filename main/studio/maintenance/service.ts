/** Serves the database file: facts, backup, restore, and the doctor. */
import { mkdirSync, statSync } from 'node:fs';
import type { z } from 'zod';
import type { Handlers } from '../../contract/define.ts';
import { deviceTables } from '../../../schema/index.ts';
import { quote } from '../../../schema/device.ts';
import { backup, inspectBackup } from '../store/backup.ts';
import { createCaptureTriggers, currentSchema, userVersion } from '../store/migrate.ts';
import { explainSqlite, StoreError } from '../store/errors.ts';
import type { Store } from '../store/store.ts';
import type { check, maintenanceContract } from './contract.ts';

export type Check = z.infer<typeof check>;
/** A capability's own check of what it derives; with `repair` it makes it anew. */
export type CapabilityCheck = (repair: boolean) => Check[] | Promise<Check[]>;

function integrity(store: Store): Check {
  const found = (store.connection.pragma('integrity_check(5)') as { integrity_check: string }[]).map(
    (row) => row.integrity_check,
  );
  return found[0] === 'ok'
    ? { id: 'integrity', label: 'Database file', state: 'ok', detail: 'Every page and index is sound.' }
    : {
        id: 'integrity',
        label: 'Database file',
        state: 'failed',
        detail: `${found.join('; ')}. Restore the newest backup.`,
      };
}

function foreignKeys(store: Store): Check {
  const orphans = store.connection.pragma('foreign_key_check') as { table: string; parent: string }[];
  return orphans.length === 0
    ? { id: 'references', label: 'References', state: 'ok', detail: 'Every row has its parent.' }
    : {
        id: 'references',
        label: 'References',
        state: 'warning',
        detail: `${orphans.length} rows (first in ${orphans[0]?.table}) refer to a ${orphans[0]?.parent} that is not here. After the next sync they should not.`,
      };
}

/** Every captured table has its triggers, so that no change can pass unseen. */
function capture(store: Store, repair: boolean): Check {
  const present = new Set(
    store.all<{ name: string }>(`SELECT name FROM sqlite_master WHERE type = 'trigger'`).map((row) => row.name),
  );
  const on = store.get<{ capture: number }>('SELECT capture FROM store_context')?.capture === 1;
  const missing = deviceTables.filter((table) => !present.has(`capture_update_${table.name}`));
  if (missing.length === 0 && on) {
    return { id: 'capture', label: 'History', state: 'ok', detail: 'Every change of every table is recorded.' };
  }
  if (repair) {
    store.write(
      'Mend the recording of changes',
      () => {
        createCaptureTriggers(store.connection, currentSchema);
        store.run('UPDATE store_context SET capture = 1');
      },
      { kind: 'record' },
    );
  }
  return {
    id: 'capture',
    label: 'History',
    state: repair ? 'repaired' : 'failed',
    detail: `Changes of ${missing.map((table) => table.name).join(', ') || 'all tables'} were not recorded.`,
  };
}

function outbox(store: Store): Check {
  const lost = store.get<{ n: number }>(
    'SELECT count(*) AS n FROM sync_outbox o LEFT JOIN history h ON h.id = o.history_id WHERE h.id IS NULL',
  );
  return lost?.n
    ? {
        id: 'outbox',
        label: 'Outbox',
        state: 'failed',
        detail: `${lost.n} entries have lost their change. Restore the newest backup.`,
      }
    : { id: 'outbox', label: 'Outbox', state: 'ok', detail: 'Every waiting change is complete.' };
}

export interface MaintenanceDependencies {
  readonly store: Store;
  readonly dataFolder: string;
  /** Where the copies of the open database are kept. */
  readonly backups: string;
  /** Puts a backup in the place of the open database, with whatever has to stop for it and follow it. */
  readonly putBack: (path: string) => Promise<string>;
  readonly checks: readonly CapabilityCheck[];
  /** In words why nothing may be saved; null when it may. */
  readonly readOnly: string | null;
  readonly reopen: () => void;
}

/** Whether a durable write succeeds now; it changes nothing. */
function hasRoom(store: Store): boolean {
  try {
    store.write('Look for room', () => store.run('UPDATE store_context SET label = label'));
    return true;
  } catch (error) {
    if (error instanceof StoreError && error.code === 'database_full') return false;
    // Busy passes, and damage is said where it is met.
    return true;
  }
}

const noRoom = (detail: string): Check => ({ id: 'disk', label: 'Room on the disk', state: 'failed', detail });

/** Everything that can be read without room; what could not be mended or compared for want of it is one failed check. */
async function examine(store: Store, repair: boolean, others: readonly CapabilityCheck[]): Promise<Check[]> {
  const room = hasRoom(store);
  const mends = repair && room;
  const run: CapabilityCheck[] = [
    () => [integrity(store)],
    () => [foreignKeys(store)],
    (mend) => [capture(store, mend)],
    () => [outbox(store)],
    ...others,
  ];
  const found: Check[] = [];
  let full = room ? null : FULL;
  for (const check of run) {
    try {
      found.push(...(await check(mends)));
    } catch (error) {
      const explained = explainSqlite(error, 'a check');
      if (!(explained instanceof StoreError && explained.code === 'database_full')) throw error;
      full ??= explained.message;
      try {
        found.push(...(await check(false)));
      } catch {
        // Said by the one check below.
      }
    }
  }
  return full === null ? found : [...found, noRoom(full)];
}

const NOTICES = 'SELECT id, at, severity, message FROM notices';

const FULL =
  'Everything that was saved before is here and can be read. Free some space on the disk; until then nothing new can be saved.';

export function createMaintenance(dependencies: MaintenanceDependencies): {
  handlers: Handlers<typeof maintenanceContract>;
} {
  const { store, dataFolder, backups, putBack, checks, readOnly, reopen } = dependencies;
  return {
    handlers: {
      'maintenance.info': () => ({
        dataFolder,
        backupFolder: backups,
        databaseBytes: statSync(store.file).size,
        schemaVersion: userVersion(store.connection),
        sqliteVersion: String(store.get<{ v: string }>('SELECT sqlite_version() AS v')?.v),
        waitingForSync: store.get<{ n: number }>('SELECT count(*) AS n FROM sync_outbox')?.n ?? 0,
        counts: Object.fromEntries(
          deviceTables.map((table) => [
            table.name,
            store.get<{ n: number }>(
              `SELECT count(*) AS n FROM ${quote(table.name)}${'deleted_at' in table.columns ? ' WHERE deleted_at IS NULL' : ''}`,
            )?.n ?? 0,
          ]),
        ),
        notices: store.all(`${NOTICES} ORDER BY at DESC`) as never,
      }),
      'maintenance.state': () => {
        const alarms = store.all(`${NOTICES} WHERE severity = 'error' ORDER BY at DESC`) as never;
        if (readOnly !== null) return { saving: 'reading', message: readOnly, alarms };
        return hasRoom(store) ? { saving: 'ok', message: null, alarms } : { saving: 'full', message: FULL, alarms };
      },
      'maintenance.openAgain': () => {
        reopen();
        return {};
      },
      'maintenance.dismissNotice': ({ id }) => {
        store.write('Dismiss a notice', () => store.run('DELETE FROM notices WHERE id = ?', [id], 'notices'));
        return { id };
      },
      'maintenance.backup': ({ path }) => backup(store, path),
      'maintenance.inspectBackup': ({ path }) => inspectBackup(path),
      'maintenance.restore': async ({ path }) => {
        mkdirSync(backups, { recursive: true });
        return { previous: await putBack(path) };
      },
      'maintenance.doctor': ({ repair }) => examine(store, repair, checks),
    },
  };
}

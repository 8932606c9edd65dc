/**
 * Numbered steps of the device's database; `user_version` counts them. A step is SQL, run inside the one transaction of an
 * upgrade. New tables and columns of the catalogue need no step: they are added from the catalogue itself.
 */
import { deviceTables } from './0001-device-tables.ts';
import { searchIndexTables } from './0004-search-index.ts';
import { syncTables } from './0002-sync.ts';
import { figures } from './0003-figures.ts';
import { apiKeys } from './0006-api-keys.ts';
import { ground } from './0005-ground.ts';
import { ownModel } from './0007-own-model.ts';
import { groundLists } from './0008-ground-lists.ts';

export interface DeviceMigration {
  readonly version: number;
  readonly name: string;
  readonly sql: string;
}

export const deviceMigrations: readonly DeviceMigration[] = [
  { version: 1, name: 'device tables', sql: deviceTables },
  { version: 2, name: 'sync', sql: syncTables },
  { version: 3, name: 'figures', sql: figures },
  { version: 4, name: 'search index', sql: searchIndexTables },
  { version: 5, name: 'ground', sql: ground },
  { version: 6, name: 'API keys', sql: apiKeys },
  { version: 7, name: 'own model', sql: ownModel },
  { version: 8, name: 'ground lists', sql: groundLists },
];

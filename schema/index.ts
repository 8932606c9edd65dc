/** The catalogue: every table once. */
import { isOnDevice } from './table.ts';
import type { Table } from './table.ts';
import { mcpExports, morgyKnowledge, morgys, morgyTemplates } from './tables/morgys.ts';

export const tables: readonly Table[] = [morgys, morgyKnowledge, morgyTemplates, mcpExports];

/** The tables that a creator's device keeps, parents before children. */
export const deviceTables: readonly Table[] = tables.filter(isOnDevice);

const byName = new Map(tables.map((table) => [table.name, table]));

/** @throws when the catalogue has no table of that name. */
export function tableNamed(name: string): Table {
  const table = byName.get(name);
  if (!table) throw new Error(`The catalogue has no table "${name}".`);
  return table;
}

export * from './table.ts';
export * from './tables/morgys.ts';
export type { Column, ColumnType, MergeRule } from './columns.ts';

/** The catalogue: every table once. */
import { isOnDevice } from './table.ts';
import type { Table } from './table.ts';
import * as identity from './tables/identity.ts';
import * as morgys from './tables/morgys.ts';
import * as morgyFigures from './tables/morgy-figures.ts';
import * as market from './tables/market.ts';
import * as hiredAgents from './tables/hired-agents.ts';
import * as chat from './tables/chat.ts';
import * as plugins from './tables/plugins.ts';
import * as foundations from './tables/foundations.ts';
import * as billing from './tables/billing.ts';
import * as usage from './tables/usage.ts';
import * as sync from './tables/sync.ts';

const isTable = (value: unknown): value is Table =>
  typeof value === 'object' && value !== null && 'primaryKey' in value;

/** Domain by domain; within one, by name. Foreign keys are deferrable, so the order carries no meaning. */
export const tables: readonly Table[] = [
  identity,
  morgys,
  morgyFigures,
  market,
  hiredAgents,
  chat,
  plugins,
  foundations,
  billing,
  usage,
  sync,
].flatMap((domain) =>
  (Object.values(domain) as unknown[]).filter(isTable).toSorted((a, b) => (a.name < b.name ? -1 : 1)),
);

/** The tables that a creator's device keeps. */
export const deviceTables: readonly Table[] = tables.filter(isOnDevice);

const byName = new Map(tables.map((table) => [table.name, table]));

/** @throws when the catalogue has no table of that name. */
export function tableNamed(name: string): Table {
  const table = byName.get(name);
  if (!table) throw new Error(`The catalogue has no table "${name}".`);
  return table;
}

export * from './table.ts';
export * from './tables/identity.ts';
export * from './tables/morgys.ts';
export * from './tables/morgy-figures.ts';
export * from './tables/market.ts';
export * from './tables/hired-agents.ts';
export * from './tables/chat.ts';
export * from './tables/plugins.ts';
export * from './tables/foundations.ts';
export * from './tables/billing.ts';
export * from './tables/usage.ts';
export * from './tables/sync.ts';
export type { Column, ColumnType } from './columns.ts';

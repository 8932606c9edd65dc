/** A mutation checked against the catalogue and the database's grants, its values in their one spelling. */
import { writableColumns } from '../../../schema/index.ts';
import type { Column, Table } from '../../../schema/index.ts';
import { sameValue } from '../../../sync/protocol/equal.ts';
import type { Mutation } from '../../../sync/protocol/mutation.ts';
import type { Identity } from '../database.ts';
import { Refusal } from './refusals.ts';
import { isTrashing } from './decide.ts';
import type { Values } from './decide.ts';
import type { Rights } from './rights.ts';
import { columnWords, CORRECT } from './rules.ts';
import { writingScope } from './scopes.ts';
import { canonical, ValueError } from './values.ts';

export interface Prepared {
  /** The mutation with canonical values, without the columns that the server fixes. */
  readonly mutation: Mutation;
  readonly rights: Rights;
  /** What devices author of this table. */
  readonly authored: ReadonlyMap<string, Column>;
}

function checkScope(identity: Identity, mutation: Mutation): void {
  if (!identity.scopes) return;
  const needed = writingScope(mutation.table, isTrashing(mutation));
  if (needed === null || !identity.scopes.includes(needed)) {
    throw new Refusal(
      'forbidden',
      needed ? `This API key lacks the scope ${needed}.` : `An API key cannot change ${mutation.table}.`,
    );
  }
}

function checkedValue(table: Table, name: string, column: Column, value: unknown): unknown {
  try {
    return canonical(column, value);
  } catch (error) {
    if (error instanceof ValueError)
      throw new Refusal('invalid_value', `The ${columnWords(table, name)} does not fit: ${error.message}. ${CORRECT}`);
    throw error;
  }
}

/** What a column holds when nobody sets it, so that a whole row may carry columns that a person cannot set. */
const isUnset = (column: Column, value: unknown): boolean =>
  value === null || (column.defaultValue !== undefined && sameValue(value, column.defaultValue));

function checkedPatch(table: Table, mutation: Mutation, rights: Rights): Values {
  const granted = mutation.operation === 'insert' ? rights.insert : rights.update;
  const patch: Values = {};
  for (const [name, value] of Object.entries(mutation.patch)) {
    const column = Object.hasOwn(table.columns, name) ? table.columns[name] : undefined;
    if (!column) throw new Refusal('unknown_column', `${table.name} has no column “${name}”.`);
    // A conflict that the cloud made and has forgotten comes back whole.
    const isPutBack = mutation.operation === 'insert' && table.name === 'sync_conflict' && column.onDevice;
    if (!isPutBack && (column.serverOwned || column.generated || !column.onDevice)) {
      throw new Refusal(
        'server_column',
        `The ${columnWords(table, name)} is set by the cloud alone. Let go of the change.`,
      );
    }
    if (name === table.ownerColumn) continue;
    const checked = checkedValue(table, name, column, value);
    if (column.primaryKey) {
      if (checked !== mutation.rowId.toLowerCase())
        throw new Refusal('fixed_column', `A row of ${table.name} keeps its id.`);
      continue;
    }
    if (!isPutBack && !granted.has(name)) {
      if (mutation.operation === 'insert' && isUnset(column, checked)) continue;
      throw new Refusal(
        mutation.operation === 'insert' ? 'server_column' : 'fixed_column',
        `The ${columnWords(table, name)} cannot be ${mutation.operation === 'insert' ? 'set' : 'changed'} by a device. Let go of the change.`,
      );
    }
    patch[name] = checked;
  }
  return patch;
}

/** The base is only compared with: a value of an older shape is as good as none. */
function checkedBase(table: Table, mutation: Mutation, patch: Values): Values {
  const base: Values = {};
  for (const name of Object.keys(mutation.operation === 'delete' ? mutation.base : patch)) {
    const column = Object.hasOwn(table.columns, name) ? table.columns[name] : undefined;
    if (!column || !Object.hasOwn(mutation.base, name)) continue;
    try {
      base[name] = canonical(column, mutation.base[name]);
    } catch (error) {
      if (!(error instanceof ValueError)) throw error;
    }
  }
  return base;
}

/** @throws Refusal */
export function prepare(table: Table, mutation: Mutation, identity: Identity, rights: Rights): Prepared {
  checkScope(identity, mutation);
  const patch = mutation.operation === 'delete' ? {} : checkedPatch(table, mutation, rights);
  return {
    mutation: {
      ...mutation,
      rowId: mutation.rowId.toLowerCase(),
      patch,
      base: checkedBase(table, mutation, patch),
    } as Mutation,
    rights,
    authored: new Map(writableColumns(table).filter(([name]) => name !== table.ownerColumn && rights.update.has(name))),
  };
}

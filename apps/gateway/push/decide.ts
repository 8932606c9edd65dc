/**
 * What becomes of a mutation, decided from the row as the cloud has it (docs/sync.md, "Up" 4 and 5). Pure: no clock, no
 * database. The order of arrival decides; versions say what a device had seen.
 */
import type { Column, Table } from '../../../schema/index.ts';
import { decideColumn, sameValue } from '../../../sync/protocol/merge.ts';
import type { Mutation } from '../../../sync/protocol/mutation.ts';

export type Values = Record<string, unknown>;

/** Who changed a column last, and at which version of the row. */
export type ColumnVersions = Readonly<Record<string, readonly [version: number, device: string]>>;

export interface Current {
  readonly rowVersion: number;
  readonly versions: ColumnVersions;
  /** Wire values of the columns that the mutation names, and `deleted_at` where there is one. */
  readonly values: Readonly<Values>;
}

export interface Conflict {
  readonly kind: 'edit' | 'delete';
  readonly columns: string[];
  readonly base: Values;
  readonly mine: Values;
  readonly theirs: Values;
  /** Open: a person chooses. Kept: both sides are in the row, and it is only recorded. */
  readonly resolution: 'open' | 'kept';
}

export interface Decision {
  /** What is written; empty where the row holds it all already. */
  readonly patch: Values;
  readonly conflict: Conflict | null;
  readonly outcome: 'applied' | 'merged' | 'conflicted';
}

const columnOf = (table: Table, name: string): Column => {
  const column = table.columns[name];
  if (!column) throw new Error(`${table.name} has no column ${name}.`);
  return column;
};

const changeOf = (versions: ColumnVersions, column: string): readonly [number, string] =>
  versions[column] ?? versions['*'] ?? [0, ''];

/** Whether someone else changed the column after what the device had seen. */
const isNews = (versions: ColumnVersions, column: string, seen: number, device: string): boolean => {
  const [version, writer] = changeOf(versions, column);
  return version > seen && writer !== device;
};

/** The version of the row that the device had seen: the highest of what it gives for the columns. */
const seenOf = (mutation: Mutation): number => Math.max(0, ...Object.values(mutation.baseVersions));

const trashes = (mutation: Mutation): boolean =>
  typeof mutation.patch['deleted_at'] === 'string' && (mutation.base['deleted_at'] ?? null) === null;

/** An insert or update of a row that is there. */
export function decideUpdate(table: Table, mutation: Mutation, current: Current, device: string): Decision {
  const patch: Values = {};
  const touched: string[] = [];
  let open = false;
  for (const [name, mine] of Object.entries(mutation.patch)) {
    const [version, writer] = changeOf(current.versions, name);
    const decided = decideColumn(
      {
        rule: columnOf(table, name).merge,
        base: mutation.base[name],
        baseVersion: mutation.baseVersions[name] ?? 0,
        mine,
        device,
      },
      { value: current.values[name] ?? null, version, device: writer },
    );
    if (!sameValue(decided.value, current.values[name])) patch[name] = decided.value;
    if (decided.outcome === 'merged' || decided.outcome === 'conflicted') touched.push(name);
    open ||= decided.outcome === 'conflicted';
  }
  const trashedAt = current.values['deleted_at'] ?? null;
  // An edit of what another device put into the trash meanwhile: the row stays, and a person is asked.
  const revives =
    trashedAt !== null &&
    !('deleted_at' in mutation.patch) &&
    Object.keys(patch).length + touched.length > 0 &&
    isNews(current.versions, 'deleted_at', seenOf(mutation), device);
  if (revives) {
    // Shown is the whole edit against the row as it went into the trash.
    touched.push(...Object.keys(patch).filter((name) => !touched.includes(name)), 'deleted_at');
    patch['deleted_at'] = null;
    open = true;
  }
  if (touched.length === 0) return { patch, conflict: null, outcome: 'applied' };
  const sides = (of: Readonly<Values>): Values => Object.fromEntries(touched.map((name) => [name, of[name] ?? null]));
  const conflict: Conflict = {
    kind: revives ? 'delete' : 'edit',
    columns: touched,
    base: sides(mutation.base),
    mine: sides(mutation.patch),
    theirs: sides(current.values),
    resolution: open ? 'open' : 'kept',
  };
  return { patch, conflict, outcome: open ? 'conflicted' : 'merged' };
}

/**
 * The columns that others edited after what the device had seen of a row that it wants gone. If there are any, the row
 * stays. Judged by what it saw where it says so, for then the row may have been made again since; else by versions.
 */
export function editedSince(
  table: Table,
  mutation: Mutation,
  { versions, values }: Pick<Current, 'versions' | 'values'>,
  device: string,
  authored: readonly string[],
): string[] {
  const seen = mutation.baseVersions['*'] ?? mutation.baseVersions['deleted_at'] ?? 0;
  return authored.filter((name) => {
    if (name === 'deleted_at' || name === table.ownerColumn) return false;
    if (mutation.operation !== 'delete' || !Object.hasOwn(mutation.base, name))
      return isNews(versions, name, seen, device);
    return columnOf(table, name).merge !== 'quiet' && !sameValue(mutation.base[name], values[name] ?? null);
  });
}

/** A delete, or an update that does the same: only the row's place changes. */
export const isTrashing = (mutation: Mutation): boolean => mutation.operation === 'delete' || trashes(mutation);

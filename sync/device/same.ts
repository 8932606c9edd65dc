/**
 * When two values that SQLite holds mean the same. A row that went to the cloud and back may be spelled another way than
 * the one written here (keys of JSON in another order, a time with other digits), which is no change that anybody made.
 */
import type { SqlValue } from '../../schema/device.ts';
import type { Column } from '../../schema/index.ts';
import { canonical } from '../protocol/equal.ts';

/** Null for what cannot be read as the column's type: such a text equals only itself. */
function meaning(column: Column, text: string): string | null {
  try {
    switch (column.type.kind) {
      case 'jsonb':
      case 'array':
        return canonical(JSON.parse(text));
      case 'timestamptz':
        return new Date(text).toISOString();
      default:
        return null;
    }
  } catch {
    return null;
  }
}

export function sameStored(column: Column | undefined, a: SqlValue | undefined, b: SqlValue | undefined): boolean {
  if ((a ?? null) === (b ?? null)) return true;
  if (column === undefined || typeof a !== 'string' || typeof b !== 'string') return false;
  const left = meaning(column, a);
  return left !== null && left === meaning(column, b);
}

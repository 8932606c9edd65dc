/** What a change of the log is to a shape: the messages that its readers get. */
import type { Change, Image } from './pgoutput.ts';
import { rowKey } from './shape.ts';
import type { ShapeDefinition } from './shape.ts';

export interface Draft {
  /** Counts by two within the transaction; the second half of a changed key stands in between. */
  readonly op: number;
  readonly operation: 'insert' | 'update' | 'delete';
  readonly key: string;
  readonly value: Record<string, string | null>;
  readonly oldValue?: Record<string, string | null>;
  readonly moved?: { readonly key_change_to: string } | { readonly key_change_from: string };
}

const pick = (image: Image, columns: readonly string[]): Record<string, string | null> =>
  Object.fromEntries(columns.map((name) => [name, image[name] ?? null]));

/** Whether the row was in the shape before the change and is after it. */
export interface Membership {
  readonly before: boolean;
  readonly after: boolean;
}

export function draftsOf(shape: ShapeDefinition, change: Change, { before, after }: Membership, op: number): Draft[] {
  const { relation, columns, replica } = shape;
  const [old, next] = [before ? change.old : null, after ? change.new : null];
  const gone = (image: Image): Draft => ({
    op,
    operation: 'delete',
    key: rowKey(relation, image),
    value: pick(image, replica === 'full' ? columns : columns.filter((name) => relation.key.includes(name))),
  });
  if (next === null) return old === null ? [] : [gone(old)];
  const come: Draft = { op, operation: 'insert', key: rowKey(relation, next), value: pick(next, columns) };
  if (old === null) return [come];
  const left = gone(old);
  if (left.key !== come.key)
    return [
      { ...left, moved: { key_change_to: come.key } },
      { ...come, op: op + 1, moved: { key_change_from: left.key } },
    ];
  const changed = columns.filter((name) => old[name] !== next[name]);
  if (changed.length === 0) return [];
  const told =
    replica === 'full' ? columns : columns.filter((name) => relation.key.includes(name) || changed.includes(name));
  return [
    {
      op,
      operation: 'update',
      key: come.key,
      value: pick(next, told),
      ...(replica === 'full' ? { oldValue: pick(old, changed) } : {}),
    },
  ];
}

/** As it is sent; `last` marks the transaction's last message to this shape. */
export function bodyOf(shape: ShapeDefinition, draft: Draft, lsn: number, xid: number, last: boolean): string {
  return JSON.stringify({
    key: draft.key,
    value: draft.value,
    ...(draft.oldValue ? { old_value: draft.oldValue } : {}),
    headers: {
      ...(last ? { last } : {}),
      relation: [shape.relation.schema, shape.relation.name],
      operation: draft.operation,
      lsn: String(lsn),
      op_position: draft.op,
      txids: [xid],
      ...draft.moved,
    },
  });
}

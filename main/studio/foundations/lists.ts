/**
 * Editing lists inside JSON columns, item by item. What stands there may have been written by anyone: unknown keys and
 * things that are no items stay where they are. Every item is found by an id that it keeps for life; one that came without
 * gets an id that follows from what it says, the same on every device. Pure.
 */
import { createHash } from 'node:crypto';
import { StudioError } from '../../contract/errors.ts';
import { LISTS } from './types.ts';
import type { ListName } from './types.ts';

export type Json = Record<string, unknown>;
const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Keys in a fixed order, so that the same thing reads the same whoever wrote it. */
export function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (!isObject(value)) return JSON.stringify(value) ?? 'null';
  const entries = Object.keys(value)
    .toSorted()
    .map((key) => `${JSON.stringify(key)}:${canonical(value[key])}`);
  return `{${entries.join(',')}}`;
}

export const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

/** The list with an id on every item. Two items with one id (both devices copied it) are told apart. */
export function withIds(list: readonly unknown[]): unknown[] {
  const taken = new Set<string>();
  return list.map((item) => {
    if (!isObject(item)) return item;
    const own = typeof item['id'] === 'string' && item['id'] !== '' ? item['id'] : null;
    const { id: _, ...rest } = item;
    let id = own ?? `at-${sha256(canonical(rest)).slice(0, 16)}`;
    for (let n = 2; taken.has(id); n += 1) id = `${own ?? `at-${sha256(canonical(rest)).slice(0, 16)}`}~${n}`;
    taken.add(id);
    return { ...item, id };
  });
}

/** The column as an object; whatever else stood there is kept under a name of its own. */
const asObject = (value: unknown): Json =>
  isObject(value) ? value : value === null || value === undefined ? {} : { unread: value };

/** Columns by name, as they are stored. */
export type Columns = Readonly<Record<string, unknown>>;

export function itemsOf(columns: Columns, name: ListName): unknown[] {
  const { column, key } = LISTS[name];
  const value = columns[column];
  const list = key === null ? value : isObject(value) ? value[key] : undefined;
  return Array.isArray(list) ? withIds(list) : [];
}

/** The column with another list in it. */
function put(columns: Columns, name: ListName, list: readonly unknown[]): Json {
  const { column, key } = LISTS[name];
  const value = columns[column];
  if (key === null) return { [column]: list };
  const object = asObject(value);
  const before = object[key];
  const unread = before === undefined || before === null || Array.isArray(before) ? {} : { [`${key}_unread`]: before };
  return { [column]: { ...object, ...unread, [key]: list } };
}

const at = (list: readonly unknown[], id: string): number =>
  list.findIndex((item) => isObject(item) && item['id'] === id);

function found(list: readonly unknown[], name: ListName, id: string): number {
  const index = at(list, id);
  if (index < 0) {
    throw new StudioError(
      'not_found',
      `This ${LISTS[name].thing} is no longer there: it was taken out here or on another device. What you typed was not saved.`,
    );
  }
  return index;
}

/** `patch` sets keys of the item; the rest of it stays. @throws StudioError not_found */
export function changeItem(columns: Columns, name: ListName, id: string, patch: Json): Json {
  const list = itemsOf(columns, name);
  const index = found(list, name, id);
  list[index] = { ...(list[index] as Json), ...patch, id };
  return put(columns, name, list);
}

export function addItem(columns: Columns, name: ListName, item: Json & { id: string }): Json {
  return put(columns, name, [...itemsOf(columns, name), item]);
}

/** @throws StudioError not_found */
export function removeItem(columns: Columns, name: ListName, id: string): Json {
  const list = itemsOf(columns, name);
  return put(columns, name, list.toSpliced(found(list, name, id), 1));
}

/** Before another item, or at the end. @throws StudioError not_found */
export function moveItem(columns: Columns, name: ListName, id: string, before: string | null): Json {
  const list = itemsOf(columns, name);
  const [item] = list.splice(found(list, name, id), 1);
  const target = before === null ? list.length : found(list, name, before);
  return put(columns, name, list.toSpliced(target, 0, item));
}

/** Sets keys of a column that is an object, one level of objects below it merged as well. */
export function mergeObject(stored: unknown, patch: Json): Json {
  const object = { ...asObject(stored) };
  for (const [key, value] of Object.entries(patch)) {
    if (value === undefined) continue;
    object[key] = isObject(value) && isObject(object[key]) ? { ...object[key], ...value } : value;
  }
  return object;
}

/** `TRU-008-k3f9`: one more than the highest number, and four characters so that two devices never make the same. */
export function nextFactId(columns: Columns, random: string): string {
  const highest = itemsOf(columns, 'facts').reduce<number>((most, item) => {
    const number = isObject(item) ? /^TRU-(\d+)/.exec(String(item['id']))?.[1] : undefined;
    return Math.max(most, Number(number ?? 0));
  }, 0);
  return `TRU-${String(highest + 1).padStart(3, '0')}-${random}`;
}

/** What differs between two states of a row, field by field and in words: for versions, and for what waits for the cloud. */
import { diffLines } from 'diff';
import { tableNamed } from '../../../schema/index.ts';
import { fieldLabel } from './field-labels.ts';

export interface DiffLine {
  kind: 'same' | 'removed' | 'added';
  text: string;
}

export interface FieldDiff {
  path: string;
  label: string;
  before: string;
  after: string;
  /** For a text of several lines. */
  lines?: DiffLine[];
}

/** Any value as a person reads it. */
export function asText(value: unknown): string {
  if (value === null || value === undefined) return '';
  if (typeof value === 'string') return value;
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (Array.isArray(value)) {
    return value.map((item) => (typeof item === 'object' ? JSON.stringify(item) : String(item))).join(', ');
  }
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

/** Lines are compared as a person sees them: the last one is the same whether another follows it or not. */
export function lineDiff(before: string, after: string): DiffLine[] {
  const closed = (text: string): string => (text === '' || text.endsWith('\n') ? text : `${text}\n`);
  // Only a line feed at the end differs: then it is what there is to show.
  const [old, now] = closed(before) === closed(after) ? [before, after] : [closed(before), closed(after)];
  return diffLines(old, now).map((part) => ({
    kind: part.added ? 'added' : part.removed ? 'removed' : 'same',
    text: part.value,
  }));
}

/** One line each, together shorter than this many characters: shown side by side, without a difference by lines. */
const SHORT = 200;
export const isShort = (...texts: readonly string[]): boolean =>
  texts.every((text) => !text.includes('\n')) && texts.reduce((sum, text) => sum + text.length, 0) < SHORT;

export function fieldDiff(path: string, label: string, before: unknown, after: unknown): FieldDiff | null {
  const [old, now] = [asText(before), asText(after)];
  if (old === now) return null;
  if (isShort(old, now)) return { path, label, before: old, after: now };
  return { path, label, before: old, after: now, lines: lineDiff(old, now) };
}

export function rowDiffs(
  table: string,
  prefix: string,
  labelPrefix: string,
  before: Record<string, unknown> | null,
  after: Record<string, unknown> | null,
  ignored: ReadonlySet<string>,
): FieldDiff[] {
  const list: (FieldDiff | null)[] = [];
  for (const [name, column] of Object.entries(tableNamed(table).columns)) {
    if (!column.onDevice || column.serverOwned || ignored.has(name)) continue;
    const [old, now] = [before?.[name], after?.[name]];
    if (column.type.kind === 'jsonb' && !Array.isArray(old ?? now)) {
      const [oldObject, nowObject] = [(old ?? {}) as Record<string, unknown>, (now ?? {}) as Record<string, unknown>];
      for (const key of new Set([...Object.keys(oldObject), ...Object.keys(nowObject)])) {
        list.push(
          fieldDiff(
            `${prefix}${name}.${key}`,
            labelPrefix + fieldLabel(`${name}.${key}`),
            oldObject[key],
            nowObject[key],
          ),
        );
      }
    } else {
      list.push(fieldDiff(prefix + name, labelPrefix + fieldLabel(name), old, now));
    }
  }
  return list.filter((item) => item !== null);
}

// JSON as something to read: paths as headings, plain values as a list, rows of like objects as a table.
import { cleanText, escapeLineStart, escapeText, gfmTable, heading, MarkdownBuilder } from '../builder.ts';
import type { Draft, ReadContext } from '../draft.ts';
import { MAX_JSON_DEPTH } from '../limits.ts';
import { ExtractionError } from '../types.ts';
import type { ExtractionWarning } from '../types.ts';

type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

/** How deep brackets nest outside of strings; stops counting at `limit`. */
export function jsonDepth(text: string, limit: number): number {
  let depth = 0;
  let most = 0;
  let inString = false;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (inString) {
      if (code === 0x5c) i++;
      else if (code === 0x22) inString = false;
    } else if (code === 0x22) inString = true;
    else if (code === 0x5b || code === 0x7b) {
      depth++;
      if (depth > most) most = depth;
      if (most > limit) return most;
    } else if (code === 0x5d || code === 0x7d) depth--;
  }
  return most;
}

/** Null when the text is not JSON. */
export function readJson(source: string, context: ReadContext): Draft | null {
  const text = source.replace(/^\ufeff/, '');
  if (jsonDepth(text, MAX_JSON_DEPTH) > MAX_JSON_DEPTH) {
    throw new ExtractionError(
      'too-deep',
      `“${context.label}” nests its values more than ${MAX_JSON_DEPTH} levels deep. It was not read. Export a flatter JSON, or CSV, and add that.`,
    );
  }
  const warnings: ExtractionWarning[] = [];
  const value = parseJson(text, context, warnings);
  if (value === undefined) return null;
  context.checkpoint();
  const builder = new MarkdownBuilder();
  write(value, [], builder);
  const { markdown } = builder.finish();
  const title = isObject(value) && typeof value['title'] === 'string' ? value['title'] : null;
  return { markdown, pages: [], titles: [title], warnings };
}

function parseJson(text: string, context: ReadContext, warnings: ExtractionWarning[]): Json | undefined {
  try {
    return JSON.parse(text) as Json;
  } catch {
    // One value a line, perhaps.
  }
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  if (lines.length < 2) return undefined;
  const values: Json[] = [];
  let bad = 0;
  for (const line of lines) {
    try {
      values.push(JSON.parse(line) as Json);
    } catch {
      bad++;
      if (bad > lines.length * 0.1) return undefined;
    }
  }
  if (bad > 0)
    warnings.push({
      code: 'malformed',
      message: `${bad} of ${lines.length} lines of “${context.label}” are not JSON and were left out.`,
    });
  return values;
}

function isObject(value: Json): value is { [key: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isPlain(value: Json): value is null | boolean | number | string {
  return typeof value !== 'object' || value === null;
}

/** `a.b[3]."odd key"` */
function pathName(path: readonly (string | number)[]): string {
  return path
    .map((part, index) =>
      typeof part === 'number'
        ? `[${part}]`
        : `${index === 0 ? '' : '.'}${/^[\p{L}\p{N}_$@ -]{1,80}$/u.test(part) ? part : JSON.stringify(part).slice(0, 120)}`,
    )
    .join('');
}

function show(value: null | boolean | number | string): string {
  return typeof value === 'string' ? value : String(value);
}

function write(value: Json, path: readonly (string | number)[], builder: MarkdownBuilder): void {
  if (isPlain(value)) {
    builder.block(prose(show(value)));
  } else if (Array.isArray(value)) {
    writeArray(value, path, builder);
  } else {
    const entries = Object.entries(value);
    const short = entries.filter(
      (entry): entry is [string, null | boolean | number | string] => isPlain(entry[1]) && !isLong(entry[1]),
    );
    builder.block(
      short
        .map(([key, item]) => `- **${escapeText(cleanText(key).replace(/\s+/g, ' '))}**: ${escapeText(show(item))}`)
        .join('\n'),
    );
    for (const [key, item] of entries) {
      if (isPlain(item) && !isLong(item)) continue;
      if (typeof item === 'object' && item !== null && Object.keys(item).length === 0) continue;
      const below = [...path, key];
      builder.block(heading(Math.min(6, below.length), escapeText(pathName(below))));
      write(item, below, builder);
    }
  }
}

function writeArray(items: readonly Json[], path: readonly (string | number)[], builder: MarkdownBuilder): void {
  if (items.every((item) => isPlain(item))) {
    builder.block(
      items.map((item) => (isPlain(item) ? `- ${escapeText(show(item)).replace(/\s*\n\s*/g, ' ')}` : '')).join('\n'),
    );
    return;
  }
  const table = asTable(items);
  if (table !== null) {
    builder.block(table);
    return;
  }
  items.forEach((item, index) => {
    const below = [...path, index];
    const name = isObject(item)
      ? ['title', 'name', 'label', 'id']
          .map((key) => item[key])
          .find((label) => typeof label === 'string' && label.length > 0 && label.length <= 80)
      : undefined;
    const suffix = typeof name === 'string' ? `: ${cleanText(name).replace(/\s+/g, ' ')}` : '';
    builder.block(heading(Math.min(6, below.length), escapeText(`${pathName(below)}${suffix}`)));
    write(item, below, builder);
  });
}

/** Two or more objects with short plain values under much the same keys. */
function asTable(items: readonly Json[]): string | null {
  if (items.length < 2) return null;
  const keys = new Map<string, number>();
  for (const item of items) {
    if (!isObject(item)) return null;
    for (const [key, value] of Object.entries(item)) {
      if (!isPlain(value) || isLong(value)) return null;
      keys.set(key, (keys.get(key) ?? 0) + 1);
      if (keys.size > 24) return null;
    }
  }
  const filled = [...keys.values()].reduce((sum, count) => sum + count, 0);
  if (keys.size === 0 || filled < keys.size * items.length * 0.5) return null;
  const columns = [...keys.keys()];
  return gfmTable([
    columns,
    ...items.map((item) =>
      columns.map((key) => {
        const cell = isObject(item) ? item[key] : undefined;
        return cell === undefined || cell === null || !isPlain(cell) ? '' : escapeText(show(cell));
      }),
    ),
  ]);
}

function isLong(value: null | boolean | number | string): boolean {
  return typeof value === 'string' && (value.length > 300 || value.includes('\n'));
}

function prose(text: string): string {
  return text
    .split('\n')
    .map((line) => escapeText(escapeLineStart(line.trimEnd())))
    .join('\n');
}

/**
 * Profiles from a CSV or JSON file. Reading and checking are separate from writing: a preview shows each row with what is
 * wrong with it at its column, and only rows without an error are imported.
 */
import { readFile, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { parse } from 'csv-parse/sync';
import { fromTextCell } from '../lib/csv.ts';
import { StudioError } from '../../contract/errors.ts';
import type { ImportPreview } from './contract.ts';
import { ICP_FIELDS } from './fields.ts';
import { check, isField, pathOf } from './import-row.ts';
import type { Errors, Present, ReadRow } from './import-row.ts';
import { openQuote } from './open-quote.ts';
import { FORMAT } from './portable.ts';

const LARGEST = 20 * 1024 * 1024;
const MOST_ROWS = 10_000;

const SEPARATORS = [',', ';', '\t', '|'] as const;

/** The one that cuts the heads into most columns. */
function separatorOf(text: string): string {
  const [heads = ''] = text.split(/\r?\n/, 1);
  const plain = heads.replaceAll(/"(?:[^"]|"")*"/g, '');
  return SEPARATORS.reduce((best, each) => (plain.split(each).length > plain.split(best).length ? each : best));
}

export interface ReadFile extends Omit<ImportPreview, 'rows'> {
  readonly rows: readonly ReadRow[];
}
type ReadRows = Omit<ReadFile, 'file'>;

function fromCsv(text: string, refuse: (why: string) => StudioError, present: Present): ReadRows {
  let table: string[][];
  const delimiter = separatorOf(text);
  try {
    table = parse(text, { delimiter, relax_column_count: true, trim: true });
  } catch (error) {
    const quote = openQuote(text, delimiter);
    if (quote !== null)
      throw refuse(
        `in line ${quote.line} a quotation mark opens a cell that is not closed there: ${quote.cell}. Put one behind the cell, or take this one away.`,
      );
    const line = error instanceof Error && 'lines' in error && typeof error.lines === 'number' ? error.lines : null;
    throw refuse(
      `it is neither JSON nor a proper CSV table${line === null ? '' : `: line ${line} does not read as a row`}. Save the table as CSV and import that.`,
    );
  }
  // Empty rows are passed over, and counted: a person finds row 7 where the file has its seventh.
  const numbered = table
    .map((cells, at) => ({ cells, row: at + 1 }))
    .filter(({ cells }) => cells.some((cell) => cell !== ''));
  const [first, ...rows] = numbered;
  const heads = first?.cells ?? [];
  const paths = heads.map((head) => pathOf(head));
  const known = heads.filter((_, i) => paths[i] !== undefined);
  if (!paths.includes('name')) {
    throw refuse(
      `no column of it is called “name”. Its columns are ${heads.map((head) => `“${head}”`).join(', ') || 'none'}. Rename the one with the profiles’ names to “name”${known.length === 0 ? '; the first line must hold the names of the columns' : ''}.`,
    );
  }
  const unknown = heads.filter((_, i) => paths[i] === undefined && heads[i] !== '');
  const headByPath = new Map(heads.flatMap((head, i) => (paths[i] === undefined ? [] : [[paths[i], head] as const])));
  const twice = heads.filter((_, i) => paths[i] !== undefined && paths.indexOf(paths[i]) !== i);
  if (rows.length > MOST_ROWS) throw refuse(`it has ${rows.length} rows; at most ${MOST_ROWS} are read at once.`);
  return {
    format: 'csv',
    notes: [
      ...(unknown.length === 0
        ? []
        : [`Not imported, because no field is called like that: ${unknown.map((head) => `“${head}”`).join(', ')}.`]),
      ...(twice.length === 0
        ? []
        : [`Named twice, and only the first is read: ${twice.map((head) => `“${head}”`).join(', ')}.`]),
    ],
    rows: rows.map(({ cells, row }) => {
      const values = new Map<string, unknown>();
      for (const [at, path] of paths.entries())
        if (path !== undefined && !values.has(path)) values.set(path, fromTextCell(cells[at] ?? ''));
      const read = check(row, values, headByPath, present);
      return cells.length > heads.length
        ? {
            ...read,
            errors: [
              ...read.errors,
              {
                field: 'row',
                message: `It has ${cells.length} cells, but there are ${heads.length} columns. A cell with a separator in it needs quotes.`,
              },
            ],
          }
        : read;
    }),
  };
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Ours, a bare list, or an object whose one list holds the profiles. */
function listIn(json: unknown): unknown[] | null {
  if (Array.isArray(json)) return json;
  if (!isObject(json)) return null;
  for (const key of ['icps', 'icp_profiles', 'profiles', 'personas', 'items', 'data'])
    if (Array.isArray(json[key])) return json[key];
  return typeof json['name'] === 'string' ? [json] : null;
}

function fromJson(text: string, refuse: (why: string) => StudioError, present: Present): ReadRows {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw refuse(`its text is not JSON: ${error instanceof Error ? error.message : 'it cannot be read'}.`);
  }
  if (isObject(json) && typeof json['format'] === 'string' && json['format'] !== FORMAT && !Array.isArray(json['icps']))
    throw refuse(`it is a “${json['format']}” file, not a list of profiles.`);
  const list = listIn(json);
  if (!list)
    throw refuse('it holds no list of profiles. Expected: a list of objects with a “name”, or {"icps": [ … ]}.');
  if (list.length > MOST_ROWS) throw refuse(`it has ${list.length} profiles; at most ${MOST_ROWS} are read at once.`);
  const ignored = new Set<string>();
  const rows = list.map((item, i): ReadRow => {
    if (!isObject(item)) {
      const message = `This is ${item === null ? 'null' : Array.isArray(item) ? 'a list' : `a ${typeof item}`}, not an object with a name.`;
      return {
        row: i + 1,
        name: `Row ${i + 1}`,
        patch: null,
        update: {},
        errors: [{ field: 'row', message }],
        match: null,
        remarks: [],
        primary: false,
      };
    }
    const values = new Map<string, unknown>();
    const wrong: Errors = [];
    const put = (path: string, value: unknown): void => {
      if (!values.has(path)) values.set(path, value);
    };
    for (const [key, value] of Object.entries(item)) {
      const path = pathOf(key);
      if (ICP_FIELDS.some(({ group }) => group === key)) {
        if (!isObject(value)) wrong.push({ field: key, message: `“${key}” should be an object, and it is not.` });
        else
          for (const [inner, each] of Object.entries(value)) {
            const innerPath = isField(`${key}.${inner}`) ? `${key}.${inner}` : pathOf(inner);
            if (innerPath === undefined) ignored.add(`${key}.${inner}`);
            else put(innerPath, each);
          }
      } else if (path === undefined) ignored.add(key);
      else put(path, value);
    }
    const read = check(i + 1, values, new Map(), present);
    return { ...read, errors: [...wrong, ...read.errors] };
  });
  return {
    format: 'json',
    notes:
      ignored.size === 0
        ? []
        : [
            `Not imported, because no field is called like that: ${[...ignored]
              .slice(0, 20)
              .map((key) => `“${key}”`)
              .join(', ')}.`,
          ],
    rows,
  };
}

/** @throws StudioError not_importable when the whole file cannot be read as profiles; a bad row is told in the preview. */
export async function readIcpFile(path: string, present: Present): Promise<ReadFile> {
  const file = basename(path);
  const refuse = (why: string): StudioError =>
    new StudioError('not_importable', `“${file}” could not be imported: ${why} Nothing was changed.`);
  let bytes: Buffer;
  try {
    if ((await stat(path)).size > LARGEST) throw refuse('it is larger than 20 MB.');
    bytes = await readFile(path);
  } catch (error) {
    if (error instanceof StudioError) throw error;
    throw refuse('the file could not be read. Check that it is still there.');
  }
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    // Spreadsheets on Windows still write their own code page.
    text = new TextDecoder('windows-1252').decode(bytes);
  }
  if (text.trim() === '') throw refuse('it is empty.');
  if (text.includes('\u0000')) throw refuse('it is not text.');
  const json = /\.json$/i.test(path) || (!/\.(?:csv|tsv|txt)$/i.test(path) && /^\s*[[{]/.test(text));
  const read = json ? fromJson(text, refuse, present) : fromCsv(text, refuse, present);
  const rows = withTwins(read.rows);
  return { ...read, file, rows, notes: [...read.notes, ...notesOn(rows, present)] };
}

/** A name that stands in several rows is remarked at each but the first. */
function withTwins(rows: readonly ReadRow[]): ReadRow[] {
  const firsts = new Map<string, number>();
  return rows.map((row) => {
    const name = row.name.toLowerCase();
    const first = firsts.get(name);
    if (first !== undefined)
      return {
        ...row,
        remarks: [...row.remarks, `Row ${first} has the same name; both are read, one after the other.`],
      };
    firsts.set(name, row.row);
    return row;
  });
}

/** Only of rows that can be imported: a refused one becomes nothing. */
function notesOn(rows: readonly ReadRow[], { primary }: Present): string[] {
  const good = rows.filter(({ errors }) => errors.length === 0);
  const marked = good.filter((row) => row.primary && row.match === null);
  const [first, second] = marked;
  if (first && primary !== null)
    return [
      `${second ? `${marked.length} of them are` : `“${first.name}” is`} marked as primary. “${primary}” is primary here and stays so.`,
    ];
  if (first && second)
    return [`${marked.length} of them are marked as primary. A workspace has one: “${first.name}” would be it.`];
  return [];
}

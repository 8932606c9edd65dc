/**
 * Profiles from a CSV or JSON file. Reading and checking are separate from writing: a preview shows each row with what is
 * wrong with it at its column, and only rows without an error are imported.
 */
import { readFile, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { parse } from 'csv-parse/sync';
import { fromTextCell, stringify, textCell } from '../lib/csv.ts';
import { plainNumber } from '../../contract/amount.ts';
import { StudioError } from '../../contract/errors.ts';
import { icpPatch, STAGES } from './contract.ts';
import type { Icp, IcpPatch, ImportPreview, ImportRow } from './contract.ts';
import { ICP_FIELDS, linesOf } from './fields.ts';
import type { IcpField } from './fields.ts';

const LARGEST = 20 * 1024 * 1024;
const MOST_ROWS = 10_000;
export const FORMAT = 'morgus-studio/icps';

/** Column heads as people and other programs write them, folded to letters and digits. */
const fold = (text: string): string =>
  text
    .toLowerCase()
    .normalize('NFKD')
    .replaceAll(/[^a-z0-9]/g, '');

const ALIASES: Readonly<Record<string, string>> = {
  name: 'name',
  icp: 'name',
  profile: 'name',
  persona: 'name',
  title: 'name',
  tagline: 'tagline',
  slogan: 'tagline',
  code: 'code',
  summary: 'summary',
  primary: 'is_primary',
  isprimary: 'is_primary',
  secondary: 'is_secondary',
  issecondary: 'is_secondary',
  jobtitle: 'demographics.role',
  age: 'demographics.age_range',
  income: 'demographics.income_range',
  budget: 'demographics.income_range',
  country: 'demographics.location',
  region: 'demographics.location',
  locations: 'demographics.location',
  industries: 'demographics.industry',
  sector: 'demographics.industry',
  companysize: 'demographics.company_size',
  size: 'demographics.company_size',
  phrases: 'behaviors.language_patterns',
  triggers: 'behaviors.buying_triggers',
  awareness: 'market_sophistication.stage',
  sophistication: 'market_sophistication.stage',
  pain: 'scores.pain_intensity',
  willingness: 'scores.willingness_to_pay',
  reach: 'scores.accessibility',
  fit: 'scores.product_fit',
};
const PATHS: ReadonlyMap<string, string> = new Map([
  ...Object.entries(ALIASES),
  ...ICP_FIELDS.flatMap(({ group, key, label }): [string, string][] => [
    [fold(key), `${group}.${key}`],
    [fold(`${group}${key}`), `${group}.${key}`],
    [fold(label), `${group}.${key}`],
  ]),
]);
const FIELDS: ReadonlyMap<string, IcpField> = new Map(
  ICP_FIELDS.map((field) => [`${field.group}.${field.key}`, field]),
);

type Errors = { field: string; message: string }[];

const BULLET = /^[-*•]\s+/;

/** "a; b", "a | b" or lines; commas only where nothing else separates, for they also stand inside a phrase. */
function listOf(text: string): string[] {
  const separator = /\n/.test(text) ? /\r?\n/ : text.includes('|') ? '|' : text.includes(';') ? ';' : ',';
  return text
    .split(separator)
    .map((part) => part.trim().replace(BULLET, '').trim())
    .filter((part) => part !== '');
}

function stageOf(value: unknown): unknown {
  if (typeof value !== 'string') return value;
  if (value.trim() === '') return null;
  const named = STAGES.findIndex((stage) => fold(stage) === fold(value) || fold(stage) === `${fold(value)}aware`);
  return named >= 0 ? named + 1 : numberOf(value);
}

function numberOf(value: unknown): unknown {
  if (typeof value !== 'string') return value;
  if (value.trim() === '') return null;
  const plain = plainNumber(value.replace(/\s*%\s*$/, ''));
  return plain === null ? value : Number(plain);
}

/** One value as its field keeps it; what cannot be read stays as it came, and the check says so. */
function valueFor(field: IcpField, value: unknown): unknown {
  switch (field.kind) {
    case 'list':
      return typeof value === 'string' ? listOf(value) : value;
    case 'stage':
      return stageOf(value);
    case 'score':
      return numberOf(value);
    case 'line':
      return typeof value === 'number' ? String(value) : (value ?? '');
  }
}

/** Null where it is neither yes nor no. */
function truthOf(value: unknown): boolean | null {
  if (value === undefined || value === null) return false;
  if (typeof value !== 'string' && typeof value !== 'boolean' && typeof value !== 'number') return null;
  const said = String(value).trim();
  if (/^(?:1|true|yes|y|x|ja|wahr)$/i.test(said)) return true;
  return /^(?:|0|-|false|no|n|nein|falsch)$/i.test(said) ? false : null;
}

const shown = (value: unknown): string =>
  typeof value === 'string' ? `“${value.slice(0, 60)}”` : (JSON.stringify(value)?.slice(0, 60) ?? 'nothing');

/** What the workspace holds already. */
export interface Present {
  /** Names of its profiles, in small letters. */
  readonly taken: ReadonlySet<string>;
  /** The name of its primary profile. */
  readonly primary: string | null;
}

/** The patch of a row, or its errors; each names the column as the file has it. */
function check(
  row: number,
  values: ReadonlyMap<string, unknown>,
  heads: ReadonlyMap<string, string>,
  { taken }: Present,
): ImportRow {
  const errors: Errors = [];
  const patch: Record<string, unknown> = {};
  const headOf = (path: string): string => heads.get(path) ?? path;
  for (const [path, value] of values) {
    const field = FIELDS.get(path);
    if (field) {
      const group = (patch[field.group] ??= {}) as Record<string, unknown>;
      group[field.key] = valueFor(field, value);
    } else if (path === 'is_primary' || path === 'is_secondary') {
      const said = truthOf(value);
      if (said === null)
        errors.push({ field: headOf(path), message: `${shown(value)}: Write “yes”, or “no” or nothing.` });
      else if (path === 'is_secondary') patch[path] = said;
    } else patch[path] = value === '' && path !== 'name' ? null : value;
  }
  const name = typeof patch['name'] === 'string' ? patch['name'].trim() : '';
  if (name === '') {
    errors.push({ field: headOf('name'), message: 'There is no name in this row. Every profile needs one.' });
    delete patch['name'];
  }
  const parsed = icpPatch.safeParse(patch);
  if (!parsed.success) {
    for (const issue of parsed.error.issues) {
      const path = issue.path.slice(0, 2).map(String).join('.');
      const field = FIELDS.get(path);
      const written = field ? (patch[field.group] as Record<string, unknown>)[field.key] : patch[path];
      errors.push({ field: headOf(path), message: `${shown(written)}: ${issue.message}` });
    }
  }
  return {
    row,
    name: name === '' ? `Row ${row}` : name.slice(0, 255),
    patch: parsed.success ? parsed.data : null,
    errors,
    exists: taken.has(name.toLowerCase()),
    primary: truthOf(values.get('is_primary')) === true,
  };
}

const SEPARATORS = [',', ';', '\t', '|'] as const;

/** The one that cuts the heads into most columns. */
function separatorOf(text: string): string {
  const [heads = ''] = text.split(/\r?\n/, 1);
  const plain = heads.replaceAll(/"(?:[^"]|"")*"/g, '');
  return SEPARATORS.reduce((best, each) => (plain.split(each).length > plain.split(best).length ? each : best));
}

function fromCsv(text: string, refuse: (why: string) => StudioError, present: Present): Omit<ImportPreview, 'file'> {
  let table: string[][];
  try {
    table = parse(text, { delimiter: separatorOf(text), relax_column_count: true, skip_empty_lines: true, trim: true });
  } catch (error) {
    const line = error instanceof Error && 'lines' in error && typeof error.lines === 'number' ? error.lines : null;
    throw refuse(
      `it is neither JSON nor a proper CSV table${line === null ? '' : `: line ${line} does not read as a row`}. Save the table as CSV and import that.`,
    );
  }
  const [heads = [], ...rows] = table;
  const paths = heads.map((head) => PATHS.get(fold(head)));
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
    rows: rows.map((cells, i) => {
      const values = new Map<string, unknown>();
      for (const [at, path] of paths.entries())
        if (path !== undefined && !values.has(path)) values.set(path, fromTextCell(cells[at] ?? ''));
      const read = check(i + 2, values, headByPath, present);
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

function fromJson(text: string, refuse: (why: string) => StudioError, present: Present): Omit<ImportPreview, 'file'> {
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
  const rows = list.map((item, i): ImportRow => {
    if (!isObject(item)) {
      const message = `This is ${item === null ? 'null' : Array.isArray(item) ? 'a list' : `a ${typeof item}`}, not an object with a name.`;
      return {
        row: i + 1,
        name: `Row ${i + 1}`,
        patch: null,
        errors: [{ field: 'row', message }],
        exists: false,
        primary: false,
      };
    }
    const values = new Map<string, unknown>();
    const wrong: Errors = [];
    const put = (path: string, value: unknown): void => {
      if (!values.has(path)) values.set(path, value);
    };
    for (const [key, value] of Object.entries(item)) {
      const path = PATHS.get(fold(key));
      if (ICP_FIELDS.some(({ group }) => group === key)) {
        if (!isObject(value)) wrong.push({ field: key, message: `“${key}” should be an object, and it is not.` });
        else
          for (const [inner, each] of Object.entries(value)) {
            const innerPath = FIELDS.has(`${key}.${inner}`) ? `${key}.${inner}` : PATHS.get(fold(inner));
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
export async function readIcpFile(path: string, present: Present): Promise<ImportPreview> {
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
  return { file, ...read, notes: [...read.notes, ...notesOn(read.rows, present)] };
}

/** Only of rows that can be imported: a refused one becomes nothing. */
function notesOn(rows: readonly ImportRow[], { primary }: Present): string[] {
  const good = rows.filter(({ errors }) => errors.length === 0);
  const notes: string[] = [];
  const marked = good.filter((row) => row.primary);
  const [first, second] = marked;
  if (first && primary !== null)
    notes.push(
      `${second ? `${marked.length} of them are` : `“${first.name}” is`} marked as primary. “${primary}” is primary here and stays so.`,
    );
  else if (first && second)
    notes.push(`${marked.length} of them are marked as primary. A workspace has one: “${first.name}” would be it.`);
  const again = [...new Set(good.filter(({ exists }) => exists).map(({ name }) => `“${name}”`))];
  if (again.length === 1)
    notes.push(`${again[0]}: a profile of this name is there already; a second one will be added.`);
  else if (again.length > 1)
    notes.push(
      `${again.slice(0, 20).join(', ')}${again.length > 20 ? ` and ${again.length - 20} more` : ''}: profiles of these names are there already; second ones will be added.`,
    );
  return notes;
}

// ---- writing

const PLAIN = ['name', 'tagline', 'code', 'is_primary', 'is_secondary', 'summary'] as const;

/** Ids, owners and times stay behind; what comes back by import is the same profile. */
export const portable = (icp: Icp): IcpPatch & { name: string; is_primary: boolean } => ({
  name: icp.name,
  tagline: icp.tagline,
  code: icp.code,
  is_primary: icp.is_primary,
  is_secondary: icp.is_secondary,
  demographics: icp.demographics,
  psychographics: icp.psychographics,
  behaviors: icp.behaviors,
  market_sophistication: icp.market_sophistication,
  scores: icp.scores,
  summary: icp.summary,
});

export const toJson = (icps: readonly Icp[]): string =>
  `${JSON.stringify({ format: FORMAT, formatVersion: 1, icps: icps.map(portable) }, null, 2)}\n`;

/** A list stands in lines, because a phrase may hold any other separator; `listOf` reads it back item by item. */
function cellOf({ kind }: IcpField, lines: readonly string[]): string {
  if (kind === 'score' || kind === 'stage') return lines.join('');
  if (kind === 'line') return textCell(lines.join(''));
  const items = lines.map((line) => {
    const one = line.replaceAll(/[\r\n]+/g, ' ');
    return BULLET.test(one) ? `- ${one}` : one;
  });
  const [only = ''] = items;
  return textCell(items.length === 1 && /[|;,]/.test(only) ? `${only}\n` : items.join('\n'));
}

export function toCsv(icps: readonly Icp[]): string {
  const heads = [...PLAIN, ...ICP_FIELDS.map(({ key }) => key)];
  const rows = icps.map((icp) => [
    ...PLAIN.map((key) => {
      const value = icp[key];
      return typeof value === 'boolean' ? (value ? 'yes' : '') : textCell(value ?? '');
    }),
    ...ICP_FIELDS.map((field) => cellOf(field, linesOf(icp, field))),
  ]);
  return stringify([heads, ...rows]);
}

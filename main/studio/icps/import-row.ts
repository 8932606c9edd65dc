/** One row of a file of profiles: which field each column means, and its values as the fields keep them, or what is wrong with them. */
import { plainNumber } from '../../contract/amount.ts';
import { icpPatch, STAGES } from './contract.ts';
import type { ImportRow } from './contract.ts';
import { BULLET, ICP_FIELDS } from './fields.ts';
import type { IcpField } from './fields.ts';

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

/** The field that a column means, as `group.key`; undefined where none is called like that. */
export const pathOf = (head: string): string | undefined => PATHS.get(fold(head));
export const isField = (path: string): boolean => FIELDS.has(path);

export type Errors = { field: string; message: string }[];

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
export function check(
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

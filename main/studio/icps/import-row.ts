/** One row of a file of profiles: which field each column means, and its values as the fields keep them, or what is wrong with them. */
import { plainNumber } from '../../contract/amount.ts';
import { icpPatch, STAGES } from './contract.ts';
import type { Icp, IcpPatch, ImportRow } from './contract.ts';
import { BULLET, ICP_FIELDS } from './fields.ts';
import type { IcpField } from './fields.ts';

/** Column heads as people and other programs write them, folded to letters and digits. */
const fold = (text: string): string =>
  text
    .toLowerCase()
    .normalize('NFKD')
    .replaceAll(/[^a-z0-9]/g, '');

const ALIASES: Readonly<Record<string, string>> = {
  id: 'id',
  profileid: 'id',
  icpid: 'id',
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
  readonly icps: readonly Icp[];
  /** The name of its primary profile. */
  readonly primary: string | null;
}

/** A row as it was read, and what of it an update of a profile would write. */
export interface ReadRow extends ImportRow {
  readonly update: IcpPatch;
}

const saysNothing = (value: unknown): boolean =>
  value === undefined ||
  value === null ||
  (typeof value === 'string' && value.trim() === '') ||
  (Array.isArray(value) && value.length === 0);

const same = (name: string | null, other: string): boolean => (name ?? '').trim().toLowerCase() === other.toLowerCase();

/** Those that a row may mean; several only where they share a name. */
function matchesOf(id: unknown, code: unknown, name: string, { icps }: Present): [Icp[], 'id' | 'code' | 'name'] {
  const byId = typeof id === 'string' ? icps.find((icp) => icp.id === id.trim()) : undefined;
  if (byId) return [[byId], 'id'];
  const wanted = typeof code === 'string' ? code.trim() : '';
  const byCode = wanted === '' ? [] : icps.filter((icp) => same(icp.code, wanted));
  if (byCode.length === 1) return [byCode, 'code'];
  return [name === '' ? [] : icps.filter((icp) => same(icp.name, name)), 'name'];
}

/** What the file says of a profile; an empty cell says nothing, and takes nothing away. */
function updateOf(patch: IcpPatch, given: ReadonlySet<string>, by: 'id' | 'code' | 'name'): IcpPatch {
  const update: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(patch)) {
    if (key === 'name' && by === 'name') continue;
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
      const kept = Object.entries(value).filter(([inner]) => given.has(`${key}.${inner}`));
      if (kept.length > 0) update[key] = Object.fromEntries(kept);
    } else if (given.has(key)) update[key] = value;
  }
  return update;
}

const PLAIN_LABELS: Readonly<Record<string, string>> = {
  name: 'Name',
  tagline: 'Tagline',
  code: 'Code',
  is_secondary: 'Secondary',
  summary: 'Summary',
};

/** Labels of what the update would change. */
function changesOf(update: IcpPatch, icp: Icp): string[] {
  const stored: Readonly<Record<string, unknown>> = { ...icp };
  return Object.entries(update).flatMap(([key, value]) => {
    if (typeof value !== 'object' || value === null)
      return JSON.stringify(value) === JSON.stringify(stored[key]) ? [] : [PLAIN_LABELS[key] ?? key];
    return Object.entries(value).flatMap(([inner, each]) =>
      JSON.stringify(each) === JSON.stringify((stored[key] as Record<string, unknown>)[inner])
        ? []
        : [FIELDS.get(`${key}.${inner}`)?.label ?? inner],
    );
  });
}

/** The patch of a row, or its errors; each names the column as the file has it. */
export function check(
  row: number,
  values: ReadonlyMap<string, unknown>,
  heads: ReadonlyMap<string, string>,
  present: Present,
): ReadRow {
  const errors: Errors = [];
  const patch: Record<string, unknown> = {};
  const given = new Set<string>();
  const headOf = (path: string): string => heads.get(path) ?? path;
  for (const [path, value] of values) {
    if (!saysNothing(value)) given.add(path);
    const field = FIELDS.get(path);
    if (field) {
      const group = (patch[field.group] ??= {}) as Record<string, unknown>;
      group[field.key] = valueFor(field, value);
    } else if (path === 'is_primary' || path === 'is_secondary') {
      const said = truthOf(value);
      if (said === null)
        errors.push({ field: headOf(path), message: `${shown(value)}: Write “yes”, or “no” or nothing.` });
      else if (path === 'is_secondary') patch[path] = said;
    } else if (path !== 'id') patch[path] = value === '' && path !== 'name' ? null : value;
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
  const [found, by] = matchesOf(values.get('id'), values.get('code'), name, present);
  const update = found.length > 0 && parsed.success ? updateOf(parsed.data, given, by) : {};
  // Of several with one name it is the one that the file comes nearest to: the same file again changes nothing.
  const [nearest] = found
    .map((icp) => ({ icp, changes: changesOf(update, icp) }))
    .toSorted((one, other) => one.changes.length - other.changes.length);
  return {
    row,
    name: name === '' ? `Row ${row}` : name.slice(0, 255),
    patch: parsed.success ? parsed.data : null,
    update,
    errors,
    match: nearest ? { id: nearest.icp.id, name: nearest.icp.name, by, changes: nearest.changes } : null,
    remarks:
      found.length > 1
        ? [`${found.length} profiles here have this name; it is taken for the nearest. A code or an id says which.`]
        : [],
    primary: truthOf(values.get('is_primary')) === true,
  };
}

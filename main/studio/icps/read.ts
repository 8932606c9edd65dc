/** A stored profile as the window sees it: what another program wrote wrongly is told, not hidden and not lost. */
import type { z } from 'zod';
import { icpProfiles } from '../../../schema/index.ts';
import type { RowOf } from '../../../schema/index.ts';
import { decodeRow } from '../../../schema/device.ts';
import { readLeniently } from '../lib/lenient.ts';
import { behaviors, demographics, marketSophistication, psychographics, SCORE_KEYS, scores } from './contract.ts';
import type { Icp, IcpSummary } from './contract.ts';
import { completenessOf, ICP_FIELDS, missingIn } from './fields.ts';
import type { Group } from './fields.ts';

export type IcpRow = RowOf<typeof icpProfiles>;

export const GROUPS = {
  demographics,
  psychographics,
  behaviors,
  market_sophistication: marketSophistication,
  scores,
} as const satisfies Record<Group, z.ZodObject>;
export const isGroup = (name: string): name is Group => Object.hasOwn(GROUPS, name);

const labelOf = (group: string, key: string): string =>
  ICP_FIELDS.find((field) => field.group === group && field.key === key)?.label ?? key;

/** Sentences about keys that do not read as they should. */
function problemsOf(row: IcpRow): string[] {
  return Object.entries(GROUPS).flatMap(([group, schema]) => {
    const value = row[group as Group];
    if (typeof value !== 'object' || value === null || Array.isArray(value))
      return [
        `${labelOf(group, group)}: this part is not a list of fields. It is kept as it came until it is set anew.`,
      ];
    const parsed = schema.safeParse(value);
    if (parsed.success) return [];
    const keys = new Set(parsed.error.issues.map((issue) => String(issue.path[0])));
    return [...keys].map((key) => {
      const written = JSON.stringify((value as Record<string, unknown>)[key]) ?? 'nothing';
      const why = parsed.error.issues.find((issue) => issue.path[0] === key)?.message ?? 'It is not valid.';
      return `${labelOf(group, key)} came as ${written.slice(0, 60)}. ${why} It is kept as it came until it is set anew.`;
    });
  });
}

export function fitOf(values: Icp['scores']): number | null {
  const set = SCORE_KEYS.flatMap((key) => values[key] ?? []);
  return set.length === 0 ? null : Math.round(set.reduce((sum, value) => sum + value, 0) / set.length);
}

const partsOf = (row: IcpRow): Pick<Icp, Group> => ({
  demographics: readLeniently(demographics, row.demographics),
  psychographics: readLeniently(psychographics, row.psychographics),
  behaviors: readLeniently(behaviors, row.behaviors),
  market_sophistication: readLeniently(marketSophistication, row.market_sophistication),
  scores: readLeniently(scores, row.scores),
});

/** `primary`: the id of the one that counts as primary, should the rows name several. */
export function toIcp(raw: Record<string, unknown>, primary: string | null): Icp {
  const row = decodeRow(icpProfiles, raw);
  const parts = partsOf(row);
  return {
    id: row.id,
    workspace_id: row.workspace_id,
    name: row.name,
    tagline: row.tagline,
    code: row.code,
    is_primary: row.id === primary,
    is_secondary: row.is_secondary,
    ...parts,
    fit: fitOf(parts.scores),
    completeness: completenessOf(parts),
    summary: row.summary,
    problems: problemsOf(row),
    missing: missingIn(parts),
    created_at: row.created_at,
    updated_at: row.updated_at,
    deleted_at: row.deleted_at,
  };
}

/** What a list needs of the rows: no summaries. */
export const SUMMARY_COLUMNS = `id, workspace_id, name, tagline, code, is_secondary, demographics, psychographics, behaviors,
  market_sophistication, scores, updated_at`;

type Parts = Pick<Icp, Group>;
/** Parts as they were read, by their text: a list is asked for again after every change, and few of its rows changed. */
const read: { [G in Group]: Map<string, Parts[G]> } = {
  demographics: new Map(),
  psychographics: new Map(),
  behaviors: new Map(),
  market_sophistication: new Map(),
  scores: new Map(),
};
/** Texts that are remembered of each part. */
const REMEMBERED = 5_000;

function partOf<G extends Group>(group: G, text: unknown): Parts[G] {
  const key = String(text);
  const known = read[group].get(key);
  if (known) return known;
  if (read[group].size >= REMEMBERED) read[group].clear();
  const part = readLeniently<z.ZodObject>(GROUPS[group], JSON.parse(key)) as Parts[G];
  read[group].set(key, part);
  return part;
}

/** A row of SUMMARY_COLUMNS, as the database has it. */
export function toSummary(raw: Record<string, unknown>, primary: string | null): IcpSummary {
  const { id, workspace_id, name, tagline, code, is_secondary, updated_at } = decodeRow(
    icpProfiles,
    Object.fromEntries(Object.entries(raw).filter(([column]) => !isGroup(column))),
  );
  const parts: Parts = {
    demographics: partOf('demographics', raw['demographics']),
    psychographics: partOf('psychographics', raw['psychographics']),
    behaviors: partOf('behaviors', raw['behaviors']),
    market_sophistication: partOf('market_sophistication', raw['market_sophistication']),
    scores: partOf('scores', raw['scores']),
  };
  return {
    id,
    workspace_id,
    name,
    tagline,
    code,
    is_primary: id === primary,
    is_secondary,
    role: parts.demographics.role,
    company_size: parts.demographics.company_size,
    stage: parts.market_sophistication.stage,
    scores: parts.scores,
    fit: fitOf(parts.scores),
    completeness: completenessOf(parts),
    updated_at,
  };
}

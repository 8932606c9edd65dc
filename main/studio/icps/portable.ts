/** Profiles as a file: what an import reads back as the same profiles. */
import { stringify, textCell } from '../lib/csv.ts';
import type { Icp, IcpPatch } from './contract.ts';
import { BULLET, ICP_FIELDS, linesOf } from './fields.ts';
import type { IcpField } from './fields.ts';

export const FORMAT = 'morgus-studio/icps';

const PLAIN = ['name', 'tagline', 'code', 'is_primary', 'is_secondary', 'summary'] as const;

/** Ids, owners and times stay behind; what comes back by import is the same profile. */
const portable = (icp: Icp): IcpPatch & { name: string; is_primary: boolean } => ({
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

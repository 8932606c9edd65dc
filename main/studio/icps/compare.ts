/** Profiles side by side: the same fields in the same order, with what they share marked. */
import { STAGES } from './contract.ts';
import type { Comparison, Icp } from './contract.ts';
import { GROUP_TITLES, ICP_FIELDS, linesOf } from './fields.ts';
import type { Group, IcpField } from './fields.ts';

const shownAs = (field: IcpField, lines: readonly string[]): string[] =>
  field.kind === 'stage' ? lines.map((line) => STAGES[Number(line) - 1] ?? line) : [...lines];

export function compare(icps: readonly Icp[]): Comparison {
  const fold = (line: string): string => line.trim().toLowerCase();
  return {
    icps: icps.map(({ id, name, is_primary, scores, fit }) => ({ id, name, is_primary, scores, fit })),
    sections: (Object.keys(GROUP_TITLES) as Group[]).map((group) => ({
      title: GROUP_TITLES[group],
      rows: ICP_FIELDS.filter((field) => field.group === group).map((field) => {
        const values = icps.map((icp) => shownAs(field, linesOf(icp, field)));
        const [first = [], ...others] = values;
        const shared = first.filter((line) => others.every((list) => list.some((other) => fold(other) === fold(line))));
        const key = (list: readonly string[]): string => list.map(fold).toSorted().join('\n');
        return { label: field.label, values, shared, same: new Set(values.map(key)).size === 1 };
      }),
    })),
  };
}

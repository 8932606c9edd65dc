/** Every field of a profile as it is typed, shown and saved. Lists are text with a line for each; numbers are text. */
import {
  behaviors,
  demographics,
  icpPatch,
  marketSophistication,
  psychographics,
  STAGES,
  type Icp,
  type IcpPatch,
} from '../../../main/studio/icps/contract.ts';
import type { FieldSpec, Parsed, Specs } from '../../form/form.ts';
import { as } from '../../form/parse.ts';

type Line =
  | `demographics.${'age_range' | 'income_range' | 'role' | 'company_size'}`
  | `psychographics.${'identity' | 'becoming'}`
  | 'market_sophistication.reasoning';
type List =
  | `demographics.${'location' | 'industry'}`
  | `psychographics.${'beliefs' | 'fears' | 'values'}`
  | `behaviors.${'hangouts' | 'consumption' | 'follows' | 'language_patterns' | 'buying_triggers' | 'objections'}`;
export type ScoreField = `scores.${'pain_intensity' | 'willingness_to_pay' | 'accessibility' | 'product_fit'}`;

export type IcpTyped = Record<Line | List | ScoreField | 'name' | 'tagline' | 'code' | 'summary', string> & {
  'market_sophistication.stage': (typeof STAGE_VALUES)[number];
  is_secondary: boolean;
};

/** '0' stands for none. */
export const STAGE_VALUES = ['0', '1', '2', '3', '4', '5'] as const;
export const STAGE_OPTIONS = [
  { value: '0' as const, label: 'Not judged yet' },
  ...STAGES.map((label, i) => ({ value: STAGE_VALUES[i + 1] ?? '0', label: `${i + 1} ${label}` })),
];

const linesOf = (text: string): string[] =>
  text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');

const line = (label: string, show: (icp: Icp) => string, parse: (typed: string) => Parsed): FieldSpec<Icp, string> => ({
  label,
  show,
  parse,
});
const list = (
  label: string,
  show: (icp: Icp) => readonly string[],
  schema: Parameters<typeof as>[0],
): FieldSpec<Icp, string> => ({
  label,
  show: (icp) => show(icp).join('\n'),
  parse: (typed) => as(schema)(linesOf(typed)),
});

/** "85", "85 %", or nothing. */
export function asScore(label: string): (typed: string) => Parsed {
  return (typed) => {
    const text = typed.trim().replace(/\s*%$/, '');
    if (text === '') return { ok: true, value: null };
    if (!/^-?\d+$/.test(text)) return { ok: false, message: `${label} is a whole number from 0 to 100.` };
    const value = Number(text);
    return value < 0 || value > 100
      ? { ok: false, message: `${label} lies between 0 and 100; ${value} does not.` }
      : { ok: true, value };
  };
}
const scoreOf = (label: string, key: keyof Icp['scores'] & string): FieldSpec<Icp, string> => ({
  label,
  show: (icp) => (typeof icp.scores[key] === 'number' ? String(icp.scores[key]) : ''),
  parse: asScore(label),
});

const { shape } = icpPatch;
const orNull = (typed: string): string | null => (typed.trim() === '' ? null : typed);

export const icpFields: Specs<Icp, IcpTyped> = {
  name: line('Name', (i) => i.name, as(shape.name)),
  tagline: line(
    'In a sentence',
    (i) => i.tagline ?? '',
    (typed) => as(shape.tagline)(orNull(typed)),
  ),
  code: line(
    'Code',
    (i) => i.code ?? '',
    (typed) => as(shape.code)(orNull(typed)),
  ),
  summary: line(
    'Summary for agents',
    (i) => i.summary ?? '',
    (typed) => as(shape.summary)(orNull(typed)),
  ),
  is_secondary: { label: 'Secondary', show: (i) => i.is_secondary, parse: (typed) => ({ ok: true, value: typed }) },
  'demographics.role': line('Role', (i) => i.demographics.role, as(demographics.shape.role)),
  'demographics.company_size': line(
    'Company size',
    (i) => i.demographics.company_size,
    as(demographics.shape.company_size),
  ),
  'demographics.age_range': line('Age', (i) => i.demographics.age_range, as(demographics.shape.age_range)),
  'demographics.income_range': line(
    'Income or budget',
    (i) => i.demographics.income_range,
    as(demographics.shape.income_range),
  ),
  'demographics.industry': list('Industries', (i) => i.demographics.industry, demographics.shape.industry),
  'demographics.location': list('Places', (i) => i.demographics.location, demographics.shape.location),
  'psychographics.identity': line(
    'Who they say they are',
    (i) => i.psychographics.identity,
    as(psychographics.shape.identity),
  ),
  'psychographics.becoming': line(
    'Who they want to become',
    (i) => i.psychographics.becoming,
    as(psychographics.shape.becoming),
  ),
  'psychographics.beliefs': list('Beliefs', (i) => i.psychographics.beliefs, psychographics.shape.beliefs),
  'psychographics.fears': list('Fears', (i) => i.psychographics.fears, psychographics.shape.fears),
  'psychographics.values': list('Values', (i) => i.psychographics.values, psychographics.shape.values),
  'behaviors.language_patterns': list(
    'Their own phrases',
    (i) => i.behaviors.language_patterns,
    behaviors.shape.language_patterns,
  ),
  'behaviors.buying_triggers': list(
    'What makes them buy',
    (i) => i.behaviors.buying_triggers,
    behaviors.shape.buying_triggers,
  ),
  'behaviors.objections': list('Objections', (i) => i.behaviors.objections, behaviors.shape.objections),
  'behaviors.hangouts': list('Where they meet', (i) => i.behaviors.hangouts, behaviors.shape.hangouts),
  'behaviors.consumption': list(
    'What they read and watch',
    (i) => i.behaviors.consumption,
    behaviors.shape.consumption,
  ),
  'behaviors.follows': list('Whom they follow', (i) => i.behaviors.follows, behaviors.shape.follows),
  'market_sophistication.stage': {
    label: 'Awareness',
    show: (i) => STAGE_VALUES[i.market_sophistication.stage ?? 0] ?? '0',
    parse: (typed) => ({ ok: true, value: typed === '0' ? null : Number(typed) }),
  },
  'market_sophistication.reasoning': line(
    'Why this stage',
    (i) => i.market_sophistication.reasoning,
    as(marketSophistication.shape.reasoning),
  ),
  'scores.pain_intensity': scoreOf('Pain', 'pain_intensity'),
  'scores.willingness_to_pay': scoreOf('Willingness to pay', 'willingness_to_pay'),
  'scores.accessibility': scoreOf('Reachable', 'accessibility'),
  'scores.product_fit': scoreOf('Product fit', 'product_fit'),
};

/** Saved values as a patch: only the keys that changed. */
export function toPatch(values: Readonly<Record<string, unknown>>): IcpPatch {
  const patch: Record<string, unknown> = {};
  for (const [field, value] of Object.entries(values)) {
    const [column = field, key] = field.split('.');
    patch[column] =
      key === undefined ? value : { ...(patch[column] as Record<string, unknown> | undefined), [key]: value };
  }
  return icpPatch.parse(patch);
}

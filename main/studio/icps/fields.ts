/** The fields of a profile once: their labels, their kind, and why each matters. Everything that walks a profile reads this. */
import { STAGES } from './contract.ts';
import type { Icp } from './contract.ts';

export type Group = 'demographics' | 'psychographics' | 'behaviors' | 'market_sophistication' | 'scores';

export interface IcpField {
  readonly group: Group;
  readonly key: string;
  readonly label: string;
  readonly kind: 'line' | 'list' | 'stage' | 'score';
  /** Why it matters, as the missing one is told. */
  readonly why: string;
}

const field = (group: Group, key: string, label: string, kind: IcpField['kind'], why: string): IcpField => ({
  group,
  key,
  label,
  kind,
  why,
});

export const GROUP_TITLES: Readonly<Record<Group, string>> = {
  demographics: 'Who they are',
  psychographics: 'What moves them',
  behaviors: 'What they do',
  market_sophistication: 'How much they know',
  scores: 'How good a customer',
};

export const ICP_FIELDS: readonly IcpField[] = [
  field('demographics', 'role', 'Role', 'line', 'The role decides who reads a message and what they may sign.'),
  field('demographics', 'company_size', 'Company size', 'line', 'Size decides how buying works.'),
  field('demographics', 'industry', 'Industries', 'list', 'An industry brings its own words and rules.'),
  field('demographics', 'location', 'Places', 'list', 'Places decide language, law and hours.'),
  field('demographics', 'age_range', 'Age', 'line', 'Only where it changes what you would say.'),
  field('demographics', 'income_range', 'Income or budget', 'line', 'It bounds what they can pay.'),
  field(
    'psychographics',
    'identity',
    'Who they say they are',
    'line',
    'People buy what fits their own picture of themselves.',
  ),
  field(
    'psychographics',
    'becoming',
    'Who they want to become',
    'line',
    'The promise of a product is a change in its customer.',
  ),
  field('psychographics', 'beliefs', 'Beliefs', 'list', 'A message that argues with a belief is not heard.'),
  field('psychographics', 'fears', 'Fears', 'list', 'A fear that nobody answers stops a purchase.'),
  field('psychographics', 'values', 'Values', 'list', 'Values decide between equals.'),
  field('behaviors', 'language_patterns', 'Their own phrases', 'list', 'Their words work better than yours.'),
  field('behaviors', 'buying_triggers', 'What makes them buy', 'list', 'A trigger tells when to speak.'),
  field('behaviors', 'objections', 'Objections', 'list', 'Each one needs an answer before it is raised.'),
  field('behaviors', 'hangouts', 'Where they meet', 'list', 'It decides the channel.'),
  field('behaviors', 'consumption', 'What they read and watch', 'list', 'It decides the form.'),
  field('behaviors', 'follows', 'Whom they follow', 'list', 'It tells whose word counts.'),
  field('market_sophistication', 'stage', 'Awareness', 'stage', 'It decides how much has to be explained first.'),
  field(
    'market_sophistication',
    'reasoning',
    'Why this stage',
    'line',
    'A stage without a reason cannot be checked later.',
  ),
  field('scores', 'pain_intensity', 'Pain', 'score', 'Without pain nobody changes anything.'),
  field('scores', 'willingness_to_pay', 'Willingness to pay', 'score', 'Pain that nobody pays for is no market.'),
  field('scores', 'accessibility', 'Reachable', 'score', 'Who cannot be reached cannot be sold to.'),
  field('scores', 'product_fit', 'Product fit', 'score', 'It says how well what you have solves what they have.'),
];

type Profile = Pick<Icp, Group>;

/** The value of a field as lines; empty where nothing is said. */
export function linesOf(profile: Profile, { group, key, kind }: IcpField): string[] {
  const value = (profile[group] as Record<string, unknown>)[key];
  if (kind === 'list') return Array.isArray(value) ? value.map(String) : [];
  if (value === null || value === undefined || value === '') return [];
  return [String(value)];
}

/** The same as having lines, without making them: lists ask it of every field of every profile. */
function says(profile: Profile, { group, key, kind }: IcpField): boolean {
  const value = (profile[group] as Record<string, unknown>)[key];
  return kind === 'list'
    ? Array.isArray(value) && value.length > 0
    : value !== null && value !== undefined && value !== '';
}

/** Age and income are left out: for most businesses they say nothing, and an empty field must not look like a lack. */
const OPTIONAL: ReadonlySet<string> = new Set(['age_range', 'income_range', 'follows', 'consumption', 'reasoning']);
export const EXPECTED_FIELDS = ICP_FIELDS.filter(({ key }) => !OPTIONAL.has(key));

export function missingIn(profile: Profile): { field: string; label: string; why: string }[] {
  return EXPECTED_FIELDS.filter((each) => !says(profile, each)).map(({ group, key, label, why }) => ({
    field: `${group}.${key}`,
    label,
    why,
  }));
}

export function completenessOf(profile: Profile): number {
  const said = EXPECTED_FIELDS.reduce((count, each) => count + (says(profile, each) ? 1 : 0), 0);
  return Math.round((said / EXPECTED_FIELDS.length) * 100) / 100;
}

/** A profile as sections of labelled lines, without scores: what may be told to others. */
export function groupsOf(profile: Profile): { title: string; fields: { label: string; lines: string[] }[] }[] {
  return (Object.keys(GROUP_TITLES) as Group[])
    .filter((group) => group !== 'scores')
    .map((group) => ({
      title: GROUP_TITLES[group],
      fields: ICP_FIELDS.filter((each) => each.group === group)
        .map((each) => ({
          label: each.label,
          lines:
            each.kind === 'stage'
              ? linesOf(profile, each).map((line) => STAGES[Number(line) - 1] ?? line)
              : linesOf(profile, each),
        }))
        .filter(({ lines }) => lines.length > 0),
    }))
    .filter(({ fields }) => fields.length > 0);
}

/** What a person puts before an item of a list. */
export const BULLET = /^[-*•]\s+/;

/** What the values of a foundation are called, in words. Pure. */
import {
  CAPABILITY_RATINGS,
  COMPANY_STAGES,
  COMPETITOR_TYPES,
  CONFIDENCES,
  FACT_CATEGORIES,
  INSIGHT_TYPES,
  MESSAGE_TYPES,
  RULE_CATEGORIES,
  RULE_SEVERITIES,
  RULE_TYPES,
  SOUNDBITE_CATEGORIES,
  STATEMENT_TYPES,
  THREAT_LEVELS,
} from '../../../main/studio/foundations/contract.ts';

const named = <const V extends readonly string[]>(values: V, words: Record<V[number], string>) =>
  values.map((value) => ({ value: value as V[number], label: words[value as V[number]] }));

export const FACT_CATEGORY_OPTIONS = named(FACT_CATEGORIES, {
  company: 'Company',
  product: 'Product',
  market: 'Market',
  customer: 'Customers',
  competition: 'Competition',
  financials: 'Money',
  team: 'Team',
});
export const CONFIDENCE_OPTIONS = named(CONFIDENCES, { high: 'High', medium: 'Medium', low: 'Low' });
export const STAGE_OPTIONS = named(COMPANY_STAGES, {
  idea: 'Idea',
  mvp: 'First product',
  growth: 'Growing',
  scale: 'Scaling',
  enterprise: 'Established',
});
export const INSIGHT_OPTIONS = named(INSIGHT_TYPES, { pain: 'Pain', desire: 'Desire', objection: 'Objection' });
export const COMPETITOR_OPTIONS = named(COMPETITOR_TYPES, {
  direct: 'Direct',
  indirect: 'Indirect',
  'status-quo': 'Doing nothing new',
});
export const THREAT_OPTIONS = named(THREAT_LEVELS, { high: 'High', medium: 'Medium', low: 'Low' });
export const STATEMENT_OPTIONS = named(STATEMENT_TYPES, {
  elevator: 'In one breath',
  tagline: 'Tagline',
  'value-prop': 'Promise',
});
export const RATING_OPTIONS = named(CAPABILITY_RATINGS, {
  'only-you': 'Only you',
  unique: 'Unique',
  'better-than': 'Better than others',
  'table-stakes': 'Everybody has it',
});
export const RULE_TYPE_OPTIONS = named(RULE_TYPES, { do: 'Do', dont: 'Do not' });
export const RULE_CATEGORY_OPTIONS = named(RULE_CATEGORIES, {
  tone: 'Tone',
  claims: 'Claims',
  competitors: 'Competitors',
  language: 'Language',
  legal: 'Legal',
});
export const SEVERITY_OPTIONS = named(RULE_SEVERITIES, {
  error: 'Must',
  warning: 'Should',
  suggestion: 'Could',
});
export const SOUNDBITE_OPTIONS = named(SOUNDBITE_CATEGORIES, {
  Problem: 'Problem',
  Solution: 'Solution',
  Proof: 'Proof',
  Objection: 'Objection',
  Outcome: 'Outcome',
  CTA: 'Call to action',
});
export const MESSAGE_OPTIONS = named(MESSAGE_TYPES, { headline: 'Headline', subhead: 'Subhead', body: 'Body' });
export const LEVEL_OPTIONS = [
  { value: '1', label: '1, said first' },
  { value: '2', label: '2, supports it' },
  { value: '3', label: '3, for those who ask' },
] as const;

export function labelOf(options: readonly { value: string; label: string }[], value: string): string {
  return options.find((option) => option.value === value)?.label ?? value;
}

/** `TRU-007-k3f9` as it is spoken of; the tail is for machines. */
export const factNumber = (id: string): string => /^TRU-\d+/.exec(id)?.[0] ?? '';

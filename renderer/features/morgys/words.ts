/** What the values of a Morgy are called, and what its personality means, in words. Pure. */
import type { Morgy, MorgySummary } from '../../../main/studio/morgys/contract.ts';
import { MORGY_CATEGORIES, LICENSE_TYPES } from '../../../schema/index.ts';

export type Category = (typeof MORGY_CATEGORIES)[number];
export type License = (typeof LICENSE_TYPES)[number];
export type Personality = Pick<
  Morgy['personality'],
  'tone' | 'verbosity' | 'emojiUsage' | 'energy' | 'formality' | 'humor'
>;

const capital = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1);

export const categoryLabel = (category: Category): string => capital(category);
export const CATEGORY_OPTIONS = MORGY_CATEGORIES.map((value) => ({ value, label: categoryLabel(value) }));

export const LICENSE_LABEL: Record<License, string> = { free: 'Free', paid: 'One price', subscription: 'Subscription' };
export const LICENSE_OPTIONS = LICENSE_TYPES.map((value) => ({ value, label: LICENSE_LABEL[value] }));

const money = new Intl.NumberFormat('en-US', { style: 'currency', currency: 'USD' });

export function priceLabel({ license_type, price }: Pick<MorgySummary, 'license_type' | 'price'>): string {
  if (license_type === 'free' || price === 0) return 'Free';
  return license_type === 'subscription' ? `${money.format(price / 100)} a month` : money.format(price / 100);
}

/** 1 to 10, in words. */
const SCALES = {
  energy: ['still', 'very calm', 'calm', 'unhurried', 'even', 'awake', 'lively', 'spirited', 'eager', 'bubbling'],
  formality: [
    'very casual',
    'casual',
    'relaxed',
    'easy-going',
    'neutral',
    'polite',
    'correct',
    'formal',
    'very formal',
    'ceremonial',
  ],
  humor: ['none', 'dry', 'rare', 'a hint', 'now and then', 'light', 'playful', 'witty', 'joking', 'always joking'],
} as const;

export function scaleWord(scale: keyof typeof SCALES, value: number): string {
  return SCALES[scale][Math.min(10, Math.max(1, Math.round(value))) - 1] ?? '';
}

export const TONE_WORDS: Record<Personality['tone'], { label: string; reads: string }> = {
  professional: { label: 'Professional', reads: 'keeps to the matter and speaks like a good colleague' },
  casual: { label: 'Casual', reads: 'talks the way people talk over coffee' },
  friendly: { label: 'Friendly', reads: 'is warm and meets people where they are' },
  formal: { label: 'Formal', reads: 'chooses words with care and keeps a respectful distance' },
  humorous: { label: 'Humorous', reads: 'looks for the light side of things' },
  enthusiastic: { label: 'Enthusiastic', reads: 'is openly glad about the subject and carries others along' },
  academic: { label: 'Academic', reads: 'argues step by step, defines terms and names sources' },
};
export const VERBOSITY_WORDS: Record<Personality['verbosity'], { label: string; reads: string }> = {
  concise: { label: 'Concise', reads: 'Answers come in a few sentences, with nothing around them' },
  balanced: { label: 'Balanced', reads: 'Answers are as long as the question deserves' },
  detailed: { label: 'Detailed', reads: 'Answers are thorough, with reasons and examples' },
};
export const EMOJI_WORDS: Record<Personality['emojiUsage'], { label: string; reads: string }> = {
  none: { label: 'None', reads: 'without emoji' },
  minimal: { label: 'A few', reads: 'with an emoji once in a while' },
  moderate: { label: 'Some', reads: 'with an emoji in most answers' },
  frequent: { label: 'Many', reads: 'with emoji all through' },
};

function energyClause(value: number): string {
  if (value <= 3) return 'The pace is calm';
  return value >= 8 ? 'The pace is quick and full of energy' : 'The pace is even';
}

function manners(formality: number): string {
  if (formality <= 3) return 'the manners are loose: first names, contractions, short sentences';
  return formality >= 8
    ? 'the manners are formal: full sentences, no slang'
    : 'the manners are polite without stiffness';
}

function wit(humor: number): string {
  if (humor === 1) return 'jokes are left out altogether';
  if (humor <= 3) return 'a dry remark is the most one gets';
  if (humor >= 9) return 'there is a joke in nearly everything';
  return humor >= 6 ? 'wit comes often' : 'there is a light touch now and then';
}

/** The whole personality as a paragraph a person can agree or disagree with. */
export function personalityReading(name: string, personality: Personality): string {
  const who = name.trim() === '' ? 'This Morgy' : name.trim();
  const { tone, verbosity, emojiUsage, energy, formality, humor } = personality;
  return [
    `${who} ${TONE_WORDS[tone].reads}.`,
    `${VERBOSITY_WORDS[verbosity].reads}, ${EMOJI_WORDS[emojiUsage].reads}.`,
    `${energyClause(energy)}, ${manners(formality)}, and ${wit(humor)}.`,
  ].join(' ');
}

/** Settings that pull in two directions; empty when they agree. */
export function personalityTensions({ tone, emojiUsage, formality, humor, energy }: Personality): string[] {
  const found: string[] = [];
  if ((tone === 'formal' || tone === 'academic') && formality <= 3)
    found.push(`A ${tone} tone with casual manners: answers may swing between the two.`);
  if (tone === 'casual' && formality >= 8)
    found.push('A casual tone with formal manners: answers may swing between the two.');
  if ((tone === 'formal' || tone === 'academic') && emojiUsage === 'frequent')
    found.push(`Many emoji sit badly with a ${tone} tone.`);
  if (tone === 'humorous' && humor <= 2)
    found.push('A humorous tone with the humour turned off: one of the two will win.');
  if (tone === 'enthusiastic' && energy <= 3) found.push('An enthusiastic tone at a calm pace: it may sound flat.');
  return found;
}

export function temperatureWords(value: number): string {
  if (value <= 0.2) return 'Nearly the same answer every time. Good for facts and extraction.';
  if (value <= 0.6) return 'Steady, with little variation. Good for support and analysis.';
  if (value <= 1) return 'Natural variation. Good for conversation and most writing.';
  if (value <= 1.4) return 'Inventive, sometimes surprising. Good for ideas and stories.';
  return 'Wild: answers may lose the thread.';
}

/** "1 document", "12 documents". */
export const countLabel = (count: number, one: string, many = `${one}s`): string =>
  `${count.toLocaleString('en')} ${count === 1 ? one : many}`;

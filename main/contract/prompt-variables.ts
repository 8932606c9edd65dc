/** Variables that a system prompt may use; the editor completes them, previews and exports fill them in. */

/** What a Morgy's foundation and profiles come to; all empty where it was given none. */
export interface PromptGround {
  readonly company: string;
  readonly foundation: string;
  readonly icp: string;
  readonly icps: string;
  readonly guardrails: string;
  readonly voice: string;
}

export interface PromptSubject {
  readonly name: string;
  readonly description: string | null;
  readonly category: string;
  readonly tags: readonly string[];
  readonly personality: { readonly tone: string; readonly verbosity: string; readonly responseStyle: string };
  readonly ground?: PromptGround | undefined;
}

export const PROMPT_VARIABLES: readonly {
  readonly name: string;
  readonly description: string;
  readonly value: (morgy: PromptSubject) => string;
}[] = [
  { name: 'name', description: 'The name of this Morgy', value: (morgy) => morgy.name },
  { name: 'description', description: 'Its description', value: (morgy) => morgy.description ?? '' },
  { name: 'category', description: 'Its category', value: (morgy) => morgy.category },
  { name: 'tags', description: 'Its tags, separated by commas', value: (morgy) => morgy.tags.join(', ') },
  { name: 'tone', description: 'The tone of its personality', value: (morgy) => morgy.personality.tone },
  { name: 'verbosity', description: 'How much it says', value: (morgy) => morgy.personality.verbosity },
  { name: 'style', description: 'Its response style', value: (morgy) => morgy.personality.responseStyle },
  { name: 'company', description: 'The company of its foundation', value: (morgy) => morgy.ground?.company ?? '' },
  {
    name: 'foundation',
    description: 'The summary of its foundation',
    value: (morgy) => morgy.ground?.foundation ?? '',
  },
  { name: 'icp', description: 'The first of its customer profiles', value: (morgy) => morgy.ground?.icp ?? '' },
  { name: 'icps', description: 'All of its customer profiles', value: (morgy) => morgy.ground?.icps ?? '' },
  { name: 'guardrails', description: 'The messaging rules', value: (morgy) => morgy.ground?.guardrails ?? '' },
  { name: 'voice', description: 'The brand voice', value: (morgy) => morgy.ground?.voice ?? '' },
];

/** Variables that only a foundation fills. */
export const GROUND_VARIABLES: readonly string[] = ['company', 'foundation', 'icp', 'icps', 'guardrails', 'voice'];

const VARIABLE = /\{\{\s*([a-z][a-z0-9_]*)\s*\}\}/gi;

/** Names used in the text that are no variables; they stay as they are and the editor marks them. */
export function unknownVariables(text: string): string[] {
  const known = new Set(PROMPT_VARIABLES.map((variable) => variable.name));
  return [...new Set([...text.matchAll(VARIABLE)].map((match) => (match[1] ?? '').toLowerCase()))].filter(
    (name) => !known.has(name),
  );
}

/** Those of the foundation's variables that the text uses. */
export function groundVariablesIn(text: string): string[] {
  const used = new Set([...text.matchAll(VARIABLE)].map((match) => (match[1] ?? '').toLowerCase()));
  return GROUND_VARIABLES.filter((name) => used.has(name));
}

export function fillPrompt(text: string, morgy: PromptSubject): string {
  return text.replaceAll(VARIABLE, (whole, name: string) => {
    const variable = PROMPT_VARIABLES.find((candidate) => candidate.name === name.toLowerCase());
    return variable ? variable.value(morgy) : whole;
  });
}

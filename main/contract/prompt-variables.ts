/** Variables that a system prompt may use; the editor completes them, previews and exports fill them in. */

export interface PromptSubject {
  readonly name: string;
  readonly description: string | null;
  readonly category: string;
  readonly tags: readonly string[];
  readonly personality: { readonly tone: string; readonly verbosity: string; readonly responseStyle: string };
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
];

const VARIABLE = /\{\{\s*([a-z][a-z0-9_]*)\s*\}\}/gi;

/** Names used in the text that are no variables; they stay as they are and the editor marks them. */
export function unknownVariables(text: string): string[] {
  const known = new Set(PROMPT_VARIABLES.map((variable) => variable.name));
  return [...new Set([...text.matchAll(VARIABLE)].map((match) => (match[1] ?? '').toLowerCase()))].filter(
    (name) => !known.has(name),
  );
}

export function fillPrompt(text: string, morgy: PromptSubject): string {
  return text.replaceAll(VARIABLE, (whole, name: string) => {
    const variable = PROMPT_VARIABLES.find((candidate) => candidate.name === name.toLowerCase());
    return variable ? variable.value(morgy) : whole;
  });
}

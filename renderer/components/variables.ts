/** The `{{variables}}` of a prompt or a template: found, filled in, and completed. Pure. */

export const VARIABLE = /\{\{\s*([a-z][a-z0-9_]{0,63})\s*\}\}/gi;

/** Names in the order of their first use. */
export function variablesIn(text: string): string[] {
  return [...new Set(Array.from(text.matchAll(VARIABLE), (match) => match[1] ?? ''))];
}

export type FilledPart =
  | { kind: 'text'; text: string }
  | { kind: 'value'; name: string; text: string }
  | { kind: 'gap'; name: string };

/** The text with values in place; a variable without a value stays as a gap. */
export function fillParts(text: string, values: Readonly<Record<string, string>>): FilledPart[] {
  const parts: FilledPart[] = [];
  let from = 0;
  for (const match of text.matchAll(VARIABLE)) {
    if (match.index > from) parts.push({ kind: 'text', text: text.slice(from, match.index) });
    const name = match[1] ?? '';
    const value = values[name];
    parts.push(value === undefined || value === '' ? { kind: 'gap', name } : { kind: 'value', name, text: value });
    from = match.index + match[0].length;
  }
  if (from < text.length) parts.push({ kind: 'text', text: text.slice(from) });
  return parts;
}

/** What is being typed after `{{`, or null when the place is not inside a variable. */
export function variableBeingTyped(before: string): { from: number; typed: string } | null {
  const match = /\{\{\s*([a-z0-9_]*)$/i.exec(before);
  if (!match) return null;
  const typed = match[1] ?? '';
  return { from: before.length - typed.length, typed };
}

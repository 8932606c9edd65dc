/** Fills a template's {{arguments}} and proposes values for them. */
import { BundleError } from './files.ts';
import type { TemplateArgument, TemplateEntry } from './format.ts';

const PLACEHOLDER = /\{\{\s*([^{}]{1,100}?)\s*\}\}/g;

/** An optional argument that isn't given becomes empty; one that the template doesn't have is refused. */
export function fillTemplate(template: TemplateEntry, values: ReadonlyMap<string, string>): string {
  const known = new Set(template.arguments.map((argument) => argument.name));
  for (const name of values.keys()) {
    if (!known.has(name)) {
      const list = known.size === 0 ? 'It takes none.' : `It takes: ${[...known].join(', ')}.`;
      throw new BundleError('invalid', `"${template.title}" has no argument "${name.slice(0, 100)}". ${list}`);
    }
  }
  const missing = template.arguments.filter(
    (argument) => argument.required && (values.get(argument.name) ?? '').trim() === '',
  );
  if (missing.length > 0) {
    throw new BundleError(
      'invalid',
      `"${template.title}" needs ${missing.map((argument) => `"${argument.name}"`).join(', ')} to be filled in.`,
    );
  }
  // One pass over the template: braces inside a value are never expanded again.
  return template.text.replace(PLACEHOLDER, (whole, name: string) =>
    known.has(name) ? (values.get(name) ?? '') : whole,
  );
}

/** Values for what has been typed so far: those that begin with it, then those that contain it. */
export function completeValue(argument: TemplateArgument, typed: string, more: readonly string[] = []): string[] {
  return matching([...argument.values, ...more], typed);
}

export function matching(candidates: readonly string[], typed: string): string[] {
  const wanted = typed.trim().toLowerCase();
  const begins: string[] = [];
  const contains: string[] = [];
  for (const candidate of candidates) {
    const at = candidate.toLowerCase().indexOf(wanted);
    if (at === 0) begins.push(candidate);
    else if (at > 0) contains.push(candidate);
  }
  return [...new Set([...begins, ...contains])].slice(0, 100);
}

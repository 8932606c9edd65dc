// The shape of a rule, and of what secrets look like: how random, how mixed, and what only stands for one.
import type { FindingSeverity } from './types.ts';

export interface SecretRule {
  readonly id: string;
  readonly label: string;
  readonly severity: FindingSeverity;
  /** Global. The whole match is removed, or only its group "value" where it has one. */
  readonly pattern: RegExp;
  /** One of these stands in every text that can match; a quick look that spares the pattern. Lower case is compared. */
  readonly hints: readonly string[];
  /** Stands in every match, and seldom elsewhere: then only what is around it is looked at. */
  readonly near?: { readonly sign: string; readonly before: number; readonly after: number };
  /** Characters of the match that may be shown: the public prefix of a key format. */
  readonly shown: number;
  readonly accept?: (value: string, whole: string) => boolean;
  readonly severityOf?: (value: string) => FindingSeverity;
  /** Stands in its place; by default "[removed: label]". */
  readonly replacement?: string;
}

/** Between the name of a secret and its value: quotation marks and emphasis that end, a sign, and those that begin. */
export const ASSIGNED = String.raw`["'\x60”’»)\]*_]{0,4}\s{0,3}(?::=|=>|[:=：])(?:[*_\x60]{1,3}\s)?\s{0,3}["'\x60*_“„«]{0,4}`;

/** A format that leaves no doubt: its matches stop an export. */
export const token = (id: string, label: string, pattern: RegExp, hints: readonly string[], shown = 4): SecretRule => ({
  id,
  label,
  severity: 'block',
  pattern,
  hints,
  shown,
});

/** Bits a character, by the frequencies in the text itself. English words stay below 3.3, random keys above 3.5. */
function entropy(text: string): number {
  const counts = new Map<string, number>();
  for (const character of text) counts.set(character, (counts.get(character) ?? 0) + 1);
  let bits = 0;
  for (const count of counts.values()) bits -= (count / text.length) * Math.log2(count / text.length);
  return bits;
}

const PLACEHOLDER =
  /^(?:[x*•.\-_#?]+|[\w-]*(?:example|placeholder|changeme|change_me|redacted|removed|insert|dummy|sample|your|mysecret|todo|foobar)[\w-]*|null|none|true|false|undefined|string|required|optional|env|secret|password|passwd|pass|pwd|token)$/i;
/** The name of a variable, which only capitals are: small letters with an underscore are a password as often. */
const VARIABLE = /^[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+$|^[a-z]+(?:_(?:[a-z]+|\d{1,2}))+$/;

export const isPlaceholder = (value: string): boolean =>
  PLACEHOLDER.test(value) ||
  VARIABLE.test(value) ||
  /^[<$%{[(]/.test(value) ||
  /\$\{|\{\{|\(\)|process\.env/.test(value);

/** A value that looks made by a machine: long, mixed and irregular. */
export function looksRandom(value: string): boolean {
  return (
    value.length >= 16 && /\d/.test(value) && /[A-Za-z]/.test(value) && entropy(value) >= 3.3 && !isPlaceholder(value)
  );
}

/** How many kinds of characters there are: small, capital, digit, other. */
export function classes(text: string): number {
  return [/[a-z]/, /[A-Z]/, /\d/, /[^A-Za-z0-9]/].filter((pattern) => pattern.test(text)).length;
}

/** Random letters and digits change their kind every few characters; names of files, classes and formats seldom do. */
export function tangled(value: string): boolean {
  const changes =
    value.replace(/[A-Z]?[a-z]{3,}/g, ' ').match(/(?<=[a-z])(?=[A-Z0-9])|(?<=[A-Z])(?=[a-z0-9])|(?<=\d)(?=[A-Za-z])/g)
      ?.length ?? 0;
  return looksRandom(value) && changes * 6 >= value.length;
}

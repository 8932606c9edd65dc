/**
 * What a person typed, as a full-text query. Everything is quoted before it reaches FTS5, so no input is a syntax error.
 *
 *   plain words      any of them may match, more of them rank higher
 *   "exact phrase"   must be there, word by word
 *   begin*           the beginning of a word; so is the last word while it is being typed
 */
import { termOf, wordsOf, hasWord } from './words.ts';

export interface Part {
  /** As typed, without its quotes or star. */
  readonly text: string;
  /** Its last word is only the beginning of one. */
  readonly prefix: boolean;
  readonly required: boolean;
  /** The terms of the index, in their order. */
  readonly terms: readonly string[];
}

export interface ParsedQuery {
  readonly parts: readonly Part[];
}

/** More words than this make a search slow and hardly better; the longest ones say most. */
export const MAX_PARTS = 32;
/** A beginning of one letter matches nearly everything. */
const MIN_PREFIX = 2;
/** Letters of one word that are looked at. */
const MAX_PART = 200;

function part(text: string, prefix: boolean, required: boolean): Part[] {
  const cut = text.slice(0, MAX_PART);
  if (!hasWord(cut)) return [];
  const terms = [...wordsOf(cut)].map((word) => word.term);
  const last = terms.at(-1) ?? '';
  return [{ text: cut, prefix: prefix && last.length >= MIN_PREFIX, required, terms }];
}

export function parseQuery(query: string): ParsedQuery {
  const parts: Part[] = [];
  const clean = query.replaceAll('\0', ' ').replaceAll(/[“”„«»]/g, '"');
  const pieces = clean.split('"');
  for (const [index, piece] of pieces.entries()) {
    const quoted = index % 2 === 1;
    // A quote that was opened and not closed yet is a phrase in the making.
    const open = index === pieces.length - 1;
    if (quoted) {
      parts.push(...part(piece, open, !open));
      continue;
    }
    const words = piece.split(/\s+/).filter(Boolean);
    for (const [at, word] of words.entries()) {
      const starred = word.endsWith('*');
      const typing = open && at === words.length - 1 && !/\s$/.test(piece);
      parts.push(...part(word, starred || typing, false));
    }
  }
  if (parts.length <= MAX_PARTS) return { parts };
  const longest = new Set(
    parts
      .toSorted((a, b) => Number(b.required) - Number(a.required) || b.text.length - a.text.length)
      .slice(0, MAX_PARTS),
  );
  return { parts: parts.filter((one) => longest.has(one)) };
}

const quoted = ({ text, prefix }: Part): string => `"${text.replaceAll('"', '""')}"${prefix ? ' *' : ''}`;

/** The words of the scope column (migrations/sqlite: chunks_indexed). */
export const scopeWord = (kind: 'm' | 'd', id: string): string =>
  `"${kind}${id.replaceAll('-', '').replaceAll('"', '').toLowerCase()}0"`;

/**
 * The MATCH expression. Phrases are joined by AND; words beside them are wished for, not required: they raise the rank.
 * @param scopes groups of scope words: one of each group must be there
 */
export function matchExpression(parsed: ParsedQuery, scopes: readonly (readonly string[])[]): string {
  const phrases = parsed.parts.filter((one) => one.required).map(quoted);
  const words = parsed.parts.filter((one) => !one.required).map(quoted);
  const all = phrases.join(' AND ');
  const any = words.join(' OR ');
  let wanted = all || any;
  if (all && any) wanted = `(${all}) OR ((${all}) AND (${any}))`;
  const scoped = scopes.map((group) => `(scope : (${group.join(' OR ')}))`);
  return [...scoped, `({title heading_path text} : (${wanted}))`].join(' AND ');
}

/** The same query with some words spelled otherwise. */
export const respell = (parsed: ParsedQuery, spelling: ReadonlyMap<Part, string>): ParsedQuery => ({
  parts: parsed.parts.map((one) => {
    const text = spelling.get(one);
    return text === undefined ? one : { ...one, text, prefix: false, terms: [termOf(text)] };
  }),
});

export const spelledOut = (parsed: ParsedQuery): string =>
  parsed.parts.map(({ text, required }) => (required || /\s/.test(text) ? `"${text}"` : text)).join(' ');

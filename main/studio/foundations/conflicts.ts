/**
 * Facts that contradict each other: what has one answer and is given two, and the same words around another number (“€29
 * per month” and “€39 per month”). Two that a person declared both right, and two things that one source says in different
 * sentences, do not. Pure.
 */
import { wordsAround } from './sense.ts';
import type { Sense } from './sense.ts';
import type { ItemOf } from './types.ts';

/** Fields that have one answer: two different ones are a contradiction. */
const SINGLE: ReadonlySet<string> = new Set([
  'company name',
  'founded',
  'location',
  'mission',
  'vision',
  'licence',
  'founders',
  'team size',
  'market size',
]);
/** Fields of which a business has as many as it likes. */
const SEVERAL: ReadonlySet<string> = new Set([
  'award',
  'belief',
  'certification',
  'contact',
  'customers',
  'made for',
  'works with',
  'alternative',
  'what it does',
]);

/** A fact as somebody took it, or one that was found and waits to be decided. */
export interface Saying {
  readonly field_name: string;
  readonly value: string;
  readonly source: string;
  /** The sentence it was found in; empty where a person wrote it. */
  readonly quote: string;
  /** Null: it is only found, nobody took it yet. */
  readonly fact_id: string | null;
  readonly candidate_id: string | null;
  readonly verified: boolean;
  /** Values that a person declared right beside this one. */
  readonly also_true: readonly string[];
}

export interface Contradiction {
  /** Follows from what contradicts what: once that changes, it is another one. */
  readonly key: string;
  readonly field_name: string;
  readonly says: readonly Saying[];
}

const wordsKey = (text: string): string =>
  text
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
export const sayingId = (saying: Pick<Saying, 'fact_id' | 'candidate_id'>): string =>
  saying.fact_id ?? saying.candidate_id ?? '';

const subset = (a: ReadonlySet<string>, b: ReadonlySet<string>): boolean => [...a].every((one) => b.has(one));
const equal = (a: ReadonlySet<string>, b: ReadonlySet<string>): boolean => a.size === b.size && subset(a, b);
const within = (a: ReadonlySet<string>, b: ReadonlySet<string>): boolean => subset(a, b) || subset(b, a);

interface Read extends Saying {
  readonly sense: Sense;
  /** Years that the sentence names, and the sentence without its numbers. */
  readonly years: ReadonlySet<string>;
  readonly frame: string;
}

const read = (saying: Saying): Read => ({
  ...saying,
  sense: wordsAround(saying.value),
  years: new Set(saying.quote.match(/(?<!\d)(?:19|20)\d\d(?!\d)/g)),
  frame: wordsKey(saying.quote.replaceAll(/\d+(?:[.,]\d+)*/g, '#')),
});

/** One place or company under two spellings, one number of people called people or employees. */
function oneAnswer(field: string, a: Read, b: Read): boolean {
  if (field === 'location') {
    const [here, there] = [a, b].map(({ value }) => wordsKey(value.split(',')[0] ?? ''));
    if (here === there) return true;
  }
  const [left, right] = [a, b].map(({ sense }) => new Set([...sense.words, ...sense.numbers]));
  return left !== undefined && right !== undefined && within(left, right);
}

function contradict(field: string, a: Read, b: Read): boolean {
  if (wordsKey(a.value) === wordsKey(b.value)) return false;
  const declared = (one: Read, other: Read): boolean =>
    one.also_true.some((value) => wordsKey(value) === wordsKey(other.value));
  if (declared(a, b) && declared(b, a)) return false;
  if (SINGLE.has(field)) return !oneAnswer(field, a, b);
  const [m, n] = [a.sense, b.sense];
  if (m.numbers.size === 0 || n.numbers.size === 0 || equal(m.numbers, n.numbers)) return false;
  // A price without its period may be the same price.
  if (!(field.startsWith('price') ? within(m.words, n.words) : equal(m.words, n.words))) return false;
  // A list of plans, and last year's figure beside this year's, say different things.
  if (a.quote !== '' && b.quote !== '') {
    if (a.source === b.source && a.frame !== b.frame) return false;
    if (a.quote === b.quote) return false;
    if (a.years.size > 0 && b.years.size > 0 && ![...a.years].some((year) => b.years.has(year))) return false;
  }
  return true;
}

/** Two that only wait are a contradiction as well: they are told before either is taken. */
export function contradictionsOf(sayings: readonly Saying[]): Contradiction[] {
  const byField = new Map<string, Read[]>();
  for (const saying of sayings) {
    const field = wordsKey(saying.field_name);
    if (field === '' || SEVERAL.has(field) || saying.value.trim() === '') continue;
    byField.set(field, [...(byField.get(field) ?? []), read(saying)]);
  }
  return [...byField].flatMap(([field, list]) => {
    const open = new Set(list);
    const groups: Read[][] = [];
    for (const first of list) {
      if (!open.delete(first)) continue;
      const group = [first];
      for (const one of group) {
        for (const other of open) {
          if (!contradict(field, one, other)) continue;
          open.delete(other);
          group.push(other);
        }
      }
      if (group.length > 1) groups.push(group);
    }
    return groups.map((group) => {
      const says = list
        .filter((one) => group.includes(one))
        .map(({ sense: _sense, years: _years, frame: _frame, ...saying }): Saying => saying);
      return {
        key: `conflict:${field}:${says.map(sayingId).toSorted().join('+')}`,
        field_name: says[0]?.field_name ?? field,
        says,
      };
    });
  });
}

/** Of what a contradiction says, that which cannot be right if this one is. */
export function against(chosen: Saying, says: readonly Saying[]): Saying[] {
  const field = wordsKey(chosen.field_name);
  const right = read(chosen);
  return says.filter((one) => sayingId(one) !== sayingId(chosen) && contradict(field, right, read(one)));
}

/**
 * What an agent must not be told as settled: contradictions between facts, and between a fact that nobody verified and what
 * was found since. A fact that a person verified stands against what was only found.
 */
export const unsettled = (contradictions: readonly Contradiction[]): Contradiction[] =>
  contradictions.flatMap((one) => {
    const facts = one.says.filter(({ fact_id }) => fact_id !== null);
    if (facts.length === 0) return [];
    const own = contradictionsOf(facts);
    return own.length > 0
      ? own.map((part) => ({ ...part, key: one.key }))
      : facts.every(({ verified }) => verified)
        ? []
        : [one];
  });

/** The facts of a truth sheet held against each other, and against what was found and waits. */
export const contradictionsIn = (facts: readonly ItemOf<'facts'>[], found: readonly Saying[]): Contradiction[] =>
  contradictionsOf([
    ...facts.map(({ id, field_name, value, source, quote, verified, also_true }) => ({
      field_name,
      value,
      source,
      quote,
      verified,
      also_true,
      fact_id: id,
      candidate_id: null,
    })),
    ...found,
  ]);

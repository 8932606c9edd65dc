/**
 * A text held against the messaging rules of its foundation, as it is typed. Rules are written for people, so only what a
 * rule says plainly is checked: the words it quotes, the marks it names, the lengths it sets, the competitors it keeps out.
 * A rule that none of this reads is reported as one for a person to judge, never as kept. Rules and texts may be of any language.
 */
import { ABOUT_COMPETITORS, CONDITIONAL, isEnglish, limitOf, namedIn, quotedIn } from './guardrail-words.ts';
import type { Unit } from './guardrail-words.ts';
import { fold, sentenceSpans, spansOf, wordCount } from './phrases.ts';
import type { Folded, Span } from './phrases.ts';

export interface Guardrail {
  readonly id: string;
  readonly type: 'do' | 'dont';
  readonly text: string;
  readonly reason: string;
  readonly category: string;
  readonly severity: 'error' | 'warning' | 'suggestion';
  /** Words and phrases that the rule is about; without them, what its text quotes. */
  readonly terms?: readonly string[];
}

export interface Breach {
  readonly ruleId: string;
  readonly rule: string;
  readonly severity: Guardrail['severity'];
  /** Where in the text, in UTF-16 units; both 0 where something is missing from the whole. */
  readonly start: number;
  readonly end: number;
  /** The rule, what broke it, and why the rule is there. */
  readonly message: string;
}

export interface GuardrailReport {
  readonly breaches: readonly Breach[];
  /** Rules that this check can read, and that the text keeps. */
  readonly kept: readonly string[];
  /** Rules for a person to judge. */
  readonly unread: readonly { readonly id: string; readonly text: string }[];
}

interface Found extends Span {
  /** What broke the rule, in words; the span's own text where it says enough. */
  readonly said?: string;
}
interface Held {
  readonly text: string;
  readonly folded: Folded;
}
/** What a rule asks of a text: the places that break it. */
type Check = (held: Held) => readonly Found[];

const matches = (text: string, pattern: RegExp): Span[] =>
  Array.from(text.matchAll(pattern), (match) => ({ start: match.index, end: match.index + match[0].length }));

const COUNT: Readonly<Record<Unit, (text: string) => number>> = {
  words: wordCount,
  characters: (text) => [...text.trim()].length,
  sentences: (text) => sentenceSpans(text).length,
  lines: (text) => text.split('\n').filter((line) => line.trim() !== '').length,
};

function lengthCheck(rule: string): Check | null {
  const limit = limitOf(rule);
  if (!limit) return null;
  const { most, unit, eachSentence } = limit;
  if (eachSentence) {
    return ({ text }) =>
      sentenceSpans(text).flatMap((span) => {
        const count = wordCount(text.slice(span.start, span.end));
        return count > most ? [{ ...trimmed(text, span), said: `This sentence has ${count} words.` }] : [];
      });
  }
  return ({ text }) => {
    const count = COUNT[unit](text);
    return count > most ? [{ start: 0, end: 0, said: `The text has ${count} ${unit}.` }] : [];
  };
}

function trimmed(text: string, { start, end }: Span): Span {
  const part = text.slice(start, end);
  return { start: start + (part.length - part.trimStart().length), end: end - (part.length - part.trimEnd().length) };
}

function checkFor(rule: Guardrail, competitors: readonly string[]): Check | null {
  const given = (rule.terms ?? []).map((term) => term.trim()).filter((term) => term !== '');
  const terms = given.length > 0 ? given : quotedIn(rule.text);
  const length = lengthCheck(rule.text);
  const endings = isEnglish(rule.text) ? 'english' : 'any';
  if (rule.type === 'do') {
    if (length) return length;
    if (terms.length === 0) return null;
    const wanted = (held: Held): boolean => terms.some((term) => spansOf(held.folded, term, endings).length > 0);
    const list = terms.map((term) => `“${term}”`).join(' or ');
    return (held) => (wanted(held) ? [] : [{ start: 0, end: 0, said: `${list} is nowhere in the text.` }]);
  }
  const checks: Check[] = [];
  if (terms.length > 0) checks.push(({ folded }) => terms.flatMap((term) => spansOf(folded, term, endings)));
  else {
    for (const { looks, thing } of namedIn(rule.text)) {
      const hint = CONDITIONAL.test(rule.text) ? ' Look whether the rule allows it here.' : '';
      checks.push(({ text }) =>
        matches(text, looks).map((span) => ({
          ...span,
          said: `“${text.slice(span.start, span.end)}” is ${thing}.${hint}`,
        })),
      );
    }
    const about = rule.category === 'competitors' || ABOUT_COMPETITORS.test(rule.text);
    if (about && competitors.length > 0)
      checks.push(({ folded }) =>
        competitors.flatMap((name) =>
          spansOf(folded, name).map((span) => ({ ...span, said: `“${name}” is a competitor.` })),
        ),
      );
  }
  // "Don't write more than 200 words" sets a length as well.
  if (length) checks.push(length);
  return checks.length === 0 ? null : (held) => checks.flatMap((check) => check(held));
}

const ORDER = { error: 0, warning: 1, suggestion: 2 } as const;

/** `competitors`: their names, as the foundation has them. Breaches come in the order of the text, the missing last. */
export function checkGuardrails(
  text: string,
  rules: readonly Guardrail[],
  competitors: readonly string[] = [],
): GuardrailReport {
  const breaches: Breach[] = [];
  const kept: string[] = [];
  const unread: { id: string; text: string }[] = [];
  const empty = text.trim() === '';
  const held = { text, folded: fold(text) };
  for (const rule of rules) {
    if (rule.text.trim() === '') continue;
    const check = checkFor(
      rule,
      competitors.filter((name) => name.trim().length > 1),
    );
    if (!check) {
      unread.push({ id: rule.id, text: rule.text });
      continue;
    }
    const spans = empty ? [] : check(held);
    if (spans.length === 0) kept.push(rule.id);
    for (const { start, end, said } of spans) {
      const what = said ?? `“${text.slice(start, end)}” is one of the words it keeps out.`;
      const reason = rule.reason.trim();
      breaches.push({
        ruleId: rule.id,
        rule: rule.text,
        severity: rule.severity,
        start,
        end,
        message: `${rule.text.trim().replace(/[.\s]+$/, '')}. ${what}${reason === '' ? '' : ` Why: ${reason}`}`,
      });
    }
  }
  const place = (breach: Breach): number => (breach.end === 0 ? Number.MAX_SAFE_INTEGER : breach.start);
  breaches.sort(
    (a, b) => place(a) - place(b) || ORDER[a.severity] - ORDER[b.severity] || (a.ruleId < b.ruleId ? -1 : 1),
  );
  return { breaches, kept, unread };
}

export type MarkedPart = { readonly text: string; readonly breaches: readonly Breach[] };

/** The text in pieces, each with the breaches that lie over it, for underlining. */
export function markBreaches(text: string, breaches: readonly Breach[]): MarkedPart[] {
  const placed = breaches.filter(({ end }) => end > 0);
  const cuts = [...new Set([0, text.length, ...placed.flatMap(({ start, end }) => [start, end])])].toSorted(
    (a, b) => a - b,
  );
  return cuts.slice(1).flatMap((end, i) => {
    const start = cuts[i] ?? 0;
    if (start === end) return [];
    return [
      { text: text.slice(start, end), breaches: placed.filter((each) => each.start <= start && each.end >= end) },
    ];
  });
}

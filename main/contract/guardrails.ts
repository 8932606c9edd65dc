/**
 * A text held against the messaging rules of its foundation, as it is typed. Rules are written for people, so only what a
 * rule says plainly is checked: the words it quotes, the marks it names, the lengths it sets, the competitors it keeps out.
 * A rule that none of this reads is reported as one for a person to judge, never as kept.
 */

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

interface Span {
  readonly start: number;
  readonly end: number;
  /** What broke the rule, in words; the span's own text where it says enough. */
  readonly said?: string;
}
/** What a rule asks of a text: the places that break it. */
type Check = (text: string) => readonly Span[];

const escaped = (text: string): string => text.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);

/** Spans of a phrase as whole words; spaces in it match any white space, and a plural or a tense ending still counts. */
function spansOf(text: string, phrase: string): Span[] {
  const words = phrase.trim().split(/\s+/).map(escaped);
  if (words.join('') === '') return [];
  const ending = /^[\p{L}' -]+$/u.test(phrase) ? String.raw`(?:s|es|ed|d|ly|ing)?` : '';
  const [before, after] = [/^[\p{L}\p{N}]/u.test(phrase.trim()), /[\p{L}\p{N}]$/u.test(phrase.trim())];
  const pattern = new RegExp(
    `${before ? String.raw`(?<![\p{L}\p{N}])` : ''}${words.join(String.raw`\s+`)}${ending}${after ? String.raw`(?![\p{L}\p{N}])` : ''}`,
    'giu',
  );
  return matches(text, pattern);
}

const matches = (text: string, pattern: RegExp): Span[] =>
  Array.from(text.matchAll(pattern), (match) => ({ start: match.index, end: match.index + match[0].length }));

/** What stands in quotation marks of any kind; an apostrophe inside a word is none. */
export function quotedIn(text: string): string[] {
  const found = Array.from(
    text.matchAll(
      /“([^”]{1,200})”|„([^“”]{1,200})[“”]|"([^"]{1,200})"|(?<![\p{L}\p{N}])['‘]([^'’]{1,200})['’](?!\p{L})|`([^`]{1,200})`/gu,
    ),
    (match) => match.slice(1).find((part) => part !== undefined) ?? '',
  );
  // "never say cheap, free, guaranteed" without quotes: the list after a colon.
  const listed = /\b(?:words?|phrases?|terms?|say|use|write|saying|avoid)\b[^:.]{0,40}:\s*([^.]+)/i.exec(text)?.[1];
  const more = found.length > 0 || listed === undefined ? [] : listed.split(/\s*[,;]\s*|\s+(?:or|and)\s+/);
  return [...new Set([...found, ...more].map((each) => each.trim().replace(/[,.;]$/, '')))].filter(
    (each) => each !== '',
  );
}

const SUPERLATIVES =
  /(?<![\p{L}\p{N}])(?:best(?:[- ](?:in[- ]class|ever|of))?|leading|world[- ]class|number one|no\. ?1|#1|unbeatable|unmatched|unrivall?ed|ultimate|revolutionary|greatest|fastest|cheapest|easiest|smartest|strongest|perfect|only solution)(?![\p{L}\p{N}])/giu;
const GUARANTEES =
  /(?<![\p{L}\p{N}])(?:guarantee(?:s|d)?|risk[- ]free|no risk|100 ?%|always works?|never fails?|promise(?:s|d)? you)(?![\p{L}\p{N}])/giu;
const FIGURES = /(?<![\p{L}\p{N}])(?:\d[\d.,]*\s?(?:%|percent|per cent|x|times)|\d+-fold)(?![\p{L}\p{N}])/giu;
const EMOJI = /\p{Extended_Pictographic}(?:\uFE0F|\u200D\p{Extended_Pictographic})*/gu;
const CAPITALS = /(?<![\p{L}\p{N}])\p{Lu}{4,}(?![\p{L}\p{N}])/gu;
const HASHTAGS = /(?<![\p{L}\p{N}])#[\p{L}\p{N}_]+/gu;
const LINKS = /https?:\/\/\S+/giu;

/** What a rule may name instead of quoting it. */
const NAMED: readonly { readonly asks: RegExp; readonly finds: RegExp; readonly thing: string }[] = [
  { asks: /exclamation/i, finds: /!+/g, thing: 'an exclamation mark' },
  { asks: /\bemojis?\b/i, finds: EMOJI, thing: 'an emoji' },
  { asks: /all[- ]caps|capital letters|upper ?case|shouting/i, finds: CAPITALS, thing: 'a word in capitals' },
  { asks: /hash ?tags?/i, finds: HASHTAGS, thing: 'a hashtag' },
  { asks: /superlatives?/i, finds: SUPERLATIVES, thing: 'a superlative' },
  {
    asks: /guarantee|absolute (?:claim|promise)|overpromis/i,
    finds: GUARANTEES,
    thing: 'a promise without a condition',
  },
  { asks: /\b(?:figures?|numbers?|statistics|percentages?)\b/i, finds: FIGURES, thing: 'a figure' },
  { asks: /\blinks?\b|\burls?\b/i, finds: LINKS, thing: 'a link' },
  { asks: /question marks?|rhetorical question/i, finds: /\?+/g, thing: 'a question' },
  { asks: /ellips[ie]s/i, finds: /\.{3,}|…/g, thing: 'an ellipsis' },
];

/** "at most 120 words", "under 280 characters", "sentences of at most 20 words", "no more than two sentences". */
function lengthCheck(rule: string): Check | null {
  const NUMBER: Readonly<Record<string, number>> = { one: 1, two: 2, three: 3, four: 4, five: 5, six: 6, ten: 10 };
  const limit =
    /(?:at most|no more than|max(?:imum)?(?: of)?|under|below|fewer than|less than|up to|not (?:longer|more) than)\s+(\d[\d,]*|one|two|three|four|five|six|ten)\s+(words?|characters?|letters?|sentences?|lines?)/i.exec(
      rule,
    );
  if (!limit) return null;
  const [, number = '', unit = ''] = limit;
  const strictly = /^(?:under|below|fewer|less)/i.test(limit[0]);
  const most = (NUMBER[number.toLowerCase()] ?? Number(number.replaceAll(',', ''))) - (strictly ? 1 : 0);
  const words = (text: string): number => text.match(/[\p{L}\p{N}][\p{L}\p{N}'’-]*/gu)?.length ?? 0;
  const sentences = (text: string): Span[] =>
    matches(text, /[^.!?…\n]+(?:[.!?…]+|\n|$)/gu).filter((s) => /[\p{L}\p{N}]/u.test(text.slice(s.start, s.end)));
  if (/^word/i.test(unit) && /sentences?/i.test(rule)) {
    return (text) =>
      sentences(text).flatMap((span) => {
        const count = words(text.slice(span.start, span.end));
        return count > most ? [{ ...trimmed(text, span), said: `This sentence has ${count} words.` }] : [];
      });
  }
  const count = (text: string): number =>
    /^word/i.test(unit)
      ? words(text)
      : /^sentence/i.test(unit)
        ? sentences(text).length
        : /^line/i.test(unit)
          ? text.split('\n').filter((line) => line.trim() !== '').length
          : [...text.trim()].length;
  return (text) =>
    count(text) > most ? [{ start: 0, end: 0, said: `The text has ${count(text)} ${unit.replace(/s?$/, 's')}.` }] : [];
}

function trimmed(text: string, { start, end }: Span): Span {
  const part = text.slice(start, end);
  return { start: start + (part.length - part.trimStart().length), end: end - (part.length - part.trimEnd().length) };
}

/** Does a "don't" leave something out of the prohibition: "no figures without a source"? Then only a person can tell. */
const CONDITIONAL = /\b(?:without|unless|except|unverified|unproven|unsourced|before|if)\b/i;

function checkFor(rule: Guardrail, competitors: readonly string[]): Check | null {
  const given = (rule.terms ?? []).map((term) => term.trim()).filter((term) => term !== '');
  const terms = given.length > 0 ? given : quotedIn(rule.text);
  const length = lengthCheck(rule.text);
  if (rule.type === 'do') {
    if (length) return length;
    if (terms.length === 0) return null;
    const wanted = (text: string): boolean => terms.some((term) => spansOf(text, term).length > 0);
    const list = terms.map((term) => `“${term}”`).join(' or ');
    return (text) => (wanted(text) ? [] : [{ start: 0, end: 0, said: `${list} is nowhere in the text.` }]);
  }
  const checks: Check[] = [];
  if (terms.length > 0) checks.push((text) => terms.flatMap((term) => spansOf(text, term)));
  else {
    for (const { asks, finds, thing } of NAMED) {
      if (!asks.test(rule.text)) continue;
      const hint = CONDITIONAL.test(rule.text) ? ' Look whether the rule allows it here.' : '';
      checks.push((text) =>
        matches(text, finds).map((span) => ({
          ...span,
          said: `“${text.slice(span.start, span.end)}” is ${thing}.${hint}`,
        })),
      );
    }
    const about = rule.category === 'competitors' || /\bcompetitors?\b|\brivals?\b/i.test(rule.text);
    if (about && competitors.length > 0)
      checks.push((text) =>
        competitors.flatMap((name) =>
          spansOf(text, name).map((span) => ({ ...span, said: `“${name}” is a competitor.` })),
        ),
      );
  }
  // "Don't write more than 200 words" sets a length as well.
  if (length) checks.push(length);
  return checks.length === 0 ? null : (text) => checks.flatMap((check) => check(text));
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
    const spans = empty ? [] : check(text);
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

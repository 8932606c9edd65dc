// Cutting a span that is too large for one chunk: at sentence ends, else at line ends, else between words,
// and only where a single word is larger than a chunk inside it.
import { estimateTokens } from '../../lib/token-estimate.ts';

export interface Span {
  start: number;
  end: number;
  tokens: number;
}

/** Stops of European languages with what may close them, then a space; full-width stops need none. */
const SENTENCE_END = /(?:[.!?…]["'”’»)\]]*(?=\s)|[。！？．]["'”’」』）]*)\s*/gu;
const LINE_END = /\n+/g;
const WORD_END = /\s+/g;

/** Pieces of at most `max` tokens that cover the span's text in order. */
export function splitProse(text: string, start: number, end: number, max: number): Span[] {
  return splitBy(text, start, end, max, [SENTENCE_END, LINE_END, WORD_END]);
}

/** Code and rows: at line ends first. */
export function splitLines(text: string, start: number, end: number, max: number): Span[] {
  return splitBy(text, start, end, max, [LINE_END, WORD_END]);
}

function splitBy(text: string, start: number, end: number, max: number, borders: readonly RegExp[]): Span[] {
  const [border, ...finer] = borders;
  if (border === undefined) return splitHard(text, start, end, max);
  const out: Span[] = [];
  const add = (from: number, to: number): void => {
    const [first, last] = trimSpan(text, from, to);
    if (first === last) return;
    const tokens = estimateTokens(text, first, last);
    if (tokens <= max) out.push({ start: first, end: last, tokens });
    else for (const span of joinSmall(text, splitBy(text, first, last, max, finer), max)) out.push(span);
  };
  const part = text.slice(start, end);
  let from = 0;
  // matchAll works on its own copy of the expression: no state is left behind.
  for (const found of part.matchAll(border)) {
    const to = found.index + found[0].length;
    add(start + from, start + to);
    from = to;
  }
  add(start + from, end);
  return out;
}

/** Words and lines are put together again as far as they fit: a chunk is not one word. */
function joinSmall(text: string, spans: readonly Span[], max: number): Span[] {
  const out: Span[] = [];
  for (const span of spans) {
    const before = out.at(-1);
    const gap = before === undefined ? 0 : estimateTokens(text, before.end, span.start);
    if (before !== undefined && before.tokens + gap + span.tokens <= max) {
      before.end = span.end;
      // Rounded up a piece at a time the sum would drift; the true value is asked when it matters.
      before.tokens += gap + span.tokens;
      if (before.tokens > max * 0.9) before.tokens = estimateTokens(text, before.start, before.end);
    } else out.push({ ...span });
  }
  return out;
}

function splitHard(text: string, start: number, end: number, max: number): Span[] {
  const out: Span[] = [];
  let at = start;
  while (at < end) {
    // The furthest end that fits: the estimate only grows with the text.
    let to = at + 1;
    let beyond = Math.min(end, at + max * 40) + 1;
    while (beyond - to > 1) {
      const middle = (to + beyond) >> 1;
      if (estimateTokens(text, at, middle) <= max) to = middle;
      else beyond = middle;
    }
    to = Math.max(at + 1, wholeCharacter(text, at, to, end));
    out.push({ start: at, end: to, tokens: estimateTokens(text, at, to) });
    at = to;
  }
  return out;
}

/** Moves a cut back out of a surrogate pair or a letter's accents. */
function wholeCharacter(text: string, start: number, cut: number, end: number): number {
  if (cut >= end) return end;
  for (let at = cut; at > start && at > cut - 32; at--) {
    const code = text.charCodeAt(at);
    if (code >= 0xdc00 && code < 0xe000 && isHigh(text.charCodeAt(at - 1))) continue;
    if (code > 0x2ff && /^[\p{M}\u200d]/u.test(text.slice(at, at + 2))) continue;
    return at;
  }
  const code = text.charCodeAt(cut);
  return code >= 0xdc00 && code < 0xe000 && isHigh(text.charCodeAt(cut - 1)) ? cut + 1 : cut;
}

function isHigh(code: number): boolean {
  return code >= 0xd800 && code < 0xdc00;
}

export function trimSpan(text: string, start: number, end: number): [number, number] {
  let from = start;
  let to = end;
  while (from < to && isBlank(text.charCodeAt(from))) from++;
  while (to > from && isBlank(text.charCodeAt(to - 1))) to--;
  return [from, to];
}

function isBlank(code: number): boolean {
  return code <= 0x20
    ? code === 0x20 || (code >= 0x09 && code <= 0x0d)
    : code >= 0xa0 && /\s/.test(String.fromCharCode(code));
}

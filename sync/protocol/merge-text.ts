/**
 * Three-way merge of texts: by lines, and where both sides changed the same lines, by words within them. What a side wrote
 * anew is not mixed with what the other changed: words that two texts share by chance are no place to join them.
 */

/** A stretch of the base that a side replaced: base[from, to) became side[start, end). */
interface Hunk {
  readonly from: number;
  readonly to: number;
  readonly start: number;
  readonly end: number;
}

/**
 * What one merge may cost, in steps of the search below; some hundred milliseconds at most. Both sides count alike, so
 * they stop at the same place. What it does not reach counts as rewritten: mine stands there, and all three texts are kept.
 */
const MOST_STEPS = 10_000_000;
interface Budget {
  steps: number;
}
/** Characters of a region's three sides together up to which it is looked at word by word. */
const MOST_WORDED = 600_000;

/** Insertions and deletions that the search for the shortest edit goes through; beyond it the middle counts as rewritten. */
const MOST_EDITS = 1500;

/** Myers' shortest edit of `base` into `side`, as matched pairs; null when it takes more than MOST_EDITS or the budget. */
function matches(base: readonly string[], side: readonly string[], budget: Budget): [number, number][] | null {
  const n = base.length;
  const m = side.length;
  const most = Math.min(n + m, MOST_EDITS);
  const middle = most + 1;
  /** The furthest x reached on each diagonal x - y, shifted by `middle`. */
  const reach = new Int32Array(2 * most + 3);
  const trail: Int32Array[] = [];
  for (let edits = 0; edits <= most; edits += 1) {
    if (budget.steps < 0) return null;
    trail.push(reach.slice(middle - edits - 1, middle + edits + 2));
    budget.steps -= edits + 1;
    for (let k = -edits; k <= edits; k += 2) {
      const below = reach[middle + k - 1] ?? 0;
      const above = reach[middle + k + 1] ?? 0;
      let x = k === -edits || (k !== edits && below < above) ? above : below + 1;
      let y = x - k;
      const from = x;
      while (x < n && y < m && base[x] === side[y]) {
        x += 1;
        y += 1;
      }
      budget.steps -= x - from;
      reach[middle + k] = x;
      if (x >= n && y >= m) return walkBack(trail, n, m);
    }
  }
  return null;
}

function walkBack(trail: readonly Int32Array[], n: number, m: number): [number, number][] {
  const pairs: [number, number][] = [];
  let x = n;
  let y = m;
  for (let edits = trail.length - 1; edits >= 0; edits -= 1) {
    const at = (k: number): number => trail[edits]?.[k + edits + 1] ?? 0;
    const k = x - y;
    const fromK = k === -edits || (k !== edits && at(k - 1) < at(k + 1)) ? k + 1 : k - 1;
    const fromX = edits === 0 ? 0 : at(fromK);
    const fromY = edits === 0 ? 0 : fromX - fromK;
    while (x > fromX && y > fromY) {
      x -= 1;
      y -= 1;
      pairs.push([x, y]);
    }
    x = fromX;
    y = fromY;
  }
  return pairs.toReversed();
}

function hunks(base: readonly string[], side: readonly string[], budget: Budget): Hunk[] {
  let head = 0;
  while (head < base.length && head < side.length && base[head] === side[head]) head += 1;
  let tail = 0;
  while (
    tail < base.length - head &&
    tail < side.length - head &&
    base[base.length - 1 - tail] === side[side.length - 1 - tail]
  )
    tail += 1;
  const baseEnd = base.length - tail;
  const sideEnd = side.length - tail;
  if (head === baseEnd && head === sideEnd) return [];
  const pairs = matches(base.slice(head, baseEnd), side.slice(head, sideEnd), budget) ?? [];
  const found: Hunk[] = [];
  let from = head;
  let start = head;
  for (const [a, b] of [...pairs.map(([x, y]) => [x + head, y + head] as const), [baseEnd, sideEnd] as const]) {
    if (a > from || b > start) found.push({ from, to: a, start, end: b });
    from = a + 1;
    start = b + 1;
  }
  return found;
}

/** Where the base was changed by one side or, overlapping or touching, by both. */
interface Region {
  from: number;
  to: number;
  mine: Hunk[];
  theirs: Hunk[];
}

function regions(mine: readonly Hunk[], theirs: readonly Hunk[]): Region[] {
  const all = [
    ...mine.map((hunk) => ({ hunk, side: 'mine' as const })),
    ...theirs.map((hunk) => ({ hunk, side: 'theirs' as const })),
  ].toSorted((a, b) => a.hunk.from - b.hunk.from || a.hunk.to - b.hunk.to);
  const list: Region[] = [];
  for (const { hunk, side } of all) {
    let last = list.at(-1);
    if (!last || hunk.from > last.to) {
      last = { from: hunk.from, to: hunk.to, mine: [], theirs: [] };
      list.push(last);
    }
    last.to = Math.max(last.to, hunk.to);
    last[side].push(hunk);
  }
  return list;
}

/** What a side has in a region: its hunks, and the base where it left that alone. */
function sideOf(region: Region, own: readonly Hunk[], base: readonly string[], side: readonly string[]): string[] {
  // Joined, not spread into a call: a rewritten book is more words than a call takes.
  const parts: (readonly string[])[] = [];
  let at = region.from;
  for (const hunk of own) {
    parts.push(base.slice(at, hunk.from), side.slice(hunk.start, hunk.end));
    at = hunk.to;
  }
  parts.push(base.slice(at, region.to));
  return parts.flat();
}

function holdsRun(whole: readonly string[], run: readonly string[]): boolean {
  for (let at = 0; at + run.length <= whole.length; at += 1) {
    if (run.every((item, index) => whole[at + index] === item)) return true;
  }
  return false;
}

/** Whether `theirs` has every change of mine already: an edit that arrives a second time changes nothing. */
function holdsChanges(
  own: readonly Hunk[],
  base: readonly string[],
  mine: readonly string[],
  theirs: readonly string[],
  budget: Budget,
): boolean {
  const since = hunks(mine, theirs, budget);
  budget.steps -= own.length * since.length;
  return own.every((hunk) => {
    const cut = new Set(base.slice(hunk.from, hunk.to));
    return since.every((later) => {
      if (later.from < hunk.end && later.to > hunk.start) return false;
      const touches = later.from <= hunk.end && later.to >= hunk.start;
      return !(touches && theirs.slice(later.start, later.end).some((part) => cut.has(part)));
    });
  });
}

type Settle = (base: string[], mine: string[], theirs: string[], budget: Budget) => { parts: string[]; clean: boolean };

function mergeParts(
  base: readonly string[],
  mine: readonly string[],
  theirs: readonly string[],
  settle: Settle,
  budget: Budget,
): { parts: string[]; clean: boolean } {
  const parts: string[] = [];
  let clean = true;
  let at = 0;
  const add = (list: readonly string[]): void => {
    for (const item of list) parts.push(item);
  };
  const own = hunks(base, mine, budget);
  if (holdsChanges(own, base, mine, theirs, budget)) return { parts: [...theirs], clean: true };
  for (const region of regions(own, hunks(base, theirs, budget))) {
    add(base.slice(at, region.from));
    at = region.to;
    const ours = sideOf(region, region.mine, base, mine);
    const other = sideOf(region, region.theirs, base, theirs);
    if (region.mine.length === 0) add(other);
    else if (region.theirs.length === 0 || ours.join('\0') === other.join('\0')) add(ours);
    else {
      const settled = settle(base.slice(region.from, region.to), ours, other, budget);
      add(settled.parts);
      clean &&= settled.clean;
    }
  }
  add(base.slice(at));
  return { parts, clean };
}

/**
 * Lines with their line breaks, so that joining gives the text again. Lines without a letter or digit go with the one
 * before: every text has blank lines and rules, so they say nothing of where two texts are alike.
 */
const linesOf = (text: string): string[] => text.match(/(?:[^\n]*\n|[^\n]+$)(?:[^\p{L}\p{N}\n]*\n)*/gu) ?? [];
/**
 * Runs of letters and digits (in scripts without blanks each sign), runs of blanks, single line breaks and everything else
 * sign by sign.
 */
const wordsOf = (text: string): string[] =>
  text.match(
    /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]|(?:(?![\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}])[\p{L}\p{M}\p{N}_])+|[^\S\n]+|[\s\S]/gu,
  ) ?? [];
const isWord = (part: string): boolean => /^[\p{L}\p{N}_]/u.test(part);

/** Share of the base's words, by characters, that a side must have kept for its change to be an edit of them. */
const KEPT_OF_EDITED = 0.4;

/** Whether a side wrote the base's words anew instead of changing some of them. */
function isRewritten(base: readonly string[], side: readonly string[], budget: Budget): boolean {
  const lengthOf = (parts: readonly string[]): number =>
    parts.reduce((sum, part) => sum + (isWord(part) ? part.length : 0), 0);
  const all = lengthOf(base);
  const lost = hunks(base, side, budget).reduce((sum, hunk) => sum + lengthOf(base.slice(hunk.from, hunk.to)), 0);
  return all > 0 && all - lost < KEPT_OF_EDITED * all;
}

const settleWords: Settle = (_base, mine) => ({ parts: mine, clean: false });

const settleLines: Settle = (base, mine, theirs, budget) => {
  if (base.length === 0) {
    // Both added lines at one place. One may hold the other's already, when an edit arrives twice.
    if (holdsRun(theirs, mine)) return { parts: theirs, clean: true };
    if (holdsRun(mine, theirs)) return { parts: mine, clean: true };
  }
  const [was, ours, other] = [base.join(''), mine.join(''), theirs.join('')];
  if (was.length + ours.length + other.length > MOST_WORDED) return { parts: mine, clean: false };
  const words = { base: wordsOf(was), mine: wordsOf(ours), theirs: wordsOf(other) };
  const merged = mergeParts(words.base, words.mine, words.theirs, settleWords, budget);
  // What is left of both must still be the base's lines: else they would be lines that nobody wrote.
  const sides = [words.mine, words.theirs, merged.parts];
  const isOne = merged.clean && !sides.some((side) => isRewritten(words.base, side, budget));
  return isOne ? merged : { parts: mine, clean: false };
};

/**
 * Both sides' changes of `base`. Lines in which both changed the same words, or that one side wrote anew, stand as mine,
 * and `clean` is false: the caller keeps all three texts.
 */
export function mergeText(base: string, mine: string, theirs: string): { value: string; clean: boolean } {
  if (mine === theirs || base === theirs) return { value: mine, clean: true };
  if (base === mine) return { value: theirs, clean: true };
  const { parts, clean } = mergeParts(linesOf(base), linesOf(mine), linesOf(theirs), settleLines, {
    steps: MOST_STEPS,
  });
  return { value: parts.join(''), clean };
}

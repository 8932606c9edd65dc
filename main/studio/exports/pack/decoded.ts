// Shows a text as whoever opens it would see it: escapes of URLs, HTML, Markdown and program text undone, hidden characters
// gone, letters that only look like ASCII as ASCII, tokens that a line break cuts joined again. Each character knows where it
// came from, so that what is found there can be taken out of the text as it is written.
import { hiddenRanges } from './text.ts';

/** A stretch of a text, decoded. */
interface DecodedPiece {
  readonly text: string;
  /** Where each UTF-16 unit of `text` stands in the original: [from, to), the whole escape where it was one. */
  readonly from: Uint32Array;
  readonly to: Uint32Array;
}

/** "%2540" is "@" after two rounds; nothing ordinary is wrapped more than three times. */
const ROUNDS = 3;
/** Characters kept around an escape, so that a rule sees the whole of what it is a part of. */
const AROUND = 300;
/** Then on to the next blank, at most so far, or a token that is cut in two would be missed. */
const TO_BLANK = 4_000;

/** Names of punctuation that stands in addresses, paths and keys. Letters are never written by name. */
const NAMED: Readonly<Record<string, string>> = {
  amp: '&',
  commat: '@',
  period: '.',
  colon: ':',
  sol: '/',
  bsol: '\\',
  lowbar: '_',
  underbar: '_',
  hyphen: '-',
  dash: '-',
  equals: '=',
  plus: '+',
  num: '#',
  percnt: '%',
  quest: '?',
  excl: '!',
  dollar: '$',
  ast: '*',
  comma: ',',
  semi: ';',
  lpar: '(',
  rpar: ')',
  lsqb: '[',
  rsqb: ']',
  quot: '"',
  apos: "'",
  lt: '<',
  gt: '>',
  nbsp: ' ',
  shy: '',
  zwj: '',
  zwnj: '',
  ZeroWidthSpace: '',
  NewLine: '\n',
  Tab: '\t',
};

const ESCAPE =
  /(?:%[0-9a-f]{2})+|&#(?:x[0-9a-f]{1,6}|\d{1,7});?|&[a-z]{2,14};|\\u\{[0-9a-f]{1,6}\}|\\u[0-9a-f]{4}|\\x[0-9a-f]{2}/gi;
const MAYBE_ESCAPE = /%[0-9a-f]{2}|&#|&[a-z]{2,14};|\\[ux]/i;
/** A backslash before punctuation, as Markdown and JSON write it. */
const BACKSLASH = /\\[!-/:-@[-`{-~]/g;
/** Letters of other alphabets, and what they are taken for. */
const LIKENESS = {
  from: 'аеорсхуіѕјԁкАВЕКМНОРСТХІЅЈοαΑΒΕΗΙΚΜΝΟΡΤΥΧΖ',
  to: 'aeopcxyisjdkABEKMHOPCTXISJoaABEHIKMNOPTYXZ',
};
/** Without width: ordinary texts have them between words or behind an emoji, never within a token. */
const UNSEEN = String.raw`\u00ad\u034f\u115f\u1160\u17b4\u17b5\u3164\uffa0\ufe00-\ufe0f`;
/** Dashes that a text program puts for a hyphen. */
const DASHES = String.raw`\u2010-\u2013\ufe63`;
/** ASCII in another shape: full width, bold and script letters of mathematics. */
const SHAPED = String.raw`\uff0d-\uff0e\uff10-\uff19\uff20-\uff3a\uff3f\uff41-\uff5a\u{1d400}-\u{1d7ff}`;
const UNLIKE_ASCII = new RegExp(`[${UNSEEN}]+|[${DASHES}${SHAPED}${LIKENESS.from}]`, 'gu');
const IS_UNSEEN = new RegExp(`^[${UNSEEN}]`, 'u');
const IS_DASH = new RegExp(`^[${DASHES}]`, 'u');
/** A line that ends within a token, quoted and indented lines too. */
const BROKEN = /\r?\n[ \t>]{0,12}(?<=([A-Za-z0-9_+/.=-]{8,64})\r?\n[ \t>]{0,12})(?=([A-Za-z0-9_+/.=-]{4,}))/g;
/** A line that ended within a token, and that a reader of pages joined by a blank: only where its beginning says that it is one. */
const PARTED =
  /\b((?:sk-|gh[pousr]_|github_pat_|glpat-|xox[abeoprs]-|npm_|hf_|gsk_|xai-|pypi-|[sr]k_live_|whsec_|ya29\.|SG\.|A[KS]IA|AIza|eyJ)[\w.-]{4,}) (?=([\w-]{6,}))/g;
const UTF8 = new TextDecoder('utf-8', { fatal: true });

function fromPoint(point: number): string | undefined {
  return point > 0x10ffff || (point >= 0xd800 && point < 0xe000) ? undefined : String.fromCodePoint(point);
}

function fromPercent(escape: string): string {
  const bytes = Buffer.from(escape.replaceAll('%', ''), 'hex');
  try {
    return UTF8.decode(bytes);
  } catch {
    // Another encoding: what is ASCII in it can be read all the same.
    return bytes.toString('latin1');
  }
}

/** What an escape stands for; undefined where it only looks like one. */
function meaning(escape: string): string | undefined {
  if (escape.startsWith('%')) return fromPercent(escape);
  if (escape.startsWith('\\')) return fromPoint(Number.parseInt(escape.replace(/^\\[ux]\{?/i, ''), 16));
  const number = /^&#(x?)([0-9a-f]+);?$/i.exec(escape);
  if (number) return fromPoint(Number.parseInt(number[2] ?? '', number[1] === '' ? 10 : 16));
  return NAMED[escape.slice(1, -1)] ?? NAMED[escape.slice(1, -1).toLowerCase()];
}

interface Change {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

function changesIn(text: string): Change[] {
  const changes: Change[] = hiddenRanges(text).map(([start, end]) => ({ start, end, text: '' }));
  if (MAYBE_ESCAPE.test(text)) {
    for (const match of text.matchAll(ESCAPE)) {
      const stands = meaning(match[0]);
      if (stands !== undefined) changes.push({ start: match.index, end: match.index + match[0].length, text: stands });
    }
  }
  // A text may have a hundred thousand of them: too many to hand over as arguments.
  return changes.concat(shapesIn(text), breaksIn(text)).toSorted((a, b) => a.start - b.start);
}

/** What a character that is not ASCII stands for between these two; undefined where it is itself. */
function likeAscii(written: string, before: string, after: string): string | undefined {
  if (IS_UNSEEN.test(written)) return /[!-~]/.test(before) && /[!-~]/.test(after) ? '' : undefined;
  // Between two numbers a dash means "to".
  if (IS_DASH.test(written)) return /[A-Za-z]\d|[A-Za-z]{2}|\d[A-Za-z]/.test(before + after) ? '-' : undefined;
  const like = LIKENESS.from.indexOf(written);
  if (like < 0) return written.normalize('NFKC');
  return /[\w-]/.test(before) && /[\w-]/.test(after) ? LIKENESS.to[like] : undefined;
}

function shapesIn(text: string): Change[] {
  const changes: Change[] = [];
  if (text.includes('\\')) {
    for (const { 0: written, index } of text.matchAll(BACKSLASH))
      changes.push({ start: index, end: index + 2, text: written.slice(1) });
  }
  for (const { 0: written, index } of text.matchAll(UNLIKE_ASCII)) {
    const end = index + written.length;
    const stands = likeAscii(written, text[index - 1] ?? '', text[end] ?? '');
    if (stands !== undefined) changes.push({ start: index, end, text: stands });
  }
  return changes;
}

/** Part of something that a machine made: words have no digits. */
const isPart = (run: string): boolean => /\d/.test(run) && /[A-Za-z]/.test(run);

function breaksIn(text: string): Change[] {
  const changes: Change[] = [];
  for (const { 0: written, 1: before = '', 2: after = '', index } of text.matchAll(BROKEN)) {
    if (isPart(before) && (isPart(after) || after.length >= 16))
      changes.push({ start: index, end: index + written.length, text: '' });
  }
  for (const { 1: before = '', 2: after = '', index } of text.matchAll(PARTED)) {
    const at = index + before.length;
    if (isPart(before) && isPart(after)) changes.push({ start: at, end: at + 1, text: '' });
  }
  return changes;
}

/** The stretches of a text around its escapes, in order and apart from each other. */
function stretches(text: string, changes: readonly Change[]): [number, number][] {
  const found: [number, number][] = [];
  const toBlank = (at: number, step: 1 | -1): number => {
    let end = at;
    for (let i = 0; i < TO_BLANK && end > 0 && end < text.length; i++, end += step) {
      if (/\s/.test(text[step === 1 ? end : end - 1] ?? ' ')) break;
    }
    return end;
  };
  for (const change of changes) {
    const last = found.at(-1);
    if (last && change.end <= last[1]) continue;
    if (last && change.start - AROUND <= last[1]) last[1] = toBlank(Math.min(text.length, change.end + AROUND), 1);
    else {
      found.push([
        Math.max(last?.[1] ?? 0, toBlank(Math.max(0, change.start - AROUND), -1)),
        toBlank(Math.min(text.length, change.end + AROUND), 1),
      ]);
    }
  }
  return found;
}

function applied(piece: DecodedPiece, changes: readonly Change[]): DecodedPiece {
  let text = '';
  const from: number[] = [];
  const to: number[] = [];
  const keep = (start: number, end: number): void => {
    text += piece.text.slice(start, end);
    for (let i = start; i < end; i++) {
      from.push(piece.from[i] ?? 0);
      to.push(piece.to[i] ?? 0);
    }
  };
  let done = 0;
  for (const change of changes) {
    if (change.start < done) continue;
    keep(done, change.start);
    text += change.text;
    for (let i = 0; i < change.text.length; i++) {
      from.push(piece.from[change.start] ?? 0);
      to.push(piece.to[change.end - 1] ?? 0);
    }
    done = change.end;
  }
  keep(done, piece.text.length);
  return { text, from: Uint32Array.from(from), to: Uint32Array.from(to) };
}

/** The parts of a text that read otherwise once decoded; none for nearly every text. */
export function decodedPieces(text: string): DecodedPiece[] {
  const changes = changesIn(text);
  if (changes.length === 0) return [];
  return stretches(text, changes).map(([start, end]) => {
    let piece: DecodedPiece = {
      text: text.slice(start, end),
      from: Uint32Array.from({ length: end - start }, (_unused, i) => start + i),
      to: Uint32Array.from({ length: end - start }, (_unused, i) => start + i + 1),
    };
    for (let round = 0; round < ROUNDS; round++) {
      const inside = changesIn(piece.text);
      if (inside.length === 0) break;
      piece = applied(piece, inside);
    }
    return piece;
  });
}

/** Where a stretch of a decoded piece stands in the original: from the escape it begins in to the end of its last. */
export const originOf = (piece: DecodedPiece, start: number, end: number): readonly [number, number] => [
  piece.from[start] ?? 0,
  piece.to[end - 1] ?? 0,
];

// Cleans what a creator wrote for the places where it becomes a name, a title or a line of the manifest.

/**
 * Code points that a reader can't see but a model reads, or that turn the order of text around: control and bidi
 * characters, zero-width characters, other invisible format characters, tag characters. Line breaks and tabs are not
 * among them, nor are variation selectors and soft hyphens.
 */
const HIDDEN_RANGES: readonly (readonly [number, number])[] = [
  [0x00, 0x08],
  [0x0b, 0x0c],
  [0x0e, 0x1f],
  [0x7f, 0x9f],
  [0x061c, 0x061c],
  [0x180e, 0x180e],
  [0x200b, 0x200f],
  [0x202a, 0x202e],
  [0x2060, 0x206f],
  [0xfeff, 0xfeff],
  [0xfff9, 0xfffb],
  [0xe0000, 0xe0fff],
];

const ZERO_WIDTH_NON_JOINER = 0x200c;
const ZERO_WIDTH_JOINER = 0x200d;
/** Scripts in which the two joiners are ordinary spelling, and the emoji that a joiner glues together. */
const JOINED =
  /[\p{Script=Arabic}\p{Script=Syriac}\p{Script=Devanagari}\p{Script=Bengali}\p{Script=Gujarati}\p{Script=Gurmukhi}\p{Script=Kannada}\p{Script=Khmer}\p{Script=Malayalam}\p{Script=Mongolian}\p{Script=Oriya}\p{Script=Sinhala}\p{Script=Tamil}\p{Script=Telugu}\p{Extended_Pictographic}\p{Emoji_Modifier}\u{FE0F}]/u;
/** The flags of England, Scotland and Wales are the only tag sequences in use: a black flag, letters, an end mark. */
const TAG_FLAG = /^\u{1F3F4}[\u{E0061}-\u{E007A}]{3,6}\u{E007F}/u;

function isHidden(point: number): boolean {
  if (point >= 0x20 && point < 0x7f) return false;
  return HIDDEN_RANGES.some(([from, to]) => point >= from && point <= to);
}

/** Positions (UTF-16) of hidden characters, as [start, end) ranges of neighbours. */
export function hiddenRanges(text: string): (readonly [number, number])[] {
  if (!MAYBE_HIDDEN.test(text)) return [];
  const ranges: [number, number][] = [];
  for (let at = 0; at < text.length;) {
    const point = text.codePointAt(at) ?? 0;
    const width = point > 0xffff ? 2 : 1;
    if (point === 0x1f3f4) {
      at += TAG_FLAG.exec(text.slice(at, at + 20))?.[0].length ?? width;
      continue;
    }
    if (isHidden(point) && !isSpelling(text, at, point)) {
      const last = ranges.at(-1);
      if (last?.[1] === at) last[1] = at + width;
      else ranges.push([at, at + width]);
    }
    at += width;
  }
  return ranges;
}

/** A quick look before the slow one: any UTF-16 unit that could begin a hidden character. */
const MAYBE_HIDDEN =
  /[^\t\n\r\u0020-\u007e\u00a0-\u061b\u061d-\u180d\u180f-\u200a\u2010-\u2029\u202f-\u205f\u2070-\ud83b\ud83c-\udb3f\udb44-\ufefe\uff00-\ufff8\ufffc-\uffff]/;

function isSpelling(text: string, at: number, point: number): boolean {
  if (point !== ZERO_WIDTH_JOINER && point !== ZERO_WIDTH_NON_JOINER) return false;
  const before = text.slice(Math.max(0, at - 2), at);
  const after = String.fromCodePoint(text.codePointAt(at + 1) ?? 0x20);
  return JOINED.test(before) && JOINED.test(after);
}

export function stripHidden(text: string): string {
  let result = '';
  let from = 0;
  for (const [start, end] of hiddenRanges(text)) {
    result += text.slice(from, start);
    from = end;
  }
  return from === 0 ? text : result + text.slice(from);
}

/** Half of a surrogate pair can't be written as UTF-8; it becomes U+FFFD so that every run gives the same bytes. */
export function wellFormed(text: string): string {
  return text.isWellFormed() ? text : text.toWellFormed();
}

/**
 * One line without hidden characters, cut at `max` characters. "${" is what a host replaces by folders and settings in a
 * manifest, so it is broken up.
 */
export function manifestLine(text: string, max: number): string {
  const line = manifestText(text).replace(/\s+/g, ' ').trim();
  return line.length <= max ? line : `${cutWhole(line, max - 1).trimEnd()}…`;
}

/** As manifestLine, with its lines kept. */
export function manifestText(text: string): string {
  return stripHidden(wellFormed(text)).replace(/\$\{/g, '$ {');
}

function cutWhole(text: string, length: number): string {
  const code = text.charCodeAt(length);
  return text.slice(0, code >= 0xdc00 && code <= 0xdfff ? length - 1 : length);
}

/** Letters that NFKD leaves whole. */
const SPELLED: Readonly<Record<string, string>> = {
  ß: 'ss',
  æ: 'ae',
  ø: 'o',
  œ: 'oe',
  đ: 'd',
  ł: 'l',
  þ: 'th',
  ð: 'd',
  ı: 'i',
};

/** Lower-case ASCII words joined by hyphens, at most `max` characters; `otherwise` where nothing is left. */
export function slug(text: string, otherwise: string, max = 48): string {
  const ascii = text
    .toLowerCase()
    .replace(/[ßæøœđłþðı]/g, (letter) => SPELLED[letter] ?? '')
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '');
  const cut = ascii.slice(0, max).replace(/-+$/, '');
  return cut === '' ? otherwise : cut;
}

/** Makes names unique by "-2", "-3" in the order given. */
export function uniqueNames(taken: Iterable<string> = []): (wanted: string) => string {
  const used = new Set(taken);
  return (wanted) => {
    let name = wanted;
    for (let i = 2; used.has(name); i++) name = `${wanted}-${i}`;
    used.add(name);
    return name;
  };
}

/** Comparison by code units: the same on every machine and in every language setting. */
export function byCodeUnits(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

// Texts inside of a text: base64, as mails, settings of clusters and data addresses have it.

export interface EncodedPiece {
  /** Where it stands. */
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** Characters of base64 that make 18 bytes. */
const SHORTEST = 24;
const IN_BASE64 = new Uint8Array(128);
for (const character of 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/_-')
  IN_BASE64[character.charCodeAt(0)] = 1;

/** Runs of at least SHORTEST characters of base64. A run that long has one at every SHORTEST-th place, so few are looked at. */
function* runsOf(text: string): Generator<{ readonly start: number; readonly end: number }> {
  const inside = (at: number): boolean => IN_BASE64[text.charCodeAt(at)] === 1;
  for (let at = SHORTEST - 1; at < text.length; at += SHORTEST) {
    if (!inside(at)) continue;
    let start = at;
    while (start > 0 && inside(start - 1)) start--;
    let end = at + 1;
    while (end < text.length && inside(end)) end++;
    const length = end - start;
    for (let i = 0; i < 2 && text[end] === '='; i++) end++;
    if (length >= SHORTEST) yield { start, end };
    at = end - 1;
  }
}

/** The lines after one of these lengths, as mails and keys break them; the last may be shorter. */
const FULL_LINE = /^[A-Za-z0-9+/]{60,76}$/;
const MORE_LINES =
  /(?:\r?\n[ \t]{0,12}[A-Za-z0-9+/]{60,76}(?![A-Za-z0-9+/=]))*(?:\r?\n[ \t]{0,12}[A-Za-z0-9+/]{1,76}={0,2}(?![^\s"']))?/y;
/** Characters decoded; what is longer is a picture. */
const LONGEST = 400_000;

/** Text has no control characters; of 64 random bytes eight are some. */
function isText(decoded: string): boolean {
  for (let i = 0; i < decoded.length; i++) {
    const code = decoded.charCodeAt(i);
    if ((code < 0x20 && (code < 0x09 || code > 0x0d)) || code === 0x7f || code === 0xfffd) return false;
  }
  return /[A-Za-z]{2}/.test(decoded);
}

const decode = (written: string): string => Buffer.from(written.replace(/\s/g, ''), 'base64').toString('utf8');

/** What stands in base64 and is text. */
export function encodedPieces(text: string): EncodedPiece[] {
  const found: EncodedPiece[] = [];
  let done = 0;
  for (const { start: index, end } of runsOf(text)) {
    const line = text.slice(index, end);
    // A multiple of four characters, and of three bytes.
    if (index < done || line.length > LONGEST || !isText(decode(line.slice(0, 24)))) continue;
    const whole = line + (FULL_LINE.test(line) ? linesAfter(text, index + line.length) : '');
    // What seemed to be one more line may have been the text that follows.
    const written = [whole, line].find((each) => isText(decode(each)));
    if (written === undefined) continue;
    done = index + written.length;
    found.push({ start: index, end: done, text: decode(written) });
  }
  return found;
}

function linesAfter(text: string, at: number): string {
  MORE_LINES.lastIndex = at;
  return MORE_LINES.exec(text)?.[0] ?? '';
}

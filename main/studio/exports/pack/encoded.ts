// Texts inside of a text: base64, as mails, settings of clusters and data addresses have it.

export interface EncodedPiece {
  /** Where it stands. */
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** At least 18 bytes. */
const BASE64 = /(?<![A-Za-z0-9+/_=-])[A-Za-z0-9+/_-]{24,}={0,2}/g;
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
  for (const { 0: line, index } of text.matchAll(BASE64)) {
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

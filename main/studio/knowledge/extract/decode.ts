// Bytes of a text to characters: which encoding they are in, and how sure that is.

export interface Decoded {
  text: string;
  encoding: 'utf-8' | 'utf-16le' | 'utf-16be' | 'windows-1252' | 'iso-8859-1' | 'named';
  /** True where nothing in the bytes says it: another 8-bit encoding would have fitted as well. */
  guessed: boolean;
  /** Characters that could not be read and became U+FFFD. */
  replaced: number;
}

const SAMPLE = 64 * 1024;
/** Bytes that windows-1252 leaves unassigned. Where they occur, Latin-1 is the better reading. */
const NOT_IN_1252 = new Set([0x81, 0x8d, 0x8f, 0x90, 0x9d]);

function bomOf(bytes: Uint8Array): { encoding: 'utf-8' | 'utf-16le' | 'utf-16be'; length: number } | null {
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) return { encoding: 'utf-8', length: 3 };
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return { encoding: 'utf-16le', length: 2 };
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return { encoding: 'utf-16be', length: 2 };
  return null;
}

/** UTF-16 without a mark: half of the bytes of Latin letters are zero, and in every script those of spaces and line ends. */
function utf16Without(bytes: Uint8Array): 'utf-16le' | 'utf-16be' | null {
  const length = Math.min(bytes.length, SAMPLE) & ~1;
  if (length < 4 || bytes.length % 2 !== 0) return null;
  let zerosEven = 0;
  let zerosOdd = 0;
  let spacesLe = 0;
  let spacesBe = 0;
  for (let i = 0; i < length; i += 2) {
    const even = bytes[i];
    const odd = bytes[i + 1];
    if (even === 0) zerosEven++;
    if (odd === 0) zerosOdd++;
    if (odd === 0 && (even === 0x20 || even === 0x0a || even === 0x0d)) spacesLe++;
    if (even === 0 && (odd === 0x20 || odd === 0x0a || odd === 0x0d)) spacesBe++;
  }
  const pairs = length / 2;
  if (zerosOdd > pairs * 0.4 && zerosEven < pairs * 0.05) return 'utf-16le';
  if (zerosEven > pairs * 0.4 && zerosOdd < pairs * 0.05) return 'utf-16be';
  // Scripts outside Latin: zero bytes stand on one side only.
  if (spacesLe > pairs * 0.02 && zerosEven === 0) return 'utf-16le';
  if (spacesBe > pairs * 0.02 && zerosOdd === 0) return 'utf-16be';
  return null;
}

function countReplaced(text: string): number {
  let count = 0;
  for (let at = text.indexOf('\ufffd'); at !== -1; at = text.indexOf('\ufffd', at + 1)) count++;
  return count;
}

/** Control bytes that no text has: everything below space but tab, line feed, form feed, return, escape, backspace. */
function looksBinary(bytes: Uint8Array): boolean {
  const length = Math.min(bytes.length, SAMPLE);
  let controls = 0;
  for (let i = 0; i < length; i++) {
    const byte = bytes[i] ?? 0;
    if (byte === 0) return true;
    if (byte < 0x20 && byte !== 9 && byte !== 10 && byte !== 12 && byte !== 13 && byte !== 27 && byte !== 8) controls++;
  }
  return controls > length * 0.02;
}

function looksBinaryText(text: string): boolean {
  const sample = text.slice(0, SAMPLE);
  const odd = sample.match(/(?!\s)[\p{Cc}\p{Cn}\p{Co}\ufffd]/gu)?.length ?? 0;
  return odd > sample.length * 0.02;
}

/**
 * Reads bytes as text. Null when they are not text.
 * `named` is an encoding label that the sender gave (Content-Type, meta charset); it is used where the bytes are not Unicode.
 */
export function decodeText(bytes: Uint8Array, named?: string): Decoded | null {
  const bom = bomOf(bytes);
  if (bom !== null) {
    const text = new TextDecoder(bom.encoding).decode(bytes.subarray(bom.length));
    if (looksBinaryText(text)) return null;
    return { text, encoding: bom.encoding, guessed: false, replaced: countReplaced(text) };
  }
  const wide = utf16Without(bytes);
  if (wide !== null) {
    const text = new TextDecoder(wide).decode(bytes);
    if (!looksBinaryText(text)) return { text, encoding: wide, guessed: false, replaced: countReplaced(text) };
  }
  if (looksBinary(bytes)) return null;
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return { text, encoding: 'utf-8', guessed: false, replaced: 0 };
  } catch {
    // Not clean UTF-8: below.
  }
  // A long UTF-8 text with a few broken bytes is still UTF-8: reading all of it as Latin-1 would spoil every accent.
  const lenient = new TextDecoder('utf-8').decode(bytes);
  const broken = countReplaced(lenient);
  const multi = lenient.match(/[\u0080-\ufffc]/g)?.length ?? 0;
  if (multi > 20 * broken) return { text: lenient, encoding: 'utf-8', guessed: false, replaced: broken };

  // A page that calls itself UTF-8 and is not gives no hint.
  if (named !== undefined && !/^utf-?(8|16)/i.test(named)) {
    try {
      const text = new TextDecoder(named).decode(bytes);
      return { text, encoding: 'named', guessed: false, replaced: countReplaced(text) };
    } catch {
      // An unknown label says nothing.
    }
  }
  if (bytes.some((byte) => NOT_IN_1252.has(byte))) {
    return {
      text: Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1'),
      encoding: 'iso-8859-1',
      guessed: true,
      replaced: 0,
    };
  }
  return { text: new TextDecoder('windows-1252').decode(bytes), encoding: 'windows-1252', guessed: true, replaced: 0 };
}

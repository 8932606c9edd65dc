/**
 * Numbers and amounts as people type them. One reader for every field and command, so that "60,000" is never sixty in one
 * place and sixty thousand in another: what could be read in two ways is refused, not guessed.
 */

/** Digits with at most one point. */
const PLAIN = /^(\d+)(?:\.(\d+))?$/;
/** Commas between whole groups of three; a group that begins with 0 is none. */
const GROUPED = /^([1-9]\d{0,2}(?:,\d{3})+)(?:\.(\d+))?$/;
/** One comma before the last one or two digits, as half of Europe writes a decimal. */
const COMMA = /^(\d+),(\d{1,2})$/;

/** What to say of an amount that could not be read. */
export const AMOUNT_SHAPE = 'Type an amount like 120.50 or 1,200.50; a point comes before the cents.';

function partsOf(text: string): readonly [whole: string, fraction: string] | null {
  const match = PLAIN.exec(text) ?? GROUPED.exec(text) ?? COMMA.exec(text);
  if (!match) return null;
  const [, whole = '', fraction = ''] = match;
  // "1.000" is one to some and a thousand to others; "0.075" and "1,200.500" can only be read in one way.
  if (fraction.length === 3 && !whole.includes(',') && Number(whole) !== 0) return null;
  return [whole.replaceAll(',', ''), fraction];
}

/** The number as plain digits with a point ("60,000" is "60000", "0,5" is "0.5"); null when it is none, or more than one. */
export function plainNumber(typed: string): string | null {
  const text = typed.trim();
  const parts = partsOf(text.replace(/^-/, ''));
  if (!parts) return null;
  const [whole, fraction] = parts;
  return `${text.startsWith('-') ? '-' : ''}${whole}${fraction === '' ? '' : `.${fraction}`}`;
}

/** Exact, never through a binary fraction; null when it is no amount or has more than `places` decimals. */
function scaled(typed: string, digits: number, places: number): number | null {
  const parts = partsOf(typed.trim());
  if (!parts) return null;
  const [whole, fraction] = parts;
  // Nine digits in millionths stay below 2^53.
  if (whole.length > 9 || fraction.length > places) return null;
  return Number(whole) * 10 ** digits + Number(fraction.padEnd(digits, '0'));
}

/** In millionths of a currency's unit. */
export const microsOf = (typed: string, places: 2 | 6 = 2): number | null => scaled(typed, 6, places);
/** In hundredths. */
export const centsOf = (typed: string): number | null => scaled(typed, 2, 2);

/** Exact: millionths without trailing noughts, at least two places. */
export function decimal(micros: number): string {
  const sign = micros < 0 ? '-' : '';
  const digits = String(Math.abs(micros)).padStart(7, '0');
  const fraction = digits.slice(-6).replace(/0{1,4}$/, '');
  return `${sign}${digits.slice(0, -6)}.${fraction}`;
}

/**
 * What the platform keeps of a price. Rates are ten-thousandths; half a cent is rounded up, as the database does, and the
 * creator has the rest, so that the two add up to the price.
 */
export const feeOf = (cents: number, rate: number): number => Math.floor((cents * rate + 5000) / 10_000);

/** A rate as it is read: "30 %", "12.5 %". */
export const rateLabel = (rate: number): string => `${(rate / 100).toFixed(2).replace(/\.?0+$/, '')} %`;

/** Positions in the write-ahead log: Postgres writes `0/1A2B3C`, Electric's protocol the same number in decimal. */

/** Safe as a number: a log of 2^53 bytes is nine petabytes. */
export function lsnNumber(text: string): number {
  const [high = '', low = ''] = text.split('/');
  const value = Number.parseInt(high, 16) * 2 ** 32 + Number.parseInt(low, 16);
  if (!Number.isSafeInteger(value)) throw new RangeError(`"${text}" is no position in a write-ahead log.`);
  return value;
}

export const lsnText = (value: number): string =>
  `${Math.floor(value / 2 ** 32).toString(16)}/${(value % 2 ** 32).toString(16).padStart(8, '0')}`.toUpperCase();

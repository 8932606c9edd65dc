/** Yearly amounts of a market as they are typed. Whole units or two decimals; kept in cents, never through a fraction. */

export type Amount = { ok: true; value: number | null } | { ok: false; message: string };

const MESSAGE = 'An amount is a number such as 2,500,000 or 1.5 million.';
const FACTORS: Readonly<Record<string, bigint>> = {
  '': 1n,
  k: 1_000n,
  thousand: 1_000n,
  m: 1_000_000n,
  million: 1_000_000n,
  bn: 1_000_000_000n,
  billion: 1_000_000_000n,
  trillion: 1_000_000_000_000n,
};

export function asAmount(typed: string): Amount {
  const text = typed.trim().toLowerCase();
  if (text === '') return { ok: true, value: null };
  const match = /^(\d{1,3}(?:[, ]\d{3})+|\d+)(?:\.(\d{1,6}))?\s*([a-z]*)$/.exec(text);
  const factor = match ? FACTORS[match[3] ?? ''] : undefined;
  if (!match || factor === undefined) return { ok: false, message: MESSAGE };
  const decimals = match[2] ?? '';
  const digits = BigInt(`${(match[1] ?? '').replaceAll(/[, ]/g, '')}${decimals}`);
  const scaled = digits * factor * 100n;
  const divisor = 10n ** BigInt(decimals.length);
  if (scaled % divisor !== 0n) return { ok: false, message: 'An amount has at most two decimals.' };
  const cents = scaled / divisor;
  if (cents > BigInt(Number.MAX_SAFE_INTEGER)) return { ok: false, message: 'An amount is at most 90 trillion.' };
  return { ok: true, value: Number(cents) };
}

/** 123456700 to "1,234,567", 150 to "1.50". */
export function amountToText(cents: number | null): string {
  if (cents === null) return '';
  const whole = Math.trunc(cents / 100).toLocaleString('en-US');
  return cents % 100 === 0 ? whole : `${whole}.${String(cents % 100).padStart(2, '0')}`;
}

/** Money as it is read. Amounts are whole millionths of a currency's unit and are shown exactly, whatever their size. */

const OPTIONS = {
  // As few decimals as the currency has (yen none, dinars three), as many as the amount has.
  exact: { maximumFractionDigits: 6 },
  axis: { notation: 'compact', minimumFractionDigits: 0, maximumFractionDigits: 1 },
} as const;
const formats = new Map<string, Intl.NumberFormat>();

function formatOf(kind: 'exact' | 'axis', currency: string): Intl.NumberFormat {
  const key = kind + currency;
  let format = formats.get(key);
  if (!format) {
    format = new Intl.NumberFormat('en', { style: 'currency', currency, ...OPTIONS[kind] });
    formats.set(key, format);
  }
  return format;
}

/** To the last digit that it has: "$12.30", "$0.021437", "¥1,500". */
export const moneyLabel = (micros: number, currency: string): string =>
  formatOf('exact', currency).format((micros + 0) / 1_000_000);

/** Decimals that a currency is counted in: two for dollars, none for yen, three for dinars. */
export const placesOf = (currency: string): number =>
  formatOf('exact', currency).resolvedOptions().minimumFractionDigits ?? 2;

/** The amount up to the currency's least coin, and what it has beyond: ["$0.02", "1437"], ["¥1", ".5"]. */
export function moneyParts(micros: number, currency: string): [whole: string, beyond: string] {
  const label = moneyLabel(micros, currency);
  const point = label.lastIndexOf('.');
  const places = placesOf(currency);
  if (point < 0) return [label, ''];
  const coin = places === 0 ? point : point + 1 + places;
  return [label.slice(0, coin), label.slice(coin)];
}

/** Short, for an axis: "$1.2K". */
export const axisLabel = (micros: number, currency: string): string =>
  formatOf('axis', currency).format((micros + 0) / 1_000_000);

/** Change from one figure to another in tenths of a percent; null where there was nothing to compare with. */
export const change = (now: number, before: number): number | null =>
  before === 0 ? null : Math.round(((now - before) / Math.abs(before)) * 1000);

export const changeLabel = (tenths: number): string =>
  `${tenths > 0 ? '+' : tenths < 0 ? '−' : ''}${(Math.abs(tenths) / 10).toFixed(1)} %`;

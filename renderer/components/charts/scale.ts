/** Scales and ticks of charts. Pure. */

/** Steps that people count in. */
const STEPS = [1, 2, 2.5, 5, 10];

/** Round values from at or below the least to at or above the greatest, about `wanted` of them; nought is one. */
export function ticks(least: number, greatest: number, wanted = 4): number[] {
  const low = Math.min(0, least);
  const high = Math.max(0, greatest, low + 1);
  const rough = (high - low) / wanted;
  const size = 10 ** Math.floor(Math.log10(rough));
  const step = (STEPS.find((each) => each * size >= rough) ?? 10) * size;
  const found: number[] = [];
  for (let value = Math.floor(low / step); value * step < high + step; value += 1) {
    found.push(value * step);
    if (value * step >= high) break;
  }
  return found;
}

export const scale =
  (fromLow: number, fromHigh: number, toLow: number, toHigh: number) =>
  (value: number): number =>
    fromHigh === fromLow ? toLow : toLow + ((value - fromLow) / (fromHigh - fromLow)) * (toHigh - toLow);

/** At most `room` labels: every first, second, fifth, tenth … of them, and always whole steps. */
export function everyNth(count: number, room: number): number {
  const least = Math.max(1, Math.ceil(count / Math.max(1, room)));
  return [1, 2, 3, 6, 7, 12, 14, 30, 60, 90, 180, 365].find((step) => step >= least) ?? least;
}

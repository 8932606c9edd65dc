/** Arithmetic on numbers that are kept as text. */

const decimalsOf = (text: string): number => /[.](\d+)$/.exec(text)?.[1]?.length ?? 0;

/** `by` added to what `text` says, inside the bounds, without the noise of binary fractions. */
export function stepNumber(text: string, by: number, min: number, max: number): string {
  const now = Number(text.trim().replace(',', '.'));
  const from = Number.isFinite(now) ? now : Number.isFinite(min) ? min : 0;
  const places = Math.max(decimalsOf(text.trim().replace(',', '.')), decimalsOf(String(Math.abs(by))));
  const next = Math.min(max, Math.max(min, from + by));
  return next.toFixed(Math.min(places, 10));
}

/** Arithmetic on numbers that are kept as text. */
import { plainNumber } from '../../main/contract/amount.ts';

const decimalsOf = (text: string): number => /[.](\d+)$/.exec(text)?.[1]?.length ?? 0;

/** `by` added to what `text` says, inside the bounds, without the noise of binary fractions. */
export function stepNumber(text: string, by: number, min: number, max: number): string {
  const plain = plainNumber(text) ?? text.trim();
  const now = Number(plain);
  const from = Number.isFinite(now) ? now : Number.isFinite(min) ? min : 0;
  const places = Math.max(decimalsOf(plain), decimalsOf(String(Math.abs(by))));
  const next = Math.min(max, Math.max(min, from + by));
  return next.toFixed(Math.min(places, 10));
}

/** Typed text to values, with errors in words. */
import type { z } from 'zod';
import { centsOf, plainNumber } from '../../main/contract/amount.ts';
import type { Parsed } from './form.ts';

export const as =
  <V>(schema: z.ZodType) =>
  (typed: V): Parsed => {
    const parsed = schema.safeParse(typed);
    return parsed.success
      ? { ok: true, value: parsed.data }
      : { ok: false, message: parsed.error.issues[0]?.message ?? 'This is not valid.' };
  };

export interface NumberRule {
  min: number;
  max: number;
  whole?: boolean;
  /** "a temperature", for the message. */
  thing: string;
}

export const asNumber =
  ({ min, max, whole = false, thing }: NumberRule) =>
  (typed: string): Parsed => {
    const text = plainNumber(typed) ?? (/^\s*-?(?:\d+\.|\.\d+)\s*$/.test(typed) ? typed : null);
    const value = text === null ? Number.NaN : Number(text);
    const range = `between ${min.toLocaleString()} and ${max.toLocaleString()}`;
    if (Number.isNaN(value)) return { ok: false, message: `${thing} is a ${whole ? 'whole ' : ''}number ${range}.` };
    if (whole && !Number.isInteger(value))
      return { ok: false, message: `${thing} is a whole number, without decimals.` };
    if (value < min || value > max) return { ok: false, message: `${thing} lies ${range}.` };
    return { ok: true, value };
  };

/** Dollars and cents as typed, to whole cents; never through a binary fraction. */
export function asCents(typed: string): Parsed {
  const cents = centsOf(typed.trim().replace(/^\$/, ''));
  if (cents === null) return { ok: false, message: 'A price is an amount such as 12 or 9.99.' };
  return cents > 99_999 ? { ok: false, message: 'A price is at most 999.99.' } : { ok: true, value: cents };
}

/** 999 to "9.99", 1200 to "12.00". */
export const centsToText = (cents: number): string =>
  `${Math.trunc(cents / 100)}.${String(cents % 100).padStart(2, '0')}`;

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

/** The most that a price can be (cents). */
const MOST_CENTS = 99_999;

/** Why what was typed is no price, in a sentence that fits it; null where it is one. */
export function priceProblem(typed: string): string | null {
  const text = typed.trim().replace(/^(-?)\$/, '$1');
  if (text === '') return 'Type a price such as 12 or 9.99.';
  if (/^[-−]\s*\$?\s*[\d.,]*\d/.test(text)) return 'A price is not negative. The least is $0.00.';
  const cents = centsOf(text);
  if (cents !== null) return cents > MOST_CENTS ? 'A price is at most $999.99.' : null;
  const [, whole, fraction = ''] = /^(\d[\d,]*)(?:\.(\d*))?$/.exec(text) ?? [];
  if (whole !== undefined && Number(whole.replaceAll(',', '')) > MOST_CENTS / 100) return 'A price is at most $999.99.';
  if (fraction.length > 2)
    return `A price is whole cents: two digits after the point at most, and “${text}” has ${fraction.length}.`;
  return 'A price is an amount such as 12 or 9.99.';
}

/** Dollars and cents as typed, to whole cents; never through a binary fraction. */
export function asCents(typed: string): Parsed {
  const message = priceProblem(typed);
  return message === null ? { ok: true, value: centsOf(typed.trim().replace(/^\$/, '')) } : { ok: false, message };
}

/** 999 to "9.99", 1200 to "12.00". */
export const centsToText = (cents: number): string =>
  `${Math.trunc(cents / 100)}.${String(cents % 100).padStart(2, '0')}`;

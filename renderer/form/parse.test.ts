import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import { asCents, asNumber, centsToText } from './parse.ts';

describe('asCents', () => {
  it('loses no cent between what is shown and what is saved', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 99_999 }), (cents) => {
        expect(asCents(centsToText(cents))).toEqual({ ok: true, value: cents });
      }),
    );
  });
  it('reads what people type', () => {
    expect(asCents('9.9')).toEqual({ ok: true, value: 990 });
    expect(asCents('12')).toEqual({ ok: true, value: 1200 });
    expect(asCents('4,50')).toEqual({ ok: true, value: 450 });
  });
  it('says in words what is wrong', () => {
    expect(asCents('1000')).toEqual({ ok: false, message: 'A price is at most $999.99.' });
    expect(asCents('1,000')).toEqual({ ok: false, message: 'A price is at most $999.99.' });
    expect(asCents('9.999')).toMatchObject({ ok: false });
    expect(asCents('-1')).toMatchObject({ ok: false });
    expect(asCents('')).toMatchObject({ ok: false });
  });
  // One vague sentence for all of them left a person to guess what was wrong.
  it('says of each wrong price what is wrong with it', () => {
    const said = (typed: string) => {
      const parsed = asCents(typed);
      return parsed.ok ? null : parsed.message;
    };
    for (const low of ['-5', '−5', '-$5', '$-5', '-0.01']) expect(said(low)).toMatch(/^A price is not negative/);
    for (const high of ['1000', '9,999', '1234567890123', '$1200', '1,200.505', '99999999999.5'])
      expect(said(high)).toBe('A price is at most $999.99.');
    for (const fine of ['0.001', '9.999', '1.000']) expect(said(fine)).toContain(`two digits after the point at most`);
    expect(said('0.001')).toContain('“0.001” has 3');
    expect(said(' ')).toMatch(/^Type a price/);
    for (const none of ['free', '1e3', '1.2.3', '12 each']) expect(said(none)).toMatch(/^A price is an amount/);
    for (const good of ['0', '$9.99', '999.99']) expect(said(good)).toBeNull();
  });
});

describe('asNumber', () => {
  const parse = asNumber({ min: 0, max: 2, thing: 'A temperature' });
  it('takes a comma for a point', () => expect(parse('0,7')).toEqual({ ok: true, value: 0.7 }));
  it('never takes sixty thousand for sixty', () => {
    const limit = asNumber({ min: 1, max: 200_000, whole: true, thing: 'A limit' });
    expect(limit('60,000')).toEqual({ ok: true, value: 60_000 });
    expect(limit('60.000').ok).toBe(false);
  });
  it('refuses what Number() would quietly accept', () => {
    for (const typed of ['', ' ', '0x1', '1e0', 'Infinity']) expect(parse(typed).ok).toBe(false);
  });
  it('names the bounds', () => {
    expect(parse('3')).toEqual({ ok: false, message: 'A temperature lies between 0 and 2.' });
    expect(asNumber({ min: 1, max: 9, whole: true, thing: 'A limit' })('1.5')).toMatchObject({ ok: false });
  });
});

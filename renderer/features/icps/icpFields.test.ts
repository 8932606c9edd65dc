/** Faults caught: a score of 140 that is saved, a list that loses a line, a patch that sends more than was changed. */
import { describe, expect, it } from 'vitest';
import { asScore, icpFields, toPatch } from './icpFields.ts';

describe('a score', () => {
  it.each([
    ['85', 85],
    [' 85 % ', 85],
    ['0', 0],
    ['', null],
  ])('“%s” is saved as %s', (typed, value) => {
    expect(asScore('Pain')(typed)).toEqual({ ok: true, value });
  });
  it.each([
    ['140', 'Pain lies between 0 and 100; 140 does not.'],
    ['-1', 'Pain lies between 0 and 100; -1 does not.'],
    ['8.5', 'Pain is a whole number from 0 to 100.'],
    ['high', 'Pain is a whole number from 0 to 100.'],
  ])('“%s” stays with a sentence', (typed, message) => {
    expect(asScore('Pain')(typed)).toEqual({ ok: false, message });
  });
});

it('a list keeps a line each, with everything that stands in it', () => {
  expect(icpFields['behaviors.objections'].parse(' Too dear, they say \n\n- and slow\n')).toEqual({
    ok: true,
    value: ['Too dear, they say', '- and slow'],
  });
});

it('a patch names the changed keys and no others', () => {
  expect(toPatch({ 'demographics.role': 'Owner', name: 'N', 'scores.product_fit': null })).toEqual({
    demographics: { role: 'Owner' },
    name: 'N',
    scores: { product_fit: null },
  });
});

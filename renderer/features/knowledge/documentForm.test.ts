/** Faults caught: a date that is in no calendar saved as one, a document emptied by a slip of the keyboard. */
import { expect, it } from 'vitest';
import { documentFields, parseDay } from './documentForm.ts';

it('takes days of the calendar only', () => {
  expect(parseDay(' 2026-02-28 ')).toEqual({ ok: true, value: '2026-02-28' });
  expect(parseDay('')).toEqual({ ok: true, value: null });
  for (const wrong of ['2026-02-30', '2026-13-01', '21.3.2026', '2026-3-1', 'soon'])
    expect(parseDay(wrong)).toMatchObject({ ok: false });
});

it('keeps an empty text as a draft instead of saving it', () => {
  expect(documentFields.content.parse('  \n')).toHaveProperty('message');
  expect(documentFields.content.parse(' a ')).toEqual({ ok: true, value: ' a ' });
});

/** Fault caught: a line that nobody touched shown as taken out and put in again. */
import { expect, it } from 'vitest';
import { lineDiff } from './field-diff.ts';

it('takes a line for the same when only another one was written after it', () => {
  expect(lineDiff('one\ntwo', 'one\ntwo\nthree')).toEqual([
    { kind: 'same', text: 'one\ntwo\n' },
    { kind: 'added', text: 'three\n' },
  ]);
  expect(lineDiff('one\ntwo\nthree', 'one\ntwo')).toEqual([
    { kind: 'same', text: 'one\ntwo\n' },
    { kind: 'removed', text: 'three\n' },
  ]);
});

it('adds no empty line to nothing, and still shows a line feed that is the whole difference', () => {
  expect(lineDiff('', 'one')).toEqual([{ kind: 'added', text: 'one\n' }]);
  expect(lineDiff('one', 'one\n').some(({ kind }) => kind !== 'same')).toBe(true);
});

/** Fault caught: an undo that changed nothing and is told as done, or that does not say what it left alone and why. */
import { expect, it } from 'vitest';
import { skippedWords } from './undoWords.ts';

const skip = (column: string, reason = 'it was changed since') => ({ table: 'morgys', id: 'a', column, reason });

it('names what was left alone, and why, each once', () => {
  expect(skippedWords([])).toBeNull();
  expect(skippedWords([skip('deleted_at')])).toBe(
    'Left alone: whether it lies in the trash (it was changed since, here or on another device).',
  );
  expect(skippedWords([skip('*', 'it was purged from the trash'), skip('*', 'it was purged from the trash')])).toBe(
    'Left alone: the whole entry (it was purged from the trash).',
  );
  expect(skippedWords(['a', 'b_c', 'd', 'e', 'f'].map((column) => skip(column, 'x')))).toBe(
    'Left alone: a (x); b c (x); d (x); and 2 more.',
  );
});

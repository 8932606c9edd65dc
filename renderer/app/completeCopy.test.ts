/** Fault caught: a file with excluded passages and secrets that is saved without a word about them. */
import { expect, it } from 'vitest';
import { completeCopyNotice } from './completeCopy.ts';

it('says that the file is complete, what was excluded in the studio, and what to do instead', () => {
  expect(completeCopyNotice({ documents: 3, excludedPassages: 1200, secrets: 0 })).toBe(
    'This file is a complete copy: its prompts, its 3 documents with the 1,200 passages you excluded, and anything secret in them. Nothing was blacked out. To give it to others, export a bundle.',
  );
  expect(completeCopyNotice({ documents: 1, excludedPassages: 1, secrets: null })).toContain(
    'its document with the passage you excluded',
  );
  const empty = completeCopyNotice({ documents: 0, excludedPassages: 0, secrets: 3 });
  expect(empty).toContain('complete copy: its prompts, and at least 3 secrets found in them');
  expect(empty).not.toContain('excluded');
});

import { expect, it } from 'vitest';
import { bytesLabel } from './bytes.ts';

it('says sizes in the unit a person would use', () => {
  expect([0, 999, 1000, 1_234_567, 12_345_678_901].map(bytesLabel)).toEqual([
    '0 bytes',
    '999 bytes',
    '1.0 kB',
    '1.2 MB',
    '12 GB',
  ]);
});

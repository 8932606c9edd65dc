/** Fault caught: files dropped on an open Morgy refused, because the page that takes them was not drawn yet. */
import { expect, it } from 'vitest';
import { documentsFor } from './drop.ts';

it('gives files to the Morgy that is open, on whatever tab, and to none elsewhere', () => {
  expect(documentsFor({ name: 'morgy', id: 'm', tab: 'retrieval' })).toBe('m');
  expect(documentsFor({ name: 'morgy', id: 'm', tab: 'identity' })).toBe('m');
  expect(documentsFor({ name: 'library' })).toBeNull();
});

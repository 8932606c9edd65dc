/**
 * Faults caught: files dropped on an open Morgy refused, because the page that takes them was not drawn yet; a path of the
 * disk shown where a name is enough.
 */
import { expect, it } from 'vitest';
import { documentsFor, droppedWords } from './drop.ts';

it('gives files to the Morgy that is open, on whatever tab, and to none elsewhere', () => {
  expect(documentsFor({ name: 'morgy', id: 'm', tab: 'retrieval' })).toBe('m');
  expect(documentsFor({ name: 'morgy', id: 'm', tab: 'identity' })).toBe('m');
  expect(documentsFor({ name: 'library' })).toBeNull();
});

it('names what was dropped, without its folder', () => {
  expect(droppedWords(['/home/anna/fees.pdf'])).toBe('“fees.pdf” is added');
  expect(droppedWords(['C:\\Users\\Anna\\fees.pdf'])).toBe('“fees.pdf” is added');
  expect(droppedWords(['/a', '/b'])).toBe('All 2 are added');
});

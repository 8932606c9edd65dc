/** Faults caught: a drag over a long list that asks for every page on the way, a view that waits where the eye only walks on, a total that is never asked for. */
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { followPages, PAGE, pagesOf } from './pages.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

it('names the pages that hold the rows in view, and always the first, which says how many there are', () => {
  expect(pagesOf(0, 30)).toEqual([0]);
  expect(pagesOf(PAGE - 1, PAGE)).toEqual([0, 1]);
  expect(pagesOf(PAGE * 900 + 3, PAGE * 900 + 40)).toEqual([0, 900]);
  expect(pagesOf(0, -1)).toEqual([0]);
});

it('asks at once for the next page, and not again while it stays in view', () => {
  const asked: (readonly number[])[] = [];
  const view = followPages((pages) => asked.push(pages));
  for (let row = 0; row < PAGE * 3; row += 4) view.show(row, row + 40);
  expect(asked).toEqual([
    [0, 1],
    [0, 1, 2],
    [0, 2],
    [0, 2, 3],
  ]);
});

it('asks only for the page on which a drag over a thousand pages ends', () => {
  const asked: (readonly number[])[] = [];
  const view = followPages((pages) => asked.push(pages));
  for (let page = 2; page < 1000; page += 7) {
    view.show(page * PAGE + 50, page * PAGE + 90);
    vi.advanceTimersByTime(16);
  }
  expect(asked).toEqual([]);
  vi.runAllTimers();
  expect(asked).toHaveLength(1);
  expect(asked[0]).toEqual([0, 996]);
  view.show(PAGE * 500, PAGE * 500 + 20);
  view.stop();
  vi.runAllTimers();
  expect(asked).toHaveLength(1);
});

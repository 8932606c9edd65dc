/** Faults caught: a change that is never asked for, one refetch for every change, a stuck request that stops all others. */
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { gather } from './gather.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const options = { gap: 50, patience: 500 };

it('runs at once, then once for everything that came meanwhile', async () => {
  const rounds: string[][] = [];
  const { add: tell } = gather<string>(async (tables) => void rounds.push([...tables]), options);
  tell(['a']);
  expect(rounds).toEqual([['a']]);
  for (const table of ['b', 'c', 'b']) tell([table]);
  expect(rounds).toHaveLength(1);
  await vi.advanceTimersByTimeAsync(60);
  expect(rounds).toEqual([['a'], ['b', 'c']]);
  await vi.advanceTimersByTimeAsync(60);
  tell(['d']);
  expect(rounds.at(-1)).toEqual(['d']);
});

it('goes on behind a round that fails or never ends', async () => {
  const rounds: string[][] = [];
  const { add: tell } = gather<string>((tables) => {
    rounds.push([...tables]);
    return tables.has('stuck') ? new Promise(() => undefined) : Promise.reject(new Error('refused'));
  }, options);
  tell(['refused']);
  tell(['stuck']);
  await vi.advanceTimersByTimeAsync(60);
  tell(['after']);
  await vi.advanceTimersByTimeAsync(600);
  expect(rounds).toEqual([['refused'], ['stuck'], ['after']]);
});

// Fault caught: an import that has the window draw its lists anew sixteen times a second for minutes.
it('rests longer between rounds the longer they go on, and is quick again after a pause', async () => {
  const rounds: number[] = [];
  const { add: tell } = gather<string>(async () => void rounds.push(Date.now()), { ...options, longestGap: 200 });
  for (let n = 0; n < 100; n += 1) {
    tell(['rows']);
    await vi.advanceTimersByTimeAsync(10);
  }
  expect(rounds.slice(1).map((at, n) => at - (rounds[n] ?? 0))).toEqual([50, 100, 200, 200, 200, 200]);
  await vi.advanceTimersByTimeAsync(1000);
  const before = rounds.length;
  tell(['rows']);
  tell(['more']);
  await vi.advanceTimersByTimeAsync(60);
  expect(rounds.length - before).toBe(2);
});

// Fault caught: a person who cancels a long import looks at a list that says for a second that it goes on.
it('does not rest while a person waits for what they did', async () => {
  const rounds: number[] = [];
  const { add, hurry } = gather<string>(async () => void rounds.push(Date.now()), { ...options, longestGap: 1000 });
  for (let n = 0; n < 100; n += 1) {
    add(['rows']);
    await vi.advanceTimersByTimeAsync(10);
  }
  const before = rounds.length;
  hurry();
  await vi.advanceTimersByTimeAsync(1);
  expect(rounds.length - before).toBe(1);
  // The change may be told after the answer, too.
  hurry();
  add(['rows']);
  await vi.advanceTimersByTimeAsync(1);
  expect(rounds.length - before).toBe(2);
  add(['rows']);
  await vi.advanceTimersByTimeAsync(20);
  expect(rounds.length - before).toBe(2);
});

/** Faults caught: a change that is never asked for, one refetch for every change, a stuck request that stops all others. */
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { gather } from './gather.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const options = { gap: 50, patience: 500 };

it('runs at once, then once for everything that came meanwhile', async () => {
  const rounds: string[][] = [];
  const tell = gather<string>(async (tables) => void rounds.push([...tables]), options);
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
  const tell = gather<string>((tables) => {
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

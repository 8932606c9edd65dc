/** Fault caught: a set-up that is silent for minutes, so that it looks as if it hung. */
import { setTimeout as pause } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { untilDone } from './setup/report.mjs';

it('says that a long step still goes on, until it is done or has failed', async () => {
  const notes: string[] = [];
  const heard = Promise.withResolvers<void>();
  const report = {
    step: () => undefined,
    note: (text: string) => {
      notes.push(text);
      if (notes.length === 2) heard.resolve();
    },
  };
  expect(await untilDone(report, 'dependencies', () => heard.promise.then(() => 'done'), 5)).toBe('done');
  expect(notes[0]).toMatch(/^dependencies: still at work \([\d.]+ s\)$/);
  await expect(untilDone(report, 'Node', () => Promise.reject(new Error('no room')), 5)).rejects.toThrow('no room');
  const said = notes.length;
  await pause(50);
  expect(notes).toHaveLength(said);
});

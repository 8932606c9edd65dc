/** Faults caught: a progress bar past its end or backwards in words, an address dropped in silence. */
import { describe, expect, it } from 'vitest';
import {
  leftOutLabel,
  milestone,
  outcomeLabel,
  progressDetail,
  readUrls,
  shareDone,
  shortPath,
  spoken,
  timeLeft,
  wrongUrls,
} from './words.ts';

describe('progress', () => {
  it('is never more than all, and unknown when nothing is known', () => {
    expect(shareDone({ done: 2, total: 4, bytesDone: 0, bytesTotal: 0 })).toBe(0.5);
    expect(shareDone({ done: 2, total: 4, bytesDone: 30, bytesTotal: 20 })).toBe(1);
    expect(shareDone({ done: 0, total: 0, bytesDone: 0, bytesTotal: 0 })).toBeNull();
  });
  it('says the time left in steps', () => {
    expect([null, 2, 31, 59, 119, 7200].map(timeLeft)).toEqual([
      '',
      'almost done',
      'about 35 s left',
      'about 60 s left',
      'about 2 min left',
      'about 2 h left',
    ]);
  });
});

it('addresses that are none are named', () => {
  expect(readUrls('https://a.example/x\n https://a.example/x ftp://b file:///etc/passwd hello')).toEqual({
    urls: ['https://a.example/x'],
    wrong: ['ftp://b', 'file:///etc/passwd', 'hello'],
  });
});

describe('what is said aloud', () => {
  const at = (done: number, state: 'running' | 'paused' | 'done' = 'running') => ({
    state,
    done,
    total: 100,
    failed: 0,
    bytesDone: 0,
    bytesTotal: 0,
    secondsLeft: 120,
    current: null,
  });
  it('changes at a quarter and at a new state, not with each file', () => {
    const told = Array.from({ length: 100 }, (_, done) => milestone(at(done)));
    expect(new Set(told).size).toBe(4);
    expect(milestone(at(99))).not.toBe(milestone(at(100, 'done')));
    expect(milestone(at(50))).not.toBe(milestone(at(50, 'paused')));
  });
  it('says how many could not be read', () => {
    expect(spoken('Add “x”', { ...at(100, 'done'), failed: 3 })).toContain('3 could not be read');
    expect(progressDetail(at(12))).toBe('12 of 100, about 2 min left');
  });
});

it('wrong addresses are named and counted, however many', () => {
  expect(wrongUrls([])).toBeNull();
  expect(wrongUrls(['ftp://b'])).toContain('“ftp://b” is no web address');
  expect(wrongUrls(['a', 'b', 'c', 'd', 'e'])).toContain('“c” and 2 more are no web addresses');
});

it('shows the nearest headings', () => {
  expect([shortPath(['A', 'B']), shortPath(['A', 'B', '', 'C'])]).toEqual(['A › B', '… › B › C']);
});

// "Done, 4 files" where none of four was read, and files left out on purpose counted among those that need a person.
it('says of an import that is over what was read, what was not, and what was left out on purpose', () => {
  expect(outcomeLabel({ done: 28, total: 28, failed: 4, skipped: 4 })).toBe('20 read, 4 could not be read, 4 skipped');
  expect(outcomeLabel({ done: 4, total: 4, failed: 4, skipped: 0 })).toBe('4 could not be read');
  expect(outcomeLabel({ done: 0, total: 0, failed: 0, skipped: 0 })).toBe('0 read');
  expect(leftOutLabel(4, 4, 200)).toBe('4 need you, 4 skipped');
  expect(leftOutLabel(1, 0, 200)).toBe('1 needs you');
  expect(leftOutLabel(0, 4, 200)).toBe('4 skipped');
  expect(leftOutLabel(300, 0, 200)).toBe('300 need you: the first 200');
});

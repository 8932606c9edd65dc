/** Faults caught: a progress bar past its end or backwards in words, an address dropped in silence. */
import { describe, expect, it } from 'vitest';
import { readUrls, shareDone, timeLeft } from './words.ts';

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

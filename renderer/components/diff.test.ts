import { describe, expect, it } from 'vitest';
import { foldDiff } from './diff.ts';

describe('foldDiff', () => {
  it('keeps two lines around a change and counts what it hides', () => {
    const folded = foldDiff([
      { kind: 'same', text: '1\n2\n3\n4\n' },
      { kind: 'removed', text: 'old\n' },
      { kind: 'added', text: 'new\n' },
      { kind: 'same', text: '5\n6\n7\n' },
    ]);
    expect(folded).toEqual([
      { kind: 'skipped', count: 2 },
      { kind: 'same', text: '3' },
      { kind: 'same', text: '4' },
      { kind: 'removed', text: 'old' },
      { kind: 'added', text: 'new' },
      { kind: 'same', text: '5' },
      { kind: 'same', text: '6' },
      { kind: 'skipped', count: 1 },
    ]);
  });
  it('loses no line: shown and hidden add up to the whole', () => {
    const text = Array.from({ length: 40 }, (_, n) => String(n)).join('\n');
    const folded = foldDiff([
      { kind: 'same', text },
      { kind: 'added', text: 'x' },
    ]);
    const total = folded.reduce((sum, line) => sum + (line.kind === 'skipped' ? line.count : 1), 0);
    expect(total).toBe(41);
  });
});

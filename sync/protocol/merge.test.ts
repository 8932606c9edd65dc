/** Faults caught: a merge that drops what one side wrote, doubles it when it arrives twice, or depends on spelling of JSON. */
import fc from 'fast-check';
import { diff3Merge } from 'node-diff3';
import { describe, expect, it } from 'vitest';
import { mergeText } from './merge-text.ts';
import { canonical, decideColumn, mergeColumn, sameValue } from './merge.ts';

const RUNS = { numRuns: 2000 };

/** A text of distinct lines and two edits of it: replacing, removing and adding lines. */
const edits = fc
  .tuple(
    fc.uniqueArray(fc.nat(40), { minLength: 1, maxLength: 14 }),
    fc.array(fc.tuple(fc.nat(13), fc.constantFrom('put', 'cut', 'add')), { maxLength: 4 }),
    fc.array(fc.tuple(fc.nat(13), fc.constantFrom('put', 'cut', 'add')), { maxLength: 4 }),
  )
  .map(([lines, one, two]) => {
    const base = lines.map((n) => `line ${n}`);
    const edited = (list: readonly (readonly [number, string])[], by: string): string[] => {
      const copy: string[][] = base.map((line) => [line]);
      list.forEach(([at, what], index) => {
        const slot = copy[at % copy.length];
        if (!slot) return;
        if (what === 'cut') slot.length = 0;
        else if (what === 'put') slot.splice(0, slot.length, `${by}${index}`);
        else slot.push(`${by}${index}`);
      });
      return copy.flat();
    };
    return { base, mine: edited(one, 'mine'), theirs: edited(two, 'theirs') };
  });
const text = (lines: readonly string[]): string => lines.map((line) => `${line}\n`).join('');

describe('texts', () => {
  it('come out as node-diff3 has them wherever it sees no conflict', () => {
    let held = 0;
    fc.assert(
      fc.property(edits, ({ base, mine, theirs }) => {
        const known = diff3Merge(mine, base, theirs, { excludeFalseConflicts: true });
        if (known.some((part) => part.conflict)) return;
        held += 1;
        expect(mergeText(text(base), text(mine), text(theirs))).toEqual({
          value: text(known.flatMap((part) => part.ok ?? [])),
          clean: true,
        });
      }),
      RUNS,
    );
    expect(held).toBeGreaterThan(500);
  });

  it('keep every added line of both sides, or say that they do not', () => {
    fc.assert(
      fc.property(edits, ({ base, mine, theirs }) => {
        const { value, clean } = mergeText(text(base), text(mine), text(theirs));
        for (const line of mine.filter((one) => !base.includes(one))) expect(value).toContain(line);
        if (clean) for (const line of theirs.filter((one) => !base.includes(one))) expect(value).toContain(line);
      }),
      RUNS,
    );
  });

  it('are the same when an edit that was merged arrives a second time', () => {
    fc.assert(
      fc.property(edits, ({ base, mine, theirs }) => {
        const once = mergeText(text(base), text(mine), text(theirs));
        if (!once.clean) return;
        expect(mergeText(text(base), text(mine), once.value).value).toBe(once.value);
      }),
      RUNS,
    );
  });

  it('merge word by word in one line', () => {
    expect(
      mergeText('The tide rises twice a day.', 'The spring tide rises twice a day.', 'The tide rises daily.'),
    ).toEqual({ value: 'The spring tide rises daily.', clean: true });
    expect(mergeText('The tide rises.', 'The tide falls.', 'The tide turns.')).toEqual({
      value: 'The tide falls.',
      clean: false,
    });
  });

  it('written anew by one side stand whole: blank lines and chance words join nothing', () => {
    const word = fc.constantFrom('one', 'two', 'tide', 'harbour', 'quay', 'Line');
    const paragraphs = (own: string): fc.Arbitrary<string> =>
      fc
        .array(fc.tuple(word, fc.nat(99)), { minLength: 1, maxLength: 8 })
        .map((list) => list.map(([first, n]) => `${first} ${own}stays${n} ${own}longer.`).join('\n\n'));
    fc.assert(
      fc.property(paragraphs('b'), paragraphs('r'), fc.nat(7), (base, anew, at) => {
        const parts = base.split('\n\n');
        parts[at % parts.length] += ' And more.';
        const edited = parts.join('\n\n');
        expect(mergeText(base, edited, anew)).toEqual({ value: edited, clean: false });
        expect(mergeText(base, anew, edited)).toEqual({ value: anew, clean: false });
      }),
      RUNS,
    );
  });

  it('in a script without blanks merge sign by sign', () => {
    expect(mergeText('退款在四十二天内办理。', '退款在三十天内办理。', '退款在四十二天内办理完毕。')).toEqual({
      value: '退款在三十天内办理完毕。',
      clean: true,
    });
  });

  it('of any kind come apart and together again: nothing changed on one side gives the other', () => {
    const any = fc.string({ maxLength: 60, unit: 'binary' });
    fc.assert(
      fc.property(any, any, (base, other) => {
        expect(mergeText(base, base, other)).toEqual({ value: other, clean: true });
        expect(mergeText(base, other, base)).toEqual({ value: other, clean: true });
        expect(mergeText(base, other, other)).toEqual({ value: other, clean: true });
      }),
      RUNS,
    );
  });

  it('that were rewritten through and through do not take minutes', () => {
    const long = (seed: string): string => Array.from({ length: 20_000 }, (_, n) => `${seed} ${n * 7}`).join('\n');
    expect(mergeText(long('a'), long('b'), long('c')).clean).toBe(false);
  });
});

const set = fc.uniqueArray(fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f'));
const leaf = fc.oneof(fc.constantFrom('x', 'y', 'z', 1, 2, null, true), fc.constant([1, 2]));
const json = fc.dictionary(
  fc.constantFrom('k', 'l', 'm', '__proto__'),
  fc.oneof(leaf, fc.dictionary(fc.constantFrom('p', 'q'), leaf)),
);

describe('sets', () => {
  it('have what either side added and nothing that either side removed', () => {
    fc.assert(
      fc.property(set, set, set, (base, mine, theirs) => {
        const { value, clean } = mergeColumn('set', base, mine, theirs);
        const expected = new Set([
          ...mine.filter((item) => theirs.includes(item) || !base.includes(item)),
          ...theirs.filter((item) => mine.includes(item) || !base.includes(item)),
        ]);
        expect(clean).toBe(true);
        expect(new Set(value as string[])).toEqual(expected);
        expect(mergeColumn('set', base, mine, value).value).toEqual(value);
      }),
      RUNS,
    );
  });
});

/** Every place of a JSON value with what stands there. */
function leaves(value: unknown, path = ''): [string, string][] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return [[path, canonical(value)]];
  return Object.entries(value).flatMap(([key, held]) => leaves(held, `${path}/${key}`));
}

describe('JSON', () => {
  it('keeps each place that only one side changed, and mine where both did', () => {
    fc.assert(
      fc.property(json, json, json, (base, mine, theirs) => {
        const merged = mergeColumn('json', base, mine, theirs);
        const [was, result] = [new Map(leaves(base)), new Map(leaves(merged.value))];
        if (merged.clean) {
          for (const [path, value] of leaves(mine)) if (was.get(path) !== value) expect(result.get(path)).toBe(value);
          for (const [path, value] of leaves(theirs)) if (was.get(path) !== value) expect(result.get(path)).toBe(value);
        }
        expect(canonical(mergeColumn('json', base, mine, merged.value).value)).toBe(canonical(merged.value));
      }),
      RUNS,
    );
  });

  it('merges lists of things that have ids thing by thing', () => {
    const base = [
      { id: 'a', says: 'one' },
      { id: 'b', says: 'two' },
    ];
    const mine = [
      { id: 'a', says: 'ONE' },
      { id: 'b', says: 'two' },
      { id: 'm', says: 'new' },
    ];
    const theirs = [
      { id: 'b', says: 'TWO' },
      { id: 'a', says: 'one' },
      { id: 't', says: 'new' },
    ];
    expect(mergeColumn('json', base, mine, theirs)).toEqual({
      value: [
        { id: 'b', says: 'TWO' },
        { id: 'a', says: 'ONE' },
        { id: 't', says: 'new' },
        { id: 'm', says: 'new' },
      ],
      clean: true,
    });
  });

  it('keeps what was changed here and removed there, and says so', () => {
    expect(mergeColumn('json', { a: 1, b: 1 }, { b: 1 }, { a: 2, b: 1 })).toEqual({
      value: { a: 2, b: 1 },
      clean: false,
    });
  });

  it('merges a long text inside it as a text', () => {
    const prompt = 'You answer questions about tides from the almanac.\nBe brief.\n';
    const merged = mergeColumn(
      'json',
      { systemPrompt: prompt },
      { systemPrompt: prompt.replace('brief', 'kind') },
      { systemPrompt: prompt.replace('tides', 'the sea') },
    );
    expect(merged).toEqual({
      value: { systemPrompt: 'You answer questions about the sea from the almanac.\nBe kind.\n' },
      clean: true,
    });
  });

  it('merges a short text of several lines too, and takes a short word as a whole', () => {
    const merged = (base: string, mine: string, theirs: string): unknown =>
      mergeColumn('json', { text: base }, { text: mine }, { text: theirs });
    expect(merged('One.\n\nTwo.', 'One a.\n\nTwo.', 'One.\n\nTwo b.')).toEqual({
      value: { text: 'One a.\n\nTwo b.' },
      clean: true,
    });
    expect(merged('very calm', 'very brief', 'quite calm')).toEqual({ value: { text: 'very brief' }, clean: false });
  });

  it('is equal whatever the order of its keys', () => {
    fc.assert(
      fc.property(fc.json(), (source) => {
        const value: unknown = JSON.parse(source);
        const turned = JSON.parse(source, (_key, held: unknown) =>
          typeof held === 'object' && held !== null && !Array.isArray(held)
            ? Object.fromEntries(Object.entries(held).toReversed())
            : held,
        ) as unknown;
        expect(sameValue(value, turned)).toBe(true);
      }),
      RUNS,
    );
  });
});

describe('counters', () => {
  it('add both differences, decimals without a float', () => {
    fc.assert(
      fc.property(fc.maxSafeNat(), fc.nat(1e6), fc.nat(1e6), (base, up, down) => {
        const start = base % 1e12;
        expect(mergeColumn('counter', start, start + up, start - down).value).toBe(start + up - down);
      }),
      RUNS,
    );
    expect(mergeColumn('counter', '0.10', '0.30', '0.20').value).toBe('0.40');
  });
});

describe('a column edit', () => {
  const edit = { rule: 'last', base: 'was', baseVersion: 4, mine: 'mine', device: 'me' } as const;

  it('stands when nobody wrote since, when the value is still its base, and after an edit of its own device', () => {
    expect(decideColumn(edit, { value: 'was', version: 3, device: 'other' }).outcome).toBe('applied');
    expect(decideColumn(edit, { value: 'was', version: 9, device: 'other' }).outcome).toBe('applied');
    expect(decideColumn(edit, { value: 'mine before', version: 9, device: 'me' }).outcome).toBe('applied');
  });

  it('conflicts when another wrote, and still arrives last', () => {
    expect(decideColumn(edit, { value: 'theirs', version: 5, device: 'other' })).toEqual({
      value: 'mine',
      outcome: 'conflicted',
    });
  });

  // Fault caught: a person asked which of two percentages is right, though both follow from the tasks.
  it('of a column that follows from others arrives last and asks nobody', () => {
    const quiet = { ...edit, rule: 'quiet', base: 0, mine: 40 } as const;
    expect(decideColumn(quiet, { value: 20, version: 5, device: 'other' })).toEqual({ value: 40, outcome: 'applied' });
    expect(mergeColumn('quiet', 0, 40, 20)).toEqual({ value: 40, clean: true });
  });

  it('does not wipe out another’s part that was merged into this device’s own last write', () => {
    // Theirs changed l; my first edit changed k and both were merged under my name; my second edit never saw l.
    const second = { ...edit, rule: 'json', base: { k: 1, l: 0 }, mine: { k: 2, l: 0 } } as const;
    expect(decideColumn(second, { value: { k: 1, l: 9 }, version: 6, device: 'me' })).toEqual({
      value: { k: 2, l: 9 },
      outcome: 'merged',
    });
  });
});

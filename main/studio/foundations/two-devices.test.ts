/** What becomes of a foundation that two devices change at the same time, by the rules of sync. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { campaigns, foundations, moves, onboardingSessions } from '../../../schema/index.ts';
import { mergeColumn } from '../../../sync/protocol/merge.ts';
import { addItem, changeItem, itemsOf, moveItem, nextFactId, removeItem } from './lists.ts';
import type { Columns, Json } from './lists.ts';

type Fact = { id: string; value: string; verified?: boolean };
const facts = (columns: Columns): Fact[] => itemsOf(columns, 'facts') as Fact[];
const entries = (...list: Fact[]): Json => ({ truth_sheet: { entries: list } });
const merged = (base: Json, mine: Json, theirs: Json): { columns: Json; clean: boolean } => {
  const { value, clean } = mergeColumn('json', base['truth_sheet'], mine['truth_sheet'], theirs['truth_sheet']);
  return { columns: { truth_sheet: value }, clean };
};

// Faults caught: the last to speak takes the whole brand voice; a conflict over figures that follow from tasks.
describe('the catalogue', () => {
  it('merges a voice that two devices wrote on by lines and words', () => {
    const voice = 'Warm and exact.\nNever loud.\n';
    expect(
      mergeColumn(foundations.columns.brand_voice.merge, voice, `${voice}Short sentences.\n`, `Calm. ${voice}`),
    ).toEqual({ value: `Calm. ${voice}Short sentences.\n`, clean: true });
  });
  it('asks nobody about what follows from something else', () => {
    const { progress, current_day } = moves.columns;
    const { current_step } = onboardingSessions.columns;
    for (const column of [
      progress,
      current_day,
      campaigns.columns.progress,
      campaigns.columns.duration_days,
      current_step,
    ])
      expect(mergeColumn(column.merge, 1, 2, 3)).toEqual({ value: 2, clean: true });
  });
});

describe('two devices in one list', () => {
  // Faults caught: items without lasting ids, ids that both devices give out, a whole list that overwrites the other.
  it('keep what each added, changed and took out, without a conflict', () => {
    const base = entries(
      { id: 'TRU-001-aaaa', value: 'a' },
      { id: 'TRU-002-bbbb', value: 'b' },
      { id: 'TRU-003-cccc', value: 'c' },
    );
    const one = addItem(changeItem(base, 'facts', 'TRU-001-aaaa', { verified: true }), 'facts', {
      id: nextFactId(base, '1111'),
      value: 'from one',
    });
    const other = addItem(
      removeItem(changeItem(base, 'facts', 'TRU-001-aaaa', { value: 'a!' }), 'facts', 'TRU-003-cccc'),
      'facts',
      {
        id: nextFactId(base, '2222'),
        value: 'from the other',
      },
    );
    for (const { columns, clean } of [merged(base, one, other), merged(base, other, one)]) {
      expect(clean).toBe(true);
      expect(new Set(facts(columns).map((fact) => fact.value))).toEqual(
        new Set(['a!', 'b', 'from one', 'from the other']),
      );
      expect(facts(columns).find((fact) => fact.id === 'TRU-001-aaaa')).toMatchObject({ value: 'a!', verified: true });
    }
  });

  it('lose no addition of either, in whatever order things happen', () => {
    const step = fc.record({ kind: fc.constantFrom('add', 'change', 'remove', 'move'), at: fc.nat(20) });
    const play = (
      start: Json,
      steps: readonly { kind: string; at: number }[],
      device: string,
    ): { columns: Json; added: string[] } => {
      let columns = start;
      const added: string[] = [];
      for (const [n, { kind, at }] of steps.entries()) {
        const list = facts(columns);
        const id = list[at % Math.max(1, list.length)]?.id ?? '';
        if (kind === 'add' || list.length === 0) {
          const made = nextFactId(columns, `${device}${n.toString(36).padStart(3, '0')}`);
          columns = addItem(columns, 'facts', { id: made, value: `${device}${n}` });
          added.push(made);
        } else if (kind === 'change') columns = changeItem(columns, 'facts', id, { [device]: n });
        else if (kind === 'move') columns = moveItem(columns, 'facts', id, null);
        else if (!added.includes(id)) columns = removeItem(columns, 'facts', id);
      }
      return { columns, added };
    };
    fc.assert(
      fc.property(
        fc.array(step, { maxLength: 8 }),
        fc.array(step, { maxLength: 8 }),
        fc.nat(4),
        (mine, theirs, size) => {
          const base = entries(
            ...Array.from({ length: size }, (_, n) => ({ id: `TRU-00${n + 1}-base`, value: `b${n}` })),
          );
          const [a, b] = [play(base, mine, 'a'), play(base, theirs, 'b')];
          const ids = facts(merged(base, a.columns, b.columns).columns).map((fact) => fact.id);
          expect(ids).toEqual(expect.arrayContaining([...a.added, ...b.added]));
          expect(new Set(ids).size).toBe(ids.length);
        },
      ),
    );
  });
});

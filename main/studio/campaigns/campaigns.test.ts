/** Faults caught: progress that does not follow from tasks, a phase that ends before it starts, a shorter move that swallows tasks, an edit that drops what it cannot read. */
import fc from 'fast-check';
import { v7 as uuidv7 } from 'uuid';
import { describe, expect, it } from 'vitest';
import { addDays, daysBetween, isDay } from '../../contract/days.ts';
import { campaigns, moves } from '../../../schema/index.ts';
import { testGround } from '../ground/testing.ts';
import type { ExecutionDay } from './contract.ts';
import { daysIn, outlineOfDays } from './read.ts';
import { countTasks, currentDay, daysOf, placePhases, progressOf, weeksOf } from './progress.ts';

describe('a move', () => {
  it('is planned in the words of the profile it is for, and leaves gaps where nothing is known', async () => {
    const { client, workspaceId } = testGround();
    const bare = await client.request('moves.create', { workspaceId, category: 'ignite' });
    expect(JSON.stringify(bare.execution)).toContain('[a phrase that they use]');
    await client.request('icps.create', {
      workspaceId,
      name: 'Shop owner',
      patch: { behaviors: { language_patterns: ['It must just work'], hangouts: ['r/shops'] } },
    });
    const known = await client.request('moves.create', { workspaceId, category: 'ignite', start: '2026-02-27' });
    expect(JSON.stringify(known.execution)).toContain('“It must just work”');
    expect(known).toMatchObject({
      start: '2026-02-27',
      end: '2026-03-05',
      progress: 0,
      current_day: 0,
      name: 'Ignite 2',
    });
    expect(known.target_icp?.name).toBe('Shop owner');
  });

  it('has the progress of its tasks, and its campaign the progress of its moves, in the same write', async () => {
    const { client, store, workspaceId } = testGround();
    const { id: campaignId } = await client.request('campaigns.create', { workspaceId, template: 'product_launch' });
    const patch = { campaign_id: campaignId };
    const move = await client.request('moves.create', { workspaceId, category: 'rally', patch });
    const tasks = move.execution.flatMap((day) => day.tasks);
    let last = move;
    for (const task of tasks)
      last = await client.request('moves.updateTask', { id: move.id, taskId: task.id, patch: { status: 'done' } });
    expect(last).toMatchObject({ progress: 100, current_day: move.execution.at(-1)?.day });
    expect(store.row(campaigns, campaignId)?.progress).toBe(100);
    await client.request('history.undo', {});
    const back = await client.request('moves.get', { id: move.id });
    expect(back.progress).toBe(Math.floor(((tasks.length - 1) / tasks.length) * 100));
    expect(store.row(moves, move.id)?.progress).toBe(back.progress);
    expect((await client.request('campaigns.get', { id: campaignId })).progress).toBe(back.progress);
  });

  it('is not made shorter over a day that has something in it, and says which', async () => {
    const { client, workspaceId } = testGround();
    const move = await client.request('moves.create', { workspaceId, category: 'capture' });
    await expect(client.request('moves.update', { id: move.id, patch: { duration_days: 3 } })).rejects.toThrow(
      /^Day 4 has 1 task in it/,
    );
    const longer = await client.request('moves.update', { id: move.id, patch: { duration_days: 10 } });
    expect(longer.execution.map(({ day }) => day)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
    const again = await client.request('moves.update', { id: move.id, patch: { duration_days: 7 } });
    expect(again.execution).toEqual(move.execution);
  });

  it('goes on the calendar without weekends, and a task goes to another day with everything it has', async () => {
    const { client, store, workspaceId } = testGround();
    const move = await client.request('moves.create', { workspaceId, category: 'repair' });
    // A Friday.
    const dated = await client.request('moves.schedule', { id: move.id, start: '2026-05-01', weekends: false });
    expect(dated.execution.slice(0, 3).map(({ date }) => date)).toEqual(['2026-05-01', '2026-05-04', '2026-05-05']);
    const [first, second] = dated.execution;
    const task = first?.tasks[0];
    // Another program keeps more of a task than this one knows.
    store.write('From elsewhere', () =>
      store.update(moves, move.id, {
        execution: dated.execution.map((day) => ({
          ...day,
          tasks: day.tasks.map((each) => ({ ...each, owner: 'Sam' })),
        })),
      }),
    );
    const moved = await client.request('moves.updateTask', {
      id: move.id,
      taskId: task?.id ?? '',
      patch: {},
      dayId: second?.id ?? '',
    });
    expect(moved.execution[1]?.tasks.at(-1)).toMatchObject({ id: task?.id, owner: 'Sam' });
    const inMay = await client.request('moves.tasks', { workspaceId, from: '2026-05-04', to: '2026-05-04' });
    expect(inMay.map(({ id }) => id)).toContain(task?.id);
  });

  it('shows days that cannot be read as a sentence, and an edit beside them keeps them', async () => {
    const { client, store, workspaceId } = testGround();
    const { id } = await client.request('moves.create', { workspaceId, category: 'ignite', planned: false });
    const odd = ['a day', { day: 'first', tasks: [{ title: 'No id' }, 'x', { id: 't', title: 'T', status: 'odd' }] }];
    store.write('From elsewhere', () => store.update(moves, id, { execution: odd }));
    const read = await client.request('moves.get', { id });
    expect(read.problems).toEqual([
      '1 of its days came in a form that cannot be read here. They are kept as they came.',
      '1 of its tasks came in a form that cannot be read here. They are kept as they came.',
    ]);
    const [day] = read.execution;
    expect(day?.tasks.map(({ title, status }) => [title, status])).toEqual([
      ['No id', 'pending'],
      ['T', 'pending'],
    ]);
    await client.request('moves.updateDay', { id, dayId: day?.id ?? '', patch: { pillarTask: 'Begin' } });
    expect(store.row(moves, id)?.execution).toEqual([
      'a day',
      { ...(odd[1] as object), id: day?.id, pillarTask: 'Begin' },
    ]);
  });
});

describe('a campaign', () => {
  it('refuses days that run backwards, at the place, and keeps what was there', async () => {
    const { client, workspaceId } = testGround();
    const made = await client.request('campaigns.create', {
      workspaceId,
      template: 'lead_gen',
      patch: { start_date: '2026-05-04' },
    });
    expect(made).toMatchObject({ end_date: '2026-06-14', duration_days: 42, problems: [] });
    await expect(
      client.request('campaigns.update', { id: made.id, patch: { end_date: '2026-05-01' } }),
    ).rejects.toThrow('would end on 1 May 2026, before it starts on 4 May 2026');
    const [first] = made.phases;
    await expect(
      client.request('campaigns.putPhase', { id: made.id, phaseId: first?.id ?? '', patch: { end: '2026-05-03' } }),
    ).rejects.toThrow(
      `“${first?.name}” would end on 3 May 2026, before it starts on 4 May 2026. Choose a later last day.`,
    );
    expect(await client.request('campaigns.get', { id: made.id })).toEqual(made);
    const longer = await client.request('campaigns.putPhase', {
      id: made.id,
      phaseId: first?.id ?? '',
      patch: { end: '2026-05-20' },
    });
    expect(longer.phases[0]).toMatchObject({ from: '2026-05-04', to: '2026-05-20', days: 17 });
    expect(longer.phases[1]?.from).toBe('2026-05-21');
    expect(longer.problems.join()).toContain('after the campaign does');
  });

  // A slip of the year is taken in silence, and the plan is four years long.
  it('says of a phase that begins long after what is before it that its year may be wrong', async () => {
    const { client, workspaceId } = testGround();
    const { id, phases } = await client.request('campaigns.create', {
      workspaceId,
      template: 'lead_gen',
      patch: { start_date: '2026-12-20' },
    });
    await client.request('campaigns.update', { id, patch: { end_date: null } });
    const [first] = phases;
    const far = await client.request('campaigns.putPhase', {
      id,
      phaseId: first?.id ?? '',
      patch: { start: '2030-01-01' },
    });
    expect(far.problems.join()).toContain(
      `“${first?.name}” starts on 1 January 2030, 1108 days after the campaign starts. Check its year.`,
    );
  });

  it('orders, adds and removes phases, each one step of undo', async () => {
    const { client, workspaceId } = testGround();
    const made = await client.request('campaigns.create', { workspaceId, template: 'product_launch' });
    const names = (each: typeof made): string[] => each.phases.map(({ name }) => name);
    const last = made.phases[2]?.id ?? '';
    const moved = await client.request('campaigns.movePhase', {
      id: made.id,
      phaseId: last,
      before: made.phases[0]?.id ?? null,
    });
    expect(names(moved)).toEqual(['Follow through', 'Warm up', 'Launch week']);
    expect(moved.phases.map(({ number }) => number)).toEqual([1, 2, 3]);
    await client.request('campaigns.removePhase', { id: made.id, phaseId: last });
    await client.request('history.undo', {});
    await client.request('history.undo', {});
    expect(await client.request('campaigns.get', { id: made.id })).toMatchObject({ phases: made.phases });
  });

  it('is duplicated with its moves open again, and phases that point at the copies', async () => {
    const { client, workspaceId } = testGround();
    const made = await client.request('campaigns.create', { workspaceId, template: 'awareness' });
    const move = await client.request('moves.create', {
      workspaceId,
      category: 'authority',
      patch: { campaign_id: made.id },
    });
    const task = move.execution[0]?.tasks[0];
    await client.request('moves.updateTask', { id: move.id, taskId: task?.id ?? '', patch: { status: 'done' } });
    await client.request('campaigns.putPhase', {
      id: made.id,
      phaseId: made.phases[0]?.id ?? '',
      patch: { moves: [move.id] },
    });
    const copy = await client.request('campaigns.duplicate', { id: made.id });
    expect(copy).toMatchObject({ name: 'Awareness copy', progress: 0, status: 'planning' });
    expect(copy.moves).toHaveLength(1);
    expect(copy.phases[0]?.moves).toEqual([copy.moves[0]?.id]);
    expect(copy.moves[0]?.id).not.toBe(move.id);
  });
});

// ---- what follows from tasks and days

const someDay = fc.integer({ min: 0, max: 20_000 }).map((n) => addDays('2000-01-01', n));
const status = fc.constantFrom('pending' as const, 'in-progress' as const, 'done' as const, 'blocked' as const);
const days = fc.array(fc.array(status, { maxLength: 6 }), { maxLength: 12 }).map((list): ExecutionDay[] =>
  list.map((tasks, i) => ({
    id: String(i),
    day: i + 1,
    date: null,
    phase: '',
    pillarTask: '',
    clusterActions: [],
    networkAction: '',
    tasks: tasks.map((each, n) => ({ id: `${i}-${n}`, title: 't', status: each, channel: '', note: '' })),
  })),
);

it('progress is 100 exactly when everything is done, and never falls by ticking one off', () => {
  fc.assert(
    fc.property(days, (list) => {
      const counts = countTasks(list);
      const progress = progressOf(counts);
      expect(progress === 100).toBe(counts.total > 0 && counts.done === counts.total);
      expect(progress).toBeGreaterThanOrEqual(0);
      const open = list.flatMap((day) => day.tasks).find((task) => task.status !== 'done');
      if (!open) return;
      const ticked = list.map((day) => ({
        ...day,
        tasks: day.tasks.map((task) => (task.id === open.id ? { ...task, status: 'done' as const } : task)),
      }));
      expect(progressOf(countTasks(ticked))).toBeGreaterThanOrEqual(progress);
      expect(currentDay(ticked)).toBeGreaterThanOrEqual(Math.min(currentDay(list), 1));
    }),
  );
});

// Fault caught: a list that says another progress, day or date than the move itself, because a trigger counts otherwise.
it('the outline that lists are made of comes to the same as reading every word, whatever is stored', () => {
  const { store, workspaceId } = testGround();
  const id = uuidv7();
  store.write('A move', () =>
    store.insert(moves, { id, workspace_id: workspaceId, owner_id: store.ownerId(), name: 'M', category: 'ignite' }),
  );
  const odd = fc.oneof(
    fc.json().map((text) => JSON.parse(text) as unknown),
    fc.integer(),
    fc.constant('2026-05-04'),
  );
  const someTask = fc.oneof(
    odd,
    fc.record({ id: odd, title: fc.oneof(fc.string(), odd), status: fc.oneof(status, odd) }, { requiredKeys: [] }),
  );
  const someDays = fc.array(
    fc.oneof(
      odd,
      fc.record({ id: odd, day: odd, date: odd, tasks: fc.oneof(odd, fc.array(someTask)) }, { requiredKeys: [] }),
    ),
  );
  fc.assert(
    fc.property(fc.oneof(odd, someDays), (execution) => {
      fc.pre(execution !== null);
      store.write('Another plan', () => store.update(moves, id, { execution }));
      const { tasks, current_day, start, end } = outlineOfDays(daysIn({ execution }).days);
      expect(store.get('SELECT * FROM move_outlines WHERE move_id = ?', [id])).toMatchObject({
        done: tasks.done,
        blocked: tasks.blocked,
        total: tasks.total,
        current_day,
        first_date: start,
        last_date: end,
      });
    }),
  );
});

it('a board counts all tasks, shows the first of each column, and reads no more moves than those come from', async () => {
  const { client, workspaceId } = testGround();
  const made = [];
  for (let n = 0; n < 3; n += 1) made.push(await client.request('moves.create', { workspaceId, category: 'rally' }));
  const tasks = made.flatMap(({ id, execution }) =>
    execution.flatMap((day) => day.tasks.map((task) => ({ id, task }))),
  );
  const last = tasks.at(-1);
  await client.request('moves.updateTask', {
    id: last?.id ?? '',
    taskId: last?.task.id ?? '',
    patch: { status: 'done' },
  });
  const board = await client.request('moves.board', { workspaceId, limit: 2 });
  expect(board.map(({ status: column, total, tasks: shown }) => [column, total, shown.map((task) => task.id)])).toEqual(
    [
      ['pending', tasks.length - 1, tasks.slice(0, 2).map(({ task }) => task.id)],
      ['in-progress', 0, []],
      ['done', 1, [last?.task.id]],
      ['blocked', 0, []],
    ],
  );
  await client.request('moves.update', { id: made[0]?.id ?? '', patch: { status: 'cancelled' } });
  const rest = await client.request('moves.board', { workspaceId, moveId: made[0]?.id ?? '' });
  expect(rest.every(({ total }) => total === 0)).toBe(true);
});

it('phases without days of their own follow each other without a gap, whatever their lengths', () => {
  fc.assert(
    fc.property(someDay, fc.array(fc.integer({ min: 1, max: 400 }), { maxLength: 10 }), (start, lengths) => {
      const phases = lengths.map((length, i) => ({
        id: String(i),
        number: i + 1,
        name: '',
        duration_weeks: weeksOf(length),
        start: null,
        moves: [],
        success_criteria: [],
      }));
      const placed = placePhases(phases, start, () => 0);
      placed.forEach(({ from, to, days: length }, i) => {
        expect(daysOf(weeksOf(lengths[i] ?? 0))).toBe(lengths[i]);
        expect(daysBetween(from ?? '', to ?? '') + 1).toBe(length);
        expect(from).toBe(i === 0 ? start : addDays(placed[i - 1]?.to ?? '', 1));
      });
    }),
  );
});

it('a day is a day of the calendar', () => {
  expect(['2026-02-28', '2024-02-29', '2026-02-29', '2026-13-01', '26-1-1', ''].map(isDay)).toEqual([
    true,
    true,
    false,
    false,
    false,
    false,
  ]);
});

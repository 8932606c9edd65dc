/** Faults caught: a strategy that is accepted twice or loses its steps on the way to a move, a daily win that changes on every look or repeats itself. */
import { describe, expect, it } from 'vitest';
import { testGround } from '../ground/testing.ts';
import { FOCUS_AREAS } from './contract.ts';

describe('a strategy', () => {
  it('comes in three boldnesses for every focus, the one asked for first, and names what it costs', async () => {
    const { client, workspaceId } = testGround();
    for (const focus of FOCUS_AREAS) {
      const made = await client.request('strategies.generate', {
        workspaceId,
        focus,
        outcome: 'Ten customers',
        risk: 9,
      });
      expect(made.map(({ risk_level }) => risk_level)).toEqual([9, 2, 5]);
      for (const each of made) {
        expect(each.execution_steps.length).toBeGreaterThan(2);
        expect(each.expected_upside && each.potential_downside && each.time_to_result).toBeTruthy();
      }
    }
    await expect(
      client.request('strategies.generate', { workspaceId, focus: 'revenue', outcome: 'x', risk: 11 }),
    ).rejects.toThrow('from 1 to 10');
  });

  it('becomes one move with every step in it, and undo takes both back', async () => {
    const { client, workspaceId } = testGround();
    const [first] = await client.request('strategies.generate', {
      workspaceId,
      focus: 'acquisition',
      outcome: 'Ten customers',
      risk: 2,
    });
    const id = first?.id ?? '';
    const { strategy, moveId } = await client.request('strategies.accept', { id, start: '2026-05-04' });
    expect(strategy).toMatchObject({ status: 'accepted', move: { id: moveId } });
    const move = await client.request('moves.get', { id: moveId });
    expect(move).toMatchObject({ source: 'blackbox', goal: 'Ten customers', start: '2026-05-04', category: 'capture' });
    expect(move.execution.flatMap(({ tasks }) => tasks.map(({ title }) => title))).toEqual(first?.execution_steps);
    await expect(client.request('strategies.accept', { id })).rejects.toThrow('already the move');
    await client.request('history.undo', {});
    const [again] = await client.request('strategies.list', { workspaceId });
    expect(again).toMatchObject({ status: 'generated', move: null });
    expect(await client.request('moves.list', { workspaceId })).toEqual([]);
  });
});

describe('a daily win', () => {
  it('is one a day, the same on every look, another when asked, and none twice before all were had', async () => {
    const { client, workspaceId } = testGround();
    const first = await client.request('wins.ofDay', { workspaceId, day: '2026-05-04' });
    expect(await client.request('wins.ofDay', { workspaceId, day: '2026-05-04' })).toEqual(first);
    const hooks = [first.hook];
    for (let n = 5; n < 18; n += 1)
      hooks.push(
        (await client.request('wins.ofDay', { workspaceId, day: `2026-05-${String(n).padStart(2, '0')}` })).hook,
      );
    expect(new Set(hooks).size).toBe(14);
    const other = await client.request('wins.ofDay', { workspaceId, day: '2026-05-04', another: true });
    expect(other.id).not.toBe(first.id);
  });

  it('is posted, taken back, and becomes a text', async () => {
    const { client, workspaceId } = testGround();
    const { id, hook } = await client.request('wins.ofDay', { workspaceId, day: '2026-05-04' });
    expect((await client.request('wins.update', { id, patch: { status: 'posted' } })).posted_at).not.toBeNull();
    expect((await client.request('wins.update', { id, patch: { status: 'saved' } })).posted_at).toBeNull();
    const { assetId } = await client.request('wins.toAsset', { id });
    expect((await client.request('assets.get', { id: assetId })).content).toContain(hook);
  });
});

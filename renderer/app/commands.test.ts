import { afterEach, describe, expect, it, vi } from 'vitest';
import { listCommands, registerCommand, runCommand, runWhenRegistered, useCommandState } from './commands.ts';

afterEach(() => useCommandState.setState({ registered: [] }));

describe('commands', () => {
  it('the page that came last answers, and the one before it again when that is gone', () => {
    const [outer, inner] = [vi.fn<() => void>(), vi.fn<() => void>()];
    registerCommand('morgy.duplicate', outer);
    const leave = registerCommand('morgy.duplicate', inner);
    runCommand('morgy.duplicate');
    leave();
    runCommand('morgy.duplicate');
    expect([outer.mock.calls.length, inner.mock.calls.length]).toEqual([1, 1]);
  });
  it('says so when nothing answers, so that a key is left to the field it was typed in', () => {
    expect(runCommand('morgy.duplicate')).toBe(false);
    expect(runCommand('no.such.command')).toBe(false);
  });
  it('a fallback steps aside, whichever of the two came first', () => {
    const [work, fallback] = [vi.fn<() => void>(), vi.fn<() => void>()];
    registerCommand('knowledge.addFiles', work);
    registerCommand('knowledge.addFiles', fallback, { fallback: true });
    runCommand('knowledge.addFiles');
    expect([work.mock.calls.length, fallback.mock.calls.length]).toEqual([1, 0]);
  });
  it('waits for the page that does the work', async () => {
    const work = vi.fn<() => void>();
    runWhenRegistered('knowledge.addFiles');
    registerCommand('knowledge.addFiles', work);
    await Promise.resolve();
    expect(work).toHaveBeenCalledOnce();
  });
  it('lists only what can be done now, under its own title', () => {
    registerCommand('history.undo', () => undefined, { label: 'Undo rename' });
    expect(listCommands(useCommandState.getState().registered)).toMatchObject([
      { id: 'history.undo', title: 'Undo rename' },
    ]);
  });
});

import type { MenuItemConstructorOptions } from 'electron';
import { describe, expect, it } from 'vitest';
import { commands } from '../contract/commands.ts';
import { menuTemplate } from './menu.ts';
import type { MenuOptions } from './menu.ts';

const options = (change: Partial<MenuOptions> = {}): MenuOptions => ({
  mac: false,
  packaged: true,
  appName: 'Morgus Studio',
  run: () => undefined,
  ...change,
});
const flat = (items: readonly MenuItemConstructorOptions[]): MenuItemConstructorOptions[] =>
  items.flatMap((item) => [item, ...(Array.isArray(item.submenu) ? flat(item.submenu) : [])]);
const NOTHING = { enabled: new Set<string>(), labels: {} };

describe('the native menu', () => {
  // A command added to the registry and forgotten in the menu, or the other way round.
  it.each([true, false])('has every command of the registry once (mac: %s)', (mac) => {
    const ids = flat(menuTemplate(NOTHING, options({ mac })))
      .map((item) => item.id)
      .filter((id) => id !== undefined && !id.startsWith('menu.'));
    const expected = commands.filter((command) => command.menu !== undefined).map((command) => command.id);
    expect(ids.toSorted()).toEqual(expected.toSorted());
  });

  it('greys out what makes no sense now and shows the title the window gives', () => {
    const items = flat(
      menuTemplate({ enabled: new Set(['history.undo']), labels: { 'history.undo': 'Undo Rename' } }, options()),
    );
    const undo = items.find((item) => item.id === 'history.undo');
    expect(undo).toMatchObject({ label: 'Undo Rename', enabled: true, accelerator: 'CommandOrControl+Z' });
    expect(items.find((item) => item.id === 'history.redo')?.enabled).toBe(false);
  });

  it('offers developer tools in the source tree only', () => {
    const roles = (packaged: boolean): unknown[] =>
      flat(menuTemplate(NOTHING, options({ packaged }))).map((item) => item.role);
    expect(roles(true)).not.toContain('toggleDevTools');
    expect(roles(false)).toContain('toggleDevTools');
  });

  it('has no two lines in a row and none at an end', () => {
    for (const menu of menuTemplate(NOTHING, options({ mac: true }))) {
      if (!Array.isArray(menu.submenu)) continue;
      const lines = menu.submenu.map((item) => item.type === 'separator');
      expect(lines[0]).toBe(false);
      expect(lines.at(-1)).toBe(false);
      expect(lines.some((line, index) => line && lines[index + 1])).toBe(false);
    }
  });

  it('runs the command that was clicked', () => {
    const ran: string[] = [];
    const items = flat(menuTemplate(NOTHING, options({ run: (id) => ran.push(id) })));
    const click = items.find((item) => item.id === 'go.trash')?.click as (() => void) | undefined;
    click?.();
    expect(ran).toEqual(['go.trash']);
  });
});

/** The native menu, made from the registry of commands. The system's own roles fill in what it does better. */
import type { MenuItemConstructorOptions } from 'electron';
import { commands } from '../contract/commands.ts';
import type { Command, MenuName } from '../contract/commands.ts';

export interface MenuState {
  /** Ids of commands that make sense now. */
  readonly enabled: ReadonlySet<string>;
  /** Titles that differ from the registry's, such as "Undo Rename". */
  readonly labels: Readonly<Record<string, string>>;
}

export interface MenuOptions {
  readonly mac: boolean;
  readonly packaged: boolean;
  readonly appName: string;
  readonly run: (id: string) => void;
}

const ORDER: readonly MenuName[] = ['File', 'Edit', 'View', 'Morgy', 'Ground', 'Go', 'Help'];
/** On a Mac these live in the menu that bears the program's name. */
const IN_APP_MENU = new Set(['app.about', 'app.settings']);

export function menuTemplate(state: MenuState, options: MenuOptions): MenuItemConstructorOptions[] {
  const { mac } = options;
  const menus: MenuItemConstructorOptions[] = mac ? [appMenu(state, options)] : [];
  for (const name of ORDER) {
    const listed = commands.filter((command) => command.menu === name && !(mac && IN_APP_MENU.has(command.id)));
    const groups = grouped(listed, (command) => item(command, state, options));
    for (const [at, items] of nativeGroups(name, options)) {
      groups.set(at, [...(groups.get(at) ?? []), ...items]);
    }
    menus.push({ id: `menu.${name}`, label: name, submenu: withLines(groups) });
    if (mac && name === 'Go') menus.push({ role: 'windowMenu' });
  }
  return menus;
}

function item(command: Command, state: MenuState, options: MenuOptions): MenuItemConstructorOptions {
  return {
    id: command.id,
    label: state.labels[command.id] ?? command.title,
    enabled: state.enabled.has(command.id),
    ...(command.shortcut === undefined ? {} : { accelerator: accelerator(command.shortcut) }),
    // The window hears its keys itself; here they are only shown. (A Mac always offers a key to the page first.)
    registerAccelerator: false,
    click: () => options.run(command.id),
  };
}

/** `Mod+Shift+N` as Electron spells it. */
export const accelerator = (shortcut: string): string => shortcut.replace(/^Mod\+/, 'CommandOrControl+');

function grouped(
  list: readonly Command[],
  make: (command: Command) => MenuItemConstructorOptions,
): Map<number, MenuItemConstructorOptions[]> {
  const groups = new Map<number, MenuItemConstructorOptions[]>();
  for (const command of list) {
    const group = command.group ?? 0;
    groups.set(group, [...(groups.get(group) ?? []), make(command)]);
  }
  return groups;
}

function withLines(groups: ReadonlyMap<number, readonly MenuItemConstructorOptions[]>): MenuItemConstructorOptions[] {
  const items: MenuItemConstructorOptions[] = [];
  for (const [, group] of [...groups].toSorted(([a], [b]) => a - b)) {
    if (items.length > 0) items.push({ type: 'separator' });
    items.push(...group);
  }
  return items;
}

/** What every program of the system has, by group; groups from 8 on stand last. */
function nativeGroups(name: MenuName, { mac, packaged }: MenuOptions): [number, MenuItemConstructorOptions[]][] {
  switch (name) {
    case 'File':
      return [[9, [mac ? { role: 'close' } : { role: 'quit' }]]];
    case 'Edit':
      return [
        [
          2,
          [{ role: 'cut' }, { role: 'copy' }, { role: 'paste' }, { role: 'pasteAndMatchStyle' }, { role: 'selectAll' }],
        ],
      ];
    case 'View':
      return [
        [8, [{ role: 'resetZoom' }, { role: 'zoomIn' }, { role: 'zoomOut' }]],
        [9, [{ role: 'togglefullscreen' }]],
        ...(packaged ? [] : ([[10, [{ role: 'toggleDevTools' }]]] satisfies [number, MenuItemConstructorOptions[]][])),
      ];
    default:
      return [];
  }
}

function appMenu(state: MenuState, options: MenuOptions): MenuItemConstructorOptions {
  const own = (id: string): MenuItemConstructorOptions[] =>
    commands.filter((command) => command.id === id).map((command) => item(command, state, options));
  const line: MenuItemConstructorOptions = { type: 'separator' };
  return {
    label: options.appName,
    submenu: [
      ...own('app.about'),
      line,
      ...own('app.settings'),
      line,
      { role: 'services' },
      line,
      { role: 'hide' },
      { role: 'hideOthers' },
      { role: 'unhide' },
      line,
      { role: 'quit' },
    ],
  };
}

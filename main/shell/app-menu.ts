/** Keeps the native menu in step with what the window says makes sense now. */
import type { Menu as ElectronMenu } from 'electron';
import { menuTemplate } from './menu.ts';
import type { MenuOptions, MenuState } from './menu.ts';

export interface AppMenu {
  setCommands(enabled: readonly string[], labels: Readonly<Record<string, string>>): void;
}

export function createAppMenu(menu: typeof ElectronMenu, options: MenuOptions): AppMenu {
  let state: MenuState = { enabled: new Set(), labels: {} };
  const build = (): void => menu.setApplicationMenu(menu.buildFromTemplate(menuTemplate(state, options)));
  build();
  return {
    setCommands(enabled, labels) {
      const before = state;
      state = { enabled: new Set(enabled), labels };
      // A title can't be changed in place; what is enabled can.
      if (JSON.stringify(before.labels) !== JSON.stringify(labels)) {
        build();
        return;
      }
      const shown = menu.getApplicationMenu();
      for (const id of new Set([...before.enabled, ...state.enabled])) {
        const item = shown?.getMenuItemById(id);
        if (item) item.enabled = state.enabled.has(id);
      }
    },
  };
}

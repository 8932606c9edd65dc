/** What only the shell can do for a window: dialogs, the system's handlers, theme and menu state. Input is the contract's, already parsed. */
import { realpathSync, statSync } from 'node:fs';
import { extname, isAbsolute, sep } from 'node:path';
import type { BrowserWindow, Dialog, NativeTheme, Shell } from 'electron';
import type { Handlers } from '../contract/define.ts';
import type { shellContract } from '../contract/shell.ts';
import { externalUrl } from './guards.ts';
import { printToFile } from './pages.ts';
import type { PagesOptions } from './pages.ts';

export interface ShellOptions {
  readonly dialog: Dialog;
  readonly shell: Shell;
  readonly theme: NativeTheme;
  /** The window that asks; dialogs belong to it. */
  readonly window: () => BrowserWindow | null;
  readonly info: { appVersion: string; packaged: boolean; keychain: () => boolean };
  readonly exportsFolder: string;
  readonly pages: PagesOptions;
  readonly themeChosen: (theme: 'system' | 'light' | 'dark') => void;
  readonly setCommands: (enabled: readonly string[], labels: Readonly<Record<string, string>>) => void;
  readonly restartStudio: () => boolean;
}

export function shellHandlers(options: ShellOptions): Handlers<typeof shellContract> {
  const { dialog, shell, theme } = options;

  async function askWhere(wanted: {
    title: string;
    defaultName: string;
    filters: { name: string; extensions: string[] }[];
  }): Promise<string | null> {
    const asked = {
      title: wanted.title,
      defaultPath: safeName(wanted.defaultName),
      filters: wanted.filters,
      properties: ['createDirectory' as const, 'showOverwriteConfirmation' as const],
    };
    const window = options.window();
    const answer = window ? await dialog.showSaveDialog(window, asked) : await dialog.showSaveDialog(asked);
    return answer.canceled || answer.filePath === '' ? null : answer.filePath;
  }

  return {
    'shell.info': () => ({
      platform: process.platform,
      // Those a person is asked for in a report.
      versions: Object.fromEntries(
        ['electron', 'chrome', 'node'].flatMap((name) => {
          const version = process.versions[name];
          return version === undefined ? [] : [[name, version]];
        }),
      ),
      appVersion: options.info.appVersion,
      packaged: options.info.packaged,
      keychain: options.info.keychain(),
    }),
    'shell.openFiles': async ({ title, filters, folders, multiple }) => {
      const properties: ('openFile' | 'openDirectory' | 'multiSelections')[] = [
        folders ? 'openDirectory' : 'openFile',
        ...(multiple ? (['multiSelections'] as const) : []),
      ];
      const asked = { title, filters, properties };
      const window = options.window();
      const answer = window ? await dialog.showOpenDialog(window, asked) : await dialog.showOpenDialog(asked);
      return { paths: answer.canceled ? [] : answer.filePaths };
    },
    'shell.saveFile': async (asked) => ({ path: await askWhere(asked) }),
    'shell.savePdf': async ({ title, defaultName, html }) => {
      const path = await askWhere({ title, defaultName, filters: [{ name: 'PDF', extensions: ['pdf'] }] });
      if (path !== null) await printToFile(options.pages, html, path);
      return { path };
    },
    'shell.openExternal': async ({ url }) => {
      const address = externalUrl(url);
      if (address === null) return { opened: false };
      try {
        await shell.openExternal(address);
        return { opened: true };
      } catch {
        return { opened: false };
      }
    },
    'shell.openBundle': async ({ path }) => {
      const file = bundleInside(path, options.exportsFolder);
      if (file === null) {
        return {
          opened: false,
          message: "Only a bundle from the studio's own exports is opened. Export it again.",
        };
      }
      const problem = await shell.openPath(file);
      if (problem === '') return { opened: true, message: null };
      return {
        opened: false,
        message:
          'No program on this system opens .mcpb files. Install Claude Desktop, or save the bundle and add it there by hand.',
      };
    },
    'shell.showInFolder': ({ path }) => {
      if (!isAbsolute(path) || !statSync(path, { throwIfNoEntry: false })) return { shown: false };
      shell.showItemInFolder(path);
      return { shown: true };
    },
    'shell.setTheme': ({ theme: chosen }) => {
      theme.themeSource = chosen;
      options.themeChosen(chosen);
      return { dark: theme.shouldUseDarkColors };
    },
    'shell.setCommands': ({ enabled, labels }) => {
      options.setCommands(enabled, labels);
      return { applied: true };
    },
    'shell.restartStudio': () => ({ started: options.restartStudio() }),
  };
}

/** The real path of a .mcpb below the exports folder, through no link that leads out of it; null otherwise. */
export function bundleInside(path: string, folder: string): string | null {
  if (!isAbsolute(path) || extname(path).toLowerCase() !== '.mcpb') return null;
  try {
    const file = realpathSync(path);
    const root = realpathSync(folder);
    return file.startsWith(root + sep) && statSync(file).isFile() ? file : null;
  } catch {
    return null;
  }
}

/** A file name to propose: no folders, nothing that a file system refuses. */
const safeName = (name: string): string => name.replaceAll(/[/\\:*?"<>|\p{Cc}]/gu, '-').slice(0, 200) || 'Untitled';

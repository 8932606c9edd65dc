/** The commands that work everywhere, the keys that call them, and the messages of the native menu and of links. */
import { useEffect } from 'react';
import { tinykeys } from 'tinykeys';
import { commands, OPEN_FILE, OPEN_MORGY, PAIR, shortcutsOf, type CommandId } from '../../main/contract/commands.ts';
import { isMac, toTinykeys } from '../components/keys.ts';
import { leaveOffers, toast } from '../components/Toast.tsx';
import { beginPairing } from '../features/sync/join.ts';
import { studio, useStudioQuery } from './client.ts';
import { ElsewhereCommands } from './ElsewhereCommands.tsx';
import { listCommands, runCommand, useCommand, useCommandState } from './commands.ts';
import { hasOwn, isEditing, undoInField } from './editing.ts';
import { backUp, chooseAndImport, importMorgyFile, verifyBundle } from './files.ts';
import { go, useNavigation } from './navigation.ts';
import { useNewMorgy } from './newMorgy.ts';
import { openOverlay } from './overlays.ts';
import { routeFromLink } from './routes.ts';
import { changeSettings } from './settings.ts';
import { applyTheme, type Theme } from './theme.ts';
import { skippedWords } from './undoWords.ts';

/** Keys that mean something else while a person writes. */
const LEFT_TO_THE_FIELD: ReadonlySet<CommandId> = new Set(['morgy.remove']);

/** While a person writes, keys are the field's; undo is the studio's again once the field has nothing of its own left. */
function isLeftToField(id: CommandId, event: KeyboardEvent): boolean {
  if (!isEditing()) return false;
  if (id !== 'history.undo' && id !== 'history.redo') return LEFT_TO_THE_FIELD.has(id);
  // A key that is held undoes what was typed, and stops there.
  return event.repeat || hasOwn(id === 'history.undo' ? 'undo' : 'redo');
}

async function stepHistory(which: 'undo' | 'redo'): Promise<void> {
  if (isEditing() && undoInField(which)) return;
  try {
    const { label, rows, skipped } = await studio.request(which === 'undo' ? 'history.undo' : 'history.redo', {});
    const back = which === 'undo' ? ('redo' as const) : ('undo' as const);
    const leftAlone = skippedWords(skipped);
    leaveOffers();
    // Nothing of it could be taken back: the step is behind us all the same, so that the one before it can be reached.
    if (rows.length === 0 && leftAlone !== null) {
      toast.error(`${which === 'undo' ? 'Not undone' : 'Not done again'}: ${label}`, new Error(leftAlone));
      return;
    }
    toast.done({
      title: `${which === 'undo' ? 'Undid' : 'Did again'}: ${label}`,
      ...(leftAlone === null ? {} : { description: leftAlone }),
      action: { label: back === 'redo' ? 'Redo' : 'Undo', onClick: () => void stepHistory(back) },
    });
  } catch (error) {
    toast.error(which === 'undo' ? 'Nothing was undone' : 'Nothing was redone', error);
  }
}

export async function createMorgy(): Promise<void> {
  try {
    const morgy = await studio.request('morgys.create', {});
    useNewMorgy.setState({ id: morgy.id });
    go({ name: 'morgy', id: morgy.id, tab: 'identity' });
  } catch (error) {
    toast.error('No Morgy was made', error);
  }
}

async function chooseTheme(theme: Theme): Promise<void> {
  applyTheme(theme);
  await changeSettings({ theme }).catch((error: unknown) => toast.error('The theme was not kept', error));
}

/** A bundle is checked, never imported: it was made to be installed, not to be edited. */
function openFile(path: string): void {
  if (path.toLowerCase().endsWith('.mcpb')) verifyBundle(path);
  else void importMorgyFile(path);
}

function receive(id: string, args: Readonly<Record<string, string>> = {}): void {
  if (id === OPEN_FILE && args['path'] !== undefined) {
    openFile(args['path']);
    return;
  }
  if (id === PAIR) {
    beginPairing(args['link'] ?? '').catch((error: unknown) => toast.error('The link leads to no hub', error));
    return;
  }
  if (id === OPEN_MORGY) {
    const link = args['url'] ?? args['link'];
    const target = link === undefined ? routeFromLink(`morgus://morgy/${args['id'] ?? ''}`) : routeFromLink(link);
    if (target) go(target);
    else toast.error('This link leads nowhere here', new Error(link ?? 'It names no Morgy.'));
    return;
  }
  runCommand(id, args);
}

export function AppCommands() {
  const registered = useCommandState((state) => state.registered);
  const canBack = useNavigation((state) => state.at > 0);
  const canForward = useNavigation((state) => state.at < state.steps.length - 1);
  const history = useStudioQuery('history.state', {}).data;

  useCommand('go.back', () => useNavigation.getState().back(), { enabled: canBack });
  useCommand('go.forward', () => useNavigation.getState().forward(), { enabled: canForward });
  useCommand('go.library', () => go({ name: 'library' }));
  useCommand('go.search', () => go({ name: 'knowledge', query: '', morgyId: null }));
  useCommand('go.exports', () => go({ name: 'exports', id: null }));
  useCommand('go.icps', () => go({ name: 'icps' }));
  useCommand('go.campaigns', () => go({ name: 'campaigns', show: 'campaigns' }));
  useCommand('go.assets', () => go({ name: 'assets' }));
  useCommand('go.strategies', () => go({ name: 'strategies', show: 'blackbox' }));
  useCommand('go.trash', () => go({ name: 'trash' }));
  useCommand('go.earnings', () => go({ name: 'earnings', tab: 'overview' }));
  useCommand('search.knowledge', () => go({ name: 'knowledge', query: '', morgyId: null }));
  useCommand('app.settings', () => go({ name: 'settings', section: 'general' }));
  useCommand('model.settings', () => go({ name: 'settings', section: 'model' }));
  useCommand('search.settings', () => go({ name: 'settings', section: 'search' }));
  useCommand('app.about', () => go({ name: 'settings', section: 'about' }));
  useCommand('app.palette', () => openOverlay('palette'));
  useCommand('app.shortcuts', () => openOverlay('shortcuts'));
  useCommand('theme.light', () => void chooseTheme('light'));
  useCommand('theme.dark', () => void chooseTheme('dark'));
  useCommand('theme.system', () => void chooseTheme('system'));
  useCommand('morgy.create', () => void createMorgy());
  useCommand('morgy.fromStarter', () => go({ name: 'gallery' }));
  useCommand('morgy.import', () => void chooseAndImport());
  useCommand('data.backup', () => void backUp());
  useCommand('history.undo', () => void stepHistory('undo'), {
    label: history?.undo ? `Undo: ${history.undo.label}` : 'Undo',
  });
  useCommand('history.redo', () => void stepHistory('redo'), {
    label: history?.redo ? `Redo: ${history.redo.label}` : 'Redo',
  });

  useEffect(() => window.studio.onCommand(({ id, args }) => receive(id, args)), []);

  useEffect(() => {
    const listed = listCommands(registered);
    void studio
      .request('shell.setCommands', {
        enabled: listed.map((command) => command.id),
        labels: Object.fromEntries(listed.map((command) => [command.id, command.title])),
      })
      .catch(() => undefined);
  }, [registered]);

  useEffect(() => {
    const bindings = Object.fromEntries(
      commands.flatMap((command) => {
        const handler = (event: KeyboardEvent): void => {
          // The menu's own question to a field (editing.ts) is not a person's key.
          if (event.defaultPrevented || !event.isTrusted || isLeftToField(command.id, event)) return;
          if (runCommand(command.id)) event.preventDefault();
        };
        return shortcutsOf(command, isMac(navigator.platform)).map((keys) => [toTinykeys(keys), handler]);
      }),
    );
    return tinykeys(window, bindings, { ignore: (event) => event.isComposing });
  }, []);
  return <ElsewhereCommands />;
}

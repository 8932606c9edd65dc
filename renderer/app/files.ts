/** What is done with whole files from the window: Morgys in and out, backups. Each ends in a sentence. */
import { toast } from '../components/Toast.tsx';
import { studio } from './client.ts';
import { completeCopyNotice } from './completeCopy.ts';
import { runWhenRegistered } from './commands.ts';
import { go } from './navigation.ts';

const MORGY_FILES = [{ name: 'Morgy', extensions: ['morgy'] }];
const BACKUP_FILES = [{ name: 'Backup', extensions: ['sqlite', 'morgus-backup', 'db'] }];

export const fileNameOf = (path: string): string => path.split(/[\\/]/).at(-1) ?? path;

export async function importMorgyFile(path: string): Promise<void> {
  try {
    const morgy = await studio.request('morgys.importFile', { path });
    go({ name: 'morgy', id: morgy.id, tab: 'identity' });
    toast.done({ title: `Imported ${morgy.name}` });
  } catch (error) {
    toast.error(`${fileNameOf(path)} was not imported`, error);
  }
}

/** On the page of exports, which says what came of it. */
export function verifyBundle(path: string): void {
  go({ name: 'exports', id: null });
  runWhenRegistered('export.verify', { path });
}

export async function chooseAndImport(): Promise<void> {
  const { paths } = await studio.request('shell.openFiles', { title: 'Import a Morgy', filters: MORGY_FILES });
  for (const path of paths) await importMorgyFile(path);
}

export async function saveMorgyFile(id: string, name: string): Promise<void> {
  const safe = name.replace(/[\\/:*?"<>|]+/g, ' ').trim() || 'Morgy';
  try {
    const { path } = await studio.request('shell.saveFile', {
      title: `Save a complete copy of ${name}, secrets and excluded passages included`,
      defaultName: `${safe}.morgy`,
      filters: MORGY_FILES,
    });
    if (path === null) return;
    const saved = await studio.request('morgys.exportFile', { id, path });
    toast.done({
      title: `Saved ${fileNameOf(path)}`,
      description: completeCopyNotice({ ...saved, secrets: await secretsIn(id) }),
      action: {
        label: 'Show',
        onClick: () => void studio.request('shell.showInFolder', { path }).catch(() => undefined),
      },
    });
  } catch (error) {
    toast.error(`${name} was not saved as a file`, error);
  }
}

/** How many a search finds; null where it could not look. */
async function secretsIn(morgyId: string): Promise<number | null> {
  try {
    const { findings } = await studio.request('exports.plan', { morgyId });
    return findings.filter(({ severity }) => severity === 'block').length;
  } catch {
    return null;
  }
}

export async function backUp(): Promise<void> {
  const day = new Date().toISOString().slice(0, 10);
  try {
    const { path } = await studio.request('shell.saveFile', {
      title: 'Back up everything',
      defaultName: `Morgus Studio ${day}.morgus-backup`,
      filters: BACKUP_FILES,
    });
    if (path === null) return;
    const made = await studio.request('maintenance.backup', { path });
    toast.done({
      title: `Backed up ${made.morgys.toLocaleString()} Morgys and ${made.documents.toLocaleString()} documents`,
      description: made.path,
      action: {
        label: 'Show',
        onClick: () => void studio.request('shell.showInFolder', { path: made.path }).catch(() => undefined),
      },
    });
  } catch (error) {
    toast.error('The backup was not made', error);
  }
}

/** The file a person chose to restore, or null. Restoring itself asks first: see the settings page. */
export async function chooseBackup(): Promise<string | null> {
  const { paths } = await studio.request('shell.openFiles', {
    title: 'Restore a backup',
    filters: BACKUP_FILES,
    multiple: false,
  });
  return paths[0] ?? null;
}

/** What can be done with workspaces anywhere in the window. What can be undone is done at once and offers its undo. */
import type { Workspace } from '../../../main/studio/workspaces/contract.ts';
import { studio } from '../../app/client.ts';
import { fileNameOf } from '../../app/files.ts';
import { toast } from '../../components/Toast.tsx';

const GROUND_FILES = [{ name: 'Workspace', extensions: ['ground'] }];

type Named = Pick<Workspace, 'id' | 'name'>;

export async function switchTo(workspace: Named): Promise<void> {
  try {
    await studio.request('workspaces.switch', { id: workspace.id });
  } catch (error) {
    toast.error(`${workspace.name} was not opened`, error);
  }
}

export async function moveToTrash(...workspaces: readonly Named[]): Promise<void> {
  const gone: Named[] = [];
  const named = (): string =>
    gone.length === 1 && gone[0] ? gone[0].name : `${gone.length.toLocaleString('en')} workspaces`;
  const bringBack = async (): Promise<void> => {
    await studio.request('trash.restore', { items: gone.map(({ id }) => ({ table: 'workspaces' as const, id })) });
    if (gone[0]) await switchTo(gone[0]);
  };
  for (const workspace of workspaces) {
    try {
      await studio.request('workspaces.remove', { id: workspace.id });
      gone.push(workspace);
    } catch (error) {
      toast.error(`${workspace.name} was not moved to the trash`, error);
      break;
    }
  }
  if (gone.length === 0) return;
  toast.done({
    title: `Moved ${named()} to the trash`,
    description: `${gone.length === 1 ? 'Its' : 'Their'} foundation, customers, campaigns and assets went along and come back along.`,
    action: {
      label: 'Undo',
      onClick: () =>
        void bringBack().catch((error: unknown) =>
          toast.error(`${named()} ${gone.length === 1 ? 'was' : 'were'} not brought back`, error),
        ),
    },
  });
}

export async function saveAsFile(workspace: Named): Promise<void> {
  const safe = workspace.name.replaceAll(/[\\/:*?"<>|]+/g, ' ').trim() || 'Workspace';
  try {
    const { path } = await studio.request('shell.saveFile', {
      title: `Save ${workspace.name} as a file`,
      defaultName: `${safe}.ground`,
      filters: GROUND_FILES,
    });
    if (path === null) return;
    await studio.request('workspaces.exportFile', { id: workspace.id, path });
    toast.done({
      title: `Saved ${fileNameOf(path)}`,
      description: 'Everything is in it but the text of the evidence.',
      action: {
        label: 'Show',
        onClick: () => void studio.request('shell.showInFolder', { path }).catch(() => undefined),
      },
    });
  } catch (error) {
    toast.error(`${workspace.name} was not saved as a file`, error);
  }
}

export async function importFile(): Promise<void> {
  const { paths } = await studio.request('shell.openFiles', { title: 'Import a workspace', filters: GROUND_FILES });
  for (const path of paths) {
    try {
      const { workspace } = await studio.request('workspaces.importFile', { path });
      toast.done({ title: `Imported ${workspace.name}`, description: 'It is open now.' });
    } catch (error) {
      toast.error(`${fileNameOf(path)} was not imported`, error);
    }
  }
}

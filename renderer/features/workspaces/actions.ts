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

export async function moveToTrash(workspace: Named): Promise<void> {
  try {
    await studio.request('workspaces.remove', { id: workspace.id });
    toast.done({
      title: `Moved ${workspace.name} to the trash`,
      description: 'Its foundation, customers, campaigns and assets went with it and come back with it.',
      action: {
        label: 'Undo',
        onClick: () => {
          studio
            .request('trash.restore', { items: [{ table: 'workspaces', id: workspace.id }] })
            .then(() => switchTo(workspace))
            .catch((error: unknown) => toast.error(`${workspace.name} was not brought back`, error));
        },
      },
    });
  } catch (error) {
    toast.error(`${workspace.name} was not moved to the trash`, error);
  }
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

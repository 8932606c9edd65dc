/** What can be done with workspaces anywhere in the window. What can be undone is done at once and offers its undo. */
import type { Workspace } from '../../../main/studio/workspaces/contract.ts';
import { studio } from '../../app/client.ts';
import { toast } from '../../components/Toast.tsx';

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

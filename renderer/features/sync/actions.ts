/** What is done with changes from the window; each ends in a sentence. */
import { studio } from '../../app/client.ts';
import { fileNameOf } from '../../app/files.ts';
import type { Route } from '../../app/routes.ts';
import { toast } from '../../components/Toast.tsx';
import { countLabel } from '../morgys/words.ts';

/** The page on which a row is edited; null for a row that has none of its own. */
export function openRow({ table, rowId }: { table: string; rowId: string }): Route | null {
  switch (table) {
    case 'morgys':
      return { name: 'morgy', id: rowId, tab: 'identity' };
    case 'morgy_knowledge':
      return { name: 'document', id: rowId, chunkId: null };
    case 'foundations':
      return { name: 'foundation', section: 'overview' };
    case 'workspaces':
      return { name: 'workspaces' };
    case 'mcp_exports':
      return { name: 'exports', id: rowId };
    default:
      return null;
  }
}

/** `accountId` null: what waits in the database that is open. */
export async function exportOutbox(accountId: string | null): Promise<void> {
  try {
    const { path } = await studio.request('shell.saveFile', {
      title: 'Save what waits for the cloud',
      defaultName: 'waiting-changes.json',
      filters: [{ name: 'JSON', extensions: ['json'] }],
    });
    if (path === null) return;
    const { count } = await studio.request('sync.exportOutbox', { path, accountId });
    toast.done({
      title: `Saved ${fileNameOf(path)}`,
      description: `${countLabel(count, 'change')} in it. Nothing was taken out of the list.`,
      action: {
        label: 'Show',
        onClick: () => void studio.request('shell.showInFolder', { path }).catch(() => undefined),
      },
    });
  } catch (error) {
    toast.error('Nothing was saved', error);
  }
}

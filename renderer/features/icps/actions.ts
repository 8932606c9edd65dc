/** What can be done with profiles anywhere in the window. What can be undone is done at once and offers its undo. */
import { studio } from '../../app/client.ts';
import { go, useNavigation } from '../../app/navigation.ts';
import { toast } from '../../components/Toast.tsx';

interface Named {
  id: string;
  name: string;
}

export const namesOf = (list: readonly Named[], things: string): string =>
  list.length === 1 && list[0] ? list[0].name : `${list.length.toLocaleString('en')} ${things}`;

const openIcp = (id: string): void => go({ name: 'icp', id });

export async function createIcp(workspaceId: string, template?: string): Promise<void> {
  try {
    openIcp((await studio.request('icps.create', { workspaceId, ...(template !== undefined && { template }) })).id);
  } catch (error) {
    toast.error('No profile was made', error);
  }
}

export async function duplicateIcp(icp: Named): Promise<void> {
  try {
    const copy = await studio.request('icps.duplicate', { id: icp.id });
    toast.done({ title: `Made ${copy.name}`, action: { label: 'Open', onClick: () => openIcp(copy.id) } });
  } catch (error) {
    toast.error(`${icp.name} was not duplicated`, error);
  }
}

export async function setPrimary(workspaceId: string, icp: Named | null): Promise<void> {
  try {
    await studio.request('icps.setPrimary', { workspaceId, id: icp?.id ?? null });
    toast.done({ title: icp ? `${icp.name} is the primary profile` : 'No profile is primary' });
  } catch (error) {
    toast.error('The primary profile was not changed', error);
  }
}

type Table = 'icp_profiles' | 'campaigns' | 'moves' | 'muse_assets' | 'blackbox_strategies' | 'daily_wins';

/** Tells that something went to the trash, with its undo. */
export function toldTrashed(title: string, table: Table, ids: readonly string[]): void {
  toast.done({
    title: `Moved ${title} to the trash`,
    action: {
      label: 'Undo',
      onClick: () => {
        studio.request('trash.restore', { items: ids.map((id) => ({ table, id })) }).then(
          () => toast.done({ title: `${title} ${ids.length === 1 ? 'is' : 'are'} back` }),
          (error: unknown) => toast.error('Nothing was brought back', error),
        );
      },
    },
  });
}

export async function trashIcps(list: readonly Named[]): Promise<void> {
  if (list.length === 0) return;
  const ids = list.map(({ id }) => id);
  try {
    await studio.request('icps.remove', { ids });
    const { route } = useNavigation.getState();
    if (route.name === 'icp' && ids.includes(route.id)) go({ name: 'icps' });
    toldTrashed(namesOf(list, 'profiles'), 'icp_profiles', ids);
  } catch (error) {
    toast.error('Nothing was moved to the trash', error);
  }
}

export async function saveIcps(workspaceId: string, ids: readonly string[] | null, name: string): Promise<void> {
  try {
    const { path } = await studio.request('shell.saveFile', {
      title: 'Save customer profiles',
      defaultName: `${name}.csv`,
      filters: [
        { name: 'CSV, for spreadsheets', extensions: ['csv'] },
        { name: 'JSON', extensions: ['json'] },
      ],
    });
    if (path === null) return;
    const saved = await studio.request('icps.exportFile', { workspaceId, ids: ids === null ? null : [...ids], path });
    toast.done({
      title: `Saved ${saved.count === 1 ? 'one profile' : `${saved.count} profiles`}`,
      description: path,
      action: {
        label: 'Show',
        onClick: () => void studio.request('shell.showInFolder', { path }).catch(() => undefined),
      },
    });
  } catch (error) {
    toast.error('Nothing was saved', error);
  }
}

/** What stands on the sheet as a page of its own: its words, and every style of this window, which loads nothing. */
function pageOf(sheet: HTMLElement, title: string): string {
  const styles = [...document.styleSheets].flatMap((list) => [...list.cssRules].map((rule) => rule.cssText)).join('\n');
  const name = title.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
  // A text, not a document: a style in a document of this window would be refused by its policy.
  return `<!doctype html><html lang="en" data-theme="light"><head><title>${name}</title><style>${styles.replaceAll('</', String.raw`<\/`)}</style></head><body>${sheet.outerHTML}</body></html>`;
}

/** The sheet as a PDF file. */
export async function savePdf(name: string, sheet: HTMLElement): Promise<void> {
  try {
    const { path } = await studio.request('shell.savePdf', {
      title: `Save ${name} as PDF`,
      defaultName: `${name}.pdf`,
      html: pageOf(sheet, name),
    });
    if (path === null) return;
    toast.done({
      title: 'Saved the PDF',
      description: path,
      action: {
        label: 'Show',
        onClick: () => void studio.request('shell.showInFolder', { path }).catch(() => undefined),
      },
    });
  } catch (error) {
    toast.error('The PDF was not written', error);
  }
}

/** What can be done with Morgys anywhere in the window. What can be undone is done at once and offers its undo. */
import type { MorgySummary } from '../../../main/studio/morgys/contract.ts';
import { studio } from '../../app/client.ts';
import { saveMorgyFile } from '../../app/files.ts';
import { go, useNavigation } from '../../app/navigation.ts';
import { toast } from '../../components/Toast.tsx';

type Named = Pick<MorgySummary, 'id' | 'name'>;

/** "Luna", "Luna and Sol", "7 Morgys". */
export function namesOf(morgys: readonly Named[]): string {
  const [first, second] = morgys;
  if (morgys.length === 1 && first) return first.name;
  return morgys.length === 2 && first && second
    ? `${first.name} and ${second.name}`
    : `${morgys.length.toLocaleString('en')} Morgys`;
}

export async function duplicate(morgy: Named): Promise<void> {
  try {
    const copy = await studio.request('morgys.duplicate', { id: morgy.id });
    toast.done({
      title: `Made ${copy.name}`,
      action: { label: 'Open', onClick: () => go({ name: 'morgy', id: copy.id, tab: 'identity' }) },
    });
  } catch (error) {
    toast.error(`${morgy.name} was not duplicated`, error);
  }
}

export async function setArchived(morgys: readonly Named[], archived: boolean): Promise<void> {
  const ids = morgys.map((morgy) => morgy.id);
  try {
    await studio.request('morgys.archive', { ids, archived });
    toast.done({
      title: archived ? `Archived ${namesOf(morgys)}` : `Brought back ${namesOf(morgys)}`,
      action: { label: 'Undo', onClick: () => void setArchived(morgys, !archived) },
    });
  } catch (error) {
    toast.error(archived ? 'Nothing was archived' : 'Nothing was brought back', error);
  }
}

export async function moveToTrash(morgys: readonly Named[]): Promise<void> {
  const ids = morgys.map((morgy) => morgy.id);
  try {
    await studio.request('morgys.remove', { ids });
    const { route } = useNavigation.getState();
    if (route.name === 'morgy' && ids.includes(route.id)) go({ name: 'library' });
    toast.done({
      title: `Moved ${namesOf(morgys)} to the trash`,
      action: {
        label: 'Undo',
        onClick: () => {
          studio.request('trash.restore', { items: ids.map((id) => ({ table: 'morgys' as const, id })) }).then(
            () => toast.done({ title: `${namesOf(morgys)} ${morgys.length === 1 ? 'is' : 'are'} back` }),
            (error: unknown) => toast.error('Nothing was brought back', error),
          );
        },
      },
    });
  } catch (error) {
    toast.error('Nothing was moved to the trash', error);
  }
}

export async function changeTags(morgys: readonly Named[], add: string[], remove: string[]): Promise<void> {
  try {
    await studio.request('morgys.tag', { ids: morgys.map((morgy) => morgy.id), add, remove });
    toast.done({ title: `Changed the tags of ${namesOf(morgys)}` });
  } catch (error) {
    toast.error('The tags were not changed', error);
  }
}

export const saveAsFile = (morgy: Named): Promise<void> => saveMorgyFile(morgy.id, morgy.name);

/** What can be done with texts anywhere in the window. */
import { studio } from '../../app/client.ts';
import { go, useNavigation } from '../../app/navigation.ts';
import { toast } from '../../components/Toast.tsx';
import { attempt } from '../campaigns/actions.ts';
import { toldTrashed } from '../icps/actions.ts';
import { countLabel } from '../morgys/words.ts';

interface Titled {
  id: string;
  title: string;
}

export const createAsset = (workspaceId: string, template: string | null): Promise<boolean> =>
  attempt('No text was made', async () => {
    const { asset, gaps } = await studio.request('assets.create', { workspaceId, template });
    go({ name: 'asset', id: asset.id });
    if (gaps.length > 0)
      toast.done({
        title: `${countLabel(gaps.length, 'gap')} to fill`,
        description: `Not in the foundation or the profile yet: ${gaps.join(', ')}. They stand in square brackets.`,
      });
  });

export const duplicateAsset = (asset: Titled): Promise<boolean> =>
  attempt(`${asset.title} was not duplicated`, async () => {
    const copy = await studio.request('assets.duplicate', { id: asset.id });
    toast.done({
      title: `Made ${copy.title}`,
      action: { label: 'Open', onClick: () => go({ name: 'asset', id: copy.id }) },
    });
  });

/** With every version; the undo brings all of them back. */
export const trashAssets = (list: readonly Titled[]): Promise<boolean> =>
  attempt('Nothing was moved to the trash', async () => {
    const [first] = list;
    if (!first) return;
    const ids = list.map(({ id }) => id);
    const versions = await Promise.all(ids.map((id) => studio.request('assets.get', { id })));
    await studio.request('assets.remove', { ids });
    const { route } = useNavigation.getState();
    if (route.name === 'asset') go({ name: 'assets' });
    toldTrashed(
      list.length === 1 ? first.title : countLabel(list.length, 'text'),
      'muse_assets',
      versions.flatMap((asset) => asset.versions.map(({ id }) => id)),
    );
  });

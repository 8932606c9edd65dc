/** What can be done with campaigns and moves anywhere in the window. What can be undone is done at once and offers its undo. */
import type { RequestInput } from '../../../main/contract/index.ts';
import { studio } from '../../app/client.ts';
import { go, useNavigation } from '../../app/navigation.ts';
import { toast } from '../../components/Toast.tsx';
import { namesOf, toldTrashed } from '../icps/actions.ts';
import type { Category, Objective } from './words.ts';

interface Named {
  id: string;
  name: string;
}

/** Runs a change; a refusal is told as it is. @returns whether it was done */
export async function attempt(title: string, work: () => Promise<unknown>): Promise<boolean> {
  try {
    await work();
    return true;
  } catch (error) {
    toast.error(title, error);
    return false;
  }
}

export const createCampaign = (workspaceId: string, template: Objective | null): Promise<boolean> =>
  attempt('No campaign was made', async () => {
    const made = await studio.request('campaigns.create', { workspaceId, template });
    go({ name: 'campaign', id: made.id });
  });

export const createMove = (workspaceId: string, category: Category, campaignId: string | null): Promise<boolean> =>
  attempt('No move was made', async () => {
    const made = await studio.request('moves.create', {
      workspaceId,
      category,
      ...(campaignId !== null && { patch: { campaign_id: campaignId } }),
    });
    go({ name: 'move', id: made.id });
  });

export const duplicateCampaign = (campaign: Named): Promise<boolean> =>
  attempt(`${campaign.name} was not duplicated`, async () => {
    const copy = await studio.request('campaigns.duplicate', { id: campaign.id });
    toast.done({
      title: `Made ${copy.name}`,
      action: { label: 'Open', onClick: () => go({ name: 'campaign', id: copy.id }) },
    });
  });
export const duplicateMove = (move: Named): Promise<boolean> =>
  attempt(`${move.name} was not duplicated`, async () => {
    const copy = await studio.request('moves.duplicate', { id: move.id });
    toast.done({
      title: `Made ${copy.name}`,
      action: { label: 'Open', onClick: () => go({ name: 'move', id: copy.id }) },
    });
  });

export const trashCampaigns = (list: readonly Named[]): Promise<boolean> =>
  attempt('Nothing was moved to the trash', async () => {
    if (list.length === 0) return;
    const ids = list.map(({ id }) => id);
    await studio.request('campaigns.remove', { ids });
    const { route } = useNavigation.getState();
    if (route.name === 'campaign' && ids.includes(route.id)) go({ name: 'campaigns', show: 'campaigns' });
    toldTrashed(namesOf(list, 'campaigns'), 'campaigns', ids);
  });
export const trashMoves = (list: readonly Named[]): Promise<boolean> =>
  attempt('Nothing was moved to the trash', async () => {
    if (list.length === 0) return;
    const ids = list.map(({ id }) => id);
    await studio.request('moves.remove', { ids });
    const { route } = useNavigation.getState();
    if (route.name === 'move' && ids.includes(route.id)) go({ name: 'campaigns', show: 'moves' });
    toldTrashed(namesOf(list, 'moves'), 'moves', ids);
  });

export const updateTask = (input: RequestInput<'moves.updateTask'>): Promise<boolean> =>
  attempt('The task was not changed', () => studio.request('moves.updateTask', input));

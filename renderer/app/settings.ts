/** Preferences as the window uses them. */
import { queryClient, studio, useStudioQuery } from './client.ts';
import type { Settings } from '../../main/studio/settings/contract.ts';

export function useSettings(): Settings | undefined {
  return useStudioQuery('settings.get', {}).data;
}

/** Changes some; the window shows them at once and does not wait for the answer. */
export async function changeSettings(patch: Partial<Settings>): Promise<void> {
  const now = await queryClient.fetchQuery<Settings>({
    queryKey: ['settings.get', {}],
    queryFn: () => studio.request('settings.get', {}),
  });
  const next = { ...now, ...patch };
  queryClient.setQueryData(['settings.get', {}], next);
  await studio.request('settings.set', patch);
}

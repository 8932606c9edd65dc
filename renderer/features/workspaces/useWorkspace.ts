/** Which workspace is open in this window. */
import { useEffect } from 'react';
import type { Workspace } from '../../../main/studio/workspaces/contract.ts';
import { useStudioMutation, useStudioQuery } from '../../app/client.ts';

export type OpenedWorkspace =
  | { state: 'loading' }
  | { state: 'failed'; error: Error; retry: () => void }
  | { state: 'open'; workspace: Workspace };

/** The current workspace; where there is none yet, the first is made, as signing up does in the cloud. */
export function useWorkspace(): OpenedWorkspace {
  const current = useStudioQuery('workspaces.current', {});
  const { mutate, isIdle, error, reset } = useStudioMutation('workspaces.open');
  const missing = current.data === null;
  useEffect(() => {
    if (missing && isIdle) mutate({});
    if (!missing && !isIdle) reset();
  }, [missing, isIdle, mutate, reset]);
  if (current.data) return { state: 'open', workspace: current.data };
  const failure = error ?? current.error;
  if (failure) {
    return {
      state: 'failed',
      error: failure,
      retry: () => {
        reset();
        void current.refetch();
      },
    };
  }
  return { state: 'loading' };
}

/** Which workspace is open in this window. */
import { useEffect } from 'react';
import type { Workspace } from '../../../main/studio/workspaces/contract.ts';
import { useStudioMutation, useStudioQuery } from '../../app/client.ts';

export type OpenedWorkspace =
  | { state: 'loading' }
  /** There is none, and looking at a page makes none. */
  | { state: 'none'; make: () => void }
  | { state: 'failed'; error: Error; retry: () => void }
  | { state: 'open'; workspace: Workspace };

/** The current workspace. Where there is none yet, one is made only when a person says so. */
export function useWorkspace(): OpenedWorkspace {
  const current = useStudioQuery('workspaces.current', {});
  const { mutate, isIdle, error, reset } = useStudioMutation('workspaces.open');
  const missing = current.data === null;
  useEffect(() => {
    if (!missing && !isIdle) reset();
  }, [missing, isIdle, reset]);
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
  if (missing && isIdle) return { state: 'none', make: () => mutate({}) };
  return { state: 'loading' };
}

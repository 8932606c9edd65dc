/** The foundation of a workspace as the window edits it: read live, changed piece by piece. */
import { createContext, use, useMemo } from 'react';
import type { RequestOutput } from '../../../main/contract/index.ts';
import type { Foundation, FoundationPatch, ItemOf, ListName } from '../../../main/studio/foundations/contract.ts';
import { queryClient, studio, useStudioQuery } from '../../app/client.ts';
import { toast } from '../../components/Toast.tsx';

export interface Ground {
  readonly workspaceId: string;
  readonly foundation: Foundation;
  /** @throws StudioError with the sentence for the field */
  update(patch: FoundationPatch): Promise<void>;
  /** A new item, or some fields of one. @throws StudioError */
  put<L extends ListName>(list: L, id: string | undefined, item: Partial<ItemOf<L>>): Promise<string>;
  /** Takes it out and offers to undo that; says so where it fails. */
  remove(list: ListName, id: string, name: string): Promise<void>;
  /** Before another, or to the end. */
  move(list: ListName, id: string, before: string | null): Promise<void>;
}

const GroundContext = createContext<Ground | null>(null);
export const GroundProvider = GroundContext.Provider;

/** The foundation of the page. */
export function useGround(): Ground {
  const ground = use(GroundContext);
  if (!ground) throw new Error('This stands outside a foundation.');
  return ground;
}

function actionsOf(workspaceId: string): Omit<Ground, 'workspaceId' | 'foundation'> {
  /** What was saved is shown at once, without asking again. */
  const show = (foundation: Foundation): void =>
    void queryClient.setQueryData(['foundations.get', { workspaceId }], foundation);
  return {
    update: async (patch) => show(await studio.request('foundations.update', { workspaceId, patch })),
    put: async (list, id, item) => {
      const answer = await studio.request('foundations.putItem', {
        workspaceId,
        list,
        item: item as never,
        ...(id === undefined ? {} : { id }),
      });
      show(answer.foundation);
      return answer.id;
    },
    remove: async (list, id, name) => {
      try {
        show(await studio.request('foundations.removeItem', { workspaceId, list, id }));
        toast.done({
          title: `Took out ${name}`,
          action: {
            label: 'Undo',
            onClick: () =>
              void studio
                .request('history.undo', {})
                .catch((error: unknown) => toast.error('It was not brought back', error)),
          },
        });
      } catch (error) {
        toast.error(`${name} was not taken out`, error);
      }
    },
    move: async (list, id, before) => {
      try {
        show(await studio.request('foundations.moveItem', { workspaceId, list, id, before }));
      } catch (error) {
        toast.error('The order was not changed', error);
      }
    },
  };
}

export type OpenedGround =
  | { state: 'loading' }
  | { state: 'failed'; error: Error; retry: () => void }
  | { state: 'open'; ground: Ground };

export function useOpenedGround(workspaceId: string): OpenedGround {
  const query = useStudioQuery('foundations.get', { workspaceId });
  const actions = useMemo(() => actionsOf(workspaceId), [workspaceId]);
  const foundation: RequestOutput<'foundations.get'> | undefined = query.data;
  const ground = useMemo(
    () => (foundation ? { workspaceId, foundation, ...actions } : null),
    [workspaceId, foundation, actions],
  );
  if (ground) return { state: 'open', ground };
  if (query.isError) return { state: 'failed', error: query.error, retry: () => void query.refetch() };
  return { state: 'loading' };
}

/** What people wrote in the open workspace, and their documents, by name: asked for while something is typed in the palette. */
import { useMemo } from 'react';
import { useStudioQuery } from './client.ts';
import { bestMatches, matchScore } from './paletteMatch.ts';
import type { Route } from './routes.ts';

export interface Named {
  readonly key: string;
  readonly title: string;
  readonly detail: string;
  readonly to: Route;
}

/** Shown of all kinds together. */
const MOST = 8;

export function useNamed(query: string): readonly Named[] {
  const typed = query.trim().slice(0, 200);
  const asked = typed.length > 1;
  const workspaceId = useStudioQuery('workspaces.current', {}, { enabled: asked }).data?.id ?? '';
  const inside = { enabled: asked && workspaceId !== '' };
  const icps = useStudioQuery('icps.list', { workspaceId }, inside).data?.icps;
  const campaigns = useStudioQuery('campaigns.list', { workspaceId }, inside).data;
  const moves = useStudioQuery('moves.list', { workspaceId }, inside).data;
  const texts = useStudioQuery(
    'assets.list',
    { workspaceId, text: typed, limit: 20 },
    { ...inside, keepPrevious: true },
  ).data?.assets;
  const documents = useStudioQuery('knowledge.byTitle', { words: typed }, { enabled: asked, keepPrevious: true }).data;
  return useMemo(() => {
    if (!asked) return [];
    const all: Named[] = [
      ...(icps ?? []).map(({ id, name }) => ({
        key: id,
        title: name,
        detail: 'Customer',
        to: { name: 'icp' as const, id },
      })),
      ...(campaigns ?? []).map(({ id, name }) => ({
        key: id,
        title: name,
        detail: 'Campaign',
        to: { name: 'campaign' as const, id },
      })),
      ...(moves ?? []).map(({ id, name }) => ({
        key: id,
        title: name,
        detail: 'Move',
        to: { name: 'move' as const, id },
      })),
      ...(texts ?? []).map(({ id, title }) => ({ key: id, title, detail: 'Text', to: { name: 'asset' as const, id } })),
      ...(documents ?? []).map(({ id, title, source_label }) => ({
        key: id,
        title,
        detail: source_label === title ? 'Document' : source_label,
        to: { name: 'document' as const, id, chunkId: null },
      })),
    ];
    return bestMatches(all, ({ title }) => matchScore(typed, title), MOST);
  }, [asked, typed, icps, campaigns, moves, texts, documents]);
}

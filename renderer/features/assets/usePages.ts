/** A long list that comes in pages: what is looked at is asked for, the rest stands as an empty row. */
import { useState } from 'react';
import { useQueries } from '@tanstack/react-query';
import type { AssetSummary } from '../../../main/studio/assets/contract.ts';
import { studio } from '../../app/client.ts';

/** Rows of one request. */
export const PAGE = 200;

export interface Asked {
  workspaceId: string;
  text: string;
  type: AssetSummary['type'] | null;
}

export interface Paged {
  /** All rows; undefined where none has come yet. */
  rows: readonly (AssetSummary | undefined)[];
  total: number | null;
  error: Error | null;
  /** The rows that are in view now. */
  look: (from: number, to: number) => void;
}

export function usePages(asked: Asked): Paged {
  const [[first, last], setView] = useState<readonly [number, number]>([0, 0]);
  const pages = Array.from({ length: last - first + 1 }, (_, i) => first + i);
  const results = useQueries({
    queries: [...new Set([0, ...pages])].map((page) => {
      const input = { ...asked, offset: page * PAGE, limit: PAGE };
      return {
        queryKey: ['assets.list', input],
        queryFn: ({ signal }: { signal: AbortSignal }) => studio.request('assets.list', input, { signal }),
      };
    }),
  });
  const answers = results.flatMap(({ data }, i) => (data ? [{ page: [...new Set([0, ...pages])][i] ?? 0, data }] : []));
  const total = answers[0]?.data.total ?? null;
  const rows: (AssetSummary | undefined)[] = Array.from({ length: total ?? 0 });
  for (const { page, data } of answers)
    data.assets.forEach((asset, i) => {
      rows[page * PAGE + i] = asset;
    });
  return {
    rows,
    total,
    error: results.find(({ error }) => error !== null)?.error ?? null,
    look: (from, to) => {
      const next = [Math.floor(Math.max(0, from) / PAGE), Math.floor(Math.max(0, to) / PAGE)] as const;
      if (next[0] !== first || next[1] !== last) setView(next);
    },
  };
}

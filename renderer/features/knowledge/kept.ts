/**
 * What was typed into a dialog or a passage and is not saved yet. It outlives the dialog's closing and the passage's
 * scrolling away; with a schema it is also kept as a draft on the device. Secrets are used without one.
 */
import { useEffect, useMemo } from 'react';
import type { z } from 'zod';
import { create } from 'zustand';
import { studio } from '../../app/client.ts';

const useKeptStore = create<{ values: ReadonlyMap<string, unknown> }>()(() => ({ values: new Map() }));

/** From the last key to the draft. Milliseconds. */
const DELAY = 700;
const timers = new Map<string, ReturnType<typeof setTimeout>>();

function put(key: string, value: unknown): void {
  useKeptStore.setState(({ values }) => ({ values: new Map(values).set(key, value) }));
}

function saveLater(key: string, value: unknown): void {
  clearTimeout(timers.get(key));
  timers.set(
    key,
    // Should the device refuse the draft, the window still holds the text.
    setTimeout(
      () =>
        void studio.request('drafts.save', { key, value: JSON.parse(JSON.stringify(value)) }).catch(() => undefined),
      DELAY,
    ),
  );
}

export function forgetKept(key: string): void {
  clearTimeout(timers.get(key));
  timers.delete(key);
  useKeptStore.setState(({ values }) => {
    const rest = new Map(values);
    rest.delete(key);
    return { values: rest };
  });
  void studio.request('drafts.clear', { keys: [key] }).catch(() => undefined);
}

/** Where texts typed into a document's passages are kept. */
export const passagePrefix = (documentId: string): string => `knowledge/passage/${documentId}.`;

/** Everything kept under a prefix, by what follows it; brings what an earlier session left. */
export function useKeptUnder(prefix: string): ReadonlyMap<string, string> {
  const values = useKeptStore((state) => state.values);
  useEffect(() => {
    studio
      .request('drafts.list', { prefix })
      .then((drafts) => {
        for (const { key, value } of drafts)
          if (typeof value === 'string' && !useKeptStore.getState().values.has(key)) put(key, value);
      })
      .catch(() => undefined);
  }, [prefix]);
  return useMemo(
    () =>
      new Map(
        [...values].flatMap(([key, value]) =>
          key.startsWith(prefix) && typeof value === 'string' ? [[key.slice(prefix.length), value] as const] : [],
        ),
      ),
    [values, prefix],
  );
}

export interface Kept<T> {
  value: T;
  set: (value: T) => void;
  /** It is saved where it belongs, or a person let go of it. */
  forget: () => void;
}

export function useKept<T>(key: string, empty: T, onDevice?: z.ZodType<T>): Kept<T> {
  const stored = useKeptStore((state) => state.values.get(key)) as T | undefined;
  useEffect(() => {
    if (!onDevice || useKeptStore.getState().values.has(key)) return;
    studio
      .request('drafts.list', { prefix: key })
      .then((drafts) => {
        const parsed = onDevice.safeParse(drafts.find((draft) => draft.key === key)?.value);
        if (parsed.success && !useKeptStore.getState().values.has(key)) put(key, parsed.data);
      })
      // Without its draft the field is as it was saved.
      .catch(() => undefined);
  }, [key, onDevice]);
  return {
    value: stored ?? empty,
    set: (value) => {
      put(key, value);
      if (onDevice) saveLater(key, value);
    },
    forget: () => forgetKept(key),
  };
}

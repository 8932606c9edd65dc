/**
 * One value that saves by itself a moment after the last key and when it is left. What is not valid stays on screen with
 * the reason beside it, and is kept as a draft on the device until it is.
 */
import { useCallback, useEffect, useRef, useState } from 'react';
import { create } from 'zustand';
import { studio } from '../../app/client.ts';
import type { SaveStateValue } from '../../components/SaveState.tsx';

/** Milliseconds after the last key. */
const PAUSE = 700;

type Status = 'dirty' | 'saving' | 'invalid' | 'failed';
interface Tracked {
  label: string;
  status: Status;
  message: string;
  retry: () => void;
}
/** Every field of the page that is not plainly saved. */
const useTracked = create<{ fields: ReadonlyMap<string, Tracked> }>()(() => ({ fields: new Map() }));

function track(key: string, value: Tracked | null): void {
  useTracked.setState(({ fields }) => {
    const next = new Map(fields);
    if (value) next.set(key, value);
    else next.delete(key);
    return { fields: next };
  });
}

/** Whether what is on screen is on disk, for the mark of the page. */
export function usePageSaveState(): SaveStateValue {
  const fields = [...useTracked((state) => state.fields).values()];
  const failed = fields.find(({ status }) => status === 'failed');
  if (failed) return { state: 'failed', message: failed.message, retry: failed.retry };
  if (fields.some(({ status }) => status === 'saving')) return { state: 'saving' };
  if (fields.some(({ status }) => status === 'dirty')) return { state: 'dirty' };
  const invalid = fields.filter(({ status }) => status === 'invalid');
  return invalid.length > 0 ? { state: 'draft', fields: invalid.map(({ label }) => label) } : { state: 'saved' };
}

export interface SavedOptions<V> {
  /** Unique on the device; drafts are kept under it. */
  key: string;
  label: string;
  /** As it is saved. */
  value: V;
  /** Null when it is valid; otherwise the sentence. */
  check?: (typed: V) => string | null;
  save: (typed: V) => Promise<unknown>;
}

export interface Saved<V> {
  value: V;
  error: string | null;
  onChange: (value: V) => void;
  onBlur: () => void;
}

const same = (a: unknown, b: unknown): boolean => Object.is(a, b) || JSON.stringify(a) === JSON.stringify(b);
const draftKey = (key: string): string => `ground/${key}`;

export function useSaved<V>(options: SavedOptions<V>): Saved<V> {
  const [typed, setTyped] = useState<{ value: V } | null>(null);
  const [error, setError] = useState<string | null>(null);
  const latest = useRef({ options, typed });
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const hasDraft = useRef(false);
  useEffect(() => {
    latest.current = { options, typed };
  });

  const settle = useCallback(async function again(final: boolean): Promise<void> {
    clearTimeout(timer.current);
    const { options: now, typed: own } = latest.current;
    const { key, label, check, save, value } = now;
    if (own === null) return;
    const done = (): void => {
      track(key, null);
      setError(null);
      setTyped((current) => (current && same(current.value, own.value) ? null : current));
      if (hasDraft.current) void studio.request('drafts.clear', { keys: [draftKey(key)] }).catch(() => undefined);
      hasDraft.current = false;
    };
    if (same(own.value, value)) {
      done();
      return;
    }
    const reason = check?.(own.value) ?? null;
    const keep = (status: 'invalid' | 'failed', message: string): void => {
      track(key, { label, status, message, retry: () => void again(true) });
      if (final) setError(message);
      hasDraft.current = true;
      void studio
        .request('drafts.save', { key: draftKey(key), value: JSON.parse(JSON.stringify(own.value)) as never })
        .catch(() => undefined);
    };
    if (reason !== null) {
      if (final) keep('invalid', reason);
      return;
    }
    track(key, { label, status: 'saving', message: '', retry: () => undefined });
    try {
      await save(own.value);
      done();
    } catch (failure) {
      keep('failed', failure instanceof Error ? failure.message : String(failure));
      setError(failure instanceof Error ? failure.message : String(failure));
    }
  }, []);

  const { key } = options;
  // What an earlier session left unfinished.
  useEffect(() => {
    let gone = false;
    studio
      .request('drafts.list', { prefix: draftKey(key) })
      .then((drafts) => {
        const draft = drafts.find((one) => one.key === draftKey(key));
        const { options: now, typed: own } = latest.current;
        if (gone || !draft || own !== null || typeof draft.value !== typeof now.value) return;
        hasDraft.current = true;
        setTyped({ value: draft.value as V });
        const reason = now.check?.(draft.value as V) ?? null;
        setError(reason);
        if (reason !== null)
          track(key, { label: now.label, status: 'invalid', message: reason, retry: () => void settle(true) });
      })
      .catch(() => undefined);
    const leave = (): void => void settle(true);
    window.addEventListener('beforeunload', leave);
    return () => {
      gone = true;
      window.removeEventListener('beforeunload', leave);
      void settle(true).then(() => track(key, null));
    };
  }, [key, settle]);

  return {
    value: typed ? typed.value : options.value,
    error,
    onChange: (value) => {
      setTyped({ value });
      setError(null);
      track(key, { label: options.label, status: 'dirty', message: '', retry: () => undefined });
      clearTimeout(timer.current);
      timer.current = setTimeout(() => void settle(false), PAUSE);
    },
    onBlur: () => void settle(true),
  };
}

/**
 * One value that saves by itself, a moment after the last key or when it is left. What is not valid, or what the studio
 * refuses, stays on screen with the reason beside it, and is kept as a draft on the device until it is saved or let go of.
 */
import { useCallback, useEffect, useRef, useState } from 'react';
import { z } from 'zod';
import { create } from 'zustand';
import { StudioError } from '../../main/contract/errors.ts';
import { studio } from '../app/client.ts';
import type { SaveStateValue } from '../components/SaveState.tsx';

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

/** Fields whose value was not taken, with the reason: for a part of the page that does not show them. */
export function usePageFaults(): { label: string; message: string }[] {
  const fields = useTracked((state) => state.fields);
  return [...fields.values()]
    .filter(({ status, message }) => status === 'invalid' && message !== '')
    .map(({ label, message }) => ({ label, message }));
}

const DRAFTS = 'ground/';
/** What was typed, and the sentence that the studio refused it with. */
const kept = z.object({ typed: z.union([z.string(), z.array(z.string())]), reason: z.string().nullable() });
type Left = z.infer<typeof kept>;

/** Asked once for all the fields that a page brings with it. */
let asked: Promise<ReadonlyMap<string, Left>> | null = null;
function leftUnfinished(): Promise<ReadonlyMap<string, Left>> {
  asked ??= studio
    .request('drafts.list', { prefix: DRAFTS })
    .then(
      (drafts) =>
        new Map(
          drafts.flatMap(({ key, value }) => {
            const read = kept.safeParse(value);
            return read.success ? [[key.slice(DRAFTS.length), read.data] as const] : [];
          }),
        ),
    )
    .finally(() => {
      asked = null;
    });
  return asked;
}

export interface SavedOptions<V extends string | string[]> {
  /** Unique on the device; drafts are kept under it. */
  key: string;
  label: string;
  /** As it is saved. */
  value: V;
  /** Null when it is valid; otherwise the sentence. */
  check?: (typed: V) => string | null;
  save: (typed: V) => Promise<unknown>;
  /** `leaving`: what is half typed would be another value, such as a date in the year 2. Kept as a draft meanwhile. */
  when?: 'typing' | 'leaving';
  /** Whether the control shows something that it cannot say, such as a date without its month: not to be kept. */
  unreadable?: () => boolean;
}

export interface Saved<V> {
  value: V;
  error: string | null;
  onChange: (value: V) => void;
  onBlur: () => void;
}

const same = (a: unknown, b: unknown): boolean => Object.is(a, b) || JSON.stringify(a) === JSON.stringify(b);

const issues = z.object({ issues: z.array(z.object({ message: z.string() })).min(1) });
/** At the field the sentence alone says enough, without the path that the contract names it by. */
function sentenceOf(failure: unknown): string {
  if (failure instanceof StudioError && failure.code === 'invalid_input')
    return issues.safeParse(failure.details).data?.issues[0]?.message ?? failure.message;
  return failure instanceof Error ? failure.message : String(failure);
}
/** A refusal waits for another value; after anything else the same value may be tried again. */
const isRefusal = (failure: unknown): boolean =>
  failure instanceof StudioError &&
  !/^(?:internal|invalid_output|studio_\w+|database_\w+|SQLITE\w*|E[A-Z]+)$/.test(failure.code);

export function useSaved<V extends string | string[]>(options: SavedOptions<V>): Saved<V> {
  const [typed, setTyped] = useState<{ value: V } | null>(null);
  const [error, setError] = useState<string | null>(null);
  const latest = useRef({ options, typed });
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const hasDraft = useRef(false);
  const touched = useRef(false);
  /** What was saved and still stands as it was typed: with a space at the end, say, that saving has trimmed. */
  const standing = useRef<{ value: V } | null>(null);
  useEffect(() => {
    latest.current = { options, typed };
  });

  const keepDraft = useCallback((value: V, reason: string | null): void => {
    if (latest.current.options.unreadable?.() === true) return;
    hasDraft.current = true;
    const key = `${DRAFTS}${latest.current.options.key}`;
    // Should the device refuse the draft, the window still holds it.
    void studio.request('drafts.save', { key, value: { typed: value, reason } }).catch(() => undefined);
  }, []);
  const dropDraft = useCallback((): void => {
    const key = `${DRAFTS}${latest.current.options.key}`;
    if (hasDraft.current) void studio.request('drafts.clear', { keys: [key] }).catch(() => undefined);
    hasDraft.current = false;
  }, []);

  const settle = useCallback(
    async function again(final: boolean): Promise<void> {
      clearTimeout(timer.current);
      const { options: now, typed: own } = latest.current;
      const { key, label, check, save, value, when } = now;
      if (own === null) return;
      const done = (): void => {
        track(key, null);
        setError(null);
        // While the hand is on a text, nothing that was typed is taken away.
        if (final || typeof own.value !== 'string')
          setTyped((current) => (current && same(current.value, own.value) ? null : current));
        dropDraft();
      };
      if (same(own.value, value) || (standing.current && same(own.value, standing.current.value))) {
        done();
        return;
      }
      const keep = (status: 'invalid' | 'failed', message: string): void => {
        track(key, { label, status, message, retry: () => void again(true) });
        if (final) setError(message);
        keepDraft(own.value, message);
      };
      const reason = check?.(own.value) ?? null;
      if (reason !== null) {
        if (final) keep('invalid', reason);
        else keepDraft(own.value, null);
        return;
      }
      if (when === 'leaving' && !final) {
        keepDraft(own.value, null);
        return;
      }
      track(key, { label, status: 'saving', message: '', retry: () => undefined });
      try {
        await save(own.value);
        standing.current = own;
        done();
      } catch (failure) {
        keep(isRefusal(failure) ? 'invalid' : 'failed', sentenceOf(failure));
        setError(sentenceOf(failure));
      }
    },
    [keepDraft, dropDraft],
  );

  const { key } = options;
  // What was left unfinished, with the reason; nothing is saved by looking at it.
  useEffect(() => {
    let gone = false;
    leftUnfinished()
      .then((left) => {
        const draft = left.get(key);
        const { options: now, typed: own } = latest.current;
        if (gone || !draft || own !== null || Array.isArray(draft.typed) !== Array.isArray(now.value)) return;
        hasDraft.current = true;
        const value = draft.typed as V;
        setTyped({ value });
        const message = now.check?.(value) ?? draft.reason;
        setError(message);
        const status = message === null ? 'dirty' : 'invalid';
        track(key, { label: now.label, status, message: message ?? '', retry: () => void settle(true) });
      })
      .catch(() => undefined);
    const leave = (): Promise<void> => (touched.current ? settle(true) : Promise.resolve());
    window.addEventListener('beforeunload', leave);
    return () => {
      gone = true;
      window.removeEventListener('beforeunload', leave);
      void leave().then(() => track(key, null));
    };
  }, [key, settle]);

  return {
    value: typed ? typed.value : options.value,
    error,
    onChange: (value) => {
      touched.current = true;
      standing.current = null;
      setTyped({ value });
      setError(null);
      track(key, { label: options.label, status: 'dirty', message: '', retry: () => undefined });
      clearTimeout(timer.current);
      timer.current = setTimeout(() => void settle(false), PAUSE);
    },
    onBlur: () => void settle(true),
  };
}

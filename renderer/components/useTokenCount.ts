/**
 * The number of tokens in a text, counted in a worker a moment after the last key. Models differ by a few percent; the
 * count is o200k_base's. Until the first answer, and where a worker can't run, it is an estimate and says so.
 */
import { useEffect, useState } from 'react';
import { z } from 'zod';

export interface TokenCount {
  tokens: number;
  exact: boolean;
}

const answer = z.object({ id: z.number(), tokens: z.number() });
type Listener = (tokens: number) => void;

let worker: Worker | null | undefined;
let lastId = 0;
const waiting = new Map<number, Listener>();

function theWorker(): Worker | null {
  if (worker !== undefined) return worker;
  try {
    const made = new Worker(new URL('./tokens.worker.ts', import.meta.url), { type: 'module' });
    made.addEventListener('message', (event: MessageEvent<unknown>) => {
      const { id, tokens } = answer.parse(event.data);
      waiting.get(id)?.(tokens);
      waiting.delete(id);
    });
    made.addEventListener('error', () => {
      worker = null;
      waiting.clear();
    });
    worker = made;
  } catch {
    worker = null;
  }
  return worker;
}

/** English prose has about four characters a token. */
export const estimateTokens = (text: string): number => Math.ceil(text.length / 4);

export function useTokenCount(text: string, delay = 250): TokenCount {
  const [counted, setCounted] = useState<{ text: string; tokens: number } | null>(null);
  useEffect(() => {
    const timer = setTimeout(() => {
      const counter = theWorker();
      if (!counter) return;
      lastId += 1;
      waiting.set(lastId, (tokens) => setCounted({ text, tokens }));
      counter.postMessage({ id: lastId, text });
    }, delay);
    return () => clearTimeout(timer);
  }, [text, delay]);
  if (text === '') return { tokens: 0, exact: true };
  if (counted?.text === text) return { tokens: counted.tokens, exact: true };
  return { tokens: counted?.tokens ?? estimateTokens(text), exact: counted !== null };
}

/**
 * Notices what other programs write into the same database (the command line beside the desktop): one pragma a look. The
 * sync engine writes through a connection of its own all the time and says itself which tables it changed; what it keeps
 * for itself shows in nothing and is passed over.
 */
import type { Store } from './store.ts';

/** How often it is looked (milliseconds). */
const EVERY = 400;

export interface WatchOptions {
  readonly store: Store;
  /** Whether the engine of this program writes at present. */
  readonly engineWrites: () => boolean;
  readonly onOthers: () => void;
}

/** Publishes '*' when others wrote. @returns ends it */
export function watchOthers({ store, engineWrites, onOthers }: WatchOptions): () => void {
  const transaction = (): number => store.get<{ tx: number }>('SELECT tx FROM store_context')?.tx ?? 0;
  let version = store.dataVersion();
  let seen = transaction();
  const unsubscribe = store.onChange(() => {
    seen = transaction();
  });

  function look(): void {
    const now = store.dataVersion();
    if (now === version) return;
    version = now;
    // Whatever a person would see is written in a numbered transaction.
    if (engineWrites() && transaction() === seen) return;
    store.publish(['*']);
    onOthers();
  }

  const timer = setInterval(look, EVERY);
  return () => {
    clearInterval(timer);
    unsubscribe();
  };
}

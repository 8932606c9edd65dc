/** A time, written for people: relative while it is recent and kept so, the exact time as its title. */
import { useSyncExternalStore } from 'react';
import { agoLabel, dateLabel } from './when.ts';

/** "Just now" may not stand for an hour. Milliseconds. */
const TICK = 30_000;

const heard = new Set<() => void>();
let now = Date.now();
let timer: ReturnType<typeof setInterval> | undefined;

/** One clock for all that is shown; it stands still while nothing is. */
function subscribe(listener: () => void): () => void {
  if (heard.size === 0) {
    now = Date.now();
    timer = setInterval(() => {
      now = Date.now();
      for (const each of heard) each();
    }, TICK);
  }
  heard.add(listener);
  return () => {
    heard.delete(listener);
    if (heard.size === 0) clearInterval(timer);
  };
}

export interface WhenProps {
  /** ISO. */
  at: string;
  /** What happened then, before the exact time in the title: "Deleted". */
  what?: string;
  className?: string | undefined;
}

export function When({ at, what, className }: WhenProps) {
  const present = useSyncExternalStore(subscribe, () => now);
  const exact = dateLabel(at);
  return (
    <time dateTime={at} className={className} title={what === undefined ? exact : `${what} ${exact}`}>
      {agoLabel(at, Math.max(present, 0))}
    </time>
  );
}

/** A shape while the service runs: its snapshot's files, who waits for it, and whether it still holds. */
import type { Entry } from './store.ts';
import type { Offset, Shape } from './shape.ts';

/** A piece of the log, as it is sent: messages with commas between them. */
export interface Reading {
  readonly from: Offset;
  /** The log's end when it was read. */
  readonly until: Offset | null;
  readonly body: string;
  readonly last: Offset;
  readonly more: boolean;
}

/** Snapshot files become readable one after another while the snapshot is still being taken. */
export class LiveShape {
  readonly shape: Shape;
  /** Files that stand on the disk. */
  chunks: number;
  /** Whether `chunks` is all of them, and the shape is stored. */
  complete: boolean;
  /** No longer served: its readers fetch again. */
  gone = false;
  /** What changed while the snapshot was being taken. */
  pending: Entry[] = [];
  /** Why the snapshot failed, for those who wait for it. */
  failure: unknown = null;
  /** The last one read. */
  reading: Reading | null = null;
  private readonly listeners = new Set<() => void>();

  constructor(shape: Shape, chunks: number, complete: boolean) {
    this.shape = shape;
    this.chunks = chunks;
    this.complete = complete;
  }

  /** Calls all who wait, once. */
  wake(): void {
    const woken = [...this.listeners];
    this.listeners.clear();
    for (const listener of woken) listener();
  }

  /** Resolves at the next wake, after `ms`, or when the reader went away. */
  next(ms: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const done = (): void => {
        clearTimeout(timer);
        this.listeners.delete(done);
        signal?.removeEventListener('abort', done);
        resolve();
      };
      const timer = setTimeout(done, ms);
      this.listeners.add(done);
      if (signal?.aborted) done();
      else signal?.addEventListener('abort', done);
    });
  }

  get readers(): number {
    return this.listeners.size;
  }
}

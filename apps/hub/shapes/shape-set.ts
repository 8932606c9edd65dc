/** The shapes that are served now, found by what was asked for, by handle, and by the table whose changes they follow. */
import type { LiveShape } from './live-shape.ts';

export class ShapeSet {
  readonly #byKey = new Map<string, LiveShape>();
  readonly #byTable = new Map<number, Set<LiveShape>>();

  get size(): number {
    return this.#byKey.size;
  }

  [Symbol.iterator](): Iterator<LiveShape> {
    return this.#byKey.values();
  }

  find(key: string): LiveShape | null {
    return this.#byKey.get(key) ?? null;
  }

  findByHandle(handle: string): LiveShape | null {
    return [...this].find(({ shape }) => shape.handle === handle) ?? null;
  }

  /** @param oid of the table */
  following(oid: number): Iterable<LiveShape> {
    return this.#byTable.get(oid) ?? [];
  }

  enter(live: LiveShape): void {
    this.#byKey.set(live.shape.key, live);
    const { oid } = live.shape.definition.relation;
    const set = this.#byTable.get(oid) ?? new Set();
    set.add(live);
    this.#byTable.set(oid, set);
  }

  /** Whoever reads it is told. A newer shape of the same definition stays. */
  leave(live: LiveShape): void {
    live.gone = true;
    if (this.#byKey.get(live.shape.key) === live) this.#byKey.delete(live.shape.key);
    this.#byTable.get(live.shape.definition.relation.oid)?.delete(live);
    live.wake();
  }

  /** The one that was not asked for longest, if nobody reads it and that is longer ago than `idleMs`. */
  longestIdle(idleMs: number): LiveShape | null {
    const [oldest] = [...this]
      .filter(({ complete, readers, shape }) => complete && readers === 0 && shape.usedAt < Date.now() - idleMs)
      .toSorted((a, b) => a.shape.usedAt - b.shape.usedAt);
    return oldest ?? null;
  }
}

/**
 * Which running program works on an import. The desktop and the CLI may stand on one database; each leaves alone what a
 * living other one holds, and takes over what a dead one left.
 */
import { v7 as uuidv7 } from 'uuid';
import type { Store } from '../../store/store.ts';
import { closeWhenDone, moveItems, setItem } from './jobs.ts';

/** Instances of this process that are alive: a process id alone does not tell a closed studio from an open one. */
const living = new Set<string>();

/** A holder that has not been heard of for so long is dead, whatever has its process id now. */
const HELD_MS = 60_000;
export const RENEW_MS = 5_000;

const heldUntil = (): string => new Date(Date.now() + HELD_MS).toISOString();

function processLives(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it is there and belongs to someone else.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

function isHeld(holder: string | null, until: string | null): boolean {
  if (holder === null) return false;
  const pid = Number(holder.split('.')[0]);
  if (!Number.isInteger(pid) || pid <= 0) return false;
  if (pid === process.pid) return living.has(holder);
  return processLives(pid) && until !== null && until > new Date().toISOString();
}

/** The jobs that this program works on. What writes is called inside `Store.write`. */
export class Holder {
  readonly id = `${process.pid}.${uuidv7()}`;
  readonly #store: Store;

  constructor(store: Store) {
    this.#store = store;
    living.add(this.id);
  }

  until(): string {
    return heldUntil();
  }

  jobs(): string[] {
    return this.#store
      .all<{ id: string }>(
        `SELECT id FROM import_jobs WHERE state = 'running' AND holder = ? ORDER BY created_at, id`,
        [this.id],
      )
      .map((row) => row.id);
  }

  take(jobId: string): void {
    this.#store.run(`UPDATE import_jobs SET holder = ?, held_until = ? WHERE id = ?`, [this.id, heldUntil(), jobId]);
  }

  /** Running jobs that nobody living works on. */
  orphans(): string[] {
    return this.#store
      .all<{ id: string; holder: string | null; held_until: string | null }>(
        `SELECT id, holder, held_until FROM import_jobs WHERE state = 'running' AND holder IS NOT ?`,
        [this.id],
      )
      .filter((job) => !isHeld(job.holder, job.held_until))
      .map((job) => job.id);
  }

  /** What a dead program was reading is read anew. */
  adopt(jobIds: readonly string[]): void {
    for (const id of jobIds) {
      moveItems(this.#store, id, ['reading'], 'waiting');
      this.take(id);
      closeWhenDone(this.#store, id);
    }
  }

  /**
   * Says that this program lives and works on these jobs, and puts back what is marked as being read and is not: left
   * behind where even the failure could not be written (a full disk, a database that somebody held for long).
   */
  renew(jobIds: readonly string[], isRead: (itemId: string) => boolean): void {
    for (const id of jobIds) {
      this.take(id);
      for (const { id: itemId } of this.#store.all<{ id: string }>(
        `SELECT id FROM import_items WHERE job_id = ? AND state = 'reading'`,
        [id],
      )) {
        if (!isRead(itemId)) setItem(this.#store, itemId, { state: 'waiting' });
      }
      closeWhenDone(this.#store, id);
    }
  }

  /** The next start, or another program, goes on. */
  putDown(): void {
    for (const id of this.jobs()) moveItems(this.#store, id, ['reading'], 'waiting');
    this.#store.run(`UPDATE import_jobs SET holder = NULL, held_until = NULL WHERE holder = ?`, [this.id]);
  }

  release(): void {
    living.delete(this.id);
  }
}

/**
 * Which running program works on an import. The desktop and the CLI may stand on one database; each leaves alone what a
 * living other one holds, and takes over what a dead one left.
 */
import { v7 as uuidv7 } from 'uuid';

/** Instances of this process that are alive: a process id alone does not tell a closed studio from an open one. */
const living = new Set<string>();

/** A holder that has not been heard of for so long is dead, whatever has its process id now. */
export const HELD_MS = 60_000;
export const RENEW_MS = 5_000;

export function newHolder(): string {
  const holder = `${process.pid}.${uuidv7()}`;
  living.add(holder);
  return holder;
}

export const releaseHolder = (holder: string): void => void living.delete(holder);

export const heldUntil = (): string => new Date(Date.now() + HELD_MS).toISOString();

function processLives(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it is there and belongs to someone else.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

export function isHeld(holder: string | null, until: string | null): boolean {
  if (holder === null) return false;
  const pid = Number(holder.split('.')[0]);
  if (!Number.isInteger(pid) || pid <= 0) return false;
  if (pid === process.pid) return living.has(holder);
  return processLives(pid) && until !== null && until > new Date().toISOString();
}

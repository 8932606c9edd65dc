/**
 * One folder for everything temporary of a run of tests or benchmarks: whatever a test forgets, and whatever one that is
 * killed cannot clear away, goes with it. Named after the run's process, so that the next run clears what a dead one left.
 */
import { chmodSync, existsSync, mkdirSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const NAME = /^morgus-run-(\d+)$/;
/** Set for the programs of a run: they share its folder. */
const VARIABLE = 'MORGUS_RUN_FOLDER';

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** Where the system tells: programs whose command line names the folder, as databases, hubs and desktops of tests do. */
function endProcessesOf(folder: string): void {
  const entries = process.platform === 'linux' ? readdirSync('/proc') : [];
  for (const entry of entries) {
    if (!/^\d+$/.test(entry) || Number(entry) === process.pid) continue;
    try {
      if (readFileSync(`/proc/${entry}/cmdline`, 'utf8').includes(`${folder}/`)) process.kill(Number(entry), 'SIGKILL');
    } catch {
      // It ended meanwhile, or is somebody else's.
    }
  }
}

/** Leaves what cannot be removed to the next run. */
function remove(folder: string): void {
  try {
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  } catch {
    // A file of another user, or one that is still being written.
  }
}

/** What runs left that are dead now. Answers the folders. */
export function clearDeadRuns(place: string = tmpdir()): string[] {
  const dead = readdirSync(place).filter((name) => {
    const pid = Number(NAME.exec(name)?.[1]);
    return pid > 0 && !isAlive(pid);
  });
  return dead.map((name) => {
    const folder = join(place, name);
    endProcessesOf(folder);
    remove(folder);
    return folder;
  });
}

/** From here on `tmpdir()` is this run's folder, in every process below this one too. It goes when this process ends. */
export function openRunFolder(): void {
  if (process.env[VARIABLE] !== undefined) return;
  clearDeadRuns();
  const folder = join(tmpdir(), `morgus-run-${process.pid}`);
  mkdirSync(folder, { recursive: true });
  // As the folder that it stands in: databases and readers of tests run as other users where this is root.
  chmodSync(folder, 0o1777);
  for (const name of [VARIABLE, 'TMPDIR', 'TEMP', 'TMP']) process.env[name] = folder;
  process.once('exit', () => {
    // The tests' own database ends, and takes its folder along, a moment after this process (see keeper.ts).
    const names = existsSync(folder) ? readdirSync(folder) : [];
    const kept = names.filter((name) => name.startsWith('morgus-postgres-'));
    for (const name of names) if (!kept.includes(name)) remove(join(folder, name));
    if (kept.length === 0) remove(folder);
  });
}

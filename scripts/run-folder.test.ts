/** Faults caught: the folder or the processes of a run that is still going cleared away, and those of a dead one kept. */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { clearDeadRuns } from './run-folder.ts';

/** The number of a process that has ended. */
const deadPid = (): number => spawnSync(process.execPath, ['-e', '']).pid;

function folderOf(place: string, pid: number): string {
  const folder = join(place, `morgus-run-${pid}`);
  mkdirSync(join(folder, 'below'), { recursive: true });
  writeFileSync(join(folder, 'below', 'file'), 'left');
  return folder;
}

/** Stays, and names the folder in its command line. */
async function programOf(folder: string): Promise<{ ended: Promise<unknown>; isRunning: () => boolean }> {
  const script = 'process.stdout.write("up"); setInterval(() => {}, 1000)';
  const child = spawn(process.execPath, ['-e', script, join(folder, 'data')], { stdio: ['ignore', 'pipe', 'ignore'] });
  onTestFinished(() => void child.kill('SIGKILL'));
  const ended = once(child, 'exit');
  await once(child.stdout, 'data');
  return { ended, isRunning: () => child.exitCode === null && child.signalCode === null };
}

test.runIf(process.platform === 'linux')(
  'a dead run goes with its processes, a living one and strangers stay',
  async () => {
    const place = mkdtempSync(join(tmpdir(), 'runs-'));
    const [dead, living] = [folderOf(place, deadPid()), folderOf(place, process.pid)];
    mkdirSync(join(place, 'morgus-run-notes'));
    const [left, going] = [await programOf(dead), await programOf(living)];
    expect(clearDeadRuns(place)).toEqual([dead]);
    await left.ended;
    expect([existsSync(dead), existsSync(living), existsSync(join(place, 'morgus-run-notes'))]).toEqual([
      false,
      true,
      true,
    ]);
    expect(going.isRunning()).toBe(true);
  },
);

test('tests have a folder of their run, and it is named after it', () => {
  expect(tmpdir()).toBe(process.env['MORGUS_RUN_FOLDER']);
  expect(tmpdir()).toMatch(/morgus-run-\d+$/);
});

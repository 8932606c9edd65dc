/** `hub` as a process of its own, to be killed. */
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';

const MAIN = fileURLToPath(new URL('../main.ts', import.meta.url));

export interface HubProcess {
  readonly child: ChildProcess;
  readonly code: string;
  /** What it said. */
  readonly said: () => string;
  /** Resolves with the exit code, or the signal's name. */
  end(signal: NodeJS.Signals): Promise<number | string>;
}

export function runHub(
  args: readonly string[],
  options: { uid?: number; gid?: number; env?: NodeJS.ProcessEnv } = {},
): Promise<HubProcess> {
  // It stops with the test, however that ends.
  const child = spawn(process.execPath, [MAIN, ...args], { stdio: ['ignore', 'pipe', 'pipe', 'ipc'], ...options });
  let said = '';
  const exited = new Promise<number | string>((resolve) => {
    child.once('close', (code, signal) => resolve(code ?? signal ?? 'gone'));
  });
  return new Promise((resolve, reject) => {
    const hear = (data: Buffer): void => {
      said += data.toString('utf8');
      if (!said.includes('Ctrl+C')) return;
      const code = /code=([0-9A-Z]{5}-[0-9A-Z]{5})/.exec(said)?.[1];
      if (code === undefined) {
        child.kill('SIGKILL');
        reject(new Error(`The hub named no pairing code: ${said}`));
      } else
        resolve({
          child,
          code,
          said: () => said,
          end(signal) {
            child.kill(signal);
            return exited;
          },
        });
    };
    child.stdout?.on('data', hear);
    child.stderr?.on('data', hear);
    void exited.then((code) => reject(new Error(`The hub ended (${code}): ${said}`)));
  });
}

/** The PostgreSQL of a hub's folder, whoever started it. */
export async function databaseOf(folder: string): Promise<{ pid: number; url: string }> {
  const [pid, , , port] = (await readFile(join(folder, 'postgres/postmaster.pid'), 'utf8')).split('\n');
  const { postgres } = z
    .object({ postgres: z.string() })
    .parse(JSON.parse(await readFile(join(folder, 'secrets.json'), 'utf8')));
  return { pid: Number(pid), url: `postgres://postgres:${postgres}@127.0.0.1:${port}/morgus` };
}

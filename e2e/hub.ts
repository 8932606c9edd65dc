/** A real hub in a process and a folder of its own: PostgreSQL, gateway and shapes, on a free port. */
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { databaseOf } from '../apps/hub/testing/process.ts';
import { NODE, ROOT } from '../scripts/runtime.mjs';

/**
 * A start takes about three seconds, the first one with its migrations longer, and over a minute where five programs want a
 * core; a busy machine gets this many milliseconds.
 */
const START_MS = 180_000;
/** It bounds its own stop at less; one that hangs beyond is a fault (milliseconds). */
const STOP_MS = 120_000;
const LINK = /morgus:\/\/pair\S+/;

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}

export class Hub {
  readonly #folder = mkdtempSync(join(tmpdir(), 'morgus-hub-'));
  #port = 0;
  #process: ChildProcess | null = null;
  /** Said at the start; good once. */
  #link = '';

  /** Where it keeps everything. */
  get data(): string {
    return join(this.#folder, 'data');
  }

  get pid(): number | undefined {
    return this.#process?.pid;
  }

  async start(...args: readonly string[]): Promise<void> {
    // Root's database runs as another user, who has to pass through.
    chmodSync(this.#folder, 0o755);
    this.#port ||= await freePort();
    const child = spawn(
      NODE,
      [join(ROOT, 'apps/hub/main.ts'), '--data', this.data, '--port', String(this.#port), ...args],
      // Over the channel it hears when this process is gone, however it went, and stops.
      { stdio: ['ignore', 'pipe', 'pipe', 'ipc'] },
    );
    this.#process = child;
    this.#link = await said(child, LINK);
  }

  /** A pairing link that was not used yet. */
  async link(): Promise<string> {
    if (this.#link !== '') {
      const link = this.#link;
      this.#link = '';
      return link;
    }
    return said(
      spawn(NODE, [join(ROOT, 'apps/hub/main.ts'), 'pair', '--data', this.data], {
        stdio: ['ignore', 'pipe', 'pipe'],
      }),
      LINK,
    );
  }

  /** As its operator does it, past gateway and devices: each statement a transaction of its own. */
  async query(sql: string, values: readonly unknown[] = []): Promise<Record<string, unknown>[]> {
    const client = new pg.Client({ connectionString: (await databaseOf(this.data)).url });
    await client.connect();
    try {
      return (await client.query<Record<string, unknown>>(sql, [...values])).rows;
    } finally {
      await client.end();
    }
  }

  /** What its shape service keeps is lost: every device has to fetch anew. Only while it is stopped. */
  forgetShapes(): void {
    rmSync(join(this.data, 'shapes'), { recursive: true, force: true });
  }

  /**
   * As with Ctrl+C: the cloud is away until the next start, with everything kept.
   * @throws when it did not stop by itself; it is killed then, and its database with it
   */
  async stop(): Promise<void> {
    const child = this.#process;
    if (!child) return;
    this.#process = null;
    if (child.exitCode !== null || child.signalCode !== null) return;
    const ended = new Promise<boolean>((resolve) => child.once('exit', () => resolve(true)));
    child.kill('SIGTERM');
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<boolean>((resolve) => {
      timer = setTimeout(() => resolve(false), STOP_MS);
    });
    const stopped = await Promise.race([ended, late]);
    clearTimeout(timer);
    if (stopped) return;
    const database = await databaseOf(this.data).catch(() => null);
    child.kill('SIGKILL');
    await ended;
    if (database) endDatabase(database.pid);
    throw new Error(`The hub did not stop within ${STOP_MS / 1000} s and was killed. Its log: ${this.#lastWords()}`);
  }

  async dispose(): Promise<void> {
    try {
      await this.stop();
    } finally {
      rmSync(this.#folder, { recursive: true, force: true });
    }
  }

  #lastWords(): string {
    try {
      return readFileSync(join(this.data, 'hub.log'), 'utf8').split('\n').slice(-20).join('\n');
    } catch {
      return 'none';
    }
  }
}

/** The folder below it is about to go. */
function endDatabase(pid: number): void {
  try {
    process.kill(pid, 'SIGQUIT');
  } catch {
    // It had ended.
  }
}

function said(child: ChildProcess, wanted: RegExp): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = '';
    const timer = setTimeout(() => reject(new Error(`The hub did not come up: ${text}`)), START_MS);
    const hear = (part: Buffer): void => {
      text += part.toString();
      const found = wanted.exec(text);
      if (!found) return;
      clearTimeout(timer);
      resolve(found[0]);
    };
    child.stdout?.on('data', hear);
    child.stderr?.on('data', hear);
    child.once('exit', (code) => {
      clearTimeout(timer);
      reject(new Error(`The hub ended with ${code}: ${text}`));
    });
  });
}

/** A real hub in a process and a folder of its own: PostgreSQL, gateway and shapes, on a free port. */
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { databaseOf } from '../apps/hub/testing/process.ts';
import { NODE, ROOT } from '../scripts/runtime.mjs';

/** A start takes about three seconds, the first one with its migrations longer; a busy machine gets this many milliseconds. */
const START_MS = 60_000;
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
      { stdio: ['ignore', 'pipe', 'pipe'] },
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

  /** As with Ctrl+C: the cloud is away until the next start, with everything kept. */
  async stop(): Promise<void> {
    const child = this.#process;
    if (!child) return;
    this.#process = null;
    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGTERM');
    await ended;
  }

  async dispose(): Promise<void> {
    await this.stop();
    rmSync(this.#folder, { recursive: true, force: true });
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

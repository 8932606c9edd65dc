// Starts an unpacked bundle's server with nothing in its environment and connects the SDK's client to it.
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { Worker } from 'node:worker_threads';
import {
  Client,
  ReadBuffer,
  serializeMessage,
  type JSONRPCMessage,
  type Transport,
} from '@modelcontextprotocol/client';
import type { VerifyRunner } from '../types.ts';

interface Running {
  readonly stdin: Writable;
  readonly stdout: Readable;
  readonly stderr: Readable;
  readonly ended: Promise<void>;
  stop(): Promise<void>;
}

/** Windows needs this to load its own libraries; nothing of the person's environment is passed on. */
function emptyEnvironment(): NodeJS.ProcessEnv {
  const root = process.env['SystemRoot'];
  return process.platform === 'win32' && root !== undefined ? { SystemRoot: root } : {};
}

function startProcess(node: string, file: string, folder: string): Running {
  const child = spawn(node, [file], {
    cwd: folder,
    env: emptyEnvironment(),
    stdio: ['pipe', 'pipe', 'pipe'],
    windowsHide: true,
  });
  const ended = new Promise<void>((resolve) => {
    child.once('exit', () => resolve());
    child.once('error', () => resolve());
  });
  child.stdin.on('error', () => undefined);
  return {
    stdin: child.stdin,
    stdout: child.stdout,
    stderr: child.stderr,
    ended,
    async stop() {
      child.stdin.end();
      const late = setTimeout(() => child.kill('SIGKILL'), 1_000);
      await ended;
      clearTimeout(late);
    },
  };
}

function startWorker(file: string): Running {
  const worker = new Worker(file, {
    env: {},
    execArgv: [],
    argv: [],
    stdin: true,
    stdout: true,
    stderr: true,
    resourceLimits: { maxOldGenerationSizeMb: 1024 },
  });
  const ended = new Promise<void>((resolve) => {
    worker.once('exit', () => resolve());
    worker.once('error', () => resolve());
  });
  if (worker.stdin === null) throw new Error('A worker was started without its input.');
  return {
    stdin: worker.stdin,
    stdout: worker.stdout,
    stderr: worker.stderr,
    ended,
    async stop() {
      await worker.terminate();
    },
  };
}

class StreamTransport implements Transport {
  onclose?: () => void;
  onerror?: (error: Error) => void;
  onmessage?: <T extends JSONRPCMessage>(message: T) => void;
  readonly #running: Running;
  readonly #buffer = new ReadBuffer();

  constructor(running: Running) {
    this.#running = running;
  }

  async start(): Promise<void> {
    this.#running.stdout.on('data', (part: Buffer) => {
      try {
        this.#buffer.append(part);
        for (let message = this.#buffer.readMessage(); message !== null; message = this.#buffer.readMessage())
          this.onmessage?.(message);
      } catch (error) {
        this.onerror?.(error instanceof Error ? error : new Error(String(error)));
      }
    });
    void this.#running.ended.then(() => this.onclose?.());
  }

  async send(message: JSONRPCMessage): Promise<void> {
    this.#running.stdin.write(serializeMessage(message));
  }

  async close(): Promise<void> {
    await this.#running.stop();
  }
}

export interface Session {
  readonly client: Client;
  /** What the server wrote to standard error so far. */
  complaints(): string;
  close(): Promise<void>;
}

/** `era`: the newest protocol, or the one that a client of 2025 opens with. */
export async function openSession(
  runner: VerifyRunner,
  folder: string,
  entryPoint: string,
  era: 'modern' | 'legacy',
  signal: AbortSignal,
): Promise<Session> {
  if (signal.aborted) throw new Error('the time for it had run out');
  const file = join(folder, ...entryPoint.split('/'));
  const running = runner.kind === 'process' ? startProcess(runner.node, file, folder) : startWorker(file);
  let stderr = '';
  running.stderr.on('data', (part: Buffer) => {
    if (stderr.length < 2_000) stderr += part.toString('utf8');
  });
  const client = new Client(
    { name: 'morgus-studio-verify', version: '1.0.0' },
    { versionNegotiation: { mode: era === 'modern' ? 'auto' : 'legacy' } },
  );
  const abort = (): void => void running.stop();
  signal.addEventListener('abort', abort, { once: true });
  const died = running.ended.then(() => {
    throw new Error(`the server stopped before it answered${stderr === '' ? '' : `: ${stderr.trim().slice(0, 300)}`}`);
  });
  died.catch(() => undefined);
  try {
    await Promise.race([client.connect(new StreamTransport(running)), died]);
  } catch (error) {
    await running.stop();
    throw error;
  }
  return {
    client,
    complaints: () => stderr.trim(),
    async close() {
      signal.removeEventListener('abort', abort);
      await client.close();
      await running.stop();
    },
  };
}

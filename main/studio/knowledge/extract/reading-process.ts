/**
 * A process in which documents are read. A thread would not do: V8 ends the whole process, not the thread, when one
 * allocation jumps over the thread's limit, and what lies outside its heap (bytes) is not limited at all.
 *
 * On a plain Node it is forked here. A packed desktop's studio can start no process itself (the program may not run as
 * Node), so there the shell starts it and gives each of the two the end of a channel.
 */
import { fork } from 'node:child_process';
import type { Socket } from 'node:net';
import { v7 as uuidv7 } from 'uuid';
import { electronParent } from '../../lib/electron-port.ts';
import type { ElectronPort, ElectronPortEvent } from '../../lib/electron-port.ts';
import type { ReadingEnded, ReadingMessage } from '../../rpc/wire.ts';
import { heapFlag } from './memory.ts';
import type { WorkerJob, WorkerReply } from './worker-protocol.ts';

export type ReadingEnd = 'out-of-memory' | 'crashed';

export interface ReadingProcess {
  post(job: WorkerJob): void;
  /** Resolves when it is gone. What it says and how it ends is not told any more. */
  kill(): Promise<void>;
  /** Whether it keeps this process alive. */
  keepAlive(yes: boolean): void;
}

export interface ReadingListener {
  onReply(reply: WorkerReply): void;
  /** Once, when it ends by itself or could not be started. */
  onEnd(end: ReadingEnd): void;
}

/** As much of its error stream as is kept (characters). */
const LAST_WORDS = 8_000;

/**
 * @param entry the file that it runs; the shell runs its own extract-worker.js
 * @param heapMb room for JavaScript objects; see memory.ts for all of its memory
 */
export function startReadingProcess(entry: URL, heapMb: number, listener: ReadingListener): ReadingProcess {
  const shell = electronParent();
  return shell === null ? forked(entry, heapMb, listener) : throughShell(shell, heapMb, listener);
}

/** A SIGKILL that nobody here sent is the system's, when memory runs out. */
const endOf = ({ signal, lastWords }: ReadingEnded): ReadingEnd =>
  signal === 'SIGKILL' || /out of memory|allocation failed/i.test(lastWords) ? 'out-of-memory' : 'crashed';

/** No secrets of this process's environment; Windows starts nothing without these. */
function systemOnly(): NodeJS.ProcessEnv {
  const names = process.platform === 'win32' ? ['SystemRoot', 'TEMP'] : ['TZ'];
  return Object.fromEntries(names.map((name) => [name, process.env[name]]).filter(([, value]) => value !== undefined));
}

function forked(entry: URL, heapMb: number, listener: ReadingListener): ReadingProcess {
  const child = fork(entry, [String(heapMb)], {
    execPath: process.execPath,
    // Not the parent's flags: a test runner's loader, a debugger.
    execArgv: [heapFlag(heapMb)],
    env: systemOnly(),
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
  const gone = Promise.withResolvers<void>();
  let told = false;
  let lastWords = '';
  const end = (signal: string | null): void => {
    gone.resolve();
    if (told) return;
    told = true;
    listener.onEnd(endOf({ signal, lastWords }));
  };
  child.on('message', (reply) => {
    if (!told) listener.onReply(reply as WorkerReply);
  });
  // Libraries print warnings about odd documents; an unread stream would stop it.
  child.stderr?.on('data', (data) => {
    lastWords = (lastWords + String(data)).slice(-LAST_WORDS);
  });
  // Unlike `exit`, this comes after the last words.
  child.once('close', (_code, signal) => end(signal));
  // It could not be started, or a message did not get through.
  child.on('error', () => {
    child.kill('SIGKILL');
    if (child.pid === undefined) end(null);
  });
  // A pipe is a socket, which Node's types do not say. Its end is waited for, too.
  const parts = [child, child.channel, child.stderr as Partial<Socket> | null];
  const keepAlive = (yes: boolean): void => {
    for (const part of parts) part?.[yes ? 'ref' : 'unref']?.();
  };
  return {
    post(job) {
      if (child.connected) child.send(job, () => undefined);
    },
    kill() {
      told = true;
      // Whoever waits for its end is not left waiting in a process that has nothing else to do.
      keepAlive(true);
      child.kill('SIGKILL');
      return gone.promise;
    },
    keepAlive,
  };
}

function throughShell(shell: ElectronPort, heapMb: number, listener: ReadingListener): ReadingProcess {
  const id = uuidv7();
  const gone = Promise.withResolvers<void>();
  let told = false;
  let port: ElectronPort | null = null;
  const ask = (action: 'start' | 'kill'): void =>
    shell.postMessage({ type: 'reading', id, action, heapMb } satisfies ReadingMessage);
  const onShell = ({ data, ports }: ElectronPortEvent): void => {
    const message = data as { type?: string; id?: string; ended?: ReadingEnded | null };
    if (message.type !== 'reading' || message.id !== id) return;
    if (message.ended) {
      shell.off('message', onShell);
      port?.close?.();
      gone.resolve();
      if (!told) listener.onEnd(endOf(message.ended));
      told = true;
      return;
    }
    port = ports?.[0] ?? null;
    port?.on('message', (event) => {
      if (!told) listener.onReply(event.data as WorkerReply);
    });
    port?.start?.();
  };
  shell.on('message', onShell);
  ask('start');
  return {
    // It says that it is ready before it is given anything, so its port is there.
    post: (job) => port?.postMessage(job),
    kill() {
      told = true;
      ask('kill');
      return gone.promise;
    },
    // A utility process lives as long as the shell wants it to.
    keepAlive: () => undefined,
  };
}

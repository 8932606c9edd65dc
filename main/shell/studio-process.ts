/**
 * Starts the studio process, in whichever of two ways this runtime can: Electron's utility process, or a plain Node 24
 * where Electron's own Node-API is older than the database driver needs. Callers see one small interface.
 */
import { fork } from 'node:child_process';
import { dirname, join } from 'node:path';
import type { FromStudio, ToStudio } from '../studio/rpc/wire.ts';
import { createReadingProcesses } from './reading-processes.ts';
import type { ElectronParts } from './reading-processes.ts';

export interface StudioProcess {
  readonly pid: number | undefined;
  post(message: ToStudio): void;
  onMessage(listener: (message: FromStudio) => void): void;
  /** Text on its error stream: crash reports. */
  onErrorText(listener: (text: string) => void): void;
  /** Once for each listener. `how` is an exit code or a signal, for the log. */
  onExit(listener: (how: string) => void): void;
  kill(): void;
}

export interface StudioStart {
  /** The studio's entry file. */
  readonly entry: string;
  readonly dataFolder: string;
  /** Path of the Node that runs it where Electron can't. */
  readonly node: string;
}

/**
 * Room for young objects, in MB a half: V8 would take 16 and keep it, for a process that is idle most of the time. What is
 * large (texts) is not kept there.
 */
const YOUNG_MB = 2;

/** Node-API version that better-sqlite3 needs. */
const NODE_API = 10;

export const canUseUtilityProcess = (napi: string | undefined): boolean => Number(napi) >= NODE_API;

export function startStudioProcess(start: StudioStart, electron: ElectronParts): StudioProcess {
  return canUseUtilityProcess(process.versions['napi']) ? inUtilityProcess(start, electron) : inPlainNode(start);
}

function inUtilityProcess(start: StudioStart, electron: ElectronParts): StudioProcess {
  const child = electron.fork(start.entry, [start.dataFolder], {
    serviceName: 'Morgus Studio core',
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const reading = createReadingProcesses(electron, join(dirname(start.entry), 'extract-worker.js'), child);
  child.once('exit', () => reading.endAll());
  return {
    get pid() {
      return child.pid;
    },
    post: (message) => child.postMessage(message, []),
    onMessage: (listener) =>
      void child.on('message', (message: FromStudio) => {
        if (message.type === 'reading') reading.take(message);
        else listener(message);
      }),
    onErrorText: (listener) => void child.stderr?.on('data', (data) => listener(String(data))),
    onExit: (listener) => void child.once('exit', (code) => listener(`exit code ${code}`)),
    kill: () => void child.kill(),
  };
}

export function inPlainNode(start: StudioStart): StudioProcess {
  const { ELECTRON_RUN_AS_NODE: _electron, NODE_OPTIONS: _options, ...env } = process.env;
  const child = fork(start.entry, [start.dataFolder], {
    execPath: start.node,
    execArgv: [`--max-semi-space-size=${YOUNG_MB}`],
    env,
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
  return {
    get pid() {
      return child.pid;
    },
    post(message) {
      if (child.connected) child.send(message, () => undefined);
    },
    onMessage: (listener) => void child.on('message', listener),
    onErrorText: (listener) => void child.stderr?.on('data', (data) => listener(String(data))),
    onExit(listener) {
      let exited = false;
      const once = (how: string): void => {
        if (exited) return;
        exited = true;
        listener(how);
      };
      child.once('exit', (code, signal) => once(signal ?? `exit code ${String(code)}`));
      // The file or the Node that runs it is missing.
      child.once('error', (error: NodeJS.ErrnoException) => once(`not started: ${error.code ?? ''}`));
    },
    kill: () => void child.kill('SIGKILL'),
  };
}

/**
 * Processes that read documents, for a studio in Electron's utility process, which can start none itself. Each gets one
 * end of a channel and the studio the other; what they say to each other does not pass through here. They end with the
 * studio.
 */
import type { MessageChannelMain, UtilityProcess, utilityProcess as Utility } from 'electron';
import type { ReadingMessage, ToStudio } from '../studio/rpc/wire.ts';

export interface ElectronParts {
  readonly fork: typeof Utility.fork;
  readonly channel: () => MessageChannelMain;
}

/** As much of an error stream as is kept (characters). */
const LAST_WORDS = 8_000;

export interface ReadingProcesses {
  take(message: ReadingMessage): void;
  endAll(): void;
}

/** @param entry extract-worker.js; the studio can ask for nothing else to be run */
export function createReadingProcesses(
  electron: ElectronParts,
  entry: string,
  studio: UtilityProcess,
): ReadingProcesses {
  const running = new Map<string, UtilityProcess>();

  function start({ id, heapMb }: ReadingMessage): void {
    const child = electron.fork(entry, [String(heapMb)], {
      serviceName: 'Morgus Studio document reader',
      stdio: ['ignore', 'ignore', 'pipe'],
      execArgv: [`--js-flags=--max-old-space-size=${heapMb}`],
    });
    running.set(id, child);
    let lastWords = '';
    child.stderr?.on('data', (data) => {
      lastWords = (lastWords + String(data)).slice(-LAST_WORDS);
    });
    child.once('exit', (code) => {
      running.delete(id);
      // On Linux and macOS the code of a process that a signal ended is the signal's number.
      const ended = { signal: code === 9 || code === 137 ? 'SIGKILL' : null, lastWords };
      studio.postMessage({ type: 'reading', id, ended } satisfies ToStudio);
    });
    const { port1, port2 } = electron.channel();
    child.postMessage(null, [port1]);
    studio.postMessage({ type: 'reading', id, ended: null } satisfies ToStudio, [port2]);
  }

  return {
    take(message) {
      if (message.action === 'start') start(message);
      else running.get(message.id)?.kill();
    },
    endAll() {
      for (const child of running.values()) child.kill();
    },
  };
}

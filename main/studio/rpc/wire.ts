/** What travels between the shell and the studio process. */
import { z } from 'zod';
import type { Reply } from '../../contract/bridge.ts';
import type { StudioErrorShape } from '../../contract/errors.ts';
import type { StudioEvent } from '../../contract/events.ts';
import { electronParent } from '../lib/electron-port.ts';

/** How a process that reads documents ended, when nobody asked it to. */
const readingEnded = z.object({ signal: z.string().nullable(), lastWords: z.string() });
export type ReadingEnded = z.infer<typeof readingEnded>;

export const toStudio = z.discriminatedUnion('type', [
  z.object({ type: z.literal('request'), id: z.string(), name: z.string(), input: z.unknown() }),
  z.object({ type: z.literal('cancel'), id: z.string() }),
  z.object({ type: z.literal('secret'), id: z.string(), value: z.string().nullable(), error: z.string().nullable() }),
  /** The machine woke up: what waited for the network tries again. */
  z.object({ type: z.literal('wake') }),
  /** A process that was asked for: its end of a channel comes with this, or it has ended. */
  z.object({ type: z.literal('reading'), id: z.string(), ended: readingEnded.nullable() }),
  /** Finish what is being written and exit. */
  z.object({ type: z.literal('close') }),
]);
export type ToStudio = z.infer<typeof toStudio>;

export type SecretAction = 'get' | 'set' | 'delete' | 'hold';

/** Asks for a process that reads documents, or for its end. */
export interface ReadingMessage {
  readonly type: 'reading';
  readonly id: string;
  readonly action: 'start' | 'kill';
  /** Room for its JavaScript objects. */
  readonly heapMb: number;
}

export type FromStudio =
  | ReadingMessage
  | { type: 'ready' }
  /** The studio could not open its database; it exits after this. */
  | { type: 'fatal'; error: StudioErrorShape }
  | { type: 'reply'; id: string; reply: Reply }
  | { type: 'event'; event: StudioEvent }
  | { type: 'secret'; id: string; action: SecretAction; key: string; value: string | null };

/** The pipe to whoever started the process: Electron's parentPort or Node's IPC channel. */
export interface Port {
  post(message: FromStudio): void;
  onMessage(listener: (message: unknown) => void): void;
  onClose(listener: () => void): void;
}

export function parentPort(): Port {
  const electron = electronParent();
  if (electron) {
    return {
      post: (message) => electron.postMessage(message),
      onMessage: (listener) => void electron.on('message', (event) => listener(event.data)),
      // A utility process ends with its parent.
      onClose: () => undefined,
    };
  }
  const send = process.send?.bind(process);
  if (!send) throw new Error('The studio process is started by the shell, with a channel to it.');
  return {
    post: (message) => send(message),
    onMessage: (listener) => process.on('message', listener),
    onClose: (listener) => process.on('disconnect', listener),
  };
}

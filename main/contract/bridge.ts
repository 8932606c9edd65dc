/** What the preload puts on `window.studio`, and the channels below it. */
import type { StudioErrorShape } from './errors.ts';
import type { StudioEvent } from './events.ts';

export const CHANNEL = {
  request: 'studio:request',
  cancel: 'studio:cancel',
  event: 'studio:event',
  command: 'studio:command',
} as const;

export type Reply = { ok: true; value: unknown } | { ok: false; error: StudioErrorShape };

export interface CommandMessage {
  id: string;
  /** For a deep link `morgus://…` or a file opened from the system. */
  args?: Readonly<Record<string, string>>;
}

export interface StudioBridge {
  /** `id` lets `cancel` find the request again. Never rejects: failures are replies. */
  request(name: string, input: unknown, id: string): Promise<Reply>;
  cancel(id: string): void;
  onEvent(listener: (event: StudioEvent) => void): () => void;
  onCommand(listener: (command: CommandMessage) => void): () => void;
  /** The path of a file that a person dropped or chose; empty when it has none. */
  pathForFile(file: File): string;
  readonly platform: string;
}

declare global {
  interface Window {
    readonly studio: StudioBridge;
  }
}

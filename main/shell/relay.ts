/** Carries requests, cancels and events between windows and the studio. It checks who asks and looks into nothing. */
import type { BrowserWindow, IpcMain, WebContents } from 'electron';
import { z } from 'zod';
import { CHANNEL } from '../contract/bridge.ts';
import type { CommandMessage, Reply } from '../contract/bridge.ts';
import type { StudioEvent, StudioEventOf } from '../contract/events.ts';
import { isTrustedSender } from './guards.ts';
import type { Log } from './log.ts';

const requestMessage = z.tuple([z.string().max(200), z.unknown(), z.string().min(1).max(200)]);
const cancelMessage = z.tuple([z.string().min(1).max(200)]);
const SHELL = 'shell.';

export interface RelayOptions {
  readonly ipc: IpcMain;
  readonly windows: () => readonly BrowserWindow[];
  /** Requests that begin with `shell.`. */
  readonly shell: (name: string, input: unknown, signal: AbortSignal) => Promise<Reply>;
  readonly studio: (name: string, input: unknown, signal: AbortSignal) => Promise<Reply>;
  readonly status: () => StudioEventOf<'status'>;
  readonly log: Log;
}

export interface Relay {
  /** Once for each new window. */
  attach(window: BrowserWindow): void;
  broadcast(event: StudioEvent): void;
  /** Waits until the window's page is there. */
  command(window: BrowserWindow, command: CommandMessage): void;
}

const refused = (code: string, message: string): Reply => ({ ok: false, error: { code, message } });

export function createRelay(options: RelayOptions): Relay {
  const { ipc, log } = options;
  const running = new Map<WebContents, Map<string, AbortController>>();
  /** Pages whose preload hears commands. */
  const listening = new WeakSet<WebContents>();
  const early = new WeakMap<WebContents, CommandMessage[]>();
  const ours = (contents: WebContents): boolean =>
    options.windows().some((window) => !window.isDestroyed() && window.webContents === contents);

  ipc.handle(CHANNEL.request, async (event, ...message): Promise<Reply> => {
    if (!isTrustedSender(event, ours)) {
      log.warn('relay', 'a request from a frame that is not ours was refused');
      return refused('foreign_sender', "Only the studio's own window may ask for this.");
    }
    const parsed = requestMessage.safeParse(message);
    if (!parsed.success) return refused('invalid_message', 'The message is not a request.');
    const [name, input, id] = parsed.data;
    const requests = running.get(event.sender) ?? new Map<string, AbortController>();
    running.set(event.sender, requests);
    if (requests.has(id)) return refused('invalid_message', 'A request with this id is running.');
    const controller = new AbortController();
    requests.set(id, controller);
    try {
      return name.startsWith(SHELL)
        ? await options.shell(name, input, controller.signal)
        : await options.studio(name, input, controller.signal);
    } finally {
      requests.delete(id);
    }
  });

  ipc.on(CHANNEL.cancel, (event, ...message) => {
    if (!isTrustedSender(event, ours)) return;
    const parsed = cancelMessage.safeParse(message);
    if (parsed.success) running.get(event.sender)?.get(parsed.data[0])?.abort();
  });

  /** A page that is gone or loads anew waits for nothing any more. */
  function abandon(contents: WebContents): void {
    listening.delete(contents);
    for (const controller of running.get(contents)?.values() ?? []) controller.abort();
    running.delete(contents);
  }

  return {
    attach(window) {
      const contents = window.webContents;
      contents.on('dom-ready', () => {
        listening.add(contents);
        contents.send(CHANNEL.event, options.status());
        for (const command of early.get(contents) ?? []) contents.send(CHANNEL.command, command);
        early.delete(contents);
      });
      contents.on('did-start-navigation', (event) => {
        if (event.isMainFrame && !event.isSameDocument) abandon(contents);
      });
      contents.on('render-process-gone', () => abandon(contents));
      contents.once('destroyed', () => abandon(contents));
    },
    broadcast(event) {
      for (const window of options.windows()) {
        if (!window.isDestroyed()) window.webContents.send(CHANNEL.event, event);
      }
    },
    command(window, command) {
      if (window.isDestroyed()) return;
      const contents = window.webContents;
      if (listening.has(contents)) contents.send(CHANNEL.command, command);
      else early.set(contents, [...(early.get(contents) ?? []), command]);
    },
  };
}

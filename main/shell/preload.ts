/** The one door between a window and the rest: the typed `studio` object, and nothing else. */
import { contextBridge, ipcRenderer, webUtils } from 'electron';
import { CHANNEL } from '../contract/bridge.ts';
import type { CommandMessage, Reply, StudioBridge } from '../contract/bridge.ts';
import type { StudioEvent } from '../contract/events.ts';

const eventListeners = new Set<(event: StudioEvent) => void>();
const commandListeners = new Set<(command: CommandMessage) => void>();
/** The studio's state now, for a listener that comes later than the event. */
let lastStatus: StudioEvent | null = null;
/** Commands that came before the window listened. */
const early: CommandMessage[] = [];

ipcRenderer.on(CHANNEL.event, (_event, message: StudioEvent) => {
  if (message.type === 'status') lastStatus = message;
  for (const listener of eventListeners) listener(message);
});
ipcRenderer.on(CHANNEL.command, (_event, command: CommandMessage) => {
  if (commandListeners.size === 0) early.push(command);
  for (const listener of commandListeners) listener(command);
});

const studio = {
  request: (name: string, input: unknown, id: string): Promise<Reply> =>
    ipcRenderer.invoke(CHANNEL.request, name, input, id).catch((error: unknown): Reply => ({
      ok: false,
      error: { code: 'relay', message: error instanceof Error ? error.message : String(error) },
    })),
  cancel: (id: string): void => ipcRenderer.send(CHANNEL.cancel, id),
  onEvent(listener: (event: StudioEvent) => void): () => void {
    eventListeners.add(listener);
    if (lastStatus) listener(lastStatus);
    return () => void eventListeners.delete(listener);
  },
  onCommand(listener: (command: CommandMessage) => void): () => void {
    commandListeners.add(listener);
    for (const command of early.splice(0)) listener(command);
    return () => void commandListeners.delete(listener);
  },
  pathForFile: (file: File): string => webUtils.getPathForFile(file),
  platform: process.platform,
} satisfies StudioBridge;

contextBridge.exposeInMainWorld('studio', studio);

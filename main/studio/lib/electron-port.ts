/** The ports of Electron's utility processes, as much of them as is used here, without importing electron. */

export interface ElectronPortEvent {
  readonly data: unknown;
  readonly ports?: readonly ElectronPort[];
}

export interface ElectronPort {
  postMessage(message: unknown): void;
  on(event: 'message', listener: (event: ElectronPortEvent) => void): unknown;
  off(event: 'message', listener: (event: ElectronPortEvent) => void): unknown;
  /** A channel's end only: nothing is heard before. */
  start?(): void;
  close?(): void;
}

/** The way to the shell in a utility process; null in a plain Node. */
export const electronParent = (): ElectronPort | null => (process as { parentPort?: ElectronPort }).parentPort ?? null;

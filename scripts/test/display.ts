/** A virtual display for the tests of the desktop, ended with them. */
import { spawn } from 'node:child_process';

export interface Display {
  /** Value for DISPLAY, such as ":99"; undefined where windows open without one. */
  readonly name: string | undefined;
  stop(): void;
}

/** Large enough for the widest screenshot. */
const SCREEN = '1600x1000x24';

/** Starts Xvfb on a free number of its own choosing, so that two test runs never share a screen. Linux only; elsewhere the tests use the desktop there is. */
export async function openDisplay(): Promise<Display> {
  if (process.platform !== 'linux') return { name: undefined, stop: () => undefined };
  const server = spawn('Xvfb', ['-displayfd', '3', '-screen', '0', SCREEN, '-nolisten', 'tcp'], {
    stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
  });
  const numbers = server.stdio[3];
  const number = await new Promise<string>((resolve, reject) => {
    server.once('error', () => reject(new Error('Xvfb is not installed. Install it with: apt-get install -y xvfb')));
    server.once('exit', (code) => reject(new Error(`Xvfb ended at once with code ${code}.`)));
    numbers?.once('data', (data: Buffer) => resolve(data.toString().trim()));
  });
  return { name: `:${number}`, stop: () => void server.kill() };
}

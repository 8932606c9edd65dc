/** What a start was asked for on its command line, beside links and files (deep-links.ts) and Chromium's own switches. */
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';

export const HELP = `Morgus Studio: the desktop.

  --data DIR   another data folder than yours; a window on one does not disturb a window on another
  --help       this text

A morgus:// link, a .morgy file or a .mcpb bundle among the arguments is opened.`;

export type StartOptions =
  | { kind: 'open'; data: string | null }
  | { kind: 'help' }
  | { kind: 'wrong'; message: string };

/**
 * @param args after the program, and after the app folder of an unpackaged start
 * @param folder where a relative data folder starts: the working directory
 */
export function startOptions(args: readonly string[], folder: string): StartOptions {
  // Not strict: Chromium's switches stand here too, and are nobody's mistake.
  const { values } = parseArgs({
    args: [...args],
    strict: false,
    options: { data: { type: 'string' }, help: { type: 'boolean', short: 'h' } },
  });
  if (values.help === true) return { kind: 'help' };
  if (values.data === undefined) return { kind: 'open', data: null };
  if (typeof values.data !== 'string' || /^\s*(-|$)/.test(values.data)) {
    return { kind: 'wrong', message: '--data names no folder. Write --data DIR.' };
  }
  return { kind: 'open', data: resolve(folder, values.data) };
}

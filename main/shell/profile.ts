/**
 * The two folders of a person's profile: what Electron keeps (window state, cache, keychain file, logs) and the studio's
 * data. A test or a second profile names its own, so that nothing is shared, the single-instance lock included.
 */
import { accessSync, constants, mkdirSync, mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { APP_FOLDER } from '../studio/lib/data-folder.ts';

export interface Profile {
  readonly userData: string;
  readonly studioData: string;
}

/**
 * @param appData the system's folder for application data
 * @param switchValue `--user-data-dir`, empty when it was not given
 * @param data the studio's data folder, where `--data` or `MORGUS_DATA` names one
 */
export function profile(appData: string, switchValue: string, data: string | undefined): Profile {
  const chosen = data || null;
  const userData = switchValue || (chosen === null ? join(appData, APP_FOLDER) : join(chosen, 'desktop'));
  return { userData, studioData: chosen ?? join(userData, 'studio') };
}

/**
 * The folder, made if it is missing. Where nothing may be written in it a temporary one takes its place: Chromium does not
 * start without one, and a person should at least be able to read.
 */
export function writableOr(folder: string, temporary: string): string {
  try {
    mkdirSync(folder, { recursive: true });
    accessSync(folder, constants.W_OK);
    return folder;
  } catch {
    return mkdtempSync(join(temporary, 'morgus-studio-'));
  }
}

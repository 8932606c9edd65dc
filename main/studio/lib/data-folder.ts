/** Where the studio keeps things, the same for the desktop and the CLI. */
import { homedir } from 'node:os';
import { join } from 'node:path';

export const APP_FOLDER = 'Morgus Studio';

/** The desktop's folder on this system; `MORGUS_DATA` takes its place for tests and second profiles. */
export function defaultDataFolder(env: NodeJS.ProcessEnv = process.env): string {
  if (env['MORGUS_DATA']) return env['MORGUS_DATA'];
  switch (process.platform) {
    case 'darwin':
      return join(homedir(), 'Library', 'Application Support', APP_FOLDER, 'studio');
    case 'win32':
      return join(env['APPDATA'] ?? join(homedir(), 'AppData', 'Roaming'), APP_FOLDER, 'studio');
    default:
      return join(env['XDG_CONFIG_HOME'] ?? join(homedir(), '.config'), APP_FOLDER, 'studio');
  }
}

export const paths = (dataFolder: string): { database: string; exports: string; backups: string } => ({
  database: join(dataFolder, 'studio.db'),
  exports: join(dataFolder, 'exports'),
  backups: join(dataFolder, 'backups'),
});

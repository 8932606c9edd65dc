/**
 * Where things are: the project, the Node it runs on, the Electron runtime and what the build makes. Scripts, tests and
 * benchmarks ask here instead of spelling paths. Plain JavaScript, because set-up runs it on Node 20.
 */
import { existsSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));

/** What the build writes. */
export const OUT = {
  shell: join(ROOT, 'out/shell/main.cjs'),
  preload: join(ROOT, 'out/shell/preload.cjs'),
  studio: join(ROOT, 'out/studio/process.js'),
  bundleServer: join(ROOT, 'out/bundle/server.cjs'),
  cli: join(ROOT, 'out/cli/main.js'),
  renderer: join(ROOT, 'out/renderer'),
};

/** The Node 24 that every script and the studio process run on. */
export const NODE = join(ROOT, 'node_modules/node/bin', process.platform === 'win32' ? 'node.exe' : 'node');

/** The prepared runtime's Electron version, where Electron's own download can't be had. */
export const PREPARED_VERSION = '33.2.1';

/** Where prepared runtimes are kept: outside the project, shared by every clone. */
export function cacheFolder() {
  if (process.env.XDG_CACHE_HOME) return join(process.env.XDG_CACHE_HOME, 'morgus-studio');
  if (process.platform === 'darwin') return join(homedir(), 'Library/Caches/morgus-studio');
  if (process.platform === 'win32') {
    return join(process.env.LOCALAPPDATA ?? join(homedir(), 'AppData/Local'), 'morgus-studio/Cache');
  }
  return join(homedir(), '.cache/morgus-studio');
}

export function preparedFolder() {
  return join(cacheFolder(), `electron-${PREPARED_VERSION}`);
}

/** The executable inside an Electron distribution's folder. */
export function executableIn(dist) {
  if (process.platform === 'darwin') return join(dist, 'Electron.app/Contents/MacOS/Electron');
  return join(dist, process.platform === 'win32' ? 'electron.exe' : 'electron');
}

/** The Electron version that package.json asks for. */
export function wantedElectronVersion() {
  return JSON.parse(readFileSync(join(ROOT, 'node_modules/electron/package.json'), 'utf8')).version;
}

/**
 * The Electron to run: one that the person names, Electron's own download, or the prepared one.
 * @returns {{ kind: 'named' | 'downloaded' | 'prepared', dist: string, executable: string, version: string } | undefined}
 */
export function electronRuntime() {
  const found = (kind, dist) => {
    const executable = executableIn(dist);
    if (!existsSync(executable) || !existsSync(join(dist, 'version'))) return undefined;
    const version = readFileSync(join(dist, 'version'), 'utf8').trim().replace(/^v/, '');
    return { kind, dist, executable, version };
  };
  const named = process.env.ELECTRON_OVERRIDE_DIST_PATH;
  if (named) return found('named', named);
  return found('downloaded', join(ROOT, 'node_modules/electron/dist')) ?? found('prepared', preparedFolder());
}

/**
 * Whether this Electron's own Node can load better-sqlite3, which needs Node-API 10 (Node 22.14, first in Electron 36).
 * Where it can't, the studio process runs on NODE.
 */
export function electronRunsStudio(version) {
  return Number.parseInt(version, 10) >= 36;
}

/** The variables under which `npx electron` and Playwright find the runtime, and the shell finds Node 24. */
export function runtimeEnvironment() {
  const runtime = electronRuntime();
  return {
    ...(runtime ? { ELECTRON_OVERRIDE_DIST_PATH: runtime.dist } : {}),
    MORGUS_NODE: NODE,
  };
}

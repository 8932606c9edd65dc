/**
 * `npm run package`: builds, and packs the desktop into dist/ as a folder that runs (`-- --release`: the installers of
 * this platform). The Electron that `npm start` uses is the one that is packed.
 */
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { build, DIR_TARGET, Platform } from 'electron-builder';
import type { Configuration } from 'electron-builder';
import { buildParts } from './build.ts';
import { electronRunsStudio, electronRuntime, NODE, ROOT } from './runtime.mjs';

/** Where this Electron can't load the database driver, a Node that can goes along, at resources/node/. */
function ownNode(electronVersion: string): Configuration {
  if (electronRunsStudio(electronVersion)) return {};
  return { extraResources: [{ from: NODE, to: process.platform === 'win32' ? 'node/node.exe' : 'node/node' }] };
}

const release = process.argv.slice(2).includes('--release');
const runtime = electronRuntime();
if (runtime === undefined) throw new Error('There is no Electron to pack. Run npm start once, which fetches it.');
if (release && runtime.kind === 'prepared') {
  console.error(
    `Electron ${runtime.version} here was prepared from npm and is for development. Installers are made where Electron can be downloaded.`,
  );
  process.exit(1);
}

await buildParts({ parts: ['shell', 'studio', 'bundle', 'renderer'] });
// What an earlier packing left must not pass for this one's.
await rm(join(ROOT, 'dist'), { recursive: true, force: true });
const made = await build({
  projectDir: ROOT,
  ...(release ? {} : { targets: Platform.current().createTarget(DIR_TARGET) }),
  publish: 'never',
  config: {
    extends: join(ROOT, 'electron-builder.yml'),
    electronVersion: runtime.version,
    electronDist: runtime.dist,
    ...ownNode(runtime.version),
  },
});
console.log(release ? made.join('\n') : 'packed into dist/');

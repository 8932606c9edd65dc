/**
 * The npm packages, and the few install steps of theirs that we want. npm runs with --ignore-scripts, because npm 11
 * refuses most of them and npm 10 none: so both do the same, nothing is compiled or downloaded unasked. The step
 * that matters (Node 24) is done here; Postgres' symbolic links are made by whoever starts it (migrations/postgres/server.ts).
 */
import { existsSync, readFileSync, symlinkSync, lstatSync } from 'node:fs';
import { join } from 'node:path';
import { NODE, ROOT } from '../runtime.mjs';
import { SetupError, since } from './report.mjs';
import { npm, run } from './run.mjs';

function readJson(file) {
  return JSON.parse(readFileSync(file, 'utf8'));
}

/**
 * Whether node_modules holds what package-lock.json asks for. npm keeps its own record of what it installed; a package
 * that is not for this machine (optional) may be missing.
 */
export function dependenciesInStep(root = ROOT) {
  const record = join(root, 'node_modules/.package-lock.json');
  if (!existsSync(record)) return false;
  const wanted = readJson(join(root, 'package-lock.json')).packages;
  const installed = readJson(record).packages;
  return Object.entries(wanted).every(([path, entry]) => {
    if (path === '') return true;
    const there = installed[path];
    if (there === undefined) return entry.optional === true || entry.devOptional === true || entry.peer === true;
    return there.version === entry.version && there.integrity === entry.integrity;
  });
}

/** @param {import('./report.mjs').Report} report */
export async function installDependencies(report) {
  if (dependenciesInStep()) return report.step('dependencies', 'already there');
  const start = performance.now();
  report.note('dependencies: installing (some minutes the first time, by the network)');
  // Not `npm ci`: a registry that lacks some other platform's binaries leaves them out of the lock, and `npm ci` refuses
  // such a lock everywhere. This takes every version from the lock all the same, and writes neither file.
  await npm(['install', '--no-save', '--ignore-scripts', '--no-audit', '--no-fund'], { cwd: ROOT });
  if (!dependenciesInStep()) {
    throw new SetupError(
      'dependencies-differ',
      'npm installed other packages than package-lock.json names. Delete node_modules and start again.',
    );
  }
  report.step('dependencies', `installed in ${since(start)}`);
}

/** @param {import('./report.mjs').Report} report */
export async function installNode(report) {
  const folder = join(ROOT, 'node_modules/node');
  const { version } = readJson(join(folder, 'package.json'));
  if (existsSync(NODE)) {
    linkNode();
    return report.step(`Node ${version}`, 'already there');
  }
  const start = performance.now();
  // The package's own preinstall script: fetches the npm package that holds this machine's binary and links it here.
  await run(process.execPath, ['installArchSpecificPackage'], { cwd: folder });
  const answer = existsSync(NODE) ? (await run(NODE, ['--version'])).trim() : 'nothing';
  if (answer !== `v${version}`) {
    throw new SetupError(
      'node-missing',
      `Node ${version} did not install (it answers ${answer}). Delete node_modules/node and start again.`,
    );
  }
  linkNode();
  report.step(`Node ${version}`, `installed in ${since(start)}`);
}

/** npm leaves the link out when the program was not there yet at its time. Windows needs none: its shims name the file. */
function linkNode() {
  if (process.platform === 'win32') return;
  const link = join(ROOT, 'node_modules/.bin/node');
  if (lstatSync(link, { throwIfNoEntry: false }) === undefined) symlinkSync('../node/bin/node', link);
}

/**
 * The libraries and fonts of a Debian system that Electron needs and a bare machine lacks. Installed where we may (root),
 * otherwise the exact command is said. On other systems Electron's needs are met by any desktop, and nothing is done.
 */
import { existsSync } from 'node:fs';
import { run } from './run.mjs';
import { since } from './report.mjs';

/** Each need, with the names it goes by: the first that the system's release knows is installed. */
const NEEDS = [
  ['xvfb'],
  ['libgtk-3-0t64', 'libgtk-3-0'],
  ['libnss3'],
  ['libasound2t64', 'libasound2'],
  ['libgbm1'],
  ['libatk-bridge2.0-0t64', 'libatk-bridge2.0-0'],
  ['fonts-liberation'],
  ['fonts-noto-color-emoji'],
];

/** The names of `NEEDS` that dpkg has installed. */
async function installedNames() {
  // dpkg-query ends with 1 when it doesn't know one of the names, and still prints the others.
  const format = '${Package} ${db:Status-Status}\n';
  const list = await run('sh', ['-c', `dpkg-query -W -f='${format}' ${NEEDS.flat().join(' ')} 2>/dev/null || true`]);
  const names = list.split('\n').filter((line) => line.endsWith(' installed'));
  return new Set(names.map((line) => line.split(' ')[0].split(':')[0]));
}

async function isKnown(name) {
  const policy = await run('sh', ['-c', `LC_ALL=C apt-cache policy ${name}`]);
  return /Candidate: \S/.test(policy) && !policy.includes('Candidate: (none)');
}

async function nameToInstall(names) {
  for (const name of names) if (await isKnown(name)) return name;
  return undefined;
}

/** @param {import('./report.mjs').Report} report */
export async function installSystemPackages(report) {
  if (process.platform !== 'linux' || !existsSync('/usr/bin/apt-get')) return;
  const installed = await installedNames();
  const missing = NEEDS.filter((names) => !names.some((name) => installed.has(name)));
  if (missing.length === 0) return report.step('system packages', 'already there');

  if (process.getuid?.() !== 0) {
    const names = (await Promise.all(missing.map(nameToInstall))).map((name, i) => name ?? missing[i].at(-1));
    return report.step(
      'system packages',
      `missing; Electron may not start without them. Install them with: sudo apt-get install -y ${names.join(' ')}`,
    );
  }
  const start = performance.now();
  await run('apt-get', ['update', '-qq']);
  const names = [];
  for (const alternatives of missing) names.push((await nameToInstall(alternatives)) ?? alternatives.at(-1));
  await run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...names], {
    env: { DEBIAN_FRONTEND: 'noninteractive' },
  });
  report.step('system packages', `installed ${names.join(', ')} in ${since(start)}`);
}

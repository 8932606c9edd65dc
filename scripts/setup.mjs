/**
 * Everything a fresh clone needs before it can build, start or test: npm packages, Node 24, Electron, system packages.
 * Runs on Node 20 with nothing installed. A second run finds everything there and is quick.
 */
import { fileURLToPath } from 'node:url';
import { installDependencies, installNode } from './setup/dependencies.mjs';
import { installElectron } from './setup/electron.mjs';
import { SetupError, createReport, untilDone } from './setup/report.mjs';
import { installSystemPackages } from './setup/system.mjs';

/** The oldest Node that can run set-up itself. */
const OLDEST_NODE = 20;

/**
 * @param {{ desktop?: boolean, quietWhenReady?: boolean }} [options] desktop: false leaves out what only windows need.
 */
export async function setUp({ desktop = true, quietWhenReady = false } = {}) {
  const report = createReport({ quietWhenReady });
  if (Number.parseInt(process.versions.node, 10) < OLDEST_NODE) {
    throw new SetupError(
      'node-too-old',
      `Node ${OLDEST_NODE} or newer is needed to set up; this is ${process.version}. Install a newer one and start again.`,
    );
  }
  await untilDone(report, 'dependencies', () => installDependencies(report));
  await untilDone(report, 'Node', () => installNode(report));
  if (!desktop) return;
  await untilDone(report, 'Electron', () => installElectron(report));
  await untilDone(report, 'system packages', () => installSystemPackages(report));
}

/** Runs `work`, and ends the process with a plain sentence when it fails. */
export async function orExplain(work) {
  try {
    return await work();
  } catch (error) {
    process.stderr.write(`${error instanceof SetupError ? error.message : (error.stack ?? error)}\n`);
    process.exit(1);
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await orExplain(() => setUp());
}

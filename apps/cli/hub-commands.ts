/** `hub`: the cloud of one's own, as a process of its own that this one waits for. */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Command } from 'commander';
import { StudioError } from '../../main/contract/errors.ts';
import type { Output } from './output.ts';

/** Beside this file; a built program stands two folders below the project's root. */
const MAIN = [new URL('../hub/main.ts', import.meta.url), new URL('../../apps/hub/main.ts', import.meta.url)]
  .map((url) => fileURLToPath(url))
  .find((file) => existsSync(file));

async function run(args: readonly string[]): Promise<void> {
  if (MAIN === undefined)
    throw new StudioError(
      'hub_missing',
      'The hub is not part of this copy. It comes with the project’s source: npm run hub.',
    );
  const child = spawn(process.execPath, [MAIN, ...args], {
    // Over the channel it hears when this process is gone, however it went, and stops.
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
  });
  // Ctrl+C reaches the hub too, which stops in its own order: stay until it has.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => child.kill(signal));
  process.exitCode = await new Promise<number>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve(code ?? 1));
  });
}

/** Options and words after `hub` are the hub's own. */
export function hubCommands(
  program: Command,
  runBare: (work: (output: Output) => Promise<void>) => Promise<void>,
): void {
  program
    .command('hub')
    .description('a cloud of your own on this machine (hub --help)')
    .helpOption(false)
    .allowUnknownOption()
    .allowExcessArguments()
    .action(() => runBare(() => run(process.argv.slice(process.argv.indexOf('hub') + 1))));
}

/** Every verb of `morgus`, put together anew for each run. */
import { resolve } from 'node:path';
import { Command, InvalidArgumentError } from 'commander';
import { defaultDataFolder } from '../../main/studio/lib/data-folder.ts';
import { bundleCommands } from './bundle-commands.ts';
import { campaignCommands } from './campaign-commands.ts';
import { cloudCommands } from './cloud-commands.ts';
import { dataCommands } from './data-commands.ts';
import { hubCommands } from './hub-commands.ts';
import { foundationCommands } from './foundation-commands.ts';
import { icpCommands } from './icp-commands.ts';
import { earningsCommands } from './earnings-commands.ts';
import { knowledgeCommands } from './knowledge-commands.ts';
import { modelCommands } from './model-commands.ts';
import { morgyCommands } from './morgy-commands.ts';
import { createOutput, EXIT, fail } from './output.ts';
import type { Output } from './output.ts';
import type { Run } from './run.ts';
import { withStudio } from './session.ts';
import { searchCommands } from './search-commands.ts';
import { workspaceCommands } from './workspace-commands.ts';
import { syncCommands } from './sync-commands.ts';

/** An empty one is a variable that a script forgot to set; it does not mean the folder that one stands in. */
function folder(text: string): string {
  if (text.trim() === '') throw new InvalidArgumentError('It names no folder.');
  return resolve(text);
}

/** @throws CommanderError when it is used wrongly; a failure of the work itself sets the exit code. */
export function createProgram(): Command {
  const program = new Command('morgus')
    .description('Morgus Studio from a terminal: author Morgys, give them knowledge, export MCP bundles. Offline.')
    .option('--data <dir>', 'the data folder (default: the desktop’s)', folder)
    .option('--json', 'exactly one JSON value on stdout')
    .addHelpText('after', '\nExit codes: 0 done, 1 failed, 2 used wrongly, 3 some inputs failed.')
    .configureOutput({ writeErr: (text) => process.stderr.write(text) })
    .exitOverride();

  const run: Run = async (work) => {
    const options = program.opts<{ data?: string; json?: boolean }>();
    const output = createOutput(options.json === true);
    try {
      const dataFolder = options.data ?? defaultDataFolder();
      process.exitCode = (await withStudio(dataFolder, output, (session) => work(session, output))) ?? EXIT.done;
    } catch (error) {
      process.exitCode = fail(output, error);
    }
  };

  morgyCommands(program, run);
  knowledgeCommands(program, run);
  searchCommands(program, run);
  workspaceCommands(program, run);
  foundationCommands(program, run);
  modelCommands(program, run);
  icpCommands(program, run);
  campaignCommands(program, run);
  bundleCommands(program, run);
  earningsCommands(program, run);
  dataCommands(program, run);
  syncCommands(program, run);
  const runBare = async (work: (output: Output) => Promise<void>): Promise<void> => {
    const output = createOutput(program.opts<{ json?: boolean }>().json === true);
    try {
      await work(output);
    } catch (error) {
      process.exitCode = fail(output, error);
    }
  };
  cloudCommands(program, runBare);
  hubCommands(program, runBare);
  // Subcommands made above inherit nothing by themselves: a wrong option anywhere is a wrong use, not a crash.
  const strict = (command: Command): void => {
    command.exitOverride();
    command.commands.forEach(strict);
  };
  strict(program);
  return program;
}

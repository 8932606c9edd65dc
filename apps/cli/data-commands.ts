/** `backup`, `restore` and `doctor`. */
import { existsSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import type { Command } from 'commander';
import { StudioError } from '../../main/contract/errors.ts';
import { unsentWords } from '../../main/studio/maintenance/contract.ts';
import { bytes, counted, EXIT } from './output.ts';
import type { Run } from './run.ts';

export function dataCommands(program: Command, run: Run): void {
  program
    .command('backup <file>')
    .description('a whole, consistent copy of the database')
    .option('--force', 'write over a file that is there')
    .action((file: string, options: { force?: boolean }) =>
      run(async ({ client }, output) => {
        if (options.force !== true && existsSync(resolve(file))) {
          throw new StudioError('usage', `“${basename(file)}” is there already. Choose another name, or add --force.`);
        }
        const info = await client.request('maintenance.backup', { path: resolve(file) });
        output.result(
          info,
          () =>
            `${info.path}  ${bytes(info.bytes)}, ${counted(info.morgys, 'Morgy')}, ${counted(info.documents, 'document')}`,
        );
      }),
    );

  program
    .command('restore <file>')
    .description('put a backup in place; what was there is kept')
    .action((file: string) =>
      run(async ({ client }, output) => {
        // A file that is no backup is refused before anything is said of what would be replaced.
        await client.request('maintenance.inspectBackup', { path: resolve(file) });
        const { waitingForSync, backupFolder } = await client.request('maintenance.info', {});
        if (waitingForSync > 0) output.note(`${unsentWords(waitingForSync)} The copy goes to ${backupFolder}`);
        const { previous } = await client.request('maintenance.restore', { path: resolve(file) });
        output.result(
          { restored: resolve(file), previous, unsent: waitingForSync },
          () => `Restored. What was there before is kept at ${previous}`,
        );
      }),
    );

  program
    .command('doctor')
    .description('check the database and mend what can be made anew')
    .option('--no-repair', 'only look')
    .action((options: { repair: boolean }) =>
      run(async ({ client }, output) => {
        const checks = await client.request('maintenance.doctor', { repair: options.repair });
        output.result(checks, () =>
          checks.map((check) => `${check.state.padEnd(8)}  ${check.label}: ${check.detail}`).join('\n'),
        );
        return checks.some((check) => check.state === 'failed') ? EXIT.failed : EXIT.done;
      }),
    );
}

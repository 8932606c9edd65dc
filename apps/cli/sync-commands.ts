/** `sync`: how far this device is, what was refused, and joining an account. Safe beside a running desktop. */
import type { Command } from 'commander';
import { InvalidArgumentError } from 'commander';
import type { EntryView } from '../../main/studio/sync/contract.ts';
import { conflictCommands } from './conflict-commands.ts';
import { columns, EXIT } from './output.ts';
import { pairCommand } from './pair-command.ts';
import type { Run } from './run.ts';
import { syncNow } from './sync-now.ts';
import { isSignedOut, statusText } from './sync-status.ts';

const entryText = (entry: EntryView): string[] => [
  String(entry.number),
  `${entry.what} ${entry.name}`,
  entry.operation === 'update' ? entry.fields.join(', ') : entry.operation,
  entry.message ?? '',
];

function number(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1) throw new InvalidArgumentError('It is no number of the list.');
  return value;
}

export function syncCommands(program: Command, run: Run): void {
  const sync = program.command('sync').description('this device and the cloud');

  sync
    .command('status')
    .description('how far this device is, and what waits')
    .action(() =>
      run(async ({ client }, output) => {
        const view = await client.request('sync.state', {});
        const { current } = await client.request('accounts.state', {});
        output.result({ account: current, sync: view }, () => statusText(view, current));
        return isSignedOut(view) ? EXIT.failed : EXIT.done;
      }),
    );

  sync
    .command('now')
    .description('send and fetch everything, then end')
    .action(() => run((session, output) => syncNow(session, output)));

  conflictCommands(sync, run);

  const parked = sync
    .command('parked')
    .description('what the cloud refused, and why')
    .action(() =>
      run(async ({ client }, output) => {
        const { entries } = await client.request('sync.entries', { show: 'parked', limit: 1000 });
        output.result(entries, () => (entries.length === 0 ? 'Nothing was refused.' : columns(entries.map(entryText))));
      }),
    );
  parked
    .command('retry')
    .argument('<number>', 'of “sync parked”', number)
    .description('send it again, as its row is now')
    .action((wanted: number) =>
      run(async ({ client }, output) => {
        const done = await client.request('sync.retry', { number: wanted });
        output.result(done, () => `Change ${done.number} is sent again.`);
      }),
    );
  parked
    .command('let-go')
    .argument('<number>', 'of “sync parked”', number)
    .description('give it up; its row goes back to what the cloud has')
    .action((wanted: number) =>
      run(async ({ client }, output) => {
        const done = await client.request('sync.letGo', { number: wanted });
        output.result(done, () => `Change ${done.number} was let go. Its words stay in the history.`);
      }),
    );

  pairCommand(sync, run);

  for (const paused of [true, false])
    sync
      .command(paused ? 'pause' : 'resume')
      .description(paused ? 'stop syncing on this device until “sync resume”' : 'go on with it')
      .action(() =>
        run(async ({ client }, output) => {
          const view = await client.request('sync.pause', { paused });
          const { current } = await client.request('accounts.state', {});
          output.result({ account: current, sync: view }, () => statusText(view, current));
        }),
      );

  sync
    .command('devices')
    .description('the devices of the account, since when, and when each was last in step')
    .action(() =>
      run(async ({ client }, output) => {
        const devices = await client.request('sync.devices', {});
        output.result(devices, () =>
          devices.length === 0
            ? 'No devices are known here yet.'
            : columns(
                devices.map((device) => [
                  device.id,
                  device.mark === null ? device.name : `${device.name} · ${device.mark}`,
                  device.thisDevice ? 'this one' : device.signedOut ? 'signed out' : '',
                  `since ${device.addedAt.slice(0, 10)}`,
                  device.lastSeenAt === null ? 'never in step' : `last in step ${device.lastSeenAt}`,
                ]),
              ),
        );
      }),
    );
}

/** `sync`: how far this device is, what was refused, and joining an account. Safe beside a running desktop. */
import type { Command } from 'commander';
import { InvalidArgumentError } from 'commander';
import { StudioError } from '../../main/contract/errors.ts';
import type { SyncView, EntryView } from '../../main/studio/sync/contract.ts';
import { STAYS_APART } from '../../main/studio/accounts/contract.ts';
import type { AccountView } from '../../main/studio/accounts/contract.ts';
import { conflictCommands } from './conflict-commands.ts';
import { columns, counted, EXIT } from './output.ts';
import type { Run } from './run.ts';

const whose = ({ email, name, gatewayName }: AccountView): string => `${name ?? email ?? 'account'} at ${gatewayName}`;

type Joined = Extract<SyncView, { kind: 'account' }>;

const isSignedOut = (view: SyncView): boolean =>
  view.kind === 'account' && (view.problem?.code === 'signed_out' || view.problem?.code === 'revoked');

function phaseWords(view: Joined, account: AccountView): string {
  if (isSignedOut(view))
    return account.kind === 'hub'
      ? 'signed out: this device must be paired again (sync pair LINK)'
      : 'signed out: sign in again (Settings, Sync of the desktop)';
  if (view.engine === 'paused') return 'sync is stopped';
  if (view.engine === 'elsewhere') return 'the desktop syncs';
  switch (view.phase) {
    case 'in_step':
      return 'in step';
    case 'offline':
      return 'the cloud cannot be reached';
    case 'blocked':
      return 'waits for you';
    case 'stopped':
      return view.lastSyncedAt === null
        ? 'signed in; not fetched yet (“sync now” does it)'
        : 'signed in; nothing syncs at the moment (“sync now” does it)';
    default:
      return 'syncing';
  }
}

/** Days and hours are what a clock is off by, when it is off. */
function clockWords(minutes: number): string {
  const by = Math.abs(minutes);
  const amount =
    by >= 2 * 1440
      ? counted(Math.round(by / 1440), 'day')
      : by >= 120
        ? counted(Math.round(by / 60), 'hour')
        : counted(by, 'minute');
  return `This computer’s clock was ${amount} ${minutes > 0 ? 'behind' : 'ahead of'} the cloud’s when it was last asked. Set it: times shown here and on what you write are wrong by as much.`;
}

function statusText(view: SyncView, account: AccountView | null): string {
  if (view.kind === 'local' || !account) return 'No account is open: everything is on this device alone.';
  return [
    `${whose(account)}: ${phaseWords(view, account)}`,
    `waiting    ${view.waiting}`,
    `refused    ${view.parked}`,
    `conflicts  ${view.conflicts}${view.conflicts > 0 ? '  (“sync conflicts” shows them, “sync resolve ID mine|theirs” decides)' : ''}`,
    `in step    ${view.lastSyncedAt ?? 'never'}`,
    ...view.held.map(
      (held) => `held       ${held.deleting} of ${held.rows} ${held.what} are gone from the cloud; the desktop asks`,
    ),
    ...(view.problem ? [view.problem.message] : []),
    ...(view.clockOff === null ? [] : [clockWords(view.clockOff)]),
  ].join('\n');
}

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
    .action(() =>
      run(async ({ client, signal }, output) => {
        const view = await client.request('sync.now', {}, { signal });
        const { current } = await client.request('accounts.state', {});
        output.result({ account: current, sync: view }, () => statusText(view, current));
        if (view.kind === 'local') return EXIT.done;
        // The desktop keeps its sign-in in the system’s keychain, which a terminal may not have.
        if (isSignedOut(view) && current?.kind === 'hub')
          output.note('signed out: this device must be paired again (sync pair LINK). “hub pair” prints a link.');
        if (view.waiting > 0 || (view.problem && view.phase !== 'in_step')) return EXIT.failed;
        return view.parked > 0 || view.conflicts > 0 ? EXIT.partial : EXIT.done;
      }),
    );

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
    .command('retry <number>')
    .description('send it again, as its row is now')
    .action((text: string) =>
      run(async ({ client }, output) => {
        const done = await client.request('sync.retry', { number: number(text) });
        output.result(done, () => `Change ${done.number} is sent again.`);
      }),
    );
  parked
    .command('let-go <number>')
    .description('give it up; its row goes back to what the cloud has')
    .action((text: string) =>
      run(async ({ client }, output) => {
        const done = await client.request('sync.letGo', { number: number(text) });
        output.result(done, () => `Change ${done.number} was let go. Its words stay in the history.`);
      }),
    );

  sync
    .command('pair <link>')
    .description('join the account of a hub by its pairing link')
    .option('--take', 'take what is on this device into the account and upload it')
    .option('--leave', 'keep it apart, in a database of its own')
    .action((link: string, options: { take?: boolean; leave?: boolean }) =>
      run(async ({ client }, output) => {
        if (options.take && options.leave) throw new StudioError('usage', '--take and --leave exclude each other.');
        const attempt = await client.request('accounts.beginPairing', { link });
        const work = attempt.known ? null : attempt.localWork;
        if (attempt.known && options.take) {
          await client.request('accounts.cancel', { attempt: attempt.attempt });
          throw new StudioError(
            'account_here',
            `${STAYS_APART} Nothing was changed. To open the account, pair without --take, with a new link of the hub: this one is used up.`,
          );
        }
        if (work && work.rows > 0 && !options.take && !options.leave) {
          await client.request('accounts.cancel', { attempt: attempt.attempt });
          const what = work.counts.map(({ label, count }) => `${count} ${label}`).join(', ');
          throw new StudioError(
            'usage',
            `This device holds ${what || counted(work.rows, 'row')}. Add --take to upload them into the account, or --leave to keep them apart.`,
          );
        }
        const account = await client.request('accounts.join', {
          attempt: attempt.attempt,
          localWork: options.take ? 'take' : 'leave',
        });
        if (attempt.known && (attempt.localWork?.rows ?? 0) > 0) output.note(STAYS_APART);
        output.result(
          account,
          () => `Joined ${whose(account)}. “sync now” fetches it; a desktop that runs shows it after its next start.`,
        );
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

/** How `sync` says in a terminal how far a device is. */
import type { AccountView } from '../../main/studio/accounts/contract.ts';
import type { SyncView } from '../../main/studio/sync/contract.ts';
import { counted } from './output.ts';

export const whose = ({ email, name, gatewayName }: AccountView): string =>
  `${name ?? email ?? 'account'} at ${gatewayName}`;

type Joined = Extract<SyncView, { kind: 'account' }>;

export const isSignedOut = (view: SyncView): boolean =>
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

export function statusText(view: SyncView, account: AccountView | null): string {
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

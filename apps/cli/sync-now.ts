/** `sync now`, and what `sync pair` ends with: one whole sync, with its progress. */
import { StudioError } from '../../main/contract/errors.ts';
import type { SyncView } from '../../main/studio/sync/contract.ts';
import { EXIT } from './output.ts';
import type { Output } from './output.ts';
import type { Session } from './session.ts';
import { isSignedOut, statusText } from './sync-status.ts';

/** How often the progress of a long sync is looked at (milliseconds). */
const LOOK_MS = 200;

const whole = (n: number): string => n.toLocaleString('en-GB');

function progressText(view: SyncView): string {
  if (view.kind === 'local') return '';
  const { firstSync, waiting } = view;
  if (firstSync !== null)
    return `Fetching: ${firstSync.tablesDone} of ${firstSync.tablesTotal} tables, ${whole(firstSync.rows)} ${firstSync.rows === 1 ? 'row' : 'rows'}`;
  return waiting > 0 ? `Sending: ${whole(waiting)} to go` : 'Syncing';
}

export const brokenOff = (): StudioError =>
  new StudioError('interrupted', 'Broken off. What came and went so far stays; “sync now” goes on with it.');

function interrupted(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    if (signal.aborted) reject(brokenOff());
    else signal.addEventListener('abort', () => reject(brokenOff()), { once: true });
  });
}

/** Sends and fetches everything, with a line that moves where there is a terminal. Answers the exit code. */
export async function syncNow({ client, signal }: Session, output: Output): Promise<number> {
  const looking = setInterval(() => {
    // The sync itself says what failed.
    void client.request('sync.state', {}).then(
      (view) => output.progress(progressText(view)),
      () => undefined,
    );
  }, LOOK_MS);
  let view: SyncView;
  try {
    // The engine goes on by itself; it is stopped with the studio.
    view = await Promise.race([client.request('sync.now', {}, { signal }), interrupted(signal)]);
  } finally {
    clearInterval(looking);
    output.progress('');
  }
  const { current } = await client.request('accounts.state', {});
  output.result({ account: current, sync: view }, () => statusText(view, current));
  if (view.kind === 'local') return EXIT.done;
  // The desktop keeps its sign-in in the system’s keychain, which a terminal may not have.
  if (isSignedOut(view) && current?.kind === 'hub')
    output.note('signed out: this device must be paired again (sync pair LINK). “hub pair” prints a link.');
  if (view.waiting > 0 || (view.problem && view.phase !== 'in_step')) return EXIT.failed;
  return view.parked > 0 || view.conflicts > 0 ? EXIT.partial : EXIT.done;
}

/** `sync pair`: joins the account of a hub and fetches it, in one go. */
import type { Command } from 'commander';
import { StudioError } from '../../main/contract/errors.ts';
import { STAYS_APART } from '../../main/studio/accounts/contract.ts';
import type { AccountView } from '../../main/studio/accounts/contract.ts';
import { canKeepSignIn, NO_KEYCHAIN } from './keychain.ts';
import { counted, EXIT } from './output.ts';
import type { Output } from './output.ts';
import type { Run } from './run.ts';
import type { Session } from './session.ts';
import { brokenOff, syncNow } from './sync-now.ts';
import { whose } from './sync-status.ts';

interface Options {
  take?: boolean;
  leave?: boolean;
}

/** Answers with the account. Nothing was changed where it throws. */
async function join({ client }: Session, output: Output, link: string, options: Options): Promise<AccountView> {
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
  // Everything that is still needed at once: who gives one thing is not refused for the next.
  const undecided = work && work.rows > 0 && !options.take && !options.leave;
  const what = work?.counts.map(({ label, count }) => `${count} ${label}`).join(', ');
  const needs = [
    ...(undecided
      ? [
          `This device holds ${what || counted(work.rows, 'row')}. Add --take to upload them into the account, or --leave to keep them apart.`,
        ]
      : []),
    ...(canKeepSignIn() ? [] : [NO_KEYCHAIN]),
  ];
  if (needs.length > 0) {
    await client.request('accounts.cancel', { attempt: attempt.attempt });
    throw new StudioError(undecided ? 'usage' : 'no_keychain', needs.join('\n'));
  }
  const account = await client.request('accounts.join', {
    attempt: attempt.attempt,
    localWork: options.take ? 'take' : 'leave',
  });
  if (attempt.known && (attempt.localWork?.rows ?? 0) > 0) output.note(STAYS_APART);
  return account;
}

export function pairCommand(sync: Command, run: Run): void {
  sync
    .command('pair <link>')
    .description('join the account of a hub by its pairing link, and fetch it')
    .option('--take', 'take what is on this device into the account and upload it')
    .option('--leave', 'keep it apart, in a database of its own')
    .action(async (link: string, options: Options) => {
      let goesOn = false;
      await run(async (session, output) => {
        const joined = await join(session, output, link, options);
        output.note(`Joined ${whose(joined)}.`);
        if (session.signal.aborted) throw brokenOff();
        goesOn = true;
      });
      if (!goesOn) return;
      // Its database is opened as any command opens it; what was open until now was the device's own.
      await run(async (session, output) => {
        const { kept } = await session.client.request('accounts.state', {});
        if (!kept)
          output.note(
            'note: No keychain was found, so this sign-in ends with this command. Set MORGUS_SECRET_KEY to a long secret of your own, and pair again, to keep it.',
          );
        const code = await syncNow(session, output);
        if (code === EXIT.failed)
          output.note('This device is joined, but not everything has come or gone. “sync now” goes on with it.');
        return code;
      });
    });
}

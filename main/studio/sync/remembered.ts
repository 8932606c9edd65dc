/**
 * What one run of the engine found out and the next program has to know before it asks the cloud itself: that the sign-in
 * has ended, and that the clock is off. Kept in sync_meta, on this device alone.
 */
import { z } from 'zod';
import type { SyncState } from '../../../sync/types.ts';
import type { Account } from '../accounts/index.ts';
import { StoreError } from '../store/errors.ts';
import type { Store } from '../store/store.ts';
import type { SyncView } from './contract.ts';

const KEY = 'sync_remembered';
const remembered = z.object({
  ended: z.enum(['signed_out', 'revoked']).nullable(),
  clockOff: z.int().nullable(),
});
type Remembered = z.infer<typeof remembered>;
const NOTHING: Remembered = { ended: null, clockOff: null };

export function recall(store: Store): Remembered {
  const text = store.meta(KEY);
  if (text === undefined) return NOTHING;
  try {
    return remembered.safeParse(JSON.parse(text)).data ?? NOTHING;
  } catch {
    return NOTHING;
  }
}

export function remember(store: Store, next: Remembered): void {
  const known = recall(store);
  if (next.ended === known.ended && next.clockOff === known.clockOff) return;
  try {
    store.write('Remember how sync went', () => store.setMeta(KEY, JSON.stringify(next)));
  } catch (error) {
    // A full disk or a busy database: it is found out again by the next one who asks the cloud.
    if (!(error instanceof StoreError)) throw error;
  }
}

/** What to remember after the engine said `state`; what it did not find out stays as it was. */
export function after(known: Remembered, { phase, problem, clockOff }: SyncState): Remembered {
  if (problem?.code === 'signed_out' || problem?.code === 'revoked') return { ended: problem.code, clockOff };
  if (phase === 'first_sync' || phase === 'syncing' || phase === 'in_step') return { ended: null, clockOff };
  return known;
}

type Problem = NonNullable<Extract<SyncView, { kind: 'account' }>['problem']>;

/** The end of a sign-in in words that say what to do about it. */
export function endedProblem(code: NonNullable<Remembered['ended']>, account: Account): Problem {
  const why = code === 'revoked' ? 'Signed out from another device' : 'Signed out';
  const what =
    account.kind === 'hub'
      ? 'this device must be paired again (Settings, Sync; or “sync pair LINK” with a new link of the hub)'
      : `sign in to ${account.gatewayName} again (Settings, Sync)`;
  return { code, message: `${why}: ${what}. Nothing on this device is lost.` };
}

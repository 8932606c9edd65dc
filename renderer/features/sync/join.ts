/** Joining an account, step by step: by a pairing link, or by signing in in the system's browser. */
import { create } from 'zustand';
import type { Attempt } from '../../../main/studio/accounts/contract.ts';
import { StudioError } from '../../../main/contract/errors.ts';
import { studio } from '../../app/client.ts';
import { go } from '../../app/navigation.ts';
import { toast } from '../../components/Toast.tsx';

export type LocalWorkChoice = 'take' | 'leave';

export type Joining =
  | { stage: 'none' }
  /** The gateway is asked who it is. */
  | { stage: 'asking' }
  /** The person is in the browser. */
  | { stage: 'browser'; attempt: Attempt; url: string }
  | { stage: 'confirm'; attempt: Attempt; who: string | null; known: boolean; problem: JoinFailure | null }
  | { stage: 'joining'; attempt: Attempt; who: string | null; known: boolean };

/** Why the account was not joined. `spent`: the code is no good any more, and only another link leads on. */
export interface JoinFailure {
  readonly message: string;
  readonly spent: boolean;
  /** The link that was tried last in the dialog. */
  readonly tried: string;
}

const failureOf = (error: unknown, spent: boolean, tried = ''): JoinFailure => ({
  message: error instanceof Error ? error.message : String(error),
  spent,
  tried,
});

export const useJoining = create<{ joining: Joining }>()(() => ({ joining: { stage: 'none' } }));
const set = (joining: Joining): void => useJoining.setState({ joining });
const now = (): Joining => useJoining.getState().joining;

/** So that whatever an open editor still holds is saved in the database that it belongs to. */
const SETTLE_MS = 120;

export async function beginPairing(link: string): Promise<void> {
  set({ stage: 'asking' });
  try {
    const attempt = await studio.request('accounts.beginPairing', { link });
    set({ stage: 'confirm', attempt, who: null, known: attempt.known, problem: null });
  } catch (error) {
    set({ stage: 'none' });
    throw error;
  }
}

export async function beginSignIn(gateway: string): Promise<void> {
  set({ stage: 'asking' });
  try {
    const { url, ...attempt } = await studio.request('accounts.beginSignIn', { gateway });
    set({ stage: 'browser', attempt, url });
    void followBrowser(attempt);
    await openBrowser(url);
  } catch (error) {
    set({ stage: 'none' });
    throw error;
  }
}

export async function openBrowser(url: string): Promise<void> {
  const { opened } = await studio.request('shell.openExternal', { url });
  if (!opened)
    toast.error('The browser could not be opened', new Error('Copy the address from the dialog and open it.'));
}

async function followBrowser(attempt: Attempt): Promise<void> {
  const mine = (): boolean => {
    const present = now();
    return present.stage === 'browser' && present.attempt.attempt === attempt.attempt;
  };
  try {
    const { email, name, known } = await studio.request('accounts.awaitSignIn', { attempt: attempt.attempt });
    if (mine()) set({ stage: 'confirm', attempt, who: email ?? name, known, problem: null });
  } catch (error) {
    if (!mine()) return;
    set({ stage: 'none' });
    if (!(error instanceof StudioError && error.code === 'sign_in_cancelled'))
      toast.error('You are not signed in', error);
  }
}

export async function join(choice: LocalWorkChoice): Promise<void> {
  const present = now();
  if (present.stage !== 'confirm') return;
  const { attempt, who, known } = present;
  set({ stage: 'joining', attempt, who, known });
  go({ name: 'settings', section: 'sync' });
  await new Promise((resolve) => setTimeout(resolve, SETTLE_MS));
  try {
    // The window is loaded anew when the account's database is open.
    await studio.request('accounts.join', { attempt: attempt.attempt, localWork: choice });
    set({ stage: 'none' });
  } catch (error) {
    const spent = attempt.kind === 'hub' && error instanceof StudioError && error.code === 'signed_out';
    set({ ...present, problem: failureOf(error, spent) });
  }
}

/** Goes on with another link where the first one's code was dead; a link that leads nowhere is said at the field. */
export async function pairAgain(link: string): Promise<void> {
  const present = now();
  if (present.stage !== 'confirm') return;
  try {
    await beginPairing(link);
    void studio.request('accounts.cancel', { attempt: present.attempt.attempt }).catch(() => undefined);
  } catch (error) {
    set({ ...present, problem: failureOf(error, true, link) });
  }
}

export function cancelJoining(): void {
  const present = now();
  if ('attempt' in present)
    void studio.request('accounts.cancel', { attempt: present.attempt.attempt }).catch(() => undefined);
  set({ stage: 'none' });
}

/** Opens an account's database, or with null the device's own. */
export async function openAccount(id: string | null): Promise<void> {
  try {
    await new Promise((resolve) => setTimeout(resolve, SETTLE_MS));
    await studio.request('accounts.open', { id });
  } catch (error) {
    toast.error('The account was not opened', error);
  }
}

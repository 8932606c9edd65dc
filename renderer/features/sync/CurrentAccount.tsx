/** Settings > Sync: the account that is open, how far it is in step, what it needs of a person, and leaving it. */
import { useState } from 'react';
import { LogOut, Pause, Play, RefreshCw } from 'lucide-react';
import type { AccountView } from '../../../main/studio/accounts/contract.ts';
import type { SyncView } from '../../../main/studio/sync/contract.ts';
import { studio } from '../../app/client.ts';
import { runCommand } from '../../app/commands.ts';
import { go } from '../../app/navigation.ts';
import { Button } from '../../components/Button.tsx';
import { Callout } from '../../components/Callout.tsx';
import { Card } from '../../components/Card.tsx';
import { ConfirmDialog } from '../../components/Dialog.tsx';
import { ProgressBar } from '../../components/ProgressBar.tsx';
import { agoLabel, dateLabel } from '../../components/when.ts';
import { countLabel } from '../morgys/words.ts';
import { beginSignIn } from './join.ts';
import { useAct } from './useAct.ts';
import { firstSyncWords, isInStep, listFor, markOf, whose } from './words.ts';
import css from './Sync.module.css';

type Joined = Extract<SyncView, { kind: 'account' }>;

/** The cloud says that most of a table is gone: nothing is deleted here before a person said so. */
function Held({ held }: { held: Joined['held'] }) {
  const [busy, act] = useAct('Nothing was changed');
  return held.map((each) => (
    <Callout
      key={each.table}
      tone="warn"
      title={`The cloud no longer has ${each.deleting.toLocaleString('en')} of your ${each.rows.toLocaleString('en')} ${each.what}`}
      actions={
        <>
          <Button
            size="sm"
            busy={busy}
            onClick={() => void act(() => studio.request('sync.answerHeld', { table: each.table, remove: false }))}
          >
            Keep them here
          </Button>
          <Button
            size="sm"
            variant="danger"
            busy={busy}
            onClick={() => void act(() => studio.request('sync.answerHeld', { table: each.table, remove: true }))}
          >
            Remove them here too
          </Button>
        </>
      }
    >
      That is more than half of them, so it is asked first. If you did not delete them elsewhere, keep them, and look at
      the cloud. History keeps what is removed.
    </Callout>
  ));
}

function FirstSync({ view }: { view: Joined }) {
  const first = view.firstSync;
  if (!first || view.engine === 'paused') return null;
  return (
    <ProgressBar
      label="First sync"
      share={first.tablesTotal > 0 ? first.tablesDone / first.tablesTotal : null}
      detail={firstSyncWords(view)}
    />
  );
}

/** `ended`: nothing syncs before the person has signed in again. */
function Status({ view, now, ended }: { view: Joined; now: number; ended: boolean }) {
  const [busy, act] = useAct('Sync was not changed');
  const paused = view.engine === 'paused';
  const { words, said } = markOf(view);
  return (
    <>
      <div className={css.status}>
        <strong>{words}</strong>
        <span>{said}</span>
        {view.lastSyncedAt !== null && (
          <span className={css.quiet} title={dateLabel(view.lastSyncedAt)}>
            In step {isInStep(view) ? 'now' : agoLabel(view.lastSyncedAt, now)}
          </span>
        )}
        {view.partial && (
          <span className={css.quiet}>Some tables are still on their way; what is here is complete otherwise.</span>
        )}
      </div>
      <FirstSync view={view} />
      <Held held={view.held} />
      <div className={css.buttons}>
        {!ended && (
          <>
            <Button
              variant="primary"
              icon={<RefreshCw aria-hidden />}
              disabled={paused}
              onClick={() => runCommand('sync.now')}
            >
              Sync now
            </Button>
            <Button
              icon={paused ? <Play aria-hidden /> : <Pause aria-hidden />}
              busy={busy}
              onClick={() => void act(() => studio.request('sync.pause', { paused: !paused }))}
            >
              {paused ? 'Go on with sync' : 'Stop sync'}
            </Button>
          </>
        )}
        <Button onClick={() => go({ name: 'sync', show: listFor(view) })}>Changes and conflicts</Button>
      </div>
    </>
  );
}

export function CurrentAccount({
  account,
  view,
  kept,
  now,
}: {
  account: AccountView;
  view: Joined;
  kept: boolean;
  now: number;
}) {
  const [asking, setAsking] = useState(false);
  const [busy, act] = useAct('You are still signed in');
  const again = view.problem?.code === 'signed_out' || view.problem?.code === 'revoked';
  return (
    <Card
      title={whose(account)}
      description={`${account.gatewayName}, ${new URL(account.gateway).host}`}
      actions={
        <Button icon={<LogOut aria-hidden />} onClick={() => setAsking(true)}>
          Sign out
        </Button>
      }
    >
      {!kept && (
        <Callout title="You are signed in until the studio closes">
          This system has no keychain, and the studio keeps a sign-in nowhere else. Your work stays, and what you change
          waits; {account.kind === 'hub' ? 'pair with a new link (npm run hub -- pair)' : 'sign in again'} at the next
          start. To end that, install and unlock a keychain, such as GNOME Keyring or KWallet, and start the studio
          again.
        </Callout>
      )}
      <Status view={view} now={now} ended={again} />
      {again && account.kind === 'cloud' && (
        <Callout
          tone="warn"
          title="Sign in again"
          actions={
            <Button size="sm" variant="primary" onClick={() => void act(() => beginSignIn(account.gateway))}>
              Sign in
            </Button>
          }
        >
          What you write meanwhile stays on this device, and goes up then.
        </Callout>
      )}
      {again && account.kind === 'hub' && (
        <Callout tone="warn" title="Pair again">
          Ask the hub for a new pairing link (npm run hub -- pair) and paste it below. What you write meanwhile stays
          here, and goes up then.
        </Callout>
      )}
      <ConfirmDialog
        open={asking}
        title={`Sign out of ${account.gatewayName}?`}
        description={
          account.waiting > 0
            ? `${countLabel(account.waiting, 'change')} of yours ${account.waiting === 1 ? 'has' : 'have'} not been taken by the cloud. The account's database stays on this device with them, hidden, and they are sent when you sign in again.`
            : "The account's database stays on this device, hidden, and is opened again when you sign in."
        }
        confirm="Sign out"
        busy={busy}
        onConfirm={() =>
          void act(() => studio.request('accounts.signOut', { id: account.id })).then(() => setAsking(false))
        }
        onCancel={() => setAsking(false)}
      />
    </Card>
  );
}

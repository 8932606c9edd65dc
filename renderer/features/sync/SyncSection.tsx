/** Settings > Sync: the account that is open, joining and leaving one, this device and the others. */
import { useState, type FormEvent } from 'react';
import { Cloud, Download, HardDrive, Laptop, Link2, LogIn, LogOut, Pencil, Pause, Play, RefreshCw } from 'lucide-react';
import type { AccountView } from '../../../main/studio/accounts/contract.ts';
import type { DeviceView, SyncView } from '../../../main/studio/sync/contract.ts';
import { studio, useStudioQuery } from '../../app/client.ts';
import { runCommand } from '../../app/commands.ts';
import { go } from '../../app/navigation.ts';
import { Badge } from '../../components/Badge.tsx';
import { Button } from '../../components/Button.tsx';
import { Callout } from '../../components/Callout.tsx';
import { Card } from '../../components/Card.tsx';
import { ConfirmDialog, Dialog } from '../../components/Dialog.tsx';
import { ProgressBar } from '../../components/ProgressBar.tsx';
import { TextField } from '../../components/TextField.tsx';
import { toast } from '../../components/Toast.tsx';
import { agoLabel, countLabel, dateLabel } from '../morgys/words.ts';
import { exportOutbox } from './actions.ts';
import { beginPairing, beginSignIn, openAccount } from './join.ts';
import { JoinProblem } from './JoinDialog.tsx';
import { deviceName, firstSyncWords, markOf } from './words.ts';
import css from './Sync.module.css';

type Joined = Extract<SyncView, { kind: 'account' }>;

const whose = ({ email, name, gatewayName }: AccountView): string => name ?? email ?? `Account at ${gatewayName}`;

/** A field and what is done with what stands in it; the reason of a failure stays beside it. */
function JoinForm({
  label,
  placeholder,
  action,
  icon,
  begin,
  initial = '',
}: {
  label: string;
  placeholder: string;
  action: string;
  icon: React.ReactNode;
  begin: (text: string) => Promise<void>;
  initial?: string;
}) {
  const [text, setText] = useState(initial);
  const [problem, setProblem] = useState<string | null>(null);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    setProblem(null);
    begin(text.trim()).catch((error: unknown) => setProblem(error instanceof Error ? error.message : String(error)));
  };
  return (
    <>
      <form className={css.form} onSubmit={submit}>
        <TextField label={label} placeholder={placeholder} value={text} onChange={setText} />
        <Button type="submit" icon={icon} disabled={text.trim() === ''}>
          {action}
        </Button>
      </form>
      <JoinProblem message={problem} />
    </>
  );
}

function JoinCards({ another }: { another: boolean }) {
  return (
    <>
      <Card
        title={another ? 'Pair with another hub' : 'Pair with a hub'}
        description="A hub is a small cloud of your own on one computer. It shows a pairing link when it starts (npm run hub). Opening the link does the same as pasting it here."
      >
        <JoinForm
          label="Pairing link"
          placeholder="morgus://pair?…"
          action="Continue"
          icon={<Link2 aria-hidden />}
          begin={beginPairing}
        />
      </Card>
      <Card
        title={another ? 'Sign in to another cloud' : 'Sign in to a cloud'}
        description="Whoever runs it tells you its address. You sign in in your browser, and the studio never sees your password."
      >
        <JoinForm
          label="Address of the cloud"
          placeholder="https://cloud.example.com"
          action="Sign in"
          icon={<LogIn aria-hidden />}
          begin={beginSignIn}
        />
      </Card>
    </>
  );
}

function useAct(failed: string): [boolean, (work: () => Promise<unknown>) => Promise<void>] {
  const [busy, setBusy] = useState(false);
  return [
    busy,
    async (work) => {
      setBusy(true);
      try {
        await work();
      } catch (error) {
        toast.error(failed, error);
      } finally {
        setBusy(false);
      }
    },
  ];
}

/** The cloud says that most of a table is gone: nothing is deleted here before a person said so. */
function Held({ held }: { held: Joined['held'] }) {
  const [busy, act] = useAct('Nothing was changed');
  return held.map((each) => (
    <Callout
      key={each.table}
      tone="warn"
      title={`The cloud no longer has ${countLabel(each.deleting, 'row')} of your ${each.rows.toLocaleString('en')} ${each.what}`}
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

function Status({ view, now }: { view: Joined; now: number }) {
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
            In step {agoLabel(view.lastSyncedAt, now)}
          </span>
        )}
        {view.partial && (
          <span className={css.quiet}>Some tables are still on their way; what is here is complete otherwise.</span>
        )}
      </div>
      <FirstSync view={view} />
      <Held held={view.held} />
      <div className={css.buttons}>
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
        <Button onClick={() => go({ name: 'sync', show: view.parked > 0 ? 'parked' : 'waiting' })}>
          Changes and conflicts
        </Button>
      </div>
    </>
  );
}

function Current({ account, view, kept, now }: { account: AccountView; view: Joined; kept: boolean; now: number }) {
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
          This system has no keychain, and a sign-in is kept nowhere else. Your work stays; pair or sign in again next
          time.
        </Callout>
      )}
      <Status view={view} now={now} />
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
          {view.problem?.message}
        </Callout>
      )}
      {again && account.kind === 'hub' && (
        <Callout tone="warn" title="Pair again">
          {view.problem?.message} Ask the hub for a new pairing link and paste it below.
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

function RenameDevice({ device, onClose }: { device: DeviceView; onClose: () => void }) {
  const [name, setName] = useState(device.name);
  const [busy, act] = useAct('The name was not changed');
  return (
    <Dialog
      open
      size="sm"
      onClose={onClose}
      title="Rename this device"
      actions={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button
            variant="primary"
            busy={busy}
            disabled={name.trim() === ''}
            onClick={() =>
              void act(() => studio.request('sync.renameDevice', { id: device.id, name: name.trim() })).then(onClose)
            }
          >
            Rename
          </Button>
        </>
      }
    >
      <TextField label="Name" value={name} onChange={setName} maxLength={120} />
    </Dialog>
  );
}

function Devices({ now }: { now: number }) {
  const devices = useStudioQuery('sync.devices', {});
  const [renaming, setRenaming] = useState<DeviceView | null>(null);
  const [leaving, setLeaving] = useState<DeviceView | null>(null);
  const [busy, act] = useAct('The device was not signed out');
  return (
    <Card title="Devices" description="Everything that is in step with this account.">
      {devices.isError && <Callout tone="bad">{devices.error.message}</Callout>}
      {devices.data?.length === 0 && <p className={css.quiet}>They are listed after the first sync.</p>}
      <ul className={css.list}>
        {devices.data?.map((device) => (
          <li key={device.id}>
            <Laptop aria-hidden size={18} />
            <span className={css.main}>
              <span className={css.name}>
                <strong>{deviceName(device)}</strong>
                {device.thisDevice && <Badge tone="accent">This device</Badge>}
                {device.signedOut && <Badge>Signed out</Badge>}
              </span>
              <span className={css.quiet} title={dateLabel(device.lastSeenAt ?? device.addedAt)}>
                {device.lastSeenAt === null ? 'Never in step' : `Last in step ${agoLabel(device.lastSeenAt, now)}`},
                first seen {dateLabel(device.addedAt)}
              </span>
            </span>
            {!device.signedOut && (
              <Button
                size="sm"
                variant="ghost"
                icon={<Pencil aria-hidden />}
                aria-label={`Rename ${deviceName(device)}`}
                onClick={() => setRenaming(device)}
              >
                Rename
              </Button>
            )}
            {!device.signedOut && !device.thisDevice && (
              <Button size="sm" aria-label={`Sign ${deviceName(device)} out`} onClick={() => setLeaving(device)}>
                Sign out
              </Button>
            )}
          </li>
        ))}
      </ul>
      {renaming && <RenameDevice device={renaming} onClose={() => setRenaming(null)} />}
      <ConfirmDialog
        open={leaving !== null}
        title={`Sign ${leaving ? deviceName(leaving) : ''} out?`}
        description="It reads and sends nothing from its next request on. What is on it stays on it, also what it has not sent yet."
        confirm="Sign out"
        danger
        busy={busy}
        onConfirm={() =>
          void act(() => studio.request('sync.signOutDevice', { id: leaving?.id ?? '' })).then(() => setLeaving(null))
        }
        onCancel={() => setLeaving(null)}
      />
    </Card>
  );
}

function Others({ others, local }: { others: readonly AccountView[]; local: boolean }) {
  if (others.length === 0 && local) return null;
  return (
    <Card title="Also on this device" description="Each in a database of its own; nothing of one is shown in another.">
      <ul className={css.list}>
        {!local && (
          <li>
            <HardDrive aria-hidden size={18} />
            <span className={css.main}>
              <strong>This device alone</strong>
              <span className={css.quiet}>What was made without an account</span>
            </span>
            <Button size="sm" onClick={() => void openAccount(null)}>
              Open
            </Button>
          </li>
        )}
        {others.map((account) => (
          <li key={account.id}>
            <Cloud aria-hidden size={18} />
            <span className={css.main}>
              <span className={css.name}>
                <strong>{whose(account)}</strong>
                {!account.signedIn && <Badge>Signed out</Badge>}
              </span>
              <span className={css.quiet}>
                {account.gatewayName}, {new URL(account.gateway).host}
                {account.waiting > 0 && `, ${countLabel(account.waiting, 'change')} not sent`}
              </span>
            </span>
            {account.waiting > 0 && (
              <Button
                size="sm"
                variant="ghost"
                icon={<Download aria-hidden />}
                aria-label={`Save what waits of ${whose(account)}`}
                onClick={() => void exportOutbox(account.id)}
              >
                Save what waits…
              </Button>
            )}
            {account.signedIn && (
              <Button size="sm" aria-label={`Open ${whose(account)}`} onClick={() => void openAccount(account.id)}>
                Open
              </Button>
            )}
            {!account.signedIn && account.kind === 'cloud' && (
              <Button
                size="sm"
                aria-label={`Sign in to ${whose(account)} again`}
                onClick={() =>
                  void beginSignIn(account.gateway).catch((error: unknown) =>
                    toast.error('You are not signed in', error),
                  )
                }
              >
                Sign in again
              </Button>
            )}
            {!account.signedIn && account.kind === 'hub' && (
              <span className={css.quiet}>Pair with it again to open it</span>
            )}
          </li>
        ))}
      </ul>
    </Card>
  );
}

export function SyncSection() {
  const accounts = useStudioQuery('accounts.state', {});
  const sync = useStudioQuery('sync.state', {});
  const [now] = useState(() => Date.now());
  const failed = accounts.error ?? sync.error;
  if (failed)
    return (
      <Callout tone="bad" title="The accounts could not be read">
        {failed.message}
      </Callout>
    );
  if (!accounts.data || !sync.data) return null;
  const { current, others, kept } = accounts.data;
  return (
    <>
      {current && sync.data.kind === 'account' ? (
        <>
          <Current account={current} view={sync.data} kept={kept} now={now} />
          <Devices now={now} />
        </>
      ) : (
        <Card title="This device alone">
          <p>
            Everything you write is saved on this device, and works without any network. Join an account to have the
            same on your other devices, and links for the bundles you share.
          </p>
        </Card>
      )}
      <JoinCards another={current !== null} />
      <Others others={others} local={current === null} />
    </>
  );
}

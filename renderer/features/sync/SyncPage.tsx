/** The inspector: every change that waits, was refused, merged or met another one, with its reason and what can be done. */
import { useState } from 'react';
import { CircleCheck, Download, GitMerge, Inbox, RefreshCw, RotateCcw, Split, Undo2 } from 'lucide-react';
import type { EntryView } from '../../../main/studio/sync/contract.ts';
import { studio, useStudioQuery } from '../../app/client.ts';
import { runCommand } from '../../app/commands.ts';
import { go } from '../../app/navigation.ts';
import { Page } from '../../app/Page.tsx';
import type { SyncList } from '../../app/routes.ts';
import { Badge } from '../../components/Badge.tsx';
import { Button } from '../../components/Button.tsx';
import { Callout } from '../../components/Callout.tsx';
import { cx } from '../../components/cx.ts';
import { ConfirmDialog } from '../../components/Dialog.tsx';
import { DiffView } from '../../components/DiffView.tsx';
import { EmptyState } from '../../components/EmptyState.tsx';
import { Tabs } from '../../components/Tabs.tsx';
import { toast } from '../../components/Toast.tsx';
import { agoLabel, dateLabel } from '../../components/when.ts';
import { countLabel } from '../morgys/words.ts';
import { exportOutbox, openRow } from './actions.ts';
import { ConflictList } from './ConflictList.tsx';
import { capital, changeWords, markOf, stateWords, thing } from './words.ts';
import css from './SyncPage.module.css';

const EMPTY: Record<Exclude<SyncList, 'conflicts'>, { title: string; words: string; Icon: typeof Inbox }> = {
  waiting: {
    title: 'Nothing waits',
    words:
      'Every change you make stands here until the cloud has taken it. You need not wait for it: it is saved already.',
    Icon: Inbox,
  },
  parked: {
    title: 'Nothing was refused',
    words:
      'A change that the cloud does not take stays here with its reason, until you send it again, change it, or let it go.',
    Icon: CircleCheck,
  },
  settled: {
    title: 'Nothing was merged lately',
    words: 'When two devices change the same thing and both changes fit, it is said here what became of yours.',
    Icon: GitMerge,
  },
};

function Changes({ historyId }: { historyId: number }) {
  const detail = useStudioQuery('sync.entry', { historyId });
  if (detail.isError) return <Callout>{detail.error.message}</Callout>;
  const changes = detail.data?.changes ?? [];
  return (
    <div className={css.changes}>
      {detail.data && changes.length === 0 && <p className={css.quiet}>It changes nothing that can be shown.</p>}
      {changes.map((field) => (
        <div key={field.path} className={css.change}>
          <h2>{field.label}</h2>
          <DiffView
            label={`Difference of ${field.label}`}
            before={field.before}
            after={field.after}
            lines={field.lines}
          />
        </div>
      ))}
    </div>
  );
}

function Decision({ entry }: { entry: EntryView }) {
  const [asking, setAsking] = useState(false);
  const [busy, setBusy] = useState(false);
  const act = async (name: 'sync.retry' | 'sync.letGo', done: string): Promise<void> => {
    setBusy(true);
    try {
      await studio.request(name, { number: entry.number });
      toast.done({ title: done });
    } catch (error) {
      toast.error('Nothing was changed', error);
    } finally {
      setBusy(false);
      setAsking(false);
    }
  };
  const canOpen = openRow(entry) !== null;
  return (
    <div className={css.actions}>
      <Button
        variant="primary"
        icon={<RotateCcw aria-hidden />}
        busy={busy}
        onClick={() => void act('sync.retry', `${capital(thing(entry))} is sent again as it is now`)}
      >
        Send again
      </Button>
      {canOpen && (
        <Button
          onClick={() => {
            const route = openRow(entry);
            if (route) go(route);
          }}
        >
          Open and edit
        </Button>
      )}
      <Button variant="ghost" icon={<Undo2 aria-hidden />} onClick={() => setAsking(true)}>
        Let go
      </Button>
      <ConfirmDialog
        open={asking}
        title="Let go of this change?"
        description={`${capital(thing(entry))} goes back to what the cloud has, and later edits of it are kept. The words of this one stay in its history.`}
        confirm="Let go"
        danger
        busy={busy}
        onConfirm={() => void act('sync.letGo', 'Let go')}
        onCancel={() => setAsking(false)}
      />
    </div>
  );
}

function Entry({ entry, open, now, onToggle }: { entry: EntryView; open: boolean; now: number; onToggle: () => void }) {
  const parked = entry.state === 'parked';
  const tone = parked
    ? 'warn'
    : entry.outcome === 'merged'
      ? 'accent'
      : entry.outcome === 'conflicted'
        ? 'warn'
        : 'plain';
  return (
    <li className={css.entry}>
      <button type="button" className={cx(css.row, open && css.open)} aria-expanded={open} onClick={onToggle}>
        <span className={css.main}>
          <strong>{capital(thing(entry))}</strong>
          <span className={css.what}>{changeWords(entry)}</span>
        </span>
        <Badge tone={tone}>{stateWords(entry)}</Badge>
        <span className={css.when} title={dateLabel(entry.at)}>
          {agoLabel(entry.at, now)}
        </span>
      </button>
      {entry.message !== null && (
        <p className={cx(css.reason, parked && css.refused)}>
          {entry.message} {entry.code !== null && entry.code !== 'behind' && <code>{entry.code}</code>}
        </p>
      )}
      {open && (
        <div className={css.detail}>
          <p className={css.quiet}>
            {entry.label}, {dateLabel(entry.at)}. Change {entry.number}.
          </p>
          <Changes historyId={entry.historyId} />
          {parked && <Decision entry={entry} />}
        </div>
      )}
      {!open && parked && <Decision entry={entry} />}
    </li>
  );
}

function Entries({ show }: { show: Exclude<SyncList, 'conflicts'> }) {
  const list = useStudioQuery('sync.entries', { show });
  const [open, setOpen] = useState<number | null>(null);
  const [now] = useState(() => Date.now());
  if (list.isError)
    return (
      <Callout tone="bad" title="The changes could not be read">
        {list.error.message}
      </Callout>
    );
  if (!list.data) return null;
  const { entries, total } = list.data;
  if (entries.length === 0) {
    const { title, words, Icon } = EMPTY[show];
    return (
      <EmptyState icon={<Icon aria-hidden />} title={title}>
        {words}
      </EmptyState>
    );
  }
  return (
    <>
      <ul className={css.list}>
        {entries.map((entry) => (
          <Entry
            key={entry.historyId}
            entry={entry}
            now={now}
            open={open === entry.historyId}
            onToggle={() => setOpen(open === entry.historyId ? null : entry.historyId)}
          />
        ))}
      </ul>
      {total > entries.length && (
        <p className={css.quiet}>
          These are the first {entries.length.toLocaleString('en')} of {total.toLocaleString('en')}. They are sent in
          this order.
        </p>
      )}
    </>
  );
}

const Sheet = ({ show }: { show: SyncList }) => (
  <div className={css.sheet}>{show === 'conflicts' ? <ConflictList /> : <Entries show={show} />}</div>
);

export function SyncPage({ show }: { show: SyncList }) {
  const view = useStudioQuery('sync.state', {}).data;
  const joined = view?.kind === 'account';
  const count = (n: number): string | undefined => (n > 0 ? n.toLocaleString('en') : undefined);
  const tab = (value: SyncList, label: string, icon: React.ReactNode, n = 0) => ({
    value,
    label,
    icon,
    mark: count(n),
    panel: <Sheet show={value} />,
  });
  return (
    <Page
      title="Changes"
      layout="fill"
      mark={view && markOf(view).said}
      actions={
        joined && (
          <>
            <Button icon={<Download aria-hidden />} onClick={() => void exportOutbox(null)}>
              Save what waits…
            </Button>
            <Button variant="primary" icon={<RefreshCw aria-hidden />} onClick={() => runCommand('sync.now')}>
              Sync now
            </Button>
          </>
        )
      }
    >
      {view?.kind === 'local' ? (
        <EmptyState
          icon={<Inbox aria-hidden />}
          title="Everything is on this device"
          actions={<Button onClick={() => go({ name: 'settings', section: 'sync' })}>Accounts and sync</Button>}
        >
          Join an account, and what you write goes to your cloud and your other devices. Until then it is saved here,
          and nothing waits.
        </EmptyState>
      ) : (
        <Tabs
          label="Changes"
          className={css.tabs}
          value={show}
          onChange={(next) => go({ name: 'sync', show: next })}
          tabs={[
            tab('waiting', 'Waiting', <Inbox aria-hidden />, joined ? view.waiting : 0),
            tab('parked', 'Refused', <RotateCcw aria-hidden />, joined ? view.parked : 0),
            tab('conflicts', 'Conflicts', <Split aria-hidden />, joined ? view.conflicts : 0),
            tab('settled', 'Merged', <GitMerge aria-hidden />),
          ]}
        />
      )}
      <span className={css.said} role="status">
        {joined && view.parked > 0 ? `${countLabel(view.parked, 'change')} refused` : ''}
      </span>
    </Page>
  );
}

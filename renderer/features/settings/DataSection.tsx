/** The data of this device: where it is, how it is, backup and restore. */
import { useState } from 'react';
import {
  CircleAlert,
  CircleCheck,
  FolderOpen,
  HardDriveDownload,
  HardDriveUpload,
  Stethoscope,
  TriangleAlert,
  Wrench,
} from 'lucide-react';
import type { z } from 'zod';
import { unsentWords, type backupInfo, type check } from '../../../main/studio/maintenance/contract.ts';
import { queryClient, studio, useStudioMutation, useStudioQuery } from '../../app/client.ts';
import { useCommand } from '../../app/commands.ts';
import { backUp, chooseBackup } from '../../app/files.ts';
import { Button } from '../../components/Button.tsx';
import { Callout } from '../../components/Callout.tsx';
import { Card } from '../../components/Card.tsx';
import { ConfirmDialog } from '../../components/Dialog.tsx';
import { toast } from '../../components/Toast.tsx';
import { dateLabel } from '../../components/when.ts';
import css from './SettingsPage.module.css';
import { bytesLabel } from './bytes.ts';

/** What a person counts; the check looks at every table. */
const COUNTED = [
  { table: 'morgys', label: 'Morgys' },
  { table: 'morgy_knowledge', label: 'Documents' },
  { table: 'morgy_templates', label: 'Templates' },
  { table: 'mcp_exports', label: 'Exports' },
];

const CHECK_ICON = { ok: CircleCheck, repaired: Wrench, warning: TriangleAlert, failed: CircleAlert };
const CHECK_WORD = { ok: 'Fine', repaired: 'Repaired', warning: 'Look at this', failed: 'Failed' };

function Checks({ checks }: { checks: readonly z.infer<typeof check>[] }) {
  return (
    <ul className={css.checks} aria-label="Result of the check">
      {checks.map((one) => {
        const Icon = CHECK_ICON[one.state];
        return (
          <li key={one.id} className={css[one.state]}>
            <Icon aria-hidden />
            <span>
              <strong>{one.label}</strong> <span className={css.word}>{CHECK_WORD[one.state]}</span>
              <br />
              <span className={css.detail}>{one.detail}</span>
            </span>
          </li>
        );
      })}
    </ul>
  );
}

function useRestore() {
  const [backup, setBackup] = useState<z.infer<typeof backupInfo> | null>(null);
  const [busy, setBusy] = useState(false);
  const choose = async (): Promise<void> => {
    try {
      const path = await chooseBackup();
      if (path !== null) setBackup(await studio.request('maintenance.inspectBackup', { path }));
    } catch (error) {
      toast.error('This backup cannot be used', error);
    }
  };
  const restore = async (): Promise<void> => {
    if (!backup) return;
    setBusy(true);
    try {
      const { previous } = await studio.request('maintenance.restore', { path: backup.path });
      await queryClient.invalidateQueries();
      toast.done({ title: 'The backup is in place', description: `What was here before is kept as ${previous}` });
    } catch (error) {
      toast.error('Nothing was restored', error);
    } finally {
      setBusy(false);
      setBackup(null);
    }
  };
  return { backup, busy, choose, restore, cancel: () => setBackup(null) };
}

function OpenFolder({ path }: { path: string }) {
  return (
    <Button
      icon={<FolderOpen aria-hidden />}
      onClick={() =>
        void studio
          .request('shell.showInFolder', { path })
          .catch((error: unknown) => toast.error('The folder could not be opened', error))
      }
    >
      Show the folder
    </Button>
  );
}

export function DataSection() {
  const info = useStudioQuery('maintenance.info', {});
  const doctor = useStudioMutation('maintenance.doctor');
  const restore = useRestore();
  const check = (): void =>
    doctor.mutate({ repair: true }, { onError: (error) => toast.error('The check could not be finished', error) });
  useCommand('data.doctor', check);
  useCommand('data.restore', () => void restore.choose());
  const { data } = info;
  return (
    <>
      {data?.notices.map((notice) => (
        <Callout
          key={notice.id}
          tone={notice.severity === 'error' ? 'bad' : notice.severity === 'warning' ? 'warn' : 'info'}
          actions={
            <Button
              size="sm"
              onClick={() => void studio.request('maintenance.dismissNotice', { id: notice.id }).catch(() => undefined)}
            >
              Understood
            </Button>
          }
        >
          {notice.message}
        </Callout>
      ))}
      <Card title="Where it is" actions={data && <OpenFolder path={data.dataFolder} />}>
        {info.isError && <Callout tone="bad">{info.error.message}</Callout>}
        {data && (
          <dl className={css.facts}>
            <div>
              <dt>Folder</dt>
              <dd className={css.path}>{data.dataFolder}</dd>
            </div>
            <div>
              <dt>Size</dt>
              <dd>{bytesLabel(data.databaseBytes)}</dd>
            </div>
            {COUNTED.map(({ table, label }) => (
              <div key={table}>
                <dt>{label}</dt>
                <dd>{(data.counts[table] ?? 0).toLocaleString('en')}</dd>
              </div>
            ))}
            <div>
              <dt>Waiting for sync</dt>
              <dd>{data.waitingForSync.toLocaleString('en')}</dd>
            </div>
          </dl>
        )}
      </Card>
      <Card
        title="Backup"
        description="A whole, consistent copy in one file, with its checksum. Secrets from the keychain are not in it."
      >
        <div className={css.buttons}>
          <Button variant="primary" icon={<HardDriveDownload aria-hidden />} onClick={() => void backUp()}>
            Back up now…
          </Button>
          <Button icon={<HardDriveUpload aria-hidden />} onClick={() => void restore.choose()}>
            Restore a backup…
          </Button>
        </div>
      </Card>
      <Card
        title="Check"
        description="Looks at every page of the database, at search index, history and outbox, and mends what can be made anew."
        actions={
          <Button icon={<Stethoscope aria-hidden />} busy={doctor.isPending} onClick={check}>
            Check now
          </Button>
        }
      >
        {doctor.data && <Checks checks={doctor.data} />}
      </Card>
      <ConfirmDialog
        open={restore.backup !== null}
        title="Restore this backup?"
        description={
          restore.backup
            ? `It was made on ${dateLabel(restore.backup.at)} and holds ${restore.backup.morgys.toLocaleString('en')} Morgys and ${restore.backup.documents.toLocaleString('en')} documents. ${unsentWords(data?.waitingForSync ?? 0)} What is here now is kept${data ? ` as a copy in ${data.backupFolder}` : ''}, so you can come back.`
            : ''
        }
        confirm="Restore"
        busy={restore.busy}
        onConfirm={() => void restore.restore()}
        onCancel={restore.cancel}
      />
    </>
  );
}

/** Settings > Sync: this device and the others of the account, renamed and signed out. */
import { useState } from 'react';
import { Laptop, Pencil } from 'lucide-react';
import type { DeviceView } from '../../../main/studio/sync/contract.ts';
import { studio, useStudioQuery } from '../../app/client.ts';
import { Badge } from '../../components/Badge.tsx';
import { Button } from '../../components/Button.tsx';
import { Callout } from '../../components/Callout.tsx';
import { Card } from '../../components/Card.tsx';
import { ConfirmDialog, Dialog } from '../../components/Dialog.tsx';
import { TextField } from '../../components/TextField.tsx';
import { dateLabel } from '../../components/when.ts';
import { useAct } from './useAct.ts';
import { deviceName, inStepWords } from './words.ts';
import css from './Sync.module.css';

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

export function Devices({ hereInStep, now }: { hereInStep: boolean; now: number }) {
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
                {inStepWords(device, hereInStep, now)}, first seen {dateLabel(device.addedAt)}
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

/** What the foundation said at each point, as a difference that can be read, and the way back. */
import { useState } from 'react';
import { Undo2 } from 'lucide-react';
import type { GroundVersion } from '../../../../main/studio/foundations/contract.ts';
import { studio, useStudioQuery } from '../../../app/client.ts';
import { Button } from '../../../components/Button.tsx';
import { Callout } from '../../../components/Callout.tsx';
import { cx } from '../../../components/cx.ts';
import { DiffView } from '../../../components/DiffView.tsx';
import { toast } from '../../../components/Toast.tsx';
import { dateLabel } from '../../../components/when.ts';
import { countLabel } from '../../morgys/words.ts';
import { Section } from '../../morgys/tabs/Sheet.tsx';
import css from '../Sections.module.css';
import { useGround } from '../useGround.ts';

function VersionView({
  version,
  older,
  latest,
}: {
  version: GroundVersion;
  older: GroundVersion | undefined;
  latest: boolean;
}) {
  const { workspaceId } = useGround();
  const [busy, setBusy] = useState(false);
  const difference = useStudioQuery('foundations.difference', {
    workspaceId,
    from: older?.tx ?? version.firstTx - 1,
    to: version.tx,
  });
  const changed = difference.data?.some((line) => line.kind !== 'same') ?? false;
  const restore = async (): Promise<void> => {
    setBusy(true);
    try {
      await studio.request('foundations.restore', { workspaceId, tx: version.tx });
      toast.done({
        title: `The foundation is as it was on ${dateLabel(version.at)}`,
        action: {
          label: 'Undo',
          onClick: () =>
            void studio.request('history.undo', {}).catch((error: unknown) => toast.error('Nothing was undone', error)),
        },
      });
    } catch (error) {
      toast.error('This version was not restored', error);
    } finally {
      setBusy(false);
    }
  };
  return (
    <div className={css.stack}>
      <div className={css.toolbar}>
        <strong>{version.label}</strong>
        <span className={css.faint}>{dateLabel(version.at)}</span>
        <Button size="sm" icon={<Undo2 aria-hidden />} disabled={latest} busy={busy} onClick={() => void restore()}>
          Restore this version
        </Button>
      </div>
      {difference.isError && (
        <Callout tone="bad" title="The difference could not be made">
          {difference.error.message}
        </Callout>
      )}
      {difference.data && !changed && (
        <p className={css.faint}>It says the same as before: only places or marks changed.</p>
      )}
      {difference.data && changed && <DiffView label="What it changed" lines={difference.data} />}
    </div>
  );
}

export function HistorySection() {
  const { workspaceId } = useGround();
  const list = useStudioQuery('foundations.versions', { workspaceId });
  const [openTx, setOpenTx] = useState<number | null>(null);
  const versions = list.data ?? [];
  const at = Math.max(
    0,
    versions.findIndex((version) => version.tx === openTx),
  );
  const open = versions[at];
  return (
    <Section
      title="History"
      description="Every run of changes on this device. Restoring one is itself a change that can be undone."
    >
      {list.isError && (
        <Callout tone="bad" title="The history could not be read">
          {list.error.message}
        </Callout>
      )}
      {list.data && versions.length === 0 && <p className={css.faint}>Nothing was changed on this device yet.</p>}
      {versions.length > 0 && (
        <ol className={css.versions} aria-label="Versions">
          {versions.map((version, place) => (
            <li key={version.tx}>
              <button
                type="button"
                className={cx(css.version, place === at && css.chosen)}
                aria-current={place === at}
                onClick={() => setOpenTx(version.tx)}
              >
                <span>{version.label}</span>
                <span className={css.faint}>
                  {dateLabel(version.at)}, {countLabel(version.changes, 'change')}
                </span>
              </button>
            </li>
          ))}
        </ol>
      )}
      {open && <VersionView key={open.tx} version={open} older={versions[at + 1]} latest={at === 0} />}
    </Section>
  );
}

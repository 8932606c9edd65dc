/** Versions of the Morgy, what changed in each, and the way back to any of them. */
import { useState } from 'react';
import { History, Undo2 } from 'lucide-react';
import type { FieldDiff, Version } from '../../../../main/studio/history/contract.ts';
import { studio, useStudioQuery } from '../../../app/client.ts';
import { Button } from '../../../components/Button.tsx';
import { Callout } from '../../../components/Callout.tsx';
import { cx } from '../../../components/cx.ts';
import { DiffView } from '../../../components/DiffView.tsx';
import { EmptyState } from '../../../components/EmptyState.tsx';
import { Segmented } from '../../../components/Segmented.tsx';
import { toast } from '../../../components/Toast.tsx';
import { useMorgyForm } from '../morgyForm.ts';
import { agoLabel, dateLabel } from '../../../components/when.ts';
import { countLabel } from '../words.ts';
import css from './HistoryTab.module.css';

type Against = 'before' | 'now';

export function HistoryTab({ morgyId }: { morgyId: string }) {
  const versions = useStudioQuery('history.versions', { morgyId });
  const [openTx, setOpenTx] = useState<number | null>(null);
  const [now] = useState(() => Date.now());
  const list = versions.data ?? [];
  const open = list.find((version) => version.tx === openTx) ?? list[0];
  const older = open && list[list.indexOf(open) + 1];

  if (versions.isError) {
    return (
      <div className={css.error}>
        <Callout tone="bad" title="The history could not be read">
          {versions.error.message}
        </Callout>
      </div>
    );
  }
  if (versions.data && list.length === 0) {
    return (
      <EmptyState icon={<History aria-hidden />} title="No history yet">
        Every change is kept from now on.
      </EmptyState>
    );
  }
  return (
    <div className={css.split}>
      <ol className={css.list} aria-label="Versions, newest first">
        {list.map((version, index) => (
          <li key={version.tx}>
            <button
              type="button"
              className={cx(css.version, version === open && css.current)}
              aria-current={version === open}
              onClick={() => setOpenTx(version.tx)}
            >
              <span className={css.when} title={dateLabel(version.at)}>
                {agoLabel(version.at, now)}
                {index === 0 && <span className={css.latest}>current</span>}
              </span>
              <span className={css.label}>{version.label}</span>
              <span className={css.fields}>
                {version.fields.length > 0 ? version.fields.join(', ') : countLabel(version.changes, 'change')}
              </span>
            </button>
          </li>
        ))}
      </ol>
      {open && <VersionView key={open.tx} morgyId={morgyId} version={open} older={older} latest={open === list[0]} />}
    </div>
  );
}

interface VersionViewProps {
  morgyId: string;
  version: Version;
  older: Version | undefined;
  latest: boolean;
}

function VersionView({ morgyId, version, older, latest }: VersionViewProps) {
  const form = useMorgyForm();
  const [against, setAgainst] = useState<Against>('before');
  const [busy, setBusy] = useState(false);
  const from = older?.tx ?? Math.max(0, version.firstTx - 1);
  const diff = useStudioQuery(
    'history.diff',
    against === 'before' ? { morgyId, from, to: version.tx } : { morgyId, from: version.tx, to: null },
  );

  const restore = async (): Promise<void> => {
    setBusy(true);
    try {
      await form.flush();
      const { fields } = await studio.request('history.restore', { morgyId, tx: version.tx });
      toast.done({
        title: fields.length === 0 ? 'It already is as it was then' : `Restored ${fields.join(', ')}`,
        ...(fields.length === 0
          ? {}
          : {
              action: {
                label: 'Undo',
                onClick: () =>
                  void studio
                    .request('history.undo', {})
                    .catch((error: unknown) => toast.error('Nothing was undone', error)),
              },
            }),
      });
    } catch (error) {
      toast.error('This version was not restored', error);
    } finally {
      setBusy(false);
    }
  };

  return (
    <div className={css.view}>
      <header className={css.head}>
        <div>
          <h2 className={css.title}>{version.label}</h2>
          <p className={css.detail}>{dateLabel(version.at)}</p>
        </div>
        <Segmented
          label="Compare with"
          value={against}
          onChange={setAgainst}
          options={[
            { value: 'before', label: 'What it changed' },
            { value: 'now', label: 'Changed since' },
          ]}
        />
        <Button icon={<Undo2 aria-hidden />} disabled={latest} busy={busy} onClick={() => void restore()}>
          Restore this version
        </Button>
      </header>
      {diff.isError && (
        <Callout tone="bad" title="The difference could not be made">
          {diff.error.message}
        </Callout>
      )}
      {diff.data?.length === 0 && (
        <p className={css.detail}>
          {against === 'before' ? 'Nothing that can be shown changed.' : 'Nothing has changed since.'}
        </p>
      )}
      {diff.data?.map((field) => (
        <Difference key={field.path} field={field} />
      ))}
    </div>
  );
}

function Difference({ field }: { field: FieldDiff }) {
  return (
    <section className={css.difference}>
      <h3>{field.label}</h3>
      <DiffView label={field.label} before={field.before} after={field.after} lines={field.lines} />
    </section>
  );
}

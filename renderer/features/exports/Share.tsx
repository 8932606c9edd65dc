/** A link under which anyone downloads the bundle: made, copied, taken back. Without a cloud it says what it needs. */
import { useEffect, useRef, useState } from 'react';
import { Copy, Link2, Link2Off } from 'lucide-react';
import { StudioError } from '../../../main/contract/errors.ts';
import type { ExportRecord } from '../../../main/studio/exports/contract.ts';
import { studio, useStudioQuery } from '../../app/client.ts';
import { go } from '../../app/navigation.ts';
import { Button } from '../../components/Button.tsx';
import { Callout } from '../../components/Callout.tsx';
import { ConfirmDialog } from '../../components/Dialog.tsx';
import { ProgressBar } from '../../components/ProgressBar.tsx';
import { toast } from '../../components/Toast.tsx';
import { countLabel } from '../morgys/words.ts';
import css from './Exports.module.css';

type Upload = { stage: string; share: number };

function useUpload(exportId: string) {
  const [upload, setUpload] = useState<Upload | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const current = useRef<{ key: string; abort: AbortController } | null>(null);
  useEffect(
    () =>
      studio.on('export.progress', ({ exportKey, stage, share }) => {
        if (current.current?.key === exportKey) setUpload({ stage, share });
      }),
    [],
  );
  useEffect(() => () => current.current?.abort.abort(), []);

  const start = async (): Promise<void> => {
    const mine = { key: crypto.randomUUID(), abort: new AbortController() };
    current.current = mine;
    setProblem(null);
    setUpload({ stage: 'Beginning', share: 0 });
    try {
      await studio.request('sharing.share', { exportId, shareKey: mine.key }, { signal: mine.abort.signal });
      toast.done({ title: 'Shared', description: 'Anyone who has the link can download this bundle.' });
    } catch (error) {
      if (!(error instanceof StudioError && error.code === 'cancelled'))
        setProblem(error instanceof Error ? error.message : String(error));
    } finally {
      if (current.current === mine) {
        current.current = null;
        setUpload(null);
      }
    }
  };
  return { upload, problem, start, stop: () => current.current?.abort.abort() };
}

async function copy(url: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(url);
    toast.done({ title: 'Link copied' });
  } catch (error) {
    toast.error('The link was not copied', error);
  }
}

function Shared({
  exportId,
  url,
  downloads,
  gatewayName,
}: {
  exportId: string;
  url: string;
  downloads: number;
  gatewayName: string;
}) {
  const [asking, setAsking] = useState(false);
  const [busy, setBusy] = useState(false);
  const revoke = async (): Promise<void> => {
    setBusy(true);
    try {
      await studio.request('sharing.revoke', { exportId });
      toast.done({ title: 'The link was taken back' });
    } catch (error) {
      toast.error('The link still answers', error);
    } finally {
      setBusy(false);
      setAsking(false);
    }
  };
  return (
    <>
      <p className={css.link}>
        <code>{url}</code>
      </p>
      <div className={css.uses}>
        <Button variant="primary" icon={<Copy aria-hidden />} onClick={() => void copy(url)}>
          Copy the link
        </Button>
        <Button icon={<Link2Off aria-hidden />} onClick={() => setAsking(true)}>
          Take it back
        </Button>
        <span className={css.place}>{countLabel(downloads, 'download')}</span>
      </div>
      <ConfirmDialog
        open={asking}
        title="Take this link back?"
        description={`${gatewayName} deletes the bundle, and whoever has the link gets nothing any more. What was downloaded already stays with who has it. If you share this export again, the same link works again; for another link, export the Morgy again.`}
        confirm="Take it back"
        danger
        busy={busy}
        onConfirm={() => void revoke()}
        onCancel={() => setAsking(false)}
      />
    </>
  );
}

export function Share({ record }: { record: ExportRecord }) {
  const state = useStudioQuery('sharing.state', { exportId: record.id });
  const { upload, problem, start, stop } = useUpload(record.id);
  const view = state.data;
  return (
    <section className={css.share} aria-label="Share by a link">
      <h3>Share by a link</h3>
      {state.isError && <Callout tone="bad">{state.error.message}</Callout>}
      {view?.state === 'no_cloud' && (
        <p className={css.place}>
          A link needs a cloud that answers it.{' '}
          <Button size="sm" variant="ghost" onClick={() => go({ name: 'settings', section: 'sync' })}>
            Accounts and sync
          </Button>
        </p>
      )}
      {view?.state === 'private' && !upload && (
        <>
          <p className={css.place}>
            The bundle is uploaded to {view.gatewayName}, and anyone who has the link can download it, without signing
            in.
          </p>
          <div>
            <Button icon={<Link2 aria-hidden />} disabled={!record.present} onClick={() => void start()}>
              Make a link
            </Button>
          </div>
        </>
      )}
      {upload && (
        <>
          <ProgressBar label={upload.stage} share={upload.share} />
          <div>
            <Button onClick={stop}>Cancel</Button>
          </div>
        </>
      )}
      {view?.state === 'shared' && (
        <Shared exportId={record.id} url={view.url} downloads={view.downloads} gatewayName={view.gatewayName} />
      )}
      {problem !== null && (
        <Callout tone="bad" title="There is no link">
          {problem}
        </Callout>
      )}
    </section>
  );
}

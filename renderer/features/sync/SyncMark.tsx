/** The quiet mark at the foot of the frame: whether everything is saved, synced, waiting, or needs the person. */
import { Archive, CircleAlert, CirclePause, CloudCheck, CloudOff, CloudUpload, RefreshCw } from 'lucide-react';
import type { SyncView } from '../../../main/studio/sync/contract.ts';
import { studio, useStudioQuery } from '../../app/client.ts';
import { useCommand } from '../../app/commands.ts';
import { go } from '../../app/navigation.ts';
import type { Route } from '../../app/routes.ts';
import { cx } from '../../components/cx.ts';
import { toast } from '../../components/Toast.tsx';
import { listFor, markOf, type MarkKind } from './words.ts';
import css from './SyncMark.module.css';

const ICON: Record<MarkKind, typeof Archive> = {
  local: Archive,
  synced: CloudCheck,
  busy: RefreshCw,
  waiting: CloudUpload,
  offline: CloudOff,
  paused: CirclePause,
  attention: CircleAlert,
};

/** Where the mark leads: to what it speaks of. */
function target(view: SyncView): Route {
  if (view.kind === 'local') return { name: 'settings', section: 'sync' };
  const { problem, held, parked } = view;
  if (parked > 0) return { name: 'sync', show: listFor(view) };
  if (problem !== null && problem.code !== 'offline' && problem.code !== 'unavailable')
    return { name: 'settings', section: 'sync' };
  if (held.length > 0) return { name: 'settings', section: 'sync' };
  return { name: 'sync', show: listFor(view) };
}

async function syncNow(): Promise<void> {
  try {
    const view = await studio.request('sync.now', {});
    const { kind, words, said } = markOf(view);
    if (kind === 'offline') toast.error(words, new Error(said));
    else toast.done({ title: words, description: said });
  } catch (error) {
    toast.error('Nothing was synced', error);
  }
}

export function SyncMark() {
  const { data: view = { kind: 'local' as const } } = useStudioQuery('sync.state', {});
  const joined = view.kind === 'account';
  useCommand('sync.now', () => void syncNow(), { enabled: joined });
  useCommand('sync.show', () => go({ name: 'sync', show: joined ? listFor(view) : 'waiting' }), { enabled: joined });
  useCommand('sync.settings', () => go({ name: 'settings', section: 'sync' }));
  const { kind, words, said } = markOf(view);
  const Icon = ICON[kind];
  return (
    <button
      type="button"
      className={cx(css.mark, css[kind])}
      title={said}
      aria-label={`Sync: ${words}. ${said}`}
      onClick={() => go(target(view))}
    >
      <Icon aria-hidden />
      <span className={css.word}>{words}</span>
    </button>
  );
}

/** Said aloud when it changes, and only for what a person would want to be told. */
export function SyncAnnouncer() {
  const { data: view } = useStudioQuery('sync.state', {});
  const mark = view && markOf(view);
  const tells = mark && (mark.kind === 'attention' || mark.kind === 'offline' || mark.kind === 'synced');
  return (
    <span className={css.said} role="status">
      {tells ? `Sync: ${mark.words}` : ''}
    </span>
  );
}

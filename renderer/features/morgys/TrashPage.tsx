/** The trash: what was deleted in the last 30 days, to bring back or to purge for good. */
import { useState } from 'react';
import {
  BookOpenText,
  Building2,
  FileText,
  Footprints,
  Megaphone,
  PenLine,
  Sparkles,
  Sun,
  Trash2,
  Undo2,
  UserRound,
  Users,
} from 'lucide-react';
import type { TrashItem } from '../../../main/studio/history/contract.ts';
import { useStudioMutation, useStudioQuery } from '../../app/client.ts';
import { go } from '../../app/navigation.ts';
import { Page } from '../../app/Page.tsx';
import { Button } from '../../components/Button.tsx';
import { Callout } from '../../components/Callout.tsx';
import { ConfirmDialog } from '../../components/Dialog.tsx';
import { EmptyState } from '../../components/EmptyState.tsx';
import { keepExisting, NOTHING, pick, type Selection } from '../../components/selection.ts';
import { Table } from '../../components/Table.tsx';
import { toast } from '../../components/Toast.tsx';
import { type KeptColumn, useKeptTable } from '../../components/useKeptTable.ts';
import css from './TrashPage.module.css';
import { When } from '../../components/When.tsx';
import { countLabel } from './words.ts';

const KIND: Record<TrashItem['table'], { label: string; Icon: typeof FileText }> = {
  morgys: { label: 'Morgy', Icon: Users },
  morgy_knowledge: { label: 'Document', Icon: BookOpenText },
  morgy_templates: { label: 'Template', Icon: FileText },
  workspaces: { label: 'Workspace', Icon: Building2 },
  icp_profiles: { label: 'Ideal customer', Icon: UserRound },
  campaigns: { label: 'Campaign', Icon: Megaphone },
  moves: { label: 'Move', Icon: Footprints },
  muse_assets: { label: 'Asset', Icon: PenLine },
  blackbox_strategies: { label: 'Strategy', Icon: Sparkles },
  daily_wins: { label: 'Daily win', Icon: Sun },
};

const COLUMNS: KeptColumn<TrashItem>[] = [
  {
    id: 'name',
    header: 'Name',
    width: 'minmax(12rem, 3fr)',
    by: ({ title }) => title,
    cell: ({ table, title }) => {
      const { Icon } = KIND[table];
      return (
        <span className={css.name}>
          <Icon aria-hidden />
          <span>{title}</span>
        </span>
      );
    },
  },
  {
    id: 'kind',
    header: 'Kind',
    width: '7rem',
    by: ({ table }) => KIND[table].label,
    cell: ({ table }) => KIND[table].label,
  },
  {
    id: 'parent',
    header: 'Belongs to',
    width: 'minmax(7rem, 2fr)',
    optional: true,
    by: ({ parent }) => parent?.name ?? null,
    cell: ({ parent }) => parent?.name ?? '',
  },
  {
    id: 'deleted',
    header: 'Deleted',
    width: '8rem',
    by: ({ deleted_at }) => deleted_at,
    cell: ({ deleted_at }) => <When at={deleted_at} />,
  },
  {
    id: 'purge',
    header: 'Purged',
    width: '8rem',
    optional: true,
    by: ({ purge_at }) => purge_at,
    cell: ({ purge_at }) =>
      purge_at === null ? (
        <span title="Your earnings name it, so it stays here">never: sold</span>
      ) : (
        <When at={purge_at} />
      ),
  },
];

const keyOf = (item: TrashItem): string => `${item.table}:${item.id}`;
const referTo = (items: readonly TrashItem[]) => items.map(({ table, id }) => ({ table, id }));
const nameOf = (items: readonly TrashItem[]): string =>
  items.length === 1 && items[0] ? items[0].title : countLabel(items.length, 'thing');

const NONE: readonly TrashItem[] = [];

export function TrashPage() {
  const list = useStudioQuery('trash.list', {});
  const restore = useStudioMutation('trash.restore');
  const purge = useStudioMutation('trash.purge');
  const empty = useStudioMutation('trash.empty');
  const [selection, setSelection] = useState<Selection>(NOTHING);
  const [asking, setAsking] = useState<'purge' | 'empty' | null>(null);
  const items = list.data ?? NONE;
  const current = keepExisting(selection, items.map(keyOf));
  const chosen = items.filter((item) => current.ids.has(keyOf(item)));
  const table = useKeptTable('trash', COLUMNS, items);

  const bringBack = (what: readonly TrashItem[]): void =>
    restore.mutate(
      { items: referTo(what) },
      {
        onSuccess: () => {
          const first = what.length === 1 ? what[0] : undefined;
          toast.done({
            title: `Brought back ${nameOf(what)}`,
            ...(first?.table === 'morgys'
              ? { action: { label: 'Open', onClick: () => go({ name: 'morgy', id: first.id, tab: 'identity' }) } }
              : {}),
          });
        },
        onError: (error) => toast.error(`${nameOf(what)} could not be brought back`, error),
      },
    );
  const finish = (): void => {
    const done = {
      onSuccess: ({ count }: { count: number }) => toast.done({ title: `Purged ${countLabel(count, 'thing')}` }),
      onError: (error: Error) => toast.error('Nothing was purged', error),
      onSettled: () => setAsking(null),
    };
    if (asking === 'empty') empty.mutate({}, done);
    else purge.mutate({ items: referTo(chosen) }, done);
  };

  return (
    <Page
      title="Trash"
      layout="fill"
      mark={items.length > 0 ? `${countLabel(items.length, 'thing')}, each kept for 30 days` : undefined}
      actions={
        items.length > 0 && (
          <Button variant="danger" onClick={() => setAsking('empty')}>
            Empty the trash
          </Button>
        )
      }
      toolbar={
        chosen.length > 0 ? (
          <>
            <strong aria-live="polite">{chosen.length} selected</strong>
            <Button size="sm" icon={<Undo2 aria-hidden />} busy={restore.isPending} onClick={() => bringBack(chosen)}>
              Bring back
            </Button>
            <Button size="sm" variant="danger" icon={<Trash2 aria-hidden />} onClick={() => setAsking('purge')}>
              Purge
            </Button>
          </>
        ) : items.length > 0 ? (
          <span className={css.hint}>Select what you want to bring back or purge.</span>
        ) : undefined
      }
    >
      {list.isError && (
        <Callout tone="bad" title="The trash could not be read">
          {list.error.message}
        </Callout>
      )}
      {list.data && items.length === 0 && (
        <EmptyState icon={<Trash2 aria-hidden />} title="The trash is empty">
          What you delete waits here for 30 days and can be brought back with everything that belonged to it.
        </EmptyState>
      )}
      {items.length > 0 && (
        <Table
          label="Trash"
          className={css.table}
          {...table}
          rowKey={keyOf}
          rowLabel={(item) => item.title}
          selection={current}
          onSelection={setSelection}
          onOpen={(item) => setSelection(pick(current, table.rows.map(keyOf), keyOf(item), 'toggle'))}
          onDelete={(keys) => {
            setSelection({ ...current, ids: new Set(keys) });
            setAsking('purge');
          }}
        />
      )}
      <ConfirmDialog
        open={asking !== null}
        title={asking === 'empty' ? 'Empty the trash?' : `Purge ${nameOf(chosen)}?`}
        description="This is the one thing in the studio that cannot be undone. What is purged is gone from this device, with everything that belongs to it."
        confirm={asking === 'empty' ? 'Empty the trash' : 'Purge'}
        danger
        busy={purge.isPending || empty.isPending}
        onConfirm={finish}
        onCancel={() => setAsking(null)}
      />
    </Page>
  );
}

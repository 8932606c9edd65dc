/** The customers of a workspace: every profile, which one is primary, and the ways to more of them. */
import { useState } from 'react';
import { Columns3, EllipsisVertical, FileDown, FileUp, Plus, Star, UsersRound } from 'lucide-react';
import { STAGES, type IcpSummary } from '../../../main/studio/icps/contract.ts';
import { studio, useStudioQuery } from '../../app/client.ts';
import { useCommand } from '../../app/commands.ts';
import { go } from '../../app/navigation.ts';
import { Page } from '../../app/Page.tsx';
import { Badge } from '../../components/Badge.tsx';
import { Button } from '../../components/Button.tsx';
import { Callout } from '../../components/Callout.tsx';
import { EmptyState } from '../../components/EmptyState.tsx';
import { IconButton } from '../../components/IconButton.tsx';
import { Menu } from '../../components/Menu.tsx';
import { SearchField } from '../../components/SearchField.tsx';
import { keepExisting, NOTHING, type Selection } from '../../components/selection.ts';
import { Table, type Column, type Sort } from '../../components/Table.tsx';
import { toast } from '../../components/Toast.tsx';
import { useTableLook } from '../../components/useTableLook.ts';
import { When } from '../../components/When.tsx';
import { countLabel } from '../morgys/words.ts';
import { WorkspaceGate } from '../workspaces/WorkspaceGate.tsx';
import { createIcp, duplicateIcp, saveIcps, setPrimary, trashIcps } from './actions.ts';
import css from './Icps.module.css';
import { ImportDialog } from './ImportDialog.tsx';

const COLUMNS: Column<IcpSummary>[] = [
  {
    id: 'name',
    header: 'Name',
    width: 'minmax(14rem, 3fr)',
    sortable: true,
    cell: (icp) => (
      <span className={css.name}>
        <span className={css.nameText}>{icp.name}</span>
        {icp.is_primary && <Badge tone="accent">primary</Badge>}
        {icp.is_secondary && <Badge>secondary</Badge>}
      </span>
    ),
  },
  {
    id: 'role',
    header: 'Role',
    width: 'minmax(7rem, 1.5fr)',
    sortable: true,
    optional: true,
    cell: ({ role }) => role,
  },
  {
    id: 'stage',
    header: 'Awareness',
    width: '9rem',
    sortable: true,
    optional: true,
    cell: ({ stage }) => (stage === null ? '' : (STAGES[stage - 1] ?? '')),
  },
  {
    id: 'fit',
    header: 'Score',
    width: '5rem',
    align: 'end',
    sortable: true,
    cell: ({ fit }) => fit ?? <span className={css.quiet}>none</span>,
  },
  {
    id: 'complete',
    header: 'Complete',
    width: '6rem',
    align: 'end',
    sortable: true,
    cell: ({ completeness }) => `${Math.round(completeness * 100)} %`,
  },
  {
    id: 'updated',
    header: 'Changed',
    width: '8rem',
    sortable: true,
    cell: (icp) => <When className={css.quiet} at={icp.updated_at} />,
  },
];

const KEYS: Readonly<Record<string, (icp: IcpSummary) => string | number>> = {
  name: ({ name }) => name.toLowerCase(),
  role: ({ role }) => role.toLowerCase(),
  stage: ({ stage }) => stage ?? 0,
  fit: ({ fit }) => fit ?? -1,
  complete: ({ completeness }) => completeness,
  updated: ({ updated_at }) => updated_at,
};

function sorted(list: readonly IcpSummary[], sort: Sort | null): readonly IcpSummary[] {
  const key = sort && KEYS[sort.column];
  if (!key) return list;
  const way = sort.direction === 'asc' ? 1 : -1;
  return list.toSorted((a, b) => {
    const [x, y] = [key(a), key(b)];
    return (typeof x === 'number' && typeof y === 'number' ? x - y : String(x).localeCompare(String(y))) * way;
  });
}

function Icps({ workspaceId, workspaceName }: { workspaceId: string; workspaceName: string }) {
  const list = useStudioQuery('icps.list', { workspaceId });
  const templates = useStudioQuery('icps.templates', {}).data ?? [];
  const [selection, setSelection] = useState<Selection>(NOTHING);
  const [text, setText] = useState('');
  const [importing, setImporting] = useState<string | null>(null);
  const view = useTableLook('icps', COLUMNS);
  const sort = view.sort ?? null;
  const all = list.data?.icps ?? [];
  const wanted = text.trim().toLowerCase();
  const rows = sorted(
    all.filter((icp) =>
      `${icp.name} ${icp.tagline ?? ''} ${icp.code ?? ''} ${icp.role}`.toLowerCase().includes(wanted),
    ),
    sort,
  );
  const known = keepExisting(
    selection,
    all.map(({ id }) => id),
  );
  const chosen = all.filter(({ id }) => known.ids.has(id));
  const active = all.find(({ id }) => id === known.active);
  const targets = chosen.length > 0 ? chosen : active ? [active] : [];
  const [one] = targets;

  const create = (template?: string): void => void createIcp(workspaceId, template);
  const chooseFile = async (): Promise<void> => {
    const { paths } = await studio.request('shell.openFiles', {
      title: 'Import customer profiles',
      multiple: false,
      filters: [{ name: 'CSV or JSON', extensions: ['csv', 'tsv', 'json'] }],
    });
    if (paths[0] !== undefined) setImporting(paths[0]);
  };
  const importFile = (): void => {
    chooseFile().catch((error: unknown) => toast.error('No file was opened', error));
  };
  const compare = (): void => go({ name: 'icpCompare', ids: targets.map(({ id }) => id) });

  useCommand('icp.create', () => create());
  useCommand('icp.import', importFile);
  useCommand(
    'icp.exportFile',
    () =>
      void saveIcps(workspaceId, chosen.length > 0 ? chosen.map(({ id }) => id) : null, `${workspaceName} customers`),
    {
      enabled: all.length > 0,
    },
  );
  useCommand('icp.compare', compare, { enabled: targets.length === 2 || targets.length === 3 });
  useCommand('icp.duplicate', () => one && void duplicateIcp(one), { enabled: targets.length === 1 });
  useCommand('icp.primary', () => one && void setPrimary(workspaceId, one.is_primary ? null : one), {
    enabled: targets.length === 1,
  });

  const menu = (icp: IcpSummary) => [
    { label: 'Open', onSelect: () => go({ name: 'icp', id: icp.id }) },
    {
      label: icp.is_primary ? 'Not primary any more' : 'Make primary',
      onSelect: () => void setPrimary(workspaceId, icp.is_primary ? null : icp),
    },
    { label: 'Duplicate', onSelect: () => void duplicateIcp(icp) },
    { label: 'One-page profile', onSelect: () => go({ name: 'icpSheet', id: icp.id }) },
    { kind: 'separator' as const },
    { label: 'Move to trash', danger: true, onSelect: () => void trashIcps([icp]) },
  ];
  const newMenu = (
    <Menu
      align="end"
      trigger={
        <Button variant="primary" icon={<Plus aria-hidden />}>
          New profile
        </Button>
      }
      entries={[
        { label: 'Empty profile', onSelect: () => create() },
        { kind: 'separator' },
        { kind: 'label', label: 'Begin with' },
        ...templates.map(({ key, name }) => ({ label: name, onSelect: () => create(key) })),
      ]}
    />
  );

  return (
    <Page
      title="Customers"
      layout="fill"
      mark={all.length > 0 ? countLabel(all.length, 'profile') : undefined}
      actions={
        <>
          <Menu
            align="end"
            trigger={<IconButton label="More" icon={<EllipsisVertical aria-hidden />} />}
            entries={[
              { label: 'Import from CSV or JSON…', icon: <FileUp aria-hidden />, onSelect: importFile },
              {
                label: 'Save as CSV or JSON…',
                icon: <FileDown aria-hidden />,
                disabled: all.length === 0,
                onSelect: () => void saveIcps(workspaceId, null, `${workspaceName} customers`),
              },
            ]}
          />
          {newMenu}
        </>
      }
      toolbar={
        all.length > 0 ? (
          <>
            <SearchField label="Find a profile" value={text} onChange={setText} />
            {chosen.length > 0 ? (
              <>
                <span className={css.quiet}>{chosen.length} chosen</span>
                <Button
                  size="sm"
                  icon={<Columns3 aria-hidden />}
                  disabled={chosen.length !== 2 && chosen.length !== 3}
                  onClick={compare}
                >
                  Compare
                </Button>
                <Button size="sm" onClick={() => void trashIcps(chosen)}>
                  Move to trash
                </Button>
              </>
            ) : (
              <span className={css.quiet}>Choose two or three to compare them.</span>
            )}
          </>
        ) : undefined
      }
    >
      {list.isError && (
        <Callout tone="bad" title="The profiles could not be read">
          {list.error.message}
        </Callout>
      )}
      {list.data?.settled && (
        <div className={css.notice}>
          <Callout
            tone="warn"
            title="There were two primary profiles"
            actions={
              <Button
                size="sm"
                onClick={() => {
                  studio
                    .request('icps.dismissSettled', { workspaceId })
                    .catch((error: unknown) => toast.error('The notice stays', error));
                }}
              >
                Understood
              </Button>
            }
          >
            {list.data.settled.sentence}
          </Callout>
        </div>
      )}
      {list.data && all.length === 0 && (
        <EmptyState
          icon={<UsersRound aria-hidden />}
          title="Who is it for?"
          actions={
            <>
              {newMenu}
              <Button icon={<FileUp aria-hidden />} onClick={importFile}>
                Import from CSV or JSON
              </Button>
            </>
          }
        >
          A customer profile holds what you know of one kind of person: what they say, what makes them buy, what holds
          them back. Morgys, texts and exported bundles speak from it. Begin with the one you know best.
        </EmptyState>
      )}
      {all.length > 0 && (
        <Table
          label="Customer profiles"
          className={css.table}
          rows={rows}
          columns={COLUMNS}
          rowKey={({ id }) => id}
          rowLabel={({ name }) => name}
          {...(sort && { sort })}
          onSort={view.onSort}
          widths={view.widths}
          onWidth={view.onWidth}
          selection={known}
          onSelection={setSelection}
          onOpen={({ id }) => go({ name: 'icp', id })}
          onDelete={(ids) => void trashIcps(all.filter(({ id }) => ids.includes(id)))}
          menu={menu}
          empty={
            <EmptyState icon={<Star aria-hidden />} title="No profile has these words">
              Search by name, sentence, code or role.
            </EmptyState>
          }
        />
      )}
      {importing !== null && (
        <ImportDialog workspaceId={workspaceId} path={importing} onClose={() => setImporting(null)} />
      )}
    </Page>
  );
}

export function IcpsPage() {
  return (
    <WorkspaceGate title="Customers">{({ id, name }) => <Icps workspaceId={id} workspaceName={name} />}</WorkspaceGate>
  );
}

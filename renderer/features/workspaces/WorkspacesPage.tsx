/** All workspaces: what is in each, which one is open, and a way to a new one. */
import { useMemo, useState } from 'react';
import { Building2, Plus } from 'lucide-react';
import type { Workspace } from '../../../main/studio/workspaces/contract.ts';
import { useStudioQuery } from '../../app/client.ts';
import { runCommand } from '../../app/commands.ts';
import { go } from '../../app/navigation.ts';
import { Page } from '../../app/Page.tsx';
import { Badge } from '../../components/Badge.tsx';
import { Button } from '../../components/Button.tsx';
import { Callout } from '../../components/Callout.tsx';
import { EmptyState } from '../../components/EmptyState.tsx';
import { NOTHING, type Selection } from '../../components/selection.ts';
import { Table } from '../../components/Table.tsx';
import { type KeptColumn, useKeptTable } from '../../components/useKeptTable.ts';
import { When } from '../../components/When.tsx';
import { countLabel } from '../morgys/words.ts';
import { moveToTrash, switchTo } from './actions.ts';
import css from './WorkspacesPage.module.css';

const number = (id: string, header: string, of: (workspace: Workspace) => number): KeptColumn<Workspace> => ({
  id,
  header,
  width: '5.75rem',
  align: 'end',
  optional: true,
  by: of,
  cell: (workspace) => of(workspace).toLocaleString('en'),
});

const columnsOf = (openId: string | undefined): KeptColumn<Workspace>[] => [
  {
    id: 'name',
    header: 'Name',
    width: 'minmax(12rem, 3fr)',
    by: ({ name }) => name,
    cell: (workspace) => (
      <span className={css.name}>
        {workspace.name}
        {workspace.id === openId && <Badge tone="accent">open</Badge>}
      </span>
    ),
  },
  {
    id: 'company',
    header: 'Company',
    width: 'minmax(8rem, 2fr)',
    optional: true,
    by: ({ company_name }) => company_name,
    cell: ({ company_name }) => company_name ?? '',
  },
  {
    id: 'onboarding',
    header: 'Onboarding',
    width: '7rem',
    // Done comes after the last step.
    by: (workspace) => (workspace.onboarding_completed ? 25 : workspace.onboarding_step),
    cell: (workspace) => (workspace.onboarding_completed ? 'done' : `step ${workspace.onboarding_step} of 24`),
  },
  number('icps', 'Customers', ({ icps }) => icps),
  number('campaigns', 'Campaigns', ({ campaigns }) => campaigns),
  number('moves', 'Moves', ({ moves }) => moves),
  number('assets', 'Assets', ({ assets }) => assets),
  {
    id: 'made',
    header: 'Made',
    width: '7rem',
    optional: true,
    by: ({ created_at }) => created_at,
    cell: ({ created_at }) => <When at={created_at} />,
  },
];

const NONE: readonly Workspace[] = [];

export function WorkspacesPage() {
  const list = useStudioQuery('workspaces.list', {});
  const openId = useStudioQuery('workspaces.current', {}).data?.id;
  const [selection, setSelection] = useState<Selection>(NOTHING);
  const columns = useMemo(() => columnsOf(openId), [openId]);
  const rows = list.data ?? NONE;
  const table = useKeptTable('workspaces', columns, rows);
  const open = (workspace: Workspace): void =>
    void switchTo(workspace).then(() => go({ name: 'foundation', section: 'overview' }));

  return (
    <Page
      title="Workspaces"
      layout="fill"
      mark={rows.length > 0 ? countLabel(rows.length, 'workspace') : undefined}
      actions={
        <Button variant="primary" icon={<Plus aria-hidden />} onClick={() => runCommand('workspace.create')}>
          New workspace
        </Button>
      }
    >
      {list.isError && (
        <Callout tone="bad" title="The workspaces could not be read">
          {list.error.message}
        </Callout>
      )}
      {list.data && rows.length === 0 && (
        <EmptyState icon={<Building2 aria-hidden />} title="No workspace yet">
          A workspace is one business: what is true of it, whom it serves, and how it speaks. Make one for each that you
          work for.
        </EmptyState>
      )}
      {rows.length > 0 && (
        <Table
          label="Workspaces"
          className={css.table}
          {...table}
          rowKey={({ id }) => id}
          rowLabel={({ name }) => name}
          selection={selection}
          onSelection={setSelection}
          onOpen={open}
          onDelete={(ids) => void moveToTrash(...rows.filter(({ id }) => ids.includes(id)))}
        />
      )}
    </Page>
  );
}

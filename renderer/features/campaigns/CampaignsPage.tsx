/** Campaigns and moves of a workspace: as lists, on a calendar, on a board. */
import { useState } from 'react';
import { CalendarDays, Flag, KanbanSquare, Plus, Rocket } from 'lucide-react';
import type { CampaignSummary, MoveSummary } from '../../../main/studio/campaigns/contract.ts';
import { useStudioQuery } from '../../app/client.ts';
import { useCommand } from '../../app/commands.ts';
import { go } from '../../app/navigation.ts';
import { Page } from '../../app/Page.tsx';
import type { CampaignView } from '../../app/routes.ts';
import { Badge } from '../../components/Badge.tsx';
import { Button } from '../../components/Button.tsx';
import { Callout } from '../../components/Callout.tsx';
import { EmptyState } from '../../components/EmptyState.tsx';
import { Menu } from '../../components/Menu.tsx';
import { NOTHING, type Selection } from '../../components/selection.ts';
import { Table } from '../../components/Table.tsx';
import { Tabs } from '../../components/Tabs.tsx';
import { type KeptColumn, useKeptTable } from '../../components/useKeptTable.ts';
import { When } from '../../components/When.tsx';
import { WorkspaceGate } from '../workspaces/WorkspaceGate.tsx';
import { createCampaign, createMove, duplicateCampaign, duplicateMove, trashCampaigns, trashMoves } from './actions.ts';
import { Board } from './Board.tsx';
import { Calendar } from './Calendar.tsx';
import css from './Campaigns.module.css';
import { categoryLabel, objectiveLabel, spanLabel, statusLabel, statusTone } from './words.ts';

const Progress = ({ value, done, total }: { value: number; done: number; total: number }) => (
  <span className={css.progress} title={`${done} of ${total} tasks`}>
    <span className={css.track} aria-hidden>
      <span style={{ '--done': `${value}%` }} />
    </span>
    {value} %
  </span>
);

const campaignColumns: KeptColumn<CampaignSummary>[] = [
  {
    id: 'name',
    header: 'Name',
    width: 'minmax(13rem, 3fr)',
    by: ({ name }) => name,
    cell: ({ name, status }) => (
      <span className={css.name}>
        <span className={css.nameText}>{name}</span>
        <Badge tone={statusTone(status)}>{statusLabel(status).toLowerCase()}</Badge>
      </span>
    ),
  },
  {
    id: 'objective',
    header: 'Objective',
    width: '10rem',
    optional: true,
    by: ({ objective }) => objectiveLabel(objective),
    cell: ({ objective }) => objectiveLabel(objective),
  },
  {
    id: 'customer',
    header: 'For',
    width: 'minmax(8rem, 1.5fr)',
    optional: true,
    by: ({ target_icp }) => target_icp?.name ?? null,
    cell: ({ target_icp }) => target_icp?.name ?? <span className={css.quiet}>everyone</span>,
  },
  {
    id: 'when',
    header: 'When',
    width: '10rem',
    by: ({ start_date }) => start_date,
    cell: ({ start_date, end_date }) => spanLabel(start_date, end_date),
  },
  {
    id: 'moves',
    header: 'Moves',
    width: '5rem',
    align: 'end',
    optional: true,
    by: ({ moves }) => moves,
    cell: ({ moves }) => moves,
  },
  {
    id: 'progress',
    header: 'Progress',
    width: '9rem',
    by: ({ progress }) => progress,
    cell: ({ progress, tasks }) => <Progress value={progress} {...tasks} />,
  },
];

const moveColumns: KeptColumn<MoveSummary>[] = [
  {
    id: 'name',
    header: 'Name',
    width: 'minmax(13rem, 3fr)',
    by: ({ name }) => name,
    cell: ({ name, status }) => (
      <span className={css.name}>
        <span className={css.nameText}>{name}</span>
        <Badge tone={statusTone(status)}>{statusLabel(status).toLowerCase()}</Badge>
      </span>
    ),
  },
  {
    id: 'category',
    header: 'Kind',
    width: '7rem',
    by: ({ category }) => categoryLabel(category),
    cell: ({ category }) => categoryLabel(category),
  },
  {
    id: 'campaign',
    header: 'Campaign',
    width: 'minmax(7rem, 1.5fr)',
    optional: true,
    by: ({ campaign }) => campaign?.name ?? null,
    cell: ({ campaign }) => campaign?.name ?? '',
  },
  {
    id: 'when',
    header: 'When',
    width: '10rem',
    by: ({ start }) => start,
    cell: ({ start, end }) => spanLabel(start, end),
  },
  {
    id: 'progress',
    header: 'Progress',
    width: '9rem',
    by: ({ progress }) => progress,
    cell: ({ progress, tasks }) => <Progress value={progress} {...tasks} />,
  },
  {
    id: 'updated',
    header: 'Changed',
    width: '8rem',
    optional: true,
    by: ({ updated_at }) => updated_at,
    cell: ({ updated_at }) => <When at={updated_at} />,
  },
];

const NO_CAMPAIGNS: readonly CampaignSummary[] = [];
const NO_MOVES: readonly MoveSummary[] = [];

function CampaignList({ workspaceId, newMenu }: { workspaceId: string; newMenu: React.ReactNode }) {
  const list = useStudioQuery('campaigns.list', { workspaceId });
  const [selection, setSelection] = useState<Selection>(NOTHING);
  const rows = list.data ?? NO_CAMPAIGNS;
  const table = useKeptTable('campaigns', campaignColumns, rows);
  if (list.isError)
    return (
      <Callout tone="bad" title="The campaigns could not be read">
        {list.error.message}
      </Callout>
    );
  if (list.data && rows.length === 0) {
    return (
      <EmptyState icon={<Flag aria-hidden />} title="No campaign yet" actions={newMenu}>
        A campaign is a goal with phases in time. Its moves hold the days and tasks, and its progress follows from them.
        Begin with an objective: its usual phases come along, and you change them.
      </EmptyState>
    );
  }
  return (
    <Table
      label="Campaigns"
      className={css.table}
      {...table}
      rowKey={({ id }) => id}
      rowLabel={({ name }) => name}
      selection={selection}
      onSelection={setSelection}
      onOpen={({ id }) => go({ name: 'campaign', id })}
      onDelete={(ids) => void trashCampaigns(rows.filter(({ id }) => ids.includes(id)))}
      menu={(row) => [
        { label: 'Open', onSelect: () => go({ name: 'campaign', id: row.id }) },
        { label: 'Duplicate', onSelect: () => void duplicateCampaign(row) },
        { kind: 'separator' },
        { label: 'Move to trash', danger: true, onSelect: () => void trashCampaigns([row]) },
      ]}
    />
  );
}

function MoveList({ workspaceId, newMenu }: { workspaceId: string; newMenu: React.ReactNode }) {
  const list = useStudioQuery('moves.list', { workspaceId });
  const [selection, setSelection] = useState<Selection>(NOTHING);
  const rows = list.data ?? NO_MOVES;
  const table = useKeptTable('moves', moveColumns, rows);
  if (list.isError)
    return (
      <Callout tone="bad" title="The moves could not be read">
        {list.error.message}
      </Callout>
    );
  if (list.data && rows.length === 0) {
    return (
      <EmptyState icon={<Rocket aria-hidden />} title="No move yet" actions={newMenu}>
        A move is a week or so of work towards one thing. Each kind brings its days and tasks along, in the words of
        your customer profile: ignite, capture, authority, repair, rally.
      </EmptyState>
    );
  }
  return (
    <Table
      label="Moves"
      className={css.table}
      {...table}
      rowKey={({ id }) => id}
      rowLabel={({ name }) => name}
      selection={selection}
      onSelection={setSelection}
      onOpen={({ id }) => go({ name: 'move', id })}
      onDelete={(ids) => void trashMoves(rows.filter(({ id }) => ids.includes(id)))}
      menu={(row) => [
        { label: 'Open', onSelect: () => go({ name: 'move', id: row.id }) },
        { label: 'Duplicate', onSelect: () => void duplicateMove(row) },
        { kind: 'separator' },
        { label: 'Move to trash', danger: true, onSelect: () => void trashMoves([row]) },
      ]}
    />
  );
}

function Campaigns({ workspaceId, show }: { workspaceId: string; show: CampaignView }) {
  const campaignTemplates = useStudioQuery('campaigns.templates', {}).data ?? [];
  const moveTemplates = useStudioQuery('moves.templates', {}).data ?? [];
  useCommand('campaign.create', () => void createCampaign(workspaceId, null));
  useCommand('move.create', () => void createMove(workspaceId, 'ignite', null));
  const newCampaign = (
    <Menu
      align="end"
      trigger={
        <Button variant="primary" icon={<Plus aria-hidden />}>
          New campaign
        </Button>
      }
      entries={[
        { label: 'Empty campaign', onSelect: () => void createCampaign(workspaceId, null) },
        { kind: 'separator' },
        { kind: 'label', label: 'With its usual phases' },
        ...campaignTemplates.map(({ key, name, weeks }) => ({
          label: `${name} (${weeks} weeks)`,
          onSelect: () => void createCampaign(workspaceId, key),
        })),
      ]}
    />
  );
  const newMove = (
    <Menu
      align="end"
      trigger={
        <Button variant="primary" icon={<Plus aria-hidden />}>
          New move
        </Button>
      }
      entries={moveTemplates.map(({ category, name, description }) => ({
        label: `${name}: ${description}`,
        onSelect: () => void createMove(workspaceId, category, null),
      }))}
    />
  );
  return (
    <Page title="Campaigns" layout="fill" actions={show === 'campaigns' ? newCampaign : newMove}>
      <Tabs
        label="Ways to look at campaigns"
        className={css.tabs}
        value={show}
        onChange={(next) => go({ name: 'campaigns', show: next })}
        tabs={[
          {
            value: 'campaigns',
            label: 'Campaigns',
            icon: <Flag aria-hidden />,
            panel: <CampaignList workspaceId={workspaceId} newMenu={newCampaign} />,
          },
          {
            value: 'moves',
            label: 'Moves',
            icon: <Rocket aria-hidden />,
            panel: <MoveList workspaceId={workspaceId} newMenu={newMove} />,
          },
          {
            value: 'calendar',
            label: 'Calendar',
            icon: <CalendarDays aria-hidden />,
            panel: <Calendar workspaceId={workspaceId} />,
          },
          {
            value: 'board',
            label: 'Board',
            icon: <KanbanSquare aria-hidden />,
            panel: <Board workspaceId={workspaceId} />,
          },
        ]}
      />
    </Page>
  );
}

export function CampaignsPage({ show }: { show: CampaignView }) {
  return <WorkspaceGate title="Campaigns">{({ id }) => <Campaigns workspaceId={id} show={show} />}</WorkspaceGate>;
}

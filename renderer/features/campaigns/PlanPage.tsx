/** What the page of a campaign and that of a move have in common: state and save state by the title, what can be done with it, name and goal, whom it is for. */
import type { ReactNode } from 'react';
import { EllipsisVertical, Trash2 } from 'lucide-react';
import type { Campaign, Move } from '../../../main/studio/campaigns/contract.ts';
import { useStudioQuery } from '../../app/client.ts';
import { go } from '../../app/navigation.ts';
import { Page } from '../../app/Page.tsx';
import { Badge } from '../../components/Badge.tsx';
import { Button } from '../../components/Button.tsx';
import { EmptyState } from '../../components/EmptyState.tsx';
import { IconButton } from '../../components/IconButton.tsx';
import { Menu, type MenuEntry } from '../../components/Menu.tsx';
import { ProgressBar } from '../../components/ProgressBar.tsx';
import { SaveState } from '../../components/SaveState.tsx';
import { Select } from '../../components/Select.tsx';
import { usePageSaveState } from '../../form/saved.ts';
import { countLabel } from '../morgys/words.ts';
import css from './Campaigns.module.css';
import { Quick } from './Quick.tsx';
import { statusLabel, statusTone } from './words.ts';

type Plan = Campaign | Move;

interface PlanPageProps {
  plan: Plan;
  /** Before the menu. */
  actions?: ReactNode;
  /** Above “Move to trash”. */
  entries: readonly MenuEntry[];
  onTrash: () => void;
  children: ReactNode;
}

export function PlanPage({ plan, actions, entries, onTrash, children }: PlanPageProps) {
  const saveState = usePageSaveState();
  return (
    <Page
      title={plan.name}
      layout="fill"
      mark={
        <span className={css.marks}>
          <Badge tone={statusTone(plan.status)}>{statusLabel(plan.status).toLowerCase()}</Badge>
          <SaveState value={saveState} />
        </span>
      }
      actions={
        <>
          {actions}
          <Menu
            align="end"
            trigger={<IconButton label="More" icon={<EllipsisVertical aria-hidden />} />}
            entries={[
              ...entries,
              { kind: 'separator' },
              { label: 'Move to trash', icon: <Trash2 aria-hidden />, danger: true, onSelect: onTrash },
            ]}
          />
        </>
      }
    >
      {children}
    </Page>
  );
}

export function PlanProgress({ plan }: { plan: Plan }) {
  return (
    <ProgressBar
      label="Progress"
      share={plan.progress / 100}
      detail={`${plan.tasks.done} of ${countLabel(plan.tasks.total, 'task')}`}
    />
  );
}

/** `kind` is where what is typed and not valid yet is kept. */
export function NameAndGoal({
  kind,
  plan,
  save,
}: {
  kind: 'campaigns' | 'moves';
  plan: Plan;
  save: (patch: { name: string } | { goal: string | null }) => Promise<unknown>;
}) {
  return (
    <>
      <Quick id={`${kind}/${plan.id}/name`} label="Name" value={plan.name} save={(typed) => save({ name: typed })} />
      <Quick
        id={`${kind}/${plan.id}/goal`}
        label="Goal"
        rows={2}
        value={plan.goal ?? ''}
        save={(typed) => save({ goal: typed.trim() === '' ? null : typed })}
      />
    </>
  );
}

export function ForWhom({ plan, onChange }: { plan: Plan; onChange: (icpId: string | null) => void }) {
  const icps = useStudioQuery('icps.list', { workspaceId: plan.workspace_id }).data?.icps ?? [];
  return (
    <Select
      label="For"
      value={plan.target_icp?.id ?? ''}
      options={[{ value: '', label: 'Everyone' }, ...icps.map(({ id, name }) => ({ value: id, label: name }))]}
      onChange={(value) => onChange(value === '' ? null : value)}
    />
  );
}

/** In its place where it cannot be opened. */
export function NoPlan({
  thing,
  icon,
  why,
  show,
}: {
  thing: 'campaign' | 'move';
  icon: ReactNode;
  why: string;
  show: 'campaigns' | 'moves';
}) {
  return (
    <Page title={thing === 'campaign' ? 'Campaign' : 'Move'}>
      <EmptyState
        icon={icon}
        title={`This ${thing} could not be opened`}
        actions={
          <Button variant="primary" onClick={() => go({ name: 'campaigns', show })}>
            To the {show}
          </Button>
        }
      >
        {why}
      </EmptyState>
    </Page>
  );
}

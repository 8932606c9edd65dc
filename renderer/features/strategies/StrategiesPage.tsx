/** Blackbox strategies and the daily win of a workspace. */
import { Boxes, Sun } from 'lucide-react';
import { go } from '../../app/navigation.ts';
import { Page } from '../../app/Page.tsx';
import type { StrategyView } from '../../app/routes.ts';
import { Tabs } from '../../components/Tabs.tsx';
import { WorkspaceGate } from '../workspaces/WorkspaceGate.tsx';
import { Blackbox } from './Blackbox.tsx';
import css from './Strategies.module.css';
import { Wins } from './Wins.tsx';

export function StrategiesPage({ show }: { show: StrategyView }) {
  return (
    <WorkspaceGate title="Strategies">
      {({ id }) => (
        <Page title="Strategies" layout="fill">
          <Tabs
            label="Strategies and daily wins"
            className={css.tabs}
            value={show}
            onChange={(next) => go({ name: 'strategies', show: next })}
            tabs={[
              {
                value: 'blackbox',
                label: 'Blackbox',
                icon: <Boxes aria-hidden />,
                panel: <Blackbox workspaceId={id} />,
              },
              { value: 'wins', label: 'Daily wins', icon: <Sun aria-hidden />, panel: <Wins workspaceId={id} /> },
            ]}
          />
        </Page>
      )}
    </WorkspaceGate>
  );
}

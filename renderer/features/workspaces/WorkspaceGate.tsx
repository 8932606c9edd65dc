/** Shows a page of the ground once it is known which workspace is open; the page begins anew with another workspace. */
import { Fragment, type ReactNode } from 'react';
import { Building2, CircleAlert } from 'lucide-react';
import type { Workspace } from '../../../main/studio/workspaces/contract.ts';
import { Page } from '../../app/Page.tsx';
import { Button } from '../../components/Button.tsx';
import { EmptyState } from '../../components/EmptyState.tsx';
import { useWorkspace } from './useWorkspace.ts';

interface WorkspaceGateProps {
  title: string;
  children: (workspace: Workspace) => ReactNode;
}

export function WorkspaceGate({ title, children }: WorkspaceGateProps) {
  const opened = useWorkspace();
  switch (opened.state) {
    case 'loading':
      return null;
    case 'none':
      return (
        <Page title={title}>
          <EmptyState
            icon={<Building2 aria-hidden />}
            title="No workspace yet"
            actions={
              <Button variant="primary" onClick={opened.make}>
                Make a workspace
              </Button>
            }
          >
            A workspace holds what one business stands for: its facts, its voice and whom it speaks to. You can rename
            it at any time.
          </EmptyState>
        </Page>
      );
    case 'failed':
      return (
        <Page title={title}>
          <EmptyState
            icon={<CircleAlert aria-hidden />}
            title="The workspace could not be opened"
            actions={<Button onClick={opened.retry}>Try again</Button>}
          >
            {opened.error.message}
          </EmptyState>
        </Page>
      );
    case 'open':
      return <Fragment key={opened.workspace.id}>{children(opened.workspace)}</Fragment>;
  }
}

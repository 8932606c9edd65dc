/** The foundation of the open workspace. */
import type { FoundationSection } from '../../app/routes.ts';
import { Page } from '../../app/Page.tsx';
import { WorkspaceGate } from '../workspaces/WorkspaceGate.tsx';

export function FoundationPage({ section }: { section: FoundationSection }) {
  return (
    <WorkspaceGate title="Foundation">
      {(workspace) => <Page title={`Foundation of ${workspace.name}`}>{section}</Page>}
    </WorkspaceGate>
  );
}

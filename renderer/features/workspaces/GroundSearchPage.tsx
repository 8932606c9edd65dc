/** Search over everything in the open workspace. */
import { Quote } from 'lucide-react';
import { Page } from '../../app/Page.tsx';
import { EmptyState } from '../../components/EmptyState.tsx';
import { WorkspaceGate } from './WorkspaceGate.tsx';

export function GroundSearchPage({ query }: { query: string }) {
  return (
    <WorkspaceGate title="Search">
      {(workspace) => (
        <Page title={`Search in ${workspace.name}`}>
          <EmptyState icon={<Quote aria-hidden />} title="Search in every text">
            {query}
          </EmptyState>
        </Page>
      )}
    </WorkspaceGate>
  );
}

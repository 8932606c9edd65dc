/** The guided path through a foundation. */
import { Page } from '../../app/Page.tsx';
import { WorkspaceGate } from '../workspaces/WorkspaceGate.tsx';

export function OnboardingPage({ step }: { step: number | null }) {
  return (
    <WorkspaceGate title="Onboarding">
      {(workspace) => (
        <Page title={`Onboarding of ${workspace.name}`}>Step {step ?? workspace.onboarding_step} of 24</Page>
      )}
    </WorkspaceGate>
  );
}

/** The end of the path: one file with everything, and what is still open. */
import { useState } from 'react';
import { Flag, Save } from 'lucide-react';
import { STEPS } from '../../../main/studio/onboarding/contract.ts';
import { studio } from '../../app/client.ts';
import { runCommand } from '../../app/commands.ts';
import { go } from '../../app/navigation.ts';
import { Button } from '../../components/Button.tsx';
import { Callout } from '../../components/Callout.tsx';
import { toast } from '../../components/Toast.tsx';
import { Missing } from '../foundations/sections/OverviewSection.tsx';
import { useGround } from '../foundations/useGround.ts';
import type { StepProps } from './StepBody.tsx';
import css from './Steps.module.css';

export function ExportStep({ workspace, session }: StepProps) {
  const { foundation } = useGround();
  const [failure, setFailure] = useState<string | null>(null);
  const open = session.open_steps.filter((number) => number !== STEPS.length);
  const finish = async (): Promise<void> => {
    try {
      if (!session.completed_steps.includes(STEPS.length))
        await studio.request('onboarding.markStep', { workspaceId: workspace.id, step: STEPS.length, as: 'done' });
      await studio.request('onboarding.finish', { workspaceId: workspace.id });
      toast.done({
        title: 'The onboarding is finished',
        description: 'Everything stays open to change under Foundation.',
      });
      go({ name: 'foundation', section: 'overview' });
    } catch (error) {
      setFailure(error instanceof Error ? error.message : String(error));
    }
  };
  return (
    <>
      <div className={css.panel}>
        <h3>One file with everything</h3>
        <p className={css.detail}>
          The foundation, customers, campaigns, moves and assets of {workspace.name}, to keep or to open on another
          device. A Morgy can be given the foundation in its editor.
        </p>
        <div>
          <Button icon={<Save aria-hidden />} onClick={() => runCommand('workspace.exportFile')}>
            Save workspace as file…
          </Button>
        </div>
      </div>
      <div className={css.panel}>
        <h3>What is still missing</h3>
        <Missing items={foundation.completeness.items} />
      </div>
      {open.length > 0 && (
        <Callout title="Steps that are still open">
          <ul className={css.openSteps}>
            {open.map((number) => (
              <li key={number}>
                <Button size="sm" onClick={() => go({ name: 'onboarding', step: number })}>
                  {number} {STEPS[number - 1]?.title}
                </Button>
              </li>
            ))}
          </ul>
        </Callout>
      )}
      {failure !== null && (
        <Callout tone="bad" title="Not finished yet">
          {failure}
        </Callout>
      )}
      {session.status === 'completed' ? (
        <p>The onboarding is finished.</p>
      ) : (
        <div>
          <Button variant="primary" icon={<Flag aria-hidden />} onClick={() => void finish()}>
            Finish the onboarding
          </Button>
        </div>
      )}
    </>
  );
}

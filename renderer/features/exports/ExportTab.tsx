/** Exporting one Morgy: what goes in, what was found, what exactly will leave, and the bundle that passed its checks. */
import { useEffect, useMemo, useState } from 'react';
import { PackageCheck } from 'lucide-react';
import type { ExportPlan } from '../../../main/studio/exports/contract.ts';
import { studio, useStudioQuery } from '../../app/client.ts';
import { go } from '../../app/navigation.ts';
import { useSettings } from '../../app/settings.ts';
import { Button } from '../../components/Button.tsx';
import { Callout } from '../../components/Callout.tsx';
import { Card } from '../../components/Card.tsx';
import { ProgressBar } from '../../components/ProgressBar.tsx';
import { Switch } from '../../components/Switch.tsx';
import { toast } from '../../components/Toast.tsx';
import { bytesLabel } from '../settings/bytes.ts';
import { countLabel } from '../morgys/words.ts';
import { useAvatarPicture } from './avatarPicture.ts';
import css from './Exports.module.css';
import { ExportList } from './ExportList.tsx';
import { Findings } from './Findings.tsx';
import { Leaving } from './Leaving.tsx';
import { Result } from './Result.tsx';
import { useExport } from './useExport.ts';
import type { Action } from './words.ts';

/** `stale`: the plan is being made anew, so its figures may be those of before. */
function Summary({ plan, stale }: { plan: ExportPlan; stale: boolean }) {
  const { documents, chunks, templates, icps } = plan.counts;
  return (
    <p className={css.summary}>
      <strong>{plan.name}</strong> {plan.version}
      <span>
        {countLabel(documents, 'document')} in {countLabel(chunks, 'passage')}, {countLabel(templates, 'template')},
        {icps !== null && ` a foundation with ${countLabel(icps, 'customer profile')},`}{' '}
        {stale ? 'being worked out anew…' : `about ${bytesLabel(plan.estimatedSize)}`}
      </span>
      {plan.unchanged && <span>Nothing changed since the last export: it would be the same file, byte for byte.</span>}
    </p>
  );
}

/** Shorter looks pass without a word. Milliseconds. */
const LATE = 600;

/** What was found before stays on the page meanwhile; that the export waits for this is said. */
function LookingAgain() {
  const [late, setLate] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setLate(true), LATE);
    return () => clearTimeout(timer);
  }, []);
  return late && <ProgressBar label="Looking again at what would leave; the export waits for it" share={null} />;
}

export function ExportTab({ morgyId }: { morgyId: string }) {
  const [includeKnowledge, setKnowledge] = useState(true);
  const [includeTemplates, setTemplates] = useState(true);
  const [includeGround, setGround] = useState(true);
  const [decisions, setDecisions] = useState<ReadonlyMap<string, Action>>(new Map());
  const list = [...decisions].map(([findingId, action]) => ({ findingId, action }));
  const choices = { morgyId, includeKnowledge, includeTemplates, includeGround, decisions: list };
  const settings = useSettings();
  const drawn = useAvatarPicture(morgyId);
  const plan = useStudioQuery('exports.plan', choices, { keepPrevious: true, enabled: drawn });
  const morgy = useStudioQuery('morgys.get', { id: morgyId });
  const { workspaceId = null } = morgy.data?.knowledge_base.ground ?? {};
  const { run, start, stop, reset } = useExport();

  const decide = (ids: readonly string[], action: Action): void => {
    setDecisions((before) => new Map([...before, ...ids.map((id) => [id, action] as const)]));
    studio
      .request('exports.decide', { morgyId, decisions: ids.map((findingId) => ({ findingId, action })) })
      .catch((error: unknown) => toast.error('This is decided for now, but was not kept for the next export', error));
  };
  const decided = useMemo(
    () =>
      new Map([
        ...(plan.data?.findings ?? []).flatMap(({ id, decided: action }) => (action ? [[id, action] as const] : [])),
        ...decisions,
      ]),
    [plan.data, decisions],
  );

  // What was just decided no longer waits, also before the look at the whole has come to the same.
  const blocked = plan.data?.blocking.filter((id) => !decided.has(id)).length ?? 0;

  return (
    <div className={css.scroller}>
      <div className={css.sheet}>
        <Card
          title="Bundle for Claude Desktop"
          description="One file that a person installs with a double click. It works offline and reads nothing but itself."
          actions={
            run.state === 'running' ? (
              <Button onClick={stop}>Stop</Button>
            ) : (
              <Button
                variant="primary"
                icon={<PackageCheck aria-hidden />}
                disabled={plan.data === undefined || plan.isPlaceholderData || blocked > 0}
                onClick={() => start(choices)}
              >
                Export
              </Button>
            )
          }
        >
          <div className={css.choices}>
            <Switch
              label="Knowledge"
              hint="Its documents, searchable. Off: not a word of them leaves, nor a title."
              checked={includeKnowledge}
              disabled={run.state === 'running'}
              onChange={setKnowledge}
            />
            <Switch
              label="Templates"
              hint="As prompts in the “+” menu."
              checked={includeTemplates}
              disabled={run.state === 'running'}
              onChange={setTemplates}
            />
            {workspaceId !== null && (
              <Switch
                label="Foundation and customer profiles"
                hint="As tools and to attach, and in the prompt’s variables. Off: nothing of them leaves, and the variables stay empty."
                checked={includeGround}
                disabled={run.state === 'running'}
                onChange={setGround}
              />
            )}
          </div>
          {plan.data && <Summary plan={plan.data} stale={plan.isFetching} />}
          {settings?.authorName.trim() === '' && (
            <p className={css.place}>
              No creator is named yet, so the bundle says “Unnamed creator”.{' '}
              <Button size="sm" variant="ghost" onClick={() => go({ name: 'settings', section: 'general' })}>
                Set your name
              </Button>
            </p>
          )}
          {plan.isPending && <ProgressBar label="Looking at what would leave" share={null} />}
          {plan.data && plan.isFetching && run.state !== 'running' && <LookingAgain />}
          {blocked > 0 && (
            <Callout tone="warn" title={`${countLabel(blocked, 'secret')} must be decided about first`}>
              {blocked === 1 ? 'It stands' : 'They stand'} first in the list below.
            </Callout>
          )}
          {run.state === 'running' && <ProgressBar label={run.stage} share={run.share} />}
          {run.state === 'stopped' && <Callout title="Stopped">Nothing was made, and nothing was kept.</Callout>}
          {run.state === 'failed' && (
            <Callout tone="bad" title="No bundle was made" actions={<Button onClick={reset}>Close</Button>}>
              {run.error.message}
            </Callout>
          )}
        </Card>
        {plan.isError && (
          <Callout tone="bad" title="What would leave could not be worked out">
            {plan.error.message}
          </Callout>
        )}
        {run.state === 'done' && <Result record={run.record} onClose={reset} />}
        {plan.data && <Findings plan={plan.data} decisions={decided} onDecide={decide} />}
        {plan.data && <Leaving plan={plan.data} />}
        <ExportList morgyId={morgyId} />
      </div>
    </div>
  );
}

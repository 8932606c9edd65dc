/** Strategies proposed from focus, outcome and risk, weighed and accepted into a move. */
import { useState } from 'react';
import { Boxes, Check, Rocket, X } from 'lucide-react';
import { z } from 'zod';
import { FOCUS_AREAS, type Strategy } from '../../../main/studio/strategies/contract.ts';
import { studio, useStudioQuery } from '../../app/client.ts';
import { go } from '../../app/navigation.ts';
import { Badge } from '../../components/Badge.tsx';
import { Button } from '../../components/Button.tsx';
import { Callout } from '../../components/Callout.tsx';
import { Card } from '../../components/Card.tsx';
import { Select } from '../../components/Select.tsx';
import { Slider } from '../../components/Slider.tsx';
import { TextArea } from '../../components/TextField.tsx';
import { attempt } from '../campaigns/actions.ts';
import { toldTrashed } from '../icps/actions.ts';
import { useKept } from '../knowledge/kept.ts';
import { countLabel } from '../morgys/words.ts';
import css from './Strategies.module.css';

type Focus = (typeof FOCUS_AREAS)[number];
const FOCUS_LABEL: Record<Focus, string> = {
  acquisition: 'Win new customers',
  retention: 'Keep those who are there',
  revenue: 'Earn more from each',
  brand_equity: 'Be known for something',
  virality: 'Be passed on',
};
const FOCUS_OPTIONS = FOCUS_AREAS.map((value) => ({ value, label: FOCUS_LABEL[value] }));
const riskWord = (risk: number): string => (risk <= 3 ? 'calm' : risk <= 6 ? 'middle' : 'bold');

/** A list shows this many at first. */
const AT_FIRST = 30;
const typedOutcome = z.string();

function StrategyCard({ strategy }: { strategy: Strategy }) {
  const { id, status, move } = strategy;
  const accept = (): void =>
    void attempt('The strategy was not accepted', async () => {
      const { moveId } = await studio.request('strategies.accept', { id });
      go({ name: 'move', id: moveId });
    });
  const discard = (): void =>
    void attempt('The strategy was not discarded', () =>
      studio.request('strategies.update', {
        id,
        patch: { status: status === 'discarded' ? 'generated' : 'discarded' },
      }),
    );
  const remove = (): void =>
    void attempt('Nothing was moved to the trash', async () => {
      await studio.request('strategies.remove', { ids: [id] });
      toldTrashed(strategy.name, 'blackbox_strategies', [id]);
    });
  return (
    <Card
      title={strategy.name}
      description={
        <>
          {FOCUS_LABEL[strategy.focus_area]}
          {strategy.outcome !== null && `: ${strategy.outcome}`}
        </>
      }
      actions={
        <>
          {move ? (
            <Button size="sm" icon={<Rocket aria-hidden />} onClick={() => go({ name: 'move', id: move.id })}>
              Open its move
            </Button>
          ) : (
            <>
              <Button size="sm" variant="ghost" icon={<X aria-hidden />} onClick={discard}>
                {status === 'discarded' ? 'Take back' : 'Discard'}
              </Button>
              {status !== 'discarded' && (
                <Button size="sm" variant="primary" icon={<Check aria-hidden />} onClick={accept}>
                  Accept as a move
                </Button>
              )}
            </>
          )}
          {(status === 'discarded' || move !== null) && (
            <Button size="sm" variant="ghost" onClick={remove}>
              To the trash
            </Button>
          )}
        </>
      }
    >
      <p className={css.facts}>
        <Badge tone={strategy.risk_level !== null && strategy.risk_level > 6 ? 'warn' : 'plain'}>
          risk {strategy.risk_level ?? 'unknown'} of 10
        </Badge>
        {strategy.time_to_result !== null && <Badge>{strategy.time_to_result}</Badge>}
        {status !== 'generated' && <Badge tone={status === 'accepted' ? 'good' : 'plain'}>{status}</Badge>}
      </p>
      <dl className={css.weighing}>
        <dt>What it may bring</dt>
        <dd>{strategy.expected_upside}</dd>
        <dt>What it may cost</dt>
        <dd>{strategy.potential_downside}</dd>
      </dl>
      <ol className={css.steps}>
        {strategy.phases.map((phase) => (
          <li key={phase.id}>
            <strong>
              {phase.name} <span className={css.quiet}>{countLabel(phase.days, 'day')}</span>
            </strong>
            <ul>
              {phase.actions.map((action) => (
                <li key={action}>{action}</li>
              ))}
            </ul>
          </li>
        ))}
      </ol>
    </Card>
  );
}

export function Blackbox({ workspaceId }: { workspaceId: string }) {
  const list = useStudioQuery('strategies.list', { workspaceId });
  const [focus, setFocus] = useState<Focus>('acquisition');
  const kept = useKept(`ground/${workspaceId}/blackbox/outcome`, '', typedOutcome);
  const outcome = kept.value;
  const [risk, setRisk] = useState(5);
  const [error, setError] = useState<string | null>(null);
  const [shown, setShown] = useState(AT_FIRST);
  const propose = (): void => {
    studio.request('strategies.generate', { workspaceId, focus, outcome, risk }).then(
      () => {
        setError(null);
        setShown(AT_FIRST);
      },
      (failure: unknown) =>
        setError(failure instanceof Error ? failure.message.replace(/^outcome: /, '') : String(failure)),
    );
  };
  const rows = list.data ?? [];
  return (
    <div className={css.page}>
      <Card
        title="Ask the blackbox"
        description="Three ways to one outcome: at the risk you choose, and for comparison a calmer and a bolder one. They are common patterns in the words of your foundation; nothing is invented about you."
        actions={
          <Button variant="primary" icon={<Boxes aria-hidden />} onClick={propose}>
            Propose three
          </Button>
        }
      >
        <div className={css.ask}>
          <Select label="Focus" value={focus} options={FOCUS_OPTIONS} onChange={setFocus} />
          <TextArea
            label="Outcome"
            rows={2}
            value={outcome}
            onChange={(typed) => {
              kept.set(typed);
              setError(null);
            }}
            error={error}
            placeholder="Ten paying customers by the end of June"
          />
          <Slider
            label="Risk"
            value={risk}
            min={1}
            max={10}
            reading={riskWord(risk)}
            ends={['calm', 'bold']}
            onChange={setRisk}
          />
        </div>
      </Card>
      {list.isError && (
        <Callout tone="bad" title="The strategies could not be read">
          {list.error.message}
        </Callout>
      )}
      {rows.slice(0, shown).map((strategy) => (
        <StrategyCard key={strategy.id} strategy={strategy} />
      ))}
      {rows.length > shown && (
        <Button onClick={() => setShown(shown + AT_FIRST)}>Show {Math.min(AT_FIRST, rows.length - shown)} more</Button>
      )}
    </div>
  );
}

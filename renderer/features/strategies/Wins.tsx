/** The daily win: one small thing to publish, with its first line and outline. */
import { useState } from 'react';
import { Check, PenLine, Sun } from 'lucide-react';
import type { Win } from '../../../main/studio/strategies/contract.ts';
import { studio, useStudioQuery } from '../../app/client.ts';
import { go } from '../../app/navigation.ts';
import { Button } from '../../components/Button.tsx';
import { Card } from '../../components/Card.tsx';
import { EmptyState } from '../../components/EmptyState.tsx';
import { attempt } from '../campaigns/actions.ts';
import { today } from '../campaigns/words.ts';
import { dateLabel } from '../../components/when.ts';
import css from './Strategies.module.css';

/** A list shows this many at first. */
const AT_FIRST = 30;

function WinCard({ win, first }: { win: Win; first: boolean }) {
  const set = (status: Win['status']): void =>
    void attempt('The daily win was not changed', () =>
      studio.request('wins.update', { id: win.id, patch: { status } }),
    );
  const write = (): void =>
    void attempt('No text was made', async () => {
      const { assetId } = await studio.request('wins.toAsset', { id: win.id });
      go({ name: 'asset', id: assetId });
    });
  return (
    <Card
      title={win.topic}
      description={win.angle}
      actions={
        <>
          <Button size="sm" icon={<PenLine aria-hidden />} onClick={write}>
            Write it
          </Button>
          {win.status !== 'posted' && (
            <Button
              size="sm"
              variant={first ? 'primary' : 'secondary'}
              icon={<Check aria-hidden />}
              onClick={() => set('posted')}
            >
              Posted
            </Button>
          )}
          {win.status === 'posted' && (
            <Button size="sm" variant="ghost" onClick={() => set('saved')}>
              Not posted
            </Button>
          )}
        </>
      }
    >
      <p className={css.hook}>{win.hook}</p>
      <ul className={css.outline}>
        {win.outline.map((line) => (
          <li key={line}>{line}</li>
        ))}
      </ul>
      <p className={css.quiet}>
        {win.platform !== null && `At ${win.platform}. `}
        {win.status === 'posted' && win.posted_at !== null
          ? `Posted ${dateLabel(win.posted_at)}`
          : win.status === 'skipped'
            ? 'Skipped'
            : ''}
      </p>
    </Card>
  );
}

export function Wins({ workspaceId }: { workspaceId: string }) {
  const list = useStudioQuery('wins.list', { workspaceId });
  const [shown, setShown] = useState(AT_FIRST);
  const rows = list.data ?? [];
  const ask = (another: boolean): void =>
    void attempt('There is no daily win', () => studio.request('wins.ofDay', { workspaceId, day: today(), another }));
  const ofToday = rows.find(
    ({ generated_at, status }) => generated_at.slice(0, 10) === today() && status !== 'skipped',
  );
  return (
    <div className={css.page}>
      <div className={css.bar}>
        <Button
          variant={ofToday ? 'secondary' : 'primary'}
          icon={<Sun aria-hidden />}
          onClick={() => ask(ofToday !== undefined)}
        >
          {ofToday ? 'Another idea for today' : 'Today’s win'}
        </Button>
      </div>
      {list.data && rows.length === 0 && (
        <EmptyState icon={<Sun aria-hidden />} title="One small thing a day">
          A daily win is something you can publish in half an hour: an idea, a first line and an outline, in the words
          of your customers. What is missing in the foundation stands in square brackets.
        </EmptyState>
      )}
      {rows.slice(0, shown).map((win, i) => (
        <WinCard key={win.id} win={win} first={i === 0} />
      ))}
      {rows.length > shown && <Button onClick={() => setShown(shown + AT_FIRST)}>Show more</Button>}
    </div>
  );
}

/** The summary that agents are given: made from the ground within a budget, and a person's to change. */
import { useState } from 'react';
import { Copy, RefreshCw } from 'lucide-react';
import { SUMMARY_BUDGET, type Summary } from '../../../../main/studio/foundations/contract.ts';
import { studio } from '../../../app/client.ts';
import { go } from '../../../app/navigation.ts';
import { Badge } from '../../../components/Badge.tsx';
import { Button } from '../../../components/Button.tsx';
import { Callout } from '../../../components/Callout.tsx';
import { NumberField } from '../../../components/NumberField.tsx';
import { toast } from '../../../components/Toast.tsx';
import { Section } from '../../morgys/tabs/Sheet.tsx';
import { SavedArea } from '../../../form/SavedFields.tsx';
import css from '../Sections.module.css';
import { useSaved } from '../../../form/saved.ts';
import { useGround } from '../useGround.ts';

function State({ summary }: { summary: Summary }) {
  return (
    <>
      {summary.state === 'none' && <Badge>made on the spot</Badge>}
      {summary.state === 'fresh' && <Badge tone="good">in step with the ground</Badge>}
      {summary.state === 'stale' && <Badge tone="warn">older than its ground</Badge>}
      {summary.edited && <Badge tone="accent">changed by hand</Badge>}
    </>
  );
}

export function SummarySection() {
  const { foundation, workspaceId } = useGround();
  const { summary } = foundation;
  const open = foundation.contradictions.length;
  const [busy, setBusy] = useState(false);
  const make = async (edits: 'keep' | 'replace', budget?: number): Promise<void> => {
    setBusy(true);
    try {
      const made = await studio.request('foundations.makeSummary', {
        workspaceId,
        edits,
        ...(budget === undefined ? {} : { budget }),
      });
      toast.done({ title: `The summary has ${made.tokens.toLocaleString('en')} tokens` });
    } catch (error) {
      toast.error('The summary was not made', error);
    } finally {
      setBusy(false);
    }
  };
  const budget = useSaved<string>({
    key: `${workspaceId}/summary/budget`,
    label: 'Budget',
    value: String(summary.budget),
    check: (typed) => {
      const value = Number(typed.trim());
      return Number.isInteger(value) && value >= SUMMARY_BUDGET.min && value <= SUMMARY_BUDGET.max
        ? null
        : `A budget is a whole number between ${SUMMARY_BUDGET.min} and ${SUMMARY_BUDGET.max.toLocaleString('en')}.`;
    },
    save: (typed) => make('keep', Number(typed.trim())),
  });
  const over = summary.tokens > summary.budget;
  return (
    <Section
      title="Summary for agents"
      description="What a Morgy is told of this business. The same ground always gives the same text; the most important comes in first."
    >
      {summary.state === 'stale' && (
        <Callout
          tone="warn"
          title="The ground has changed since this was made"
          actions={
            <Button busy={busy} icon={<RefreshCw aria-hidden />} onClick={() => void make('keep')}>
              Make it anew
            </Button>
          }
        >
          {summary.contested.length > 0
            ? `You changed these parts by hand, and what they are made from has changed as well: ${summary.contested.join(', ')}. Your words stay; look whether they still hold.`
            : summary.edited
              ? 'What you changed by hand stays.'
              : undefined}
        </Callout>
      )}
      {open > 0 && (
        <Callout
          tone="warn"
          title={open === 1 ? 'One contradiction is open' : `${open} contradictions are open`}
          actions={<Button onClick={() => go({ name: 'foundation', section: 'facts' })}>Decide</Button>}
        >
          What contradicts itself is told to agents as open, and none of it as true.
        </Callout>
      )}
      <div className={css.toolbar}>
        <State summary={summary} />
        <span className={css.faint}>
          {summary.tokens.toLocaleString('en')} of {summary.budget.toLocaleString('en')} tokens
        </span>
      </div>
      <SavedArea
        id={`${workspaceId}/summary`}
        label="Summary"
        hideLabel
        rows={16}
        value={summary.text}
        save={(text) => studio.request('foundations.editSummary', { workspaceId, text })}
      />
      {over && (
        <Callout tone="warn">
          It is {(summary.tokens - summary.budget).toLocaleString('en')} tokens over its budget. It is used as it
          stands; shorten it, or raise the budget.
        </Callout>
      )}
      {summary.leftOut.length > 0 && (
        <p className={css.faint}>Left out to stay within the budget: {summary.leftOut.join(', ')}.</p>
      )}
      <div className={css.toolbar}>
        <NumberField
          className={css.narrow}
          label="Budget"
          unit="tokens"
          min={SUMMARY_BUDGET.min}
          max={SUMMARY_BUDGET.max}
          step={50}
          {...budget}
        />
      </div>
      <div className={css.buttons}>
        <Button busy={busy} icon={<RefreshCw aria-hidden />} onClick={() => void make('keep')}>
          {summary.edited ? 'Make anew, keep my changes' : 'Make it now'}
        </Button>
        {summary.edited && (
          <Button busy={busy} onClick={() => void make('replace')}>
            Make anew without my changes
          </Button>
        )}
        <Button
          icon={<Copy aria-hidden />}
          onClick={() =>
            void navigator.clipboard.writeText(summary.text).then(
              () => toast.done({ title: 'Copied the summary' }),
              (error: unknown) => toast.error('The summary was not copied', error),
            )
          }
        >
          Copy
        </Button>
      </div>
      <p className={css.faint}>
        It is put together by rules, from what stands in the other sections. No model is asked.
      </p>
    </Section>
  );
}

/** Facts found in the evidence, each with its sentence: taken, changed or refused one by one. */
import { useState } from 'react';
import { Check, Eye, MessageCircleQuestion, RotateCcw, ScanText, X } from 'lucide-react';
import type { Candidate } from '../../../main/studio/onboarding/contract.ts';
import { studio, useStudioQuery } from '../../app/client.ts';
import { go } from '../../app/navigation.ts';
import { Badge } from '../../components/Badge.tsx';
import { Button } from '../../components/Button.tsx';
import { Callout } from '../../components/Callout.tsx';
import { cx } from '../../components/cx.ts';
import { Segmented } from '../../components/Segmented.tsx';
import { TextField } from '../../components/TextField.tsx';
import { toast } from '../../components/Toast.tsx';
import { countLabel } from '../morgys/words.ts';
import { EvidenceDialog } from './EvidenceDialog.tsx';
import { ProposeDialog } from './ProposeDialog.tsx';
import type { StepProps } from './StepBody.tsx';
import css from './Steps.module.css';

const PLACE: Record<Candidate['list'], string> = {
  facts: 'truth sheet',
  competitors: 'alternatives',
  insights: 'customer insights',
};
const STATE: Record<Candidate['state'], string> = {
  proposed: 'open',
  accepted: 'taken',
  edited: 'taken, changed',
  refused: 'refused',
};

/** The sentence with the words in it that the fact consists of. */
function Quote({ quote, value }: { quote: string; value: string }) {
  const at = quote.indexOf(value);
  if (at < 0) return <>{quote}</>;
  return (
    <>
      {quote.slice(0, at)}
      <mark>{value}</mark>
      {quote.slice(at + value.length)}
    </>
  );
}

function Found({ workspaceId, one }: { workspaceId: string; one: Candidate }) {
  const [value, setValue] = useState(one.value);
  const [error, setError] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const decide = async (decision: 'accept' | 'refuse' | 'reopen'): Promise<void> => {
    if (decision === 'accept' && value.trim() === '') {
      setError('A fact needs what it says. Refuse it instead, if it says nothing.');
      return;
    }
    setBusy(true);
    try {
      await studio.request('onboarding.decide', {
        workspaceId,
        id: one.id,
        decision,
        ...(decision === 'accept' ? { value } : {}),
      });
    } catch (failure) {
      setError(failure instanceof Error ? failure.message : String(failure));
    } finally {
      setBusy(false);
    }
  };
  const open = one.state === 'proposed';
  return (
    <li className={cx(css.found, !open && css.decided)} aria-label={`${one.field_name}: ${one.value}`}>
      <div className={css.foundHead}>
        <strong>{one.field_name}</strong>
        <Badge tone={one.confidence === 'high' ? 'good' : one.confidence === 'low' ? 'warn' : 'plain'}>
          {one.confidence} confidence
        </Badge>
        <Badge>{PLACE[one.list]}</Badge>
        {one.proposed_by !== null && <Badge tone="accent">proposed by {one.proposed_by}</Badge>}
        {!open && <Badge tone={one.state === 'refused' ? 'plain' : 'accent'}>{STATE[one.state]}</Badge>}
      </div>
      <blockquote className={css.quote}>
        <Quote quote={one.quote} value={one.value} />
        <cite>{one.source}</cite>
      </blockquote>
      {open ? (
        <div className={css.decide}>
          <TextField
            label={`What is taken: ${one.field_name}`}
            hideLabel
            className={css.grow}
            value={value}
            error={error}
            onChange={(next) => {
              setValue(next);
              setError(null);
            }}
          />
          <Button
            busy={busy}
            icon={<Check aria-hidden />}
            aria-label={`Take ${one.field_name}: ${one.value}`}
            onClick={() => void decide('accept')}
          >
            Take
          </Button>
          <Button
            variant="ghost"
            busy={busy}
            icon={<X aria-hidden />}
            aria-label={`Refuse ${one.field_name}: ${one.value}`}
            onClick={() => void decide('refuse')}
          >
            Refuse
          </Button>
        </div>
      ) : (
        <div>
          <Button
            size="sm"
            variant="ghost"
            busy={busy}
            icon={<RotateCcw aria-hidden />}
            aria-label={`Decide again: ${one.field_name}: ${one.value}`}
            onClick={() => void decide('reopen')}
          >
            Decide again
          </Button>
        </div>
      )}
    </li>
  );
}

type Filter = 'open' | 'proposed' | 'decided';

export function ExtractionStep({ workspace, session }: StepProps) {
  const [busy, setBusy] = useState(false);
  const [filter, setFilter] = useState<Filter>('open');
  const [asking, setAsking] = useState(false);
  const model = useStudioQuery('model.get', {}).data?.model ?? null;
  const [shownId, setShown] = useState<string | null>(null);
  const shown = session.evidence.find(({ id }) => id === shownId);
  const unread = session.evidence.filter((item) => item.unread_language !== null);
  const here = session.evidence.filter((item) => item.here).length;
  const waiting = session.evidence.filter((item) => item.status === 'pending' || item.status === 'processing').length;
  const open = session.candidates.filter((one) => one.state === 'proposed');
  const decided = session.candidates.filter((one) => one.state !== 'proposed');
  const proposed = open.filter((one) => one.proposed_by !== null);
  const listed = { open, proposed, decided }[filter];
  const look = async (): Promise<void> => {
    setBusy(true);
    try {
      const { found, fresh } = await studio.request('onboarding.extract', { workspaceId: workspace.id });
      toast.done({
        title:
          fresh > 0
            ? `Found ${countLabel(fresh, 'new fact')}`
            : found > 0
              ? 'Nothing new was found'
              : 'No fact was found in these texts',
        ...(found === 0 ? { description: 'What is missing is asked for on the next step.' } : {}),
      });
      setFilter('open');
    } catch (error) {
      toast.error('The evidence was not looked through', error);
    } finally {
      setBusy(false);
    }
  };
  return (
    <>
      <div className={css.bar}>
        <Button
          variant={session.candidates.length === 0 ? 'primary' : 'secondary'}
          busy={busy}
          disabled={here === 0}
          icon={<ScanText aria-hidden />}
          onClick={() => void look()}
        >
          {session.candidates.length === 0 ? 'Look for facts' : 'Look again'}
        </Button>
        {model !== null && (
          <Button disabled={here === 0} icon={<MessageCircleQuestion aria-hidden />} onClick={() => setAsking(true)}>
            Ask the model for more…
          </Button>
        )}
        <span className={css.detail}>
          {here === 0
            ? 'There is no evidence on this device yet. Add some on the first step, or go on and answer the questions.'
            : `in ${countLabel(here, 'text')}${waiting > 0 ? `; ${waiting} more are still being read` : ''}`}
        </span>
      </div>
      <Callout
        actions={
          model === null && (
            <Button size="sm" onClick={() => go({ name: 'settings', section: 'model' })}>
              Name a model
            </Button>
          )
        }
      >
        Facts are found by rules, on this device: in the turns of phrase in which companies speak of themselves, in
        English, German, French and Spanish. Nothing is made up, and nothing counts before you take it.{' '}
        {model === null
          ? 'A model that you name can propose more, marked as proposed; it may run on this computer.'
          : `${model.model} can propose more from any language: only what stands in your evidence word for word, marked as proposed.`}
      </Callout>
      {unread.length > 0 && (
        <Callout
          tone="warn"
          title={
            unread.length === 1
              ? `“${unread[0]?.name}” looks like ${unread[0]?.unread_language}`
              : `${unread.length} texts are in other languages`
          }
        >
          Facts are found in English, German, French and Spanish texts.{' '}
          {unread.length === 1
            ? 'Mark the facts in this one by hand: show it, and write each one down with its words.'
            : `Mark the facts in these by hand: show each, and write them down with their words. ${unread
                .slice(0, 5)
                .map(({ name, unread_language }) => `“${name}” looks like ${unread_language}`)
                .join(', ')}${unread.length > 5 ? ` and ${unread.length - 5} more` : ''}.`}
          <span className={css.openSteps}>
            {unread.slice(0, 5).map((item) => (
              <Button key={item.id} size="sm" icon={<Eye aria-hidden />} onClick={() => setShown(item.id)}>
                Show {item.name}
              </Button>
            ))}
          </span>
        </Callout>
      )}
      {shown && <EvidenceDialog workspaceId={workspace.id} item={shown} onClose={() => setShown(null)} />}
      {asking && model !== null && (
        <ProposeDialog
          workspaceId={workspace.id}
          model={model}
          onClose={() => setAsking(false)}
          onLook={() => {
            setAsking(false);
            setFilter('proposed');
          }}
        />
      )}
      {session.candidates.length > 0 && (
        <Segmented<Filter>
          label="Which facts"
          value={filter}
          onChange={setFilter}
          options={[
            { value: 'open', label: `To decide (${open.length})` },
            ...(proposed.length > 0 || filter === 'proposed'
              ? [{ value: 'proposed' as const, label: `Proposed by a model (${proposed.length})` }]
              : []),
            { value: 'decided', label: `Decided (${decided.length})` },
          ]}
        />
      )}
      {session.candidates.length > 0 && listed.length === 0 && (
        <p className={css.detail}>
          {filter === 'decided' ? 'Nothing is decided yet.' : 'Everything that was found is decided.'}
        </p>
      )}
      <ul className={css.foundList} aria-label="Found facts">
        {listed.map((one) => (
          <Found key={one.id} workspaceId={workspace.id} one={one} />
        ))}
      </ul>
    </>
  );
}

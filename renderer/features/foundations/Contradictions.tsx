/** Facts that contradict each other, side by side with their sentences and sources, for a person to decide. */
import { useState } from 'react';
import { Check, GitCompareArrows } from 'lucide-react';
import type { Contradiction } from '../../../main/studio/foundations/contract.ts';
import { studio } from '../../app/client.ts';
import { Badge } from '../../components/Badge.tsx';
import { Button } from '../../components/Button.tsx';
import { toast } from '../../components/Toast.tsx';
import css from './Contradictions.module.css';
import { useGround } from './useGround.ts';

type Saying = Contradiction['says'][number];

function One({ contradiction: { key, field_name, says } }: { contradiction: Contradiction }) {
  const { workspaceId } = useGround();
  const [busy, setBusy] = useState(false);
  const settle = async (keep: Saying | null): Promise<void> => {
    setBusy(true);
    try {
      await studio.request('onboarding.settle', {
        workspaceId,
        key,
        keep: keep === null ? null : (keep.fact_id ?? keep.candidate_id),
      });
      toast.done({
        title: keep === null ? `All of “${field_name}” are right` : `${field_name}: ${keep.value}`,
        ...(keep === null
          ? { description: 'Name them apart in the truth sheet, so that it can be told which is which.' }
          : {}),
        action: {
          label: 'Undo',
          onClick: () =>
            void studio
              .request('history.undo', {})
              .catch((error: unknown) => toast.error('It was not taken back', error)),
        },
      });
    } catch (error) {
      toast.error('It was not decided', error);
      setBusy(false);
    }
  };
  return (
    <li className={css.one}>
      <div className={css.head}>
        <GitCompareArrows aria-hidden />
        <h3>{field_name}: which one is right?</h3>
      </div>
      <ul className={css.says} aria-label={`What is said of ${field_name}`}>
        {says.map((said) => (
          <li key={said.fact_id ?? said.candidate_id}>
            <strong>{said.value}</strong>
            {said.quote !== '' && <blockquote>{said.quote}</blockquote>}
            <span className={css.detail}>
              {said.source === '' ? 'Without a source' : said.source}{' '}
              <Badge tone={said.verified ? 'good' : 'plain'}>
                {said.verified ? 'verified' : said.fact_id === null ? 'found, not taken yet' : 'taken'}
              </Badge>
            </span>
            <Button
              size="sm"
              busy={busy}
              icon={<Check aria-hidden />}
              aria-label={`${field_name} is ${said.value}`}
              onClick={() => void settle(said)}
            >
              This is right
            </Button>
          </li>
        ))}
      </ul>
      <div>
        <Button
          size="sm"
          variant="ghost"
          busy={busy}
          aria-label={`${field_name}: all of them are right`}
          onClick={() => void settle(null)}
        >
          {says.length === 2 ? 'Both are right, of different things' : 'All are right, of different things'}
        </Button>
      </div>
    </li>
  );
}

export function Contradictions() {
  const { contradictions } = useGround().foundation;
  if (contradictions.length === 0) return null;
  return (
    <section className={css.section} aria-label="Contradictions to decide">
      <p className={css.detail}>
        {contradictions.length === 1
          ? 'One contradiction is open.'
          : `${contradictions.length} contradictions are open.`}{' '}
        Until you decide, agents are told that it is, and take neither as true. What you decide against is kept with
        what you choose.
      </p>
      <ul className={css.list}>
        {contradictions.map((one) => (
          <One key={one.key} contradiction={one} />
        ))}
      </ul>
    </section>
  );
}

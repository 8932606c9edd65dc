/** What was found that must not leave, where, and what is done about it. */
import { ShieldAlert, ShieldCheck } from 'lucide-react';
import type { ExportPlan } from '../../../main/studio/exports/contract.ts';
import { Badge } from '../../components/Badge.tsx';
import { Button } from '../../components/Button.tsx';
import { Card } from '../../components/Card.tsx';
import { Select } from '../../components/Select.tsx';
import css from './Exports.module.css';
import { actionsFor, placeOf, type Action } from './words.ts';

export interface FindingsProps {
  plan: ExportPlan;
  decisions: ReadonlyMap<string, Action>;
  onDecide: (ids: readonly string[], action: Action) => void;
}

export function Findings({ plan, decisions, onDecide }: FindingsProps) {
  const undecided = plan.findings.filter(({ id, severity }) => severity === 'block' && !decisions.has(id));
  if (plan.findings.length === 0) {
    return (
      <p className={css.calm}>
        <ShieldCheck aria-hidden />
        No keys, passwords, e-mail addresses or private paths were found in what will leave.
      </p>
    );
  }
  return (
    <Card
      title="Found in what would leave"
      description="Secrets never leave as they are. Warnings are blacked out unless you say otherwise."
      actions={
        undecided.length > 1 && (
          <Button
            size="sm"
            onClick={() =>
              onDecide(
                undecided.map(({ id }) => id),
                'redact',
              )
            }
          >
            Black out all {undecided.length} secrets
          </Button>
        )
      }
    >
      <ul className={css.findings}>
        {plan.findings.map((finding) => (
          <li key={finding.id}>
            <ShieldAlert aria-hidden className={finding.severity === 'block' ? css.bad : css.warn} />
            <div className={css.finding}>
              <span className={css.findingHead}>
                <strong>{finding.label}</strong>
                <Badge tone={finding.severity === 'block' ? 'bad' : 'warn'}>
                  {finding.severity === 'block' ? 'Secret' : 'Warning'}
                </Badge>
              </span>
              <span className={css.place}>{placeOf(finding)}</span>
              <code className={css.excerpt}>{finding.excerpt}</code>
            </div>
            <Select
              size="sm"
              label={`What to do about ${finding.label}, ${placeOf(finding)}`}
              hideLabel
              value={decisions.get(finding.id) ?? (finding.severity === 'block' ? 'undecided' : 'redact')}
              options={[
                ...(finding.severity === 'block' && !decisions.has(finding.id)
                  ? [{ value: 'undecided' as const, label: 'Decide…' }]
                  : []),
                ...actionsFor(finding),
              ]}
              onChange={(action) => {
                if (action !== 'undecided') onDecide([finding.id], action);
              }}
            />
          </li>
        ))}
      </ul>
    </Card>
  );
}

/** What was found that must not leave, where, and what is done about it: secrets first, by kind, then warnings. */
import { useState } from 'react';
import { ShieldAlert, ShieldCheck } from 'lucide-react';
import type { ExportPlan } from '../../../main/studio/exports/contract.ts';
import { Badge } from '../../components/Badge.tsx';
import { Button } from '../../components/Button.tsx';
import { Card } from '../../components/Card.tsx';
import { Select } from '../../components/Select.tsx';
import { changeSettings, useSettings } from '../../app/settings.ts';
import { toast } from '../../components/Toast.tsx';
import { countLabel } from '../morgys/words.ts';
import css from './Exports.module.css';
import { actionsFor, groupsOf, placeOf, secretsHead, type Action, type Finding, type FindingGroup } from './words.ts';

export interface FindingsProps {
  plan: ExportPlan;
  decisions: ReadonlyMap<string, Action>;
  onDecide: (ids: readonly string[], action: Action) => void;
}

/** Of a kind of warning, so many are shown at first. Secrets are all shown: each is decided about. */
const SHOWN = 5;

interface RowProps {
  finding: Finding;
  decisions: ReadonlyMap<string, Action>;
  onDecide: FindingsProps['onDecide'];
}

function Row({ finding, decisions, onDecide }: RowProps) {
  const blocks = finding.severity === 'block';
  const known = useSettings()?.notSecrets ?? [];
  const { hash, kept } = finding;
  const say = (not: boolean): void => {
    const others = known.filter((each) => each !== hash);
    changeSettings({ notSecrets: not && hash !== null ? [...others, hash] : others }).catch((error: unknown) =>
      toast.error('What you said of it was not kept', error),
    );
  };
  return (
    <li>
      <ShieldAlert aria-hidden className={blocks ? css.bad : css.warn} />
      <div className={css.finding}>
        <span className={css.place}>{placeOf(finding)}</span>
        <code className={css.excerpt}>{finding.excerpt}</code>
      </div>
      <Select
        size="sm"
        label={`What to do about ${finding.label}, ${placeOf(finding)}`}
        hideLabel
        value={decisions.get(finding.id) ?? (blocks ? 'undecided' : kept ? 'allow' : 'redact')}
        options={[
          ...(blocks && !decisions.has(finding.id) ? [{ value: 'undecided' as const, label: 'Decide…' }] : []),
          ...actionsFor(finding),
          ...(hash === null
            ? []
            : [
                kept
                  ? { value: 'secret' as const, label: 'It is a secret after all' }
                  : { value: 'not-secret' as const, label: 'It is not a secret, here and elsewhere' },
              ]),
        ]}
        onChange={(action) => {
          if (action === 'secret' || action === 'not-secret') say(action === 'not-secret');
          else if (action !== 'undecided') onDecide([finding.id], action);
        }}
      />
    </li>
  );
}

interface GroupProps {
  group: FindingGroup;
  decisions: ReadonlyMap<string, Action>;
  onDecide: FindingsProps['onDecide'];
}

function Group({ group, decisions, onDecide }: GroupProps) {
  const [whole, setWhole] = useState(false);
  const { label, severity, findings, bulk } = group;
  const blocks = severity === 'block';
  const shown = whole || blocks ? findings : findings.slice(0, SHOWN);
  const ids = findings.map(({ id }) => id);
  const keptIds = new Set(findings.filter(({ kept }) => kept).map(({ id }) => id));
  const current = (id: string): Action | null =>
    decisions.get(id) ?? (blocks ? null : keptIds.has(id) ? 'allow' : 'redact');
  const open = findings.filter(({ id }) => current(id) === null).length;
  return (
    <section className={css.group} aria-label={label}>
      <div className={css.groupHead}>
        <h3>{label}</h3>
        <Badge tone={blocks ? 'bad' : 'warn'}>{countLabel(findings.length, blocks ? 'secret' : 'warning')}</Badge>
        {open > 0 && open < findings.length && <span className={css.place}>{open} to decide</span>}
        {findings.length > 1 && (
          <span className={css.bulk}>
            {bulk.map(({ value, label: words }) => (
              <Button
                key={value}
                size="sm"
                aria-label={`${words}: ${label}`}
                disabled={ids.every((id) => current(id) === value)}
                onClick={() => onDecide(ids, value)}
              >
                {words}
              </Button>
            ))}
          </span>
        )}
      </div>
      <ul className={css.findings}>
        {shown.map((finding) => (
          <Row key={finding.id} finding={finding} decisions={decisions} onDecide={onDecide} />
        ))}
      </ul>
      {shown.length < findings.length && (
        <div>
          <Button size="sm" variant="ghost" onClick={() => setWhole(true)}>
            Show all {findings.length}
          </Button>
        </div>
      )}
    </section>
  );
}

export function Findings({ plan, decisions, onDecide }: FindingsProps) {
  if (plan.findings.length === 0) {
    return (
      <p className={css.calm}>
        <ShieldCheck aria-hidden />
        No known patterns of keys, tokens, passwords, e-mail addresses or private paths were found in what will leave.
      </p>
    );
  }
  const groups = groupsOf(plan.findings);
  const secrets = groups.filter(({ severity }) => severity === 'block');
  const warnings = groups.filter(({ severity }) => severity === 'warn');
  const undecided = secrets.flatMap(({ findings }) => findings).filter(({ id }) => !decisions.has(id));
  return (
    <>
      {secrets.length > 0 && (
        <Card
          {...secretsHead(
            secrets.flatMap(({ findings }) => findings),
            decisions,
          )}
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
          {secrets.map((group) => (
            <Group key={group.key} group={group} decisions={decisions} onDecide={onDecide} />
          ))}
        </Card>
      )}
      {warnings.length > 0 && (
        <Card
          title="Warnings"
          description="They are blacked out unless you keep them or said that they are no secrets, and do not stop the export."
        >
          {warnings.map((group) => (
            <Group key={group.key} group={group} decisions={decisions} onDecide={onDecide} />
          ))}
        </Card>
      )}
    </>
  );
}

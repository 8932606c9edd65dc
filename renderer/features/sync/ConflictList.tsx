/** Conflicts, the open ones first: which thing, which fields, whose device, and what was decided. */
import { useState } from 'react';
import { CircleCheck } from 'lucide-react';
import type { ConflictSummary } from '../../../main/studio/sync/contract.ts';
import { useStudioQuery } from '../../app/client.ts';
import { go } from '../../app/navigation.ts';
import { Badge } from '../../components/Badge.tsx';
import { Callout } from '../../components/Callout.tsx';
import { EmptyState } from '../../components/EmptyState.tsx';
import { agoLabel, dateLabel } from '../../components/when.ts';
import { capital, resolutionWords, thing } from './words.ts';
import css from './SyncPage.module.css';

function Item({ conflict, now }: { conflict: ConflictSummary; now: number }) {
  const open = conflict.resolution === 'open';
  return (
    <li className={css.entry}>
      <button type="button" className={css.row} onClick={() => go({ name: 'conflict', id: conflict.id })}>
        <span className={css.main}>
          <strong>{capital(thing(conflict))}</strong>
          <span className={css.what}>
            {conflict.kind === 'delete' ? 'Deleted on one side, edited on the other' : conflict.fields.join(', ')}
            {` · written on ${conflict.thisDevice ? 'this device' : conflict.device}`}
          </span>
        </span>
        <Badge tone={open ? 'warn' : 'plain'}>{resolutionWords(conflict)}</Badge>
        <span className={css.when} title={dateLabel(conflict.at)}>
          {agoLabel(conflict.at, now)}
        </span>
      </button>
    </li>
  );
}

export function ConflictList() {
  const open = useStudioQuery('sync.conflicts', { open: true });
  const decided = useStudioQuery('sync.conflicts', { open: false });
  const [now] = useState(() => Date.now());
  const failed = open.error ?? decided.error;
  if (failed)
    return (
      <Callout tone="bad" title="The conflicts could not be read">
        {failed.message}
      </Callout>
    );
  if (!open.data || !decided.data) return null;
  if (open.data.length + decided.data.length === 0)
    return (
      <EmptyState icon={<CircleCheck aria-hidden />} title="No conflicts">
        When two devices change the same thing at once, most changes fit together and both stay. Where only one can
        stand, both are kept here side by side, and you choose.
      </EmptyState>
    );
  return (
    <>
      {open.data.length > 0 && (
        <ul className={css.list} aria-label="Open conflicts">
          {open.data.map((conflict) => (
            <Item key={conflict.id} conflict={conflict} now={now} />
          ))}
        </ul>
      )}
      {decided.data.length > 0 && (
        <>
          <h2 className={css.quiet}>Decided or merged</h2>
          <ul className={css.list} aria-label="Decided or merged conflicts">
            {decided.data.map((conflict) => (
              <Item key={conflict.id} conflict={conflict} now={now} />
            ))}
          </ul>
        </>
      )}
    </>
  );
}

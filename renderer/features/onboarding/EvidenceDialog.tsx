/** One piece of evidence: the text as it was read on this device, its tags, and what was noted while it was read. */
import type { Evidence } from '../../../main/studio/onboarding/contract.ts';
import { studio, useStudioQuery } from '../../app/client.ts';
import { Button } from '../../components/Button.tsx';
import { Callout } from '../../components/Callout.tsx';
import { Dialog } from '../../components/Dialog.tsx';
import { TagField } from '../../components/TagField.tsx';
import { toast } from '../../components/Toast.tsx';
import { MarkFact } from './MarkFact.tsx';
import css from './Steps.module.css';

export function EvidenceDialog({
  workspaceId,
  item,
  onClose,
}: {
  workspaceId: string;
  item: Evidence;
  onClose: () => void;
}) {
  const query = useStudioQuery('onboarding.evidenceText', { workspaceId, id: item.id });
  return (
    <Dialog
      open
      size="lg"
      title={item.name}
      description={item.url ?? undefined}
      onClose={onClose}
      actions={<Button onClick={onClose}>Close</Button>}
    >
      <div className={css.stack}>
        <TagField
          label="Tags"
          value={item.tags}
          onChange={(tags) =>
            void studio
              .request('onboarding.tagEvidence', { workspaceId, id: item.id, tags })
              .catch((error: unknown) => toast.error('The tags were not changed', error))
          }
        />
        {query.isError && (
          <Callout tone="bad" title="The text could not be shown">
            {query.error.message}
          </Callout>
        )}
        {query.data?.warnings.map((warning) => (
          <Callout key={warning} tone="warn">
            {warning}
          </Callout>
        ))}
        {item.unread_language !== null && (
          <Callout>
            Facts are found in English, German, French and Spanish texts; this one looks like {item.unread_language}.
            Mark them by hand.
          </Callout>
        )}
        {query.data && <MarkFact workspaceId={workspaceId} item={item} />}
        {query.data && (
          <div className={css.text} role="region" aria-label={`Text of ${item.name}`} tabIndex={0}>
            {/* A paragraph is a line there. */}
            {query.data.text.replaceAll('\n', '\n\n')}
          </div>
        )}
      </div>
    </Dialog>
  );
}

/** Exports that were made, newest first; any two can be compared. */
import { useState } from 'react';
import { PackageCheck } from 'lucide-react';
import type { ExportRecord } from '../../../main/studio/exports/contract.ts';
import { useStudioQuery } from '../../app/client.ts';
import { Badge } from '../../components/Badge.tsx';
import { Button } from '../../components/Button.tsx';
import { Callout } from '../../components/Callout.tsx';
import { Card } from '../../components/Card.tsx';
import { Dialog } from '../../components/Dialog.tsx';
import { EmptyState } from '../../components/EmptyState.tsx';
import { Select } from '../../components/Select.tsx';
import { dateLabel } from '../../components/when.ts';
import { bytesLabel } from '../settings/bytes.ts';
import { saveBundle } from './actions.ts';
import css from './Exports.module.css';
import { Report } from './Report.tsx';
import { Uses } from './Result.tsx';
import { Share } from './Share.tsx';
import { contentsOf } from './words.ts';

const KINDS = { added: 'Added', removed: 'Removed', changed: 'Changed' } as const;

function Differences({ from, to }: { from: ExportRecord; to: ExportRecord }) {
  const diff = useStudioQuery('exports.diff', { from: from.id, to: to.id });
  if (diff.isError) {
    return (
      <Callout tone="bad" title="They could not be compared">
        {diff.error.message}
      </Callout>
    );
  }
  if (diff.data?.length === 0) return <p className={css.place}>Nothing differs between the two.</p>;
  return (
    <ul className={css.changes}>
      {diff.data?.map((change) => (
        <li key={change.kind + change.what}>
          <Badge tone={change.kind === 'added' ? 'good' : change.kind === 'removed' ? 'bad' : 'accent'}>
            {KINDS[change.kind]}
          </Badge>
          <strong>{change.what}</strong>
          <span>{change.detail}</span>
        </li>
      ))}
    </ul>
  );
}

function Details({
  record,
  others,
  onClose,
}: {
  record: ExportRecord;
  others: readonly ExportRecord[];
  onClose: () => void;
}) {
  const earlier = others.filter((other) => other.id !== record.id);
  const [against, setAgainst] = useState(
    earlier.find((other) => other.created_at < record.created_at)?.id ?? earlier[0]?.id ?? '',
  );
  const other = earlier.find((candidate) => candidate.id === against);
  return (
    <Dialog
      open
      size="lg"
      onClose={onClose}
      title={`${record.exported_name} ${record.version}`}
      description={`${dateLabel(record.created_at)}, ${bytesLabel(record.size)}, ${contentsOf(record).toLowerCase()}`}
    >
      <div className={css.details}>
        <Uses record={record} />
        <Share record={record} />
        {!record.present && (
          <Callout>
            The file itself is no longer in the studio’s folder. Unchanged, the Morgy exports to the same file again.
          </Callout>
        )}
        <p className={css.hash}>
          SHA-256 <code>{record.sha256}</code>
        </p>
        {other && (
          <>
            <Select
              label="Compared with"
              value={against}
              options={earlier.map(({ id, version, created_at }) => ({
                value: id,
                label: `${version}, ${dateLabel(created_at)}`,
              }))}
              onChange={setAgainst}
            />
            <Differences from={other} to={record} />
          </>
        )}
        <Report report={record.report} />
      </div>
    </Dialog>
  );
}

/** `openFirst` names the export whose details are open to begin with. */
export function ExportList({ morgyId, openFirst = null }: { morgyId: string | null; openFirst?: string | null }) {
  const list = useStudioQuery('exports.list', { morgyId });
  const [openId, setOpenId] = useState(openFirst);
  const records = list.data ?? [];
  const open = records.find((record) => record.id === openId);

  if (list.isError) {
    return (
      <Callout tone="bad" title="The list of exports could not be read">
        {list.error.message}
      </Callout>
    );
  }
  if (list.data === undefined) return null;
  if (records.length === 0) {
    return (
      <EmptyState icon={<PackageCheck aria-hidden />} title="No exports yet">
        {morgyId === null
          ? 'Open a Morgy and choose Export. Every bundle you make is listed here with what was checked, and any two can be compared.'
          : 'Every bundle you make of this Morgy is listed here, and any two can be compared.'}
      </EmptyState>
    );
  }
  return (
    <Card title={morgyId === null ? 'All exports' : 'Earlier exports'}>
      <ul className={css.records}>
        {records.map((record) => (
          <li key={record.id}>
            <button type="button" className={css.record} onClick={() => setOpenId(record.id)}>
              <span className={css.recordName}>
                {(morgyId === null || record.exported_name !== record.morgy_name) && (
                  <strong>{record.exported_name}</strong>
                )}
                {morgyId === null && record.exported_name !== record.morgy_name && (
                  <span className={css.place}>now “{record.morgy_name}”</span>
                )}
                <span className={css.version}>{record.version}</span>
                {record.report.ok && <Badge tone="good">Checked</Badge>}
                {!record.present && <Badge>File cleared</Badge>}
              </span>
              <span className={css.place}>
                {dateLabel(record.created_at)} · {contentsOf(record)} · {bytesLabel(record.size)}
              </span>
            </button>
            <Button size="sm" variant="ghost" disabled={!record.present} onClick={() => void saveBundle(record)}>
              Save as…
            </Button>
          </li>
        ))}
      </ul>
      {open && (
        <Details
          record={open}
          others={records.filter(({ morgy_id }) => morgy_id === open.morgy_id)}
          onClose={() => setOpenId(null)}
        />
      )}
    </Card>
  );
}

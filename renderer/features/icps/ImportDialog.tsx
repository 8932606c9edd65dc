/** Profiles from a CSV or JSON file: what each row would become, and what is wrong with it, before anything is made. */
import { useState } from 'react';
import type { ImportRow } from '../../../main/studio/icps/contract.ts';
import { studio, useStudioQuery } from '../../app/client.ts';
import { fileNameOf } from '../../app/files.ts';
import { Badge } from '../../components/Badge.tsx';
import { Button } from '../../components/Button.tsx';
import { Callout } from '../../components/Callout.tsx';
import { Dialog } from '../../components/Dialog.tsx';
import { Table, type Column } from '../../components/Table.tsx';
import { toast } from '../../components/Toast.tsx';
import { countLabel } from '../morgys/words.ts';
import css from './Icps.module.css';

const columns: Column<ImportRow>[] = [
  { id: 'row', header: 'Row', width: '4rem', align: 'end', cell: ({ row }) => row },
  {
    id: 'name',
    header: 'Name',
    width: 'minmax(9rem, 2fr)',
    cell: ({ name, exists }) => (
      <span className={css.name}>
        {name}
        {exists && <Badge tone="warn">there is one of this name</Badge>}
      </span>
    ),
  },
  {
    id: 'result',
    header: 'What becomes of it',
    width: 'minmax(14rem, 4fr)',
    cell: ({ errors, exists }) =>
      errors.length === 0 ? (
        <span className={css.quiet}>{exists ? 'will be added as a second one of this name' : 'will be imported'}</span>
      ) : (
        <span className={css.wrong} title={errors.map(({ field, message }) => `${field}: ${message}`).join('\n')}>
          {errors.map(({ field, message }) => `${field}: ${message}`).join(' ')}
        </span>
      ),
  },
];

export function ImportDialog({
  workspaceId,
  path,
  onClose,
}: {
  workspaceId: string;
  path: string;
  onClose: () => void;
}) {
  const preview = useStudioQuery('icps.previewImport', { workspaceId, path });
  const [busy, setBusy] = useState(false);
  const rows = preview.data?.rows ?? [];
  const good = rows.filter(({ errors }) => errors.length === 0).length;

  const run = async (): Promise<void> => {
    setBusy(true);
    try {
      const { made, refused } = await studio.request('icps.import', { workspaceId, path });
      toast.done({
        title: `Imported ${countLabel(made.length, 'profile')}`,
        ...(refused > 0 && { description: `${countLabel(refused, 'row')} had something wrong and stayed out.` }),
        action: { label: 'Undo', onClick: () => void studio.request('history.undo', {}).catch(() => undefined) },
      });
      onClose();
    } catch (error) {
      toast.error('Nothing was imported', error);
      setBusy(false);
    }
  };

  return (
    <Dialog
      open
      size="lg"
      title={`Import ${fileNameOf(path)}`}
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button variant="primary" disabled={good === 0} busy={busy} onClick={() => void run()}>
            {good === 0 ? 'Nothing to import' : `Import ${countLabel(good, 'profile')}`}
          </Button>
        </>
      }
    >
      {preview.isError && (
        <Callout tone="bad" title="This file holds no profiles that can be read">
          {preview.error.message}
        </Callout>
      )}
      {preview.data?.notes.map((note) => (
        <Callout key={note} tone="warn">
          {note}
        </Callout>
      ))}
      {rows.length > 0 && (
        <>
          <p className={css.count}>
            {good} of {countLabel(rows.length, 'row')} can be imported.
            {good < rows.length && ' The others stay out; mend them in the file and import it again.'}
          </p>
          <Table
            label="Rows of the file"
            className={css.preview}
            rows={rows}
            columns={columns}
            rowHeight={36}
            rowKey={({ row }) => String(row)}
            rowLabel={({ name, row }) => `Row ${row}: ${name}`}
          />
        </>
      )}
    </Dialog>
  );
}

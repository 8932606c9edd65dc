/**
 * Profiles from a CSV or JSON file: what each row would become, and what is wrong with it, before anything is made. Of a
 * profile that is here already a person says row by row, or for all, whether it is left, updated or made once more.
 */
import { useMemo, useState } from 'react';
import type { ImportRow, OnMatch } from '../../../main/studio/icps/contract.ts';
import { studio, useStudioQuery } from '../../app/client.ts';
import { fileNameOf } from '../../app/files.ts';
import { Button } from '../../components/Button.tsx';
import { Callout } from '../../components/Callout.tsx';
import { Dialog } from '../../components/Dialog.tsx';
import { Select, type Option } from '../../components/Select.tsx';
import { Table, type Column } from '../../components/Table.tsx';
import { toast } from '../../components/Toast.tsx';
import { countLabel } from '../morgys/words.ts';
import css from './Icps.module.css';

const CHOICES: readonly Option<OnMatch>[] = [
  { value: 'skip', label: 'Leave as it is' },
  { value: 'update', label: 'Update' },
  { value: 'add', label: 'Make another' },
];
type ForAll = OnMatch | 'each';
const FOR_ALL: readonly Option<ForAll>[] = [
  { value: 'skip', label: 'Leave all as they are' },
  { value: 'update', label: 'Update all' },
  { value: 'add', label: 'Make another of each' },
];
const EACH: Option<ForAll> = { value: 'each', label: 'As chosen in each row' };

const BY = { id: 'its id', code: 'its code', name: 'its name' } as const;
/** How many changed fields are named. */
const NAMED = 3;

/** What becomes of a row, in words. */
function told({ match }: ImportRow, what: OnMatch): string {
  if (!match) return 'will be imported';
  if (what === 'add') return 'a second one will be made';
  const { changes } = match;
  if (changes.length === 0) return 'is here and says the same';
  const more = changes.length - NAMED;
  const fields = `${changes.slice(0, NAMED).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
  return what === 'update' ? `changes ${fields}` : `is here with another ${fields}`;
}

const columnsFor = (
  existing: OnMatch,
  choices: ReadonlyMap<number, OnMatch>,
  onChoose: (row: number, what: OnMatch) => void,
): Column<ImportRow>[] => [
  { id: 'row', header: 'Row', width: '4rem', align: 'end', cell: ({ row }) => row },
  {
    id: 'name',
    header: 'Name',
    width: 'minmax(8rem, 2fr)',
    cell: ({ name }) => <span className={css.name}>{name}</span>,
  },
  {
    id: 'choice',
    header: 'Is here already',
    width: '11rem',
    cell: (row) =>
      row.match === null || row.errors.length > 0 ? null : (
        <Select
          size="sm"
          hideLabel
          label={`What becomes of ${row.name} in row ${row.row}`}
          value={choices.get(row.row) ?? existing}
          options={CHOICES}
          onChange={(next) => onChoose(row.row, next)}
        />
      ),
  },
  {
    id: 'result',
    header: 'What becomes of it',
    width: 'minmax(12rem, 4fr)',
    cell: (row) => {
      const wrong = row.errors.map(({ field, message }) => `${field}: ${message}`);
      const words = told(row, choices.get(row.row) ?? existing);
      return wrong.length === 0 ? (
        <span
          className={css.result}
          title={row.match ? `Known by ${BY[row.match.by]}. ${row.match.changes.join(', ')}` : words}
        >
          <span className={css.quiet}>{words}</span>
          {row.remarks.map((remark) => (
            <span key={remark} className={css.remark} title={remark}>
              {remark}
            </span>
          ))}
        </span>
      ) : (
        <span className={css.wrong} title={wrong.join('\n')}>
          {wrong.join(' ')}
        </span>
      );
    },
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
  const [existing, setExisting] = useState<OnMatch>('skip');
  const [choices, setChoices] = useState<ReadonlyMap<number, OnMatch>>(new Map());
  const rows = preview.data?.rows ?? [];
  const good = rows.filter(({ errors }) => errors.length === 0);
  const matched = good.filter(({ match }) => match !== null);
  const whatOf = (row: ImportRow): OnMatch => choices.get(row.row) ?? existing;
  const added = good.filter((row) => row.match === null || whatOf(row) === 'add').length;
  const updated = matched.filter((row) => whatOf(row) === 'update').length;

  const columns = useMemo(
    () => columnsFor(existing, choices, (row, what) => setChoices(new Map(choices).set(row, what))),
    [choices, existing],
  );

  const run = async (): Promise<void> => {
    setBusy(true);
    try {
      const result = await studio.request('icps.import', {
        workspaceId,
        path,
        existing,
        choices: [...choices].map(([row, what]) => ({ row, what })),
      });
      const { made, updated: changed, skipped, refused } = result;
      const done = [
        ...(made.length > 0 ? [`Imported ${countLabel(made.length, 'profile')}`] : []),
        ...(changed.length > 0
          ? [`${made.length > 0 ? 'updated' : 'Updated'} ${countLabel(changed.length, 'profile')}`]
          : []),
      ];
      const left = [
        ...(skipped > 0
          ? [`${countLabel(skipped, 'profile')} that ${skipped === 1 ? 'is' : 'are'} here already stayed.`]
          : []),
        ...(refused > 0 ? [`${countLabel(refused, 'row')} had something wrong and stayed out.`] : []),
      ];
      toast.done({
        title: done.join(', '),
        ...(left.length > 0 && { description: left.join(' ') }),
        action: { label: 'Undo', onClick: () => void studio.request('history.undo', {}).catch(() => undefined) },
      });
      onClose();
    } catch (error) {
      toast.error('Nothing was imported', error);
      setBusy(false);
    }
  };

  const what = [
    ...(added > 0 ? [`Import ${countLabel(added, 'profile')}`] : []),
    ...(updated > 0
      ? [`${added > 0 ? 'update' : 'Update'} ${updated === 1 && added > 0 ? 'one' : countLabel(updated, 'profile')}`]
      : []),
  ];
  return (
    <Dialog
      open
      size="lg"
      title={`Import ${fileNameOf(path)}`}
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button variant="primary" disabled={what.length === 0} busy={busy} onClick={() => void run()}>
            {what.length === 0 ? 'Nothing to import' : what.join(', ')}
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
            {good.length} of {countLabel(rows.length, 'row')} can be imported.
            {good.length < rows.length && ' The others stay out; mend them in the file and import it again.'}
          </p>
          {matched.length > 0 && (
            <Select<ForAll>
              className={css.forAll}
              label={
                matched.length === 1
                  ? 'One of these profiles is here already'
                  : `${matched.length} of these profiles are here already`
              }
              hint="An update changes what the file says and leaves what it does not."
              value={choices.size > 0 ? 'each' : existing}
              options={choices.size > 0 ? [...FOR_ALL, EACH] : FOR_ALL}
              onChange={(next) => {
                if (next === 'each') return;
                setExisting(next);
                setChoices(new Map());
              }}
            />
          )}
          <Table
            label="Rows of the file"
            className={css.preview}
            rows={rows}
            columns={matched.length > 0 ? columns : columns.filter(({ id }) => id !== 'choice')}
            rowHeight={44}
            rowKey={({ row }) => String(row)}
            rowLabel={({ name, row }) => `Row ${row}: ${name}`}
          />
        </>
      )}
    </Dialog>
  );
}

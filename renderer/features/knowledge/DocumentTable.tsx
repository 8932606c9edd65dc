/** The documents of one Morgy. Thousands are fine: only the rows in view are in the page. */
import { useMemo, useState } from 'react';
import {
  Braces,
  ClipboardPaste,
  Copy,
  FileText,
  Globe,
  RefreshCw,
  ScrollText,
  SearchX,
  Trash2,
  TriangleAlert,
} from 'lucide-react';
import type { DocumentSummary } from '../../../main/studio/knowledge/contract.ts';
import { fileNameOf } from '../../app/files.ts';
import { go } from '../../app/navigation.ts';
import { Button } from '../../components/Button.tsx';
import { EmptyState } from '../../components/EmptyState.tsx';
import type { MenuEntry } from '../../components/Menu.tsx';
import { afterRemoval, keepExisting, NOTHING, type Selection } from '../../components/selection.ts';
import { Table, type Column, type Sort } from '../../components/Table.tsx';
import { Tooltip } from '../../components/Tooltip.tsx';
import { useTableLook } from '../../components/useTableLook.ts';
import { When } from '../../components/When.tsx';
import { countLabel } from '../morgys/words.ts';
import { bytesLabel } from '../settings/bytes.ts';
import { copyText, refreshDocuments, removeDocuments } from './actions.ts';
import css from './DocumentTable.module.css';
import { sortDocuments } from './documents.ts';
import { SOURCE_WORDS } from './words.ts';

const ICONS = { file: FileText, url: Globe, text: ClipboardPaste, api: Braces };

const open = ({ id }: DocumentSummary): void => go({ name: 'document', id, chunkId: null });

function Title({ document }: { document: DocumentSummary }) {
  const Icon = ICONS[document.source_type];
  const warnings = document.warnings.map(({ message }) => message).join(' ');
  return (
    <span className={css.title}>
      <Icon aria-hidden className={css.kind} />
      <span className={css.name} title={document.title} dir="auto">
        {document.title}
      </span>
      {warnings !== '' && (
        <Tooltip text={warnings}>
          <span className={css.warning} role="img" aria-label={`Warning: ${warnings}`}>
            <TriangleAlert aria-hidden />
          </span>
        </Tooltip>
      )}
    </span>
  );
}

function Passages({ document }: { document: DocumentSummary }) {
  const { chunks, pinned, excluded } = document;
  const notes = [pinned > 0 && `${pinned} pinned`, excluded > 0 && `${excluded} excluded`].filter(Boolean).join(', ');
  return (
    <span title={notes === '' ? undefined : notes}>
      {chunks.toLocaleString('en')}
      {notes !== '' && (
        <>
          <span aria-hidden className={css.more}>
            *
          </span>
          <span className={css.said}>, {notes}</span>
        </>
      )}
    </span>
  );
}

function columnsOf(tagged: boolean): Column<DocumentSummary>[] {
  const columns: Column<DocumentSummary>[] = [
    {
      id: 'title',
      header: 'Title',
      width: 'minmax(12rem, 3fr)',
      sortable: true,
      cell: (document) => <Title document={document} />,
    },
    {
      id: 'source',
      header: 'Source',
      width: 'minmax(8rem, 1.5fr)',
      sortable: true,
      optional: true,
      cell: ({ source_type, source_label, source_url }) => (
        <span className={css.quiet} title={source_url ?? source_label}>
          {source_type === 'text' ? SOURCE_WORDS.text : fileNameOf(source_label)}
        </span>
      ),
    },
    {
      id: 'tags',
      header: 'Tags',
      width: 'minmax(5rem, 1fr)',
      optional: true,
      cell: ({ tags }) => <span className={css.quiet}>{tags.join(', ')}</span>,
    },
    {
      id: 'passages',
      header: 'Passages',
      width: '6rem',
      sortable: true,
      align: 'end',
      cell: (document) => <Passages document={document} />,
    },
    {
      id: 'size',
      header: 'Size',
      width: '5.5rem',
      sortable: true,
      align: 'end',
      optional: true,
      cell: ({ size }) => bytesLabel(size),
    },
    {
      id: 'changed',
      header: 'Changed',
      width: '7.5rem',
      sortable: true,
      cell: ({ updated_at }) => <When className={css.quiet} at={updated_at} />,
    },
  ];
  return tagged ? columns : columns.filter(({ id }) => id !== 'tags');
}

function menuOf(document: DocumentSummary, chosen: readonly DocumentSummary[]): MenuEntry[] {
  const several = chosen.length > 1 && chosen.includes(document);
  const targets = several ? chosen : [document];
  const { source_url: url } = document;
  return [
    ...(several
      ? []
      : [
          { label: 'Open', icon: <ScrollText aria-hidden />, onSelect: () => open(document) },
          ...(url === null
            ? []
            : [
                {
                  label: 'Copy the address',
                  icon: <Copy aria-hidden />,
                  onSelect: () => void copyText(url, 'The address'),
                },
              ]),
        ]),
    {
      label: several ? `Read ${targets.length} sources again` : 'Read the source again',
      icon: <RefreshCw aria-hidden />,
      onSelect: () => void refreshDocuments(targets.map(({ id }) => id)),
    },
    { kind: 'separator' },
    {
      label: several ? `Move ${targets.length} to trash` : 'Move to trash',
      icon: <Trash2 aria-hidden />,
      danger: true,
      onSelect: () => void removeDocuments(targets),
    },
  ];
}

const LAST_CHANGED_FIRST: Sort = { column: 'changed', direction: 'desc' };

export interface DocumentTableProps {
  documents: readonly DocumentSummary[];
  /** A filter is on: that none is shown does not mean that there is none. */
  filtered: boolean;
}

export function DocumentTable({ documents, filtered }: DocumentTableProps) {
  const [selection, setSelection] = useState<Selection>(NOTHING);
  const tagged = documents.some(({ tags }) => tags.length > 0);
  const columns = useMemo(() => columnsOf(tagged), [tagged]);
  const view = useTableLook('documents', columns, LAST_CHANGED_FIRST);
  const sort = view.sort ?? LAST_CHANGED_FIRST;
  const rows = useMemo(() => sortDocuments(documents, sort), [documents, sort]);
  const current = keepExisting(
    selection,
    rows.map(({ id }) => id),
  );
  const chosen = rows.filter(({ id }) => current.ids.has(id));
  const remove = (ids: readonly string[]): void => {
    setSelection(
      afterRemoval(
        current,
        rows.map(({ id }) => id),
        ids,
      ),
    );
    void removeDocuments(rows.filter(({ id }) => ids.includes(id)));
  };
  return (
    <div className={css.frame}>
      {chosen.length > 0 && (
        <div className={css.chosen} role="group" aria-label="What is selected">
          <strong aria-live="polite">{chosen.length.toLocaleString('en')} selected</strong>
          <Button
            size="sm"
            icon={<RefreshCw aria-hidden />}
            onClick={() => void refreshDocuments(chosen.map(({ id }) => id))}
          >
            Read again
          </Button>
          <Button size="sm" variant="danger" icon={<Trash2 aria-hidden />} onClick={() => remove([...current.ids])}>
            Move to trash
          </Button>
          <Button size="sm" variant="ghost" onClick={() => setSelection({ ...current, ids: new Set() })}>
            Select none
          </Button>
        </div>
      )}
      <Table
        label={`Documents, ${countLabel(rows.length, 'row')}`}
        className={css.table}
        rows={rows}
        columns={columns}
        rowKey={({ id }) => id}
        rowLabel={({ title }) => title}
        sort={sort}
        onSort={view.onSort}
        widths={view.widths}
        onWidth={view.onWidth}
        selection={current}
        onSelection={setSelection}
        onOpen={open}
        onDelete={remove}
        menu={(document) => menuOf(document, chosen)}
        empty={
          filtered && (
            <EmptyState icon={<SearchX aria-hidden />} title="No document fits">
              No title, source or tag has these words. Search inside looks in the texts themselves.
            </EmptyState>
          )
        }
      />
    </div>
  );
}

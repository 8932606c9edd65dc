/** The library: every Morgy of this device. */
import { useEffect, useMemo, useRef } from 'react';
import { FileUp, Plus, SearchX, Sparkles } from 'lucide-react';
import type { MorgySummary } from '../../../main/studio/morgys/contract.ts';
import { useStudioQuery } from '../../app/client.ts';
import { runCommand, useCommand } from '../../app/commands.ts';
import { go } from '../../app/navigation.ts';
import { Page } from '../../app/Page.tsx';
import { useSettings } from '../../app/settings.ts';
import { Avatar } from '../../components/Avatar.tsx';
import { Badge } from '../../components/Badge.tsx';
import { Button } from '../../components/Button.tsx';
import { Callout } from '../../components/Callout.tsx';
import { EmptyState } from '../../components/EmptyState.tsx';
import { Menu } from '../../components/Menu.tsx';
import { afterRemoval, keepExisting } from '../../components/selection.ts';
import { Table, type Column, type Sort } from '../../components/Table.tsx';
import { useTableLook } from '../../components/useTableLook.ts';
import { duplicate, moveToTrash, saveAsFile, setArchived } from './actions.ts';
import { CardGrid } from './library/CardGrid.tsx';
import { EVERYTHING, filterMorgys, sortMorgys } from './library/filter.ts';
import { morgyMenu } from './library/menu.tsx';
import { useLibrary } from './library/store.ts';
import { LibraryToolbar, SelectionBar, SORTS_WITHOUT_COLUMN } from './library/Toolbar.tsx';
import css from './LibraryPage.module.css';
import { When } from '../../components/When.tsx';
import { categoryLabel, countLabel, LICENSE_LABEL, priceLabel } from './words.ts';

const open = (morgy: MorgySummary): void => go({ name: 'morgy', id: morgy.id, tab: 'identity' });

const COLUMNS: Column<MorgySummary>[] = [
  {
    id: 'name',
    header: 'Name',
    width: 'minmax(13rem, 3fr)',
    sortable: true,
    cell: (morgy) => (
      <span className={css.name}>
        <Avatar size="sm" avatar={morgy.appearance.avatar} color={morgy.appearance.color} />
        <span className={css.nameText} title={morgy.name} dir="auto">
          {morgy.name}
        </span>
        {!morgy.is_active && <Badge tone="warn">Archived</Badge>}
        {morgy.is_public && morgy.is_active && <Badge tone="accent">Public</Badge>}
      </span>
    ),
  },
  {
    id: 'category',
    header: 'Category',
    width: '7rem',
    sortable: true,
    cell: (morgy) => categoryLabel(morgy.category),
  },
  {
    id: 'tags',
    header: 'Tags',
    width: 'minmax(6rem, 2fr)',
    optional: true,
    cell: (morgy) => <span className={css.quiet}>{morgy.tags.join(', ')}</span>,
  },
  {
    id: 'documents',
    header: 'Documents',
    width: '6.5rem',
    sortable: true,
    align: 'end',
    optional: true,
    cell: (morgy) => morgy.documents.toLocaleString('en'),
  },
  {
    id: 'price',
    header: 'Licence',
    width: '9.5rem',
    sortable: true,
    optional: true,
    cell: (morgy) => <span title={LICENSE_LABEL[morgy.license_type]}>{priceLabel(morgy)}</span>,
  },
  {
    id: 'updated',
    header: 'Changed',
    width: '8rem',
    sortable: true,
    cell: (morgy) => <When className={css.quiet} at={morgy.updated_at} />,
  },
];

function FirstOpen() {
  return (
    <EmptyState
      icon={<Sparkles aria-hidden />}
      title="Make your first Morgy"
      actions={
        <>
          <Button variant="primary" icon={<Plus aria-hidden />} onClick={() => runCommand('morgy.create')}>
            New Morgy
          </Button>
          <Button icon={<Sparkles aria-hidden />} onClick={() => runCommand('morgy.fromStarter')}>
            Choose from the gallery
          </Button>
        </>
      }
    >
      A Morgy is an assistant that you author: its character, its instructions and what it knows. When it is ready you
      export it as a bundle that people install in Claude Desktop. Everything stays on this device until you share it.
    </EmptyState>
  );
}

function useLibraryCommands(chosen: readonly MorgySummary[], active: MorgySummary | undefined): void {
  const targets = chosen.length > 0 ? chosen : active ? [active] : [];
  const [one] = targets;
  const enabled = targets.length > 0;
  useCommand('morgy.duplicate', () => one && void duplicate(one), { enabled: targets.length === 1 });
  useCommand(
    'morgy.archive',
    () =>
      void setArchived(
        targets,
        targets.some((morgy) => morgy.is_active),
      ),
    { enabled },
  );
  useCommand('morgy.remove', () => void moveToTrash(targets), { enabled });
  useCommand('morgy.exportFile', () => one && void saveAsFile(one), { enabled: targets.length === 1 });
  useCommand('export.open', () => one && go({ name: 'morgy', id: one.id, tab: 'export' }), {
    enabled: targets.length === 1,
  });
}

const LAST_CHANGED_FIRST: Sort = { column: 'updated', direction: 'desc' };

export function LibraryPage() {
  const list = useStudioQuery('morgys.list', {});
  const view = useSettings()?.libraryView ?? 'cards';
  const { filter, selection, setSelection, setFilter } = useLibrary();
  const look = useTableLook('morgys', COLUMNS, LAST_CHANGED_FIRST, SORTS_WITHOUT_COLUMN);
  const sort = look.sort ?? LAST_CHANGED_FIRST;
  const body = useRef<HTMLDivElement>(null);
  const all = list.data;
  const shown = useMemo(() => sortMorgys(filterMorgys(all ?? [], filter), sort), [all, filter, sort]);
  const chosen = useMemo(() => shown.filter((morgy) => selection.ids.has(morgy.id)), [shown, selection]);

  useEffect(() => {
    if (all === undefined) return;
    const kept = keepExisting(
      selection,
      shown.map((morgy) => morgy.id),
    );
    if (kept !== selection) setSelection(kept);
  }, [all, shown, selection, setSelection]);

  useLibraryCommands(
    chosen,
    shown.find((morgy) => morgy.id === selection.active),
  );

  const remove = (ids: readonly string[]): void => {
    setSelection(
      afterRemoval(
        selection,
        shown.map((morgy) => morgy.id),
        ids,
      ),
    );
    void moveToTrash(shown.filter((morgy) => ids.includes(morgy.id)));
  };
  const focusList = (): void => body.current?.querySelector<HTMLElement>('[role=grid]')?.focus();
  const empty = (
    <EmptyState
      icon={<SearchX aria-hidden />}
      title="No Morgy fits"
      actions={<Button onClick={() => setFilter(EVERYTHING)}>Show all</Button>}
    >
      Nothing matches this search and these filters.
    </EmptyState>
  );

  return (
    <Page
      title="Morgys"
      layout="fill"
      mark={
        all &&
        (shown.length === all.length
          ? countLabel(all.length, 'Morgy', 'Morgys')
          : `${shown.length.toLocaleString('en')} of ${all.length.toLocaleString('en')}`)
      }
      actions={
        <>
          <Button icon={<FileUp aria-hidden />} onClick={() => runCommand('morgy.import')}>
            Import
          </Button>
          <Menu
            align="end"
            trigger={
              <Button variant="primary" icon={<Plus aria-hidden />}>
                New
              </Button>
            }
            entries={[
              {
                label: 'New Morgy',
                icon: <Plus aria-hidden />,
                shortcut: 'Mod+N',
                onSelect: () => runCommand('morgy.create'),
              },
              {
                label: 'From the gallery…',
                icon: <Sparkles aria-hidden />,
                shortcut: 'Mod+Shift+N',
                onSelect: () => runCommand('morgy.fromStarter'),
              },
              {
                label: 'From a .morgy file…',
                icon: <FileUp aria-hidden />,
                shortcut: 'Mod+O',
                onSelect: () => runCommand('morgy.import'),
              },
            ]}
          />
        </>
      }
      toolbar={
        all && all.length > 0 ? (
          chosen.length > 0 ? (
            <SelectionBar chosen={chosen} all={all} />
          ) : (
            <LibraryToolbar all={all} view={view} sort={sort} onSort={look.onSort} onDown={focusList} />
          )
        ) : undefined
      }
    >
      {list.isError && (
        <div className={css.error}>
          <Callout
            tone="bad"
            title="The library could not be read"
            actions={<Button onClick={() => void list.refetch()}>Try again</Button>}
          >
            {list.error.message}
          </Callout>
        </div>
      )}
      {all?.length === 0 && <FirstOpen />}
      {all && all.length > 0 && (
        <div ref={body} className={css.body}>
          {view === 'table' ? (
            <Table
              label="Morgys"
              className={css.table}
              rows={shown}
              columns={COLUMNS}
              rowKey={(morgy) => morgy.id}
              rowLabel={(morgy) => morgy.name}
              sort={sort}
              onSort={look.onSort}
              widths={look.widths}
              onWidth={look.onWidth}
              selection={selection}
              onSelection={setSelection}
              onOpen={open}
              onDelete={remove}
              menu={(morgy) => morgyMenu(morgy, chosen)}
              empty={empty}
            />
          ) : shown.length === 0 ? (
            empty
          ) : (
            <CardGrid
              morgys={shown}
              chosen={chosen}
              selection={selection}
              onSelection={setSelection}
              onOpen={open}
              onDelete={remove}
            />
          )}
        </div>
      )}
    </Page>
  );
}

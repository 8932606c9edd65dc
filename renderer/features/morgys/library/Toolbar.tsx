/** Search, filters and view of the library; while something is selected, what can be done with it. */
import { useRef, useState } from 'react';
import { Archive, ArchiveRestore, LayoutGrid, Rows3, Tag, Trash2, X } from 'lucide-react';
import type { MorgySummary } from '../../../../main/studio/morgys/contract.ts';
import { useCommand } from '../../../app/commands.ts';
import { changeSettings } from '../../../app/settings.ts';
import { Button } from '../../../components/Button.tsx';
import { IconButton } from '../../../components/IconButton.tsx';
import { Popover } from '../../../components/Popover.tsx';
import { SearchField } from '../../../components/SearchField.tsx';
import { Segmented } from '../../../components/Segmented.tsx';
import { Select } from '../../../components/Select.tsx';
import { NOTHING } from '../../../components/selection.ts';
import type { Sort } from '../../../components/Table.tsx';
import { TagField } from '../../../components/TagField.tsx';
import { changeTags, moveToTrash, setArchived } from '../actions.ts';
import { CATEGORY_OPTIONS, LICENSE_OPTIONS } from '../words.ts';
import { EVERYTHING, isFiltered, tagsOf } from './filter.ts';
import { useLibrary } from './store.ts';
import css from './Toolbar.module.css';

const STATES = [
  { value: 'active', label: 'Active' },
  { value: 'public', label: 'Public' },
  { value: 'archived', label: 'Archived' },
  { value: 'any', label: 'Any state' },
] as const;
const SORTS = [
  { value: 'updated:desc', label: 'Last changed' },
  { value: 'created:desc', label: 'Newest' },
  { value: 'name:asc', label: 'Name, A to Z' },
  { value: 'name:desc', label: 'Name, Z to A' },
  { value: 'category:asc', label: 'Category' },
  { value: 'documents:desc', label: 'Most documents' },
  { value: 'price:desc', label: 'Highest price' },
] as const;
type SortValue = (typeof SORTS)[number]['value'];
/** Ways to sort that have no column of their own. */
export const SORTS_WITHOUT_COLUMN = ['created'];

export type LibraryView = 'cards' | 'table';

export function LibraryToolbar({
  all,
  view,
  sort,
  onSort,
  onDown,
}: {
  all: readonly MorgySummary[];
  view: LibraryView;
  sort: Sort;
  onSort: (sort: Sort) => void;
  onDown: () => void;
}) {
  const { filter, setFilter } = useLibrary();
  const search = useRef<HTMLInputElement>(null);
  useCommand('search.focus', () => search.current?.select());
  const sortValue = SORTS.find((option) => option.value === `${sort.column}:${sort.direction}`)?.value;
  const setView = (next: LibraryView): void => void changeSettings({ libraryView: next });
  useCommand('view.cards', () => setView('cards'));
  useCommand('view.table', () => setView('table'));
  return (
    <>
      <SearchField
        ref={search}
        className={css.search}
        label="Search Morgys"
        placeholder="Name, description or tag"
        value={filter.query}
        onChange={(query) => setFilter({ query })}
        onKeyDown={(event) => {
          if (event.key === 'ArrowDown') {
            event.preventDefault();
            onDown();
          }
        }}
      />
      <Select
        label="Category"
        hideLabel
        size="sm"
        className={css.filter}
        value={filter.category}
        options={[{ value: 'any', label: 'Any category' }, ...CATEGORY_OPTIONS]}
        onChange={(category) => setFilter({ category })}
      />
      <Select
        label="Tag"
        hideLabel
        size="sm"
        className={css.filter}
        value={filter.tag}
        options={[
          { value: '', label: 'Any tag' },
          ...tagsOf(all)
            .slice(0, 200)
            .map(({ tag, count }) => ({ value: tag, label: tag, hint: String(count) })),
        ]}
        onChange={(tag) => setFilter({ tag })}
      />
      <Select
        label="Licence"
        hideLabel
        size="sm"
        className={css.filter}
        value={filter.license}
        options={[{ value: 'any', label: 'Any licence' }, ...LICENSE_OPTIONS]}
        onChange={(license) => setFilter({ license })}
      />
      <Select
        label="State"
        hideLabel
        size="sm"
        className={css.filter}
        value={filter.state}
        options={STATES}
        onChange={(state) => setFilter({ state })}
      />
      {isFiltered(filter) && (
        <Button variant="ghost" size="sm" onClick={() => setFilter(EVERYTHING)}>
          Clear
        </Button>
      )}
      <span className={css.gap} />
      <Select<SortValue>
        label="Sort by"
        hideLabel
        size="sm"
        className={css.sort}
        value={sortValue ?? 'updated:desc'}
        options={SORTS}
        onChange={(value) => {
          const [column = 'updated', direction] = value.split(':');
          onSort({ column, direction: direction === 'asc' ? 'asc' : 'desc' });
        }}
      />
      <Segmented
        label="View"
        value={view}
        onChange={setView}
        options={[
          { value: 'cards', label: 'Cards', icon: <LayoutGrid aria-hidden />, iconOnly: true },
          { value: 'table', label: 'Table', icon: <Rows3 aria-hidden />, iconOnly: true },
        ]}
      />
    </>
  );
}

export function SelectionBar({ chosen, all }: { chosen: readonly MorgySummary[]; all: readonly MorgySummary[] }) {
  const { setSelection } = useLibrary();
  const [tags, setTags] = useState<string[]>([]);
  const [tagging, setTagging] = useState(false);
  const archived = chosen.every((morgy) => !morgy.is_active);
  return (
    <div className={css.selection} role="toolbar" aria-label="Selected Morgys">
      <strong aria-live="polite">{chosen.length.toLocaleString('en')} selected</strong>
      <Button
        size="sm"
        icon={archived ? <ArchiveRestore aria-hidden /> : <Archive aria-hidden />}
        onClick={() => void setArchived(chosen, !archived)}
      >
        {archived ? 'Bring back' : 'Archive'}
      </Button>
      <Popover
        label="Tags for the selected Morgys"
        open={tagging}
        onOpenChange={setTagging}
        trigger={
          <Button size="sm" icon={<Tag aria-hidden />}>
            Tag
          </Button>
        }
      >
        <div className={css.tagging}>
          <TagField label="Tags" value={tags} onChange={setTags} suggestions={tagsOf(all).map(({ tag }) => tag)} />
          <div className={css.tagButtons}>
            <Button
              size="sm"
              variant="primary"
              disabled={tags.length === 0}
              onClick={() => {
                void changeTags(chosen, tags, []);
                setTags([]);
                setTagging(false);
              }}
            >
              Add
            </Button>
            <Button
              size="sm"
              disabled={tags.length === 0}
              onClick={() => {
                void changeTags(chosen, [], tags);
                setTags([]);
                setTagging(false);
              }}
            >
              Remove
            </Button>
          </div>
        </div>
      </Popover>
      <Button size="sm" variant="danger" icon={<Trash2 aria-hidden />} onClick={() => void moveToTrash(chosen)}>
        Move to trash
      </Button>
      <span className={css.gap} />
      <IconButton size="sm" label="Clear selection" icon={<X aria-hidden />} onClick={() => setSelection(NOTHING)} />
    </div>
  );
}

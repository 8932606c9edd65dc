/** What the library shows and what is selected in it; kept while the window is open. */
import { create } from 'zustand';
import { NOTHING, type Selection } from '../../../components/selection.ts';
import type { Sort } from '../../../components/Table.tsx';
import { EVERYTHING, type LibraryFilter } from './filter.ts';

interface LibraryState {
  filter: LibraryFilter;
  sort: Sort;
  selection: Selection;
  setFilter(patch: Partial<LibraryFilter>): void;
  setSort(sort: Sort): void;
  setSelection(selection: Selection): void;
}

export const useLibrary = create<LibraryState>()((set) => ({
  filter: EVERYTHING,
  sort: { column: 'updated', direction: 'desc' },
  selection: NOTHING,
  setFilter: (patch) => set(({ filter }) => ({ filter: { ...filter, ...patch } })),
  setSort: (sort) => set({ sort }),
  setSelection: (selection) => set({ selection }),
}));

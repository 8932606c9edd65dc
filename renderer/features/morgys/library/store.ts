/** What the library shows and what is selected in it; kept while the window is open. */
import { create } from 'zustand';
import { NOTHING, type Selection } from '../../../components/selection.ts';
import { EVERYTHING, type LibraryFilter } from './filter.ts';

interface LibraryState {
  filter: LibraryFilter;
  selection: Selection;
  setFilter(patch: Partial<LibraryFilter>): void;
  setSelection(selection: Selection): void;
}

export const useLibrary = create<LibraryState>()((set) => ({
  filter: EVERYTHING,
  selection: NOTHING,
  setFilter: (patch) => set(({ filter }) => ({ filter: { ...filter, ...patch } })),
  setSelection: (selection) => set({ selection }),
}));

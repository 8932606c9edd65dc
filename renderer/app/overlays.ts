/** What may lie above a page: the palette, the list of shortcuts, and a question before something is replaced. */
import { create } from 'zustand';

interface Overlays {
  palette: boolean;
  shortcuts: boolean;
  open(which: 'palette' | 'shortcuts'): void;
  close(which: 'palette' | 'shortcuts'): void;
}

export const useOverlays = create<Overlays>()((set) => ({
  palette: false,
  shortcuts: false,
  open: (which) => set({ [which]: true }),
  close: (which) => set({ [which]: false }),
}));

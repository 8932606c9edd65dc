/** What may lie above a page: the palette, the list of shortcuts, and a question before something is replaced. */
import { create } from 'zustand';

interface Overlays {
  palette: boolean;
  shortcuts: boolean;
}

export const useOverlays = create<Overlays>()(() => ({
  palette: false,
  shortcuts: false,
}));

export const openOverlay = (which: 'palette' | 'shortcuts'): void => useOverlays.setState({ [which]: true });
export const closeOverlay = (which: 'palette' | 'shortcuts'): void => useOverlays.setState({ [which]: false });

/** Who takes files that are dropped on the window. The page shown last wins; with none, `.morgy` files are imported. */
import { useEffect, useRef } from 'react';
import { create } from 'zustand';

export interface DropTarget {
  /** Said in the overlay: "Add to Luna's knowledge". */
  label: string;
  onPaths: (paths: string[]) => void;
}

export const useDropTargets = create<{ targets: readonly DropTarget[] }>()(() => ({ targets: [] }));

/** Takes dropped files and folders while the component is shown. */
export function useFileDrop(label: string, onPaths: (paths: string[]) => void, enabled = true): void {
  const current = useRef(onPaths);
  useEffect(() => {
    current.current = onPaths;
  });
  useEffect(() => {
    if (!enabled) return;
    const target: DropTarget = { label, onPaths: (paths) => current.current(paths) };
    useDropTargets.setState(({ targets }) => ({ targets: [...targets, target] }));
    return () => useDropTargets.setState(({ targets }) => ({ targets: targets.filter((other) => other !== target) }));
  }, [label, enabled]);
}

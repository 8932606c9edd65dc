/** Who takes files that are dropped on the window. The page shown last wins; with none, the person is asked. */
import { useEffect, useRef } from 'react';
import { create } from 'zustand';
import type { Route } from './routes.ts';

export interface DropTarget {
  /** Said in the overlay: "Add to Luna's knowledge". */
  label: string;
  onPaths: (paths: string[]) => void;
}

export const useDropTargets = create<{ targets: readonly DropTarget[] }>()(() => ({ targets: [] }));

/** The Morgy whose page is open, on whatever tab: files go to its knowledge also before a page has said that it takes them. */
export const documentsFor = (route: Route): string | null => (route.name === 'morgy' ? route.id : null);

/** "“fees.pdf” is added", "All 12 are added": begins the sentence that says where to. */
export function droppedWords(paths: readonly string[]): string {
  const [first] = paths;
  return paths.length === 1 && first !== undefined
    ? `“${first.split(/[\\/]/).at(-1) ?? first}” is added`
    : `All ${paths.length.toLocaleString('en')} are added`;
}

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

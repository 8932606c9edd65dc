/**
 * Ctrl+A, Delete and Escape for the list on a page, wherever in the frame the focus is: on its ticks, on a button beside it,
 * on the place in the sidebar that led to it. In a field they are the field's; in a dialog or a menu they are its own.
 */
import { useEffect, useRef, type RefObject } from 'react';
import { isEditing } from '../app/editing.ts';
import { selectAll, type Selection } from './selection.ts';

export interface ListKeys {
  selection: Selection;
  /** Keys of everything that the list shows, filters considered. */
  order: readonly string[];
  onSelection: (selection: Selection) => void;
  onDelete?: ((ids: readonly string[]) => void) | undefined;
}

interface Listening {
  /** What holds the keyboard of the list: its grid. */
  readonly grid: () => HTMLElement | null;
  readonly keys: () => ListKeys;
}

/** The lists that are shown; of several, the one with the focus is meant, or else the last. */
const listening: Listening[] = [];

/** What lies above the page (dialogs, menus, news) stands outside the frame and hides it while it has the whole attention. */
function isOfThePage(target: EventTarget | null): boolean {
  const frame = document.getElementById('root');
  if (!frame || frame.closest('[inert], [aria-hidden=true]') !== null || frame.dataset['baseUiInert'] !== undefined)
    return false;
  return target === document.body || (target instanceof Node && frame.contains(target));
}

/** What a key does to a list, or null where it means nothing. `onGrid`: the keyboard is on the list itself. Pure. */
export function listKey(
  event: Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey'>,
  { selection, order }: Pick<ListKeys, 'selection' | 'order'>,
  onGrid: boolean,
): { select: Selection } | { remove: readonly string[] } | null {
  const mod = event.ctrlKey || event.metaKey;
  if (event.altKey || event.shiftKey) return null;
  if (mod) return event.key.toLowerCase() === 'a' && order.length > 0 ? { select: selectAll(selection, order) } : null;
  if (event.key === 'Escape')
    return selection.ids.size > 0 ? { select: { ...selection, ids: new Set<string>() } } : null;
  if (event.key !== 'Delete' && event.key !== 'Backspace') return null;
  // What a filter hides is never deleted with the rest.
  const chosen = order.filter((id) => selection.ids.has(id));
  if (chosen.length > 0) return { remove: chosen };
  return onGrid && selection.active !== null ? { remove: [selection.active] } : null;
}

function onKeyDown(event: KeyboardEvent): void {
  if (event.defaultPrevented || event.isComposing || isEditing() || !isOfThePage(event.target)) return;
  const focused = document.activeElement;
  const list = listening.findLast((each) => each.grid()?.contains(focused)) ?? listening.at(-1);
  const grid = list?.grid();
  if (!list || !grid) return;
  const keys = list.keys();
  const action = listKey(event, keys, grid === focused);
  if (action === null || ('remove' in action && !keys.onDelete)) return;
  event.preventDefault();
  // A tick that has the focus goes with its row; the list itself stays.
  if (focused === null || focused === document.body || grid.contains(focused)) grid.focus({ preventScroll: true });
  if ('select' in action) keys.onSelection(action.select);
  else keys.onDelete?.(action.remove);
}

/** `keys` is null for a list in which nothing can be selected. */
export function useListKeys(grid: RefObject<HTMLElement | null>, keys: ListKeys | null): void {
  const latest = useRef(keys);
  useEffect(() => {
    latest.current = keys;
  });
  const selectable = keys !== null;
  useEffect(() => {
    if (!selectable) return undefined;
    const none: ListKeys = { selection: { ids: new Set(), active: null, anchor: null }, order: [], onSelection() {} };
    const mine: Listening = { grid: () => grid.current, keys: () => latest.current ?? none };
    if (listening.length === 0) window.addEventListener('keydown', onKeyDown);
    listening.push(mine);
    return () => {
      listening.splice(listening.indexOf(mine), 1);
      if (listening.length === 0) window.removeEventListener('keydown', onKeyDown);
    };
  }, [grid, selectable]);
}

/** Selecting in a list, the way file managers do it: click, with Ctrl, with Shift, and by keyboard. Pure. */

export interface Selection {
  readonly ids: ReadonlySet<string>;
  /** Where the keyboard is. */
  readonly active: string | null;
  /** Where a range starts. */
  readonly anchor: string | null;
}

export const NOTHING: Selection = { ids: new Set(), active: null, anchor: null };

function between(order: readonly string[], from: string, to: string): string[] {
  const a = order.indexOf(from);
  const b = order.indexOf(to);
  if (a < 0 || b < 0) return [to];
  return order.slice(Math.min(a, b), Math.max(a, b) + 1);
}

/** Click or Space on one: alone it toggles, with Shift it takes everything from the anchor. */
export function pick(
  selection: Selection,
  order: readonly string[],
  id: string,
  mode: 'toggle' | 'range' | 'only',
): Selection {
  if (mode === 'range' && selection.anchor !== null) {
    return {
      ids: new Set([...selection.ids, ...between(order, selection.anchor, id)]),
      active: id,
      anchor: selection.anchor,
    };
  }
  if (mode === 'only') return { ids: new Set([id]), active: id, anchor: id };
  const ids = new Set(selection.ids);
  if (!ids.delete(id)) ids.add(id);
  return { ids, active: id, anchor: id };
}

/** Moves the keyboard's place by `step` items; `extend` takes what it passes over. */
export function move(selection: Selection, order: readonly string[], step: number, extend: boolean): Selection {
  if (order.length === 0) return selection;
  const at = selection.active === null ? -1 : order.indexOf(selection.active);
  const next = at < 0 ? (step < 0 ? order.length - 1 : 0) : Math.min(order.length - 1, Math.max(0, at + step));
  const active = order[next] ?? null;
  if (active === null) return selection;
  if (!extend) return { ...selection, active };
  const anchor = selection.anchor ?? selection.active ?? active;
  return { ids: new Set([...selection.ids, ...between(order, anchor, active)]), active, anchor };
}

export const selectAll = (selection: Selection, order: readonly string[]): Selection => ({
  ...selection,
  ids: new Set(order),
});

/** Forgets what is no longer in the list, so that a bulk action can never touch what is not seen. */
export function keepExisting(selection: Selection, order: readonly string[]): Selection {
  const there = new Set(order);
  const ids = new Set([...selection.ids].filter((id) => there.has(id)));
  const stays = (id: string | null): string | null => (id !== null && there.has(id) ? id : null);
  if (ids.size === selection.ids.size && stays(selection.active) === selection.active) return selection;
  return { ids, active: stays(selection.active), anchor: stays(selection.anchor) };
}

/** After `gone` were deleted: nothing is chosen, and the keyboard goes on at the next that stays, or the last before. */
export function afterRemoval(selection: Selection, order: readonly string[], gone: readonly string[]): Selection {
  const out = new Set(gone);
  const from = Math.max(
    0,
    selection.active === null ? order.findIndex((id) => out.has(id)) : order.indexOf(selection.active),
  );
  const next =
    order.slice(from).find((id) => !out.has(id)) ?? order.slice(0, from).findLast((id) => !out.has(id)) ?? null;
  return { ids: new Set(), active: next, anchor: next };
}

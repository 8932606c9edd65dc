/** Where the window is and how it came there. Kept in the settings, so that the studio opens where it was left. */
import { z } from 'zod';
import { create } from 'zustand';
import { HOME, isSamePlace, route, sameRoute, type Route } from './routes.ts';

/** Steps that Back remembers. */
const LIMIT = 50;

export interface Trail {
  readonly steps: readonly Route[];
  readonly at: number;
}

/** The trail after going to `next`: what lay ahead is forgotten, as in a browser. */
export function follow(trail: Trail, next: Route): Trail {
  const here = trail.steps[trail.at] ?? HOME;
  if (sameRoute(here, next)) return trail;
  const kept = trail.steps.slice(0, trail.at + (isSamePlace(here, next) ? 0 : 1));
  const steps = [...kept, next].slice(-LIMIT);
  return { steps, at: steps.length - 1 };
}

interface Navigation extends Trail {
  readonly route: Route;
  go(next: Route): void;
  back(): void;
  forward(): void;
  /** Puts back what was kept at the end of the last session. */
  restore(kept: unknown): void;
}

const kept = z.object({ steps: z.array(route).min(1), at: z.int().min(0) });

const at = (trail: Trail): { steps: readonly Route[]; at: number; route: Route } => ({
  ...trail,
  route: trail.steps[trail.at] ?? HOME,
});

export const useNavigation = create<Navigation>()((set, get) => ({
  steps: [HOME],
  at: 0,
  route: HOME,
  go: (next) => set(at(follow(get(), next))),
  back: () => set(at({ steps: get().steps, at: Math.max(0, get().at - 1) })),
  forward: () => set(at({ steps: get().steps, at: Math.min(get().steps.length - 1, get().at + 1) })),
  restore: (value) => {
    const parsed = kept.safeParse(value);
    if (parsed.success)
      set(at({ steps: parsed.data.steps, at: Math.min(parsed.data.at, parsed.data.steps.length - 1) }));
  },
}));

export const go = (next: Route): void => useNavigation.getState().go(next);
export const useRoute = (): Route => useNavigation((state) => state.route);

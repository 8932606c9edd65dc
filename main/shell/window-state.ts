/** Where the window was, and which theme it had, kept in one small file so that the next start looks the same at once. */
import { z } from 'zod';
import { readJson, writeAtomically } from './atomic-file.ts';

const rectangle = z.object({ x: z.int(), y: z.int(), width: z.int(), height: z.int() });
export type Rectangle = z.infer<typeof rectangle>;

export const windowState = z.object({
  bounds: rectangle.nullable().default(null),
  maximized: z.boolean().default(false),
  fullScreen: z.boolean().default(false),
  theme: z.enum(['system', 'light', 'dark']).default('system'),
  zoom: z.number().min(-5).max(5).default(0),
});
export type WindowState = z.infer<typeof windowState>;

export const DEFAULT_SIZE = { width: 1240, height: 820 };
export const MIN_SIZE = { width: 720, height: 480 };

export interface StateFile {
  readonly current: WindowState;
  update(change: Partial<WindowState>): void;
  /** Writes what is not written yet. */
  flush(): void;
}

/** Changes are written together, half a second after the last one. */
export function openStateFile(file: string): StateFile {
  let current = readJson(file, windowState) ?? windowState.parse({});
  let timer: NodeJS.Timeout | undefined;
  const flush = (): void => {
    if (timer === undefined) return;
    clearTimeout(timer);
    timer = undefined;
    try {
      writeAtomically(file, `${JSON.stringify(current)}\n`);
    } catch {
      // The window's place is not worth an interruption.
    }
  };
  return {
    get current() {
      return current;
    },
    update(change) {
      current = { ...current, ...change };
      clearTimeout(timer);
      timer = setTimeout(flush, 500);
    },
    flush,
  };
}

/**
 * The kept place, if enough of its title bar is still on a display to be grabbed; a display may be gone since. Otherwise
 * only the size, no larger than the first display.
 */
export function placeOnDisplays(
  bounds: Rectangle | null,
  workAreas: readonly Rectangle[],
): Partial<Rectangle> & { width: number; height: number } {
  const first = workAreas[0];
  const wanted = bounds ?? DEFAULT_SIZE;
  const width = Math.max(MIN_SIZE.width, Math.min(wanted.width, first?.width ?? wanted.width));
  const height = Math.max(MIN_SIZE.height, Math.min(wanted.height, first?.height ?? wanted.height));
  if (!bounds) return { width, height };
  const reachable = workAreas.some((area) => {
    const across = Math.min(bounds.x + bounds.width, area.x + area.width) - Math.max(bounds.x, area.x);
    return across >= 100 && bounds.y >= area.y && bounds.y <= area.y + area.height - 40;
  });
  if (!reachable) return { width, height };
  return {
    x: bounds.x,
    y: bounds.y,
    width: Math.max(MIN_SIZE.width, bounds.width),
    height: Math.max(MIN_SIZE.height, bounds.height),
  };
}

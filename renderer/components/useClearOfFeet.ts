/** Keeps the news at the window's foot off the buttons that stand there: the foot of a page or of a dialog (`data-foot`). */
import { useEffect, type RefObject } from 'react';

/** Pixels: from the window's edge, and from the foot that it is lifted above. */
const REST = 16;
const GAP = 8;

export interface Box {
  readonly top: number;
  readonly bottom: number;
  readonly left: number;
  readonly right: number;
}

/**
 * How far from the window's lower edge news of this size must stand, at its right, to cover none of the feet: in a low window
 * a dialog's foot may stand above a page's.
 */
export function clearance(
  news: { width: number; height: number },
  window: { width: number; height: number },
  feet: readonly Box[],
): number {
  let clear = REST;
  const left = window.width - REST - news.width;
  for (const foot of feet.toSorted((a, b) => b.top - a.top)) {
    const bottom = window.height - clear;
    const beside = foot.right <= left || foot.left >= window.width - REST;
    if (!beside && foot.top < bottom && foot.bottom > bottom - news.height) clear = window.height - foot.top + GAP;
  }
  // Where there is no room above, reading it comes first.
  return Math.min(clear, Math.max(REST, window.height - news.height - REST));
}

/** Sets `--clear` on the region while there is something to say. */
export function useClearOfFeet(region: RefObject<HTMLElement | null>, shown: boolean): void {
  useEffect(() => {
    if (!shown) return undefined;
    let frame = 0;
    const measure = (): void => {
      frame = 0;
      const place = region.current;
      if (!place) return;
      const feet = [...document.querySelectorAll('[data-foot]')].map((foot) => foot.getBoundingClientRect());
      const size = { width: place.offsetWidth, height: place.offsetHeight };
      place.style.setProperty('--clear', `${clearance(size, { width: innerWidth, height: innerHeight }, feet)}px`);
    };
    const soon = (): void => {
      frame ||= requestAnimationFrame(measure);
    };
    measure();
    const sizes = new ResizeObserver(soon);
    sizes.observe(document.body);
    if (region.current) sizes.observe(region.current);
    // A page or a dialog with a foot may come or go meanwhile.
    const changes = new MutationObserver(soon);
    changes.observe(document.body, { childList: true, subtree: true });
    return () => {
      cancelAnimationFrame(frame);
      sizes.disconnect();
      changes.disconnect();
    };
  }, [region, shown]);
}

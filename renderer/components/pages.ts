/** Which pages of a long list a window needs, and when it asks: not for every page that a hand drags past. */

/** Rows a request. */
export const PAGE = 200;

/** The pages that hold these rows, and the first, which says how many rows there are. */
export function pagesOf(first: number, last: number): number[] {
  const from = Math.max(0, Math.floor(first / PAGE));
  const until = Math.max(from, Math.floor(last / PAGE));
  const pages = Array.from({ length: until - from + 1 }, (_, n) => from + n);
  return pages.includes(0) ? pages : [0, ...pages];
}

/** Milliseconds that a far place is looked at before it is fetched: shorter than a glance, longer than a frame of dragging. */
const REST = 70;

export interface PageView {
  /** Told what is in view. */
  readonly show: (first: number, last: number) => void;
  readonly stop: () => void;
}

/**
 * Passes on the pages in view when they become others: at once where the eye walks on (the next page, the one before),
 * after a moment of rest where it jumps, so that a drag over a thousand pages fetches the one it ends on.
 */
export function followPages(onPages: (pages: readonly number[]) => void): PageView {
  let shown: readonly number[] = [0];
  let timer: ReturnType<typeof setTimeout> | undefined;
  const take = (pages: readonly number[]): void => {
    shown = pages;
    onPages(pages);
  };
  return {
    show(first, last) {
      clearTimeout(timer);
      const pages = pagesOf(first, last);
      if (pages.length === shown.length && pages.every((page, n) => page === shown[n])) return;
      const near = pages.every((page) => shown.some((other) => Math.abs(page - other) <= 1));
      if (near) take(pages);
      else timer = setTimeout(() => take(pages), REST);
    },
    stop: () => clearTimeout(timer),
  };
}

/**
 * Brings something into view inside the list that it is in, and moves nothing else: `scrollIntoView` would also shift the
 * frame around it, which nobody could scroll back.
 */
export function scrollWithin(list: HTMLElement, item: HTMLElement): void {
  const [outer, inner] = [list.getBoundingClientRect(), item.getBoundingClientRect()];
  const way = (start: number, end: number, from: number, to: number): number =>
    start >= from && end <= to ? 0 : (start + end) / 2 - (from + to) / 2;
  list.scrollBy({
    left: way(inner.left, inner.right, outer.left, outer.right),
    top: way(inner.top, inner.bottom, outer.top, outer.bottom),
  });
}

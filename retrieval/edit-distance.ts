/** Edit distance (insert, delete, replace, swap of neighbours), given up as soon as it exceeds a bound. */

/** Rows of the table: the one before last, the last, and the one being filled. Kept, because a look-up compares thousands. */
let rows: [Uint16Array, Uint16Array, Uint16Array] = [new Uint16Array(64), new Uint16Array(64), new Uint16Array(64)];

/** @returns the distance, or `bound + 1` when it is larger. */
export function within(a: string, b: string, bound: number): number {
  if (a === b) return 0;
  if (Math.abs(a.length - b.length) > bound) return bound + 1;
  const width = b.length + 1;
  if (width > rows[0].length)
    rows = [new Uint16Array(2 * width), new Uint16Array(2 * width), new Uint16Array(2 * width)];
  let [before, previous, row] = rows;
  for (let j = 0; j < width; j++) previous[j] = j;
  for (let i = 1; i <= a.length; i++) {
    const letter = a.charCodeAt(i - 1);
    const earlier = i > 1 ? a.charCodeAt(i - 2) : -1;
    row[0] = i;
    let least = i;
    for (let j = 1; j < width; j++) {
      const other = b.charCodeAt(j - 1);
      let cost = (previous[j - 1] ?? 0) + (letter === other ? 0 : 1);
      const longer = Math.min(previous[j] ?? 0, row[j - 1] ?? 0) + 1;
      if (longer < cost) cost = longer;
      if (j > 1 && letter === b.charCodeAt(j - 2) && earlier === other) {
        const swapped = (before[j - 2] ?? 0) + 1;
        if (swapped < cost) cost = swapped;
      }
      row[j] = cost;
      if (cost < least) least = cost;
    }
    if (least > bound) return bound + 1;
    [before, previous, row] = [previous, row, before];
  }
  return Math.min(previous[b.length] ?? bound + 1, bound + 1);
}

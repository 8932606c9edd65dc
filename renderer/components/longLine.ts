/** Lines that never end: what is done with a line at every key is left out for them. Pure. */

/** Characters. A long chapter without a line break has a tenth of it. */
const LONGEST = 50_000;

/** Whether a line of the text is longer than `longest`. Looks at each line break once. */
export function hasLongLine(text: string, longest = LONGEST): boolean {
  if (text.length <= longest) return false;
  let from = 0;
  for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', from)) {
    if (end - from > longest) return true;
    from = end + 1;
  }
  return text.length - from > longest;
}

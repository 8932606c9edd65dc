/** A table as CSV (RFC 4180), with a byte-order mark so that spreadsheets read it as UTF-8, and without formulas. */

/** What makes a spreadsheet take a text for a formula; an apostrophe before it is counted in, so that one can be taken off again. */
const FORMULA = /^'*[=+\-@\t\r\n]/;

/** A text that a spreadsheet would run stays a text. Never for numbers: "-5" is one. */
export const textCell = (text: string): string => (FORMULA.test(text) ? `'${text}` : text);
/** What `textCell` was given. */
export const fromTextCell = (cell: string): string =>
  cell.startsWith("'") && FORMULA.test(cell) ? cell.slice(1) : cell;

export const quoted = (cell: string): string =>
  /[",\r\n;\t]|^\s|\s$/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;

export const stringify = (rows: readonly (readonly string[])[]): string =>
  `\uFEFF${rows.map((row) => row.map(quoted).join(',')).join('\r\n')}\r\n`;

/** Where a quotation mark opens a cell of a CSV and nothing closes it: the line to mend, whatever line trips over it. Pure. */

export interface OpenQuote {
  /** The first line is 1. */
  readonly line: number;
  /** How the cell begins, as it stands there. */
  readonly cell: string;
}

const SHOWN = 40;

/** The cell in which reading the table fails; null where no quotation mark is to blame. */
export function openQuote(text: string, delimiter: string): OpenQuote | null {
  let line = 1;
  let fresh = true;
  for (let at = text.startsWith('\uFEFF') ? 1 : 0; at < text.length; at += 1) {
    const sign = text[at];
    if (sign === '\n') {
      line += 1;
      fresh = true;
    } else if (sign === delimiter) fresh = true;
    else if (sign === '"' && fresh) {
      const opened: OpenQuote = { line, cell: (/^[^\r\n]*/.exec(text.slice(at, at + SHOWN)) ?? [''])[0] };
      let end = at + 1;
      for (; end < text.length; end += 1) {
        if (text[end] === '\n') line += 1;
        if (text[end] !== '"') continue;
        if (text[end + 1] === '"') end += 1;
        else break;
      }
      if (end >= text.length) return opened;
      const after = /^[^\S\r\n\t]*/.exec(text.slice(end + 1, end + 200))?.[0].length ?? 0;
      const next = text[end + 1 + after];
      if (next !== undefined && next !== delimiter && next !== '\r' && next !== '\n') return opened;
      at = end;
      fresh = false;
    } else if (sign?.trim() !== '') fresh = false;
  }
  return null;
}

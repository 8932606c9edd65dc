// Collects the blocks of a document into one Markdown text, and remembers where each page begins.

/** Control characters (but tab and line feed), soft hyphens, byte-order marks and halves of surrogate pairs go; the rest becomes NFC. */
export function cleanText(text: string): string {
  const clean = text
    .replace(/\r\n?|\u2028|\u2029|\u0085/g, '\n')
    .replace(UNWANTED, '')
    .toWellFormed();
  return clean.normalize('NFC');
}
const UNWANTED = /(?![\t\n])[\p{Cc}\u00ad\u200b\ufeff\u2060\ufffe\uffff]/gu;

export class MarkdownBuilder {
  readonly #parts: string[] = [];
  readonly pages: number[] = [];
  #length = 0;

  get length(): number {
    return this.#length;
  }

  /** The next block begins a new page, slide or sheet. */
  page(): void {
    this.pages.push(this.#length === 0 ? 0 : this.#length + 2);
  }

  block(markdown: string): void {
    const text = cleanText(markdown).replace(/^\n+/, '').trimEnd();
    if (text.trim() === '') return;
    this.#append(this.#length === 0 ? text : `\n\n${text}`);
  }

  /** Goes on with the paragraph before, on a new page that begins at the first character added. `dropLast`: without its hyphen. */
  continueParagraph(text: string, glue: '' | ' ', dropLast: boolean): void {
    if (dropLast) {
      const last = this.#parts.pop() ?? '';
      this.#parts.push(last.slice(0, -1));
      this.#length -= Math.min(1, last.length);
    }
    this.pages.push(this.#length + glue.length);
    this.#append(glue + cleanText(text));
  }

  #append(text: string): void {
    this.#parts.push(text);
    this.#length += text.length;
  }

  finish(): { markdown: string; pages: number[] } {
    const markdown = this.#length === 0 ? '' : `${this.#parts.join('')}\n`;
    // Empty last pages would begin behind the text.
    return { markdown, pages: this.pages.map((at) => Math.min(at, markdown.length)) };
  }
}

/** Titles of boxes: what follows the box does not belong to them, as it would to a heading. */
export const BOX_TITLE =
  /^(note|tip|caution|warning|important|hint|danger|example|remark|hinweis|achtung|tipp|warnung)[.:]?$/i;

/** `level` headings: 1 to 6, one line. Empty text gives nothing. */
export function heading(level: number, text: string): string {
  const line = text.replace(/\s+/g, ' ').trim();
  return line === '' ? '' : `${'#'.repeat(Math.min(6, Math.max(1, level)))} ${line}`;
}

/** Content with nothing in it that could end the fence. */
export function fenced(code: string, language = ''): string {
  let longest = 2;
  for (const run of code.matchAll(/`{3,}/g)) longest = Math.max(longest, run[0].length);
  const fence = '`'.repeat(longest + 1);
  return `${fence}${language}\n${trimLineEnds(code)}\n${fence}`;
}

/** Without line feeds at the end; an expression for it would walk every run of them inside again and again. */
function trimLineEnds(text: string): string {
  let end = text.length;
  while (end > 0 && text.charCodeAt(end - 1) === 0x0a) end--;
  return text.slice(0, end);
}

/** Rows to a GFM table; the first row is the header. Short rows are filled up. Empty columns at the right are left out. */
export function gfmTable(rows: readonly (readonly string[])[]): string {
  const cells = rows.map((row) => row.map(tableCell));
  let width = 0;
  for (const row of cells) {
    for (let column = row.length; column > width; column--) {
      if (row[column - 1] !== '') {
        width = column;
        break;
      }
    }
  }
  if (width === 0) return '';
  const lines: string[] = [];
  cells.forEach((row, index) => {
    const full: string[] = [];
    for (let column = 0; column < width; column++) full.push(row[column] ?? '');
    if (index > 0 && full.every((cell) => cell === '')) return;
    lines.push(`| ${full.join(' | ')} |`);
    if (index === 0) lines.push(`|${' --- |'.repeat(width)}`);
  });
  return lines.join('\n');
}

function tableCell(text: string): string {
  return text.replace(/\s+/g, ' ').trim().replace(/\\?\|/g, '\\|');
}

/**
 * Plain words as Markdown: what would make a block of a line (a list mark, a hash) or markup of a word (`<tag>`) is escaped.
 * Stars and underscores inside a line stay as they are: search and people read the text, and `snake_case` should be found.
 */
export function escapeText(text: string): string {
  return text.replace(/\\?<(?=[a-z/!?])/gi, '\\<');
}

export function escapeLineStart(line: string): string {
  return line
    .replace(/^(\s{0,3})(#{1,6}(?=\s|$)|[-+*](?=\s)|>|`{3,}|~{3,}|={2,}\s*$|-{2,}\s*$|\|)/, '$1\\$2')
    .replace(/^(\s{0,3}\d{1,9})([.)])(?=\s)/, '$1\\$2');
}

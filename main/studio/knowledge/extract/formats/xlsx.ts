// Spreadsheets: a heading for each sheet, a GFM table for each block of rows. Values as the sheet shows them.
import * as XLSX from '@e965/xlsx';
import { zipSync } from 'fflate';
import { escapeText, gfmTable, heading, MarkdownBuilder } from '../builder.ts';
import type { Draft, ReadContext } from '../draft.ts';
import { MAX_CELLS, MAX_COLUMNS } from '../limits.ts';
import type { ExtractionWarning } from '../types.ts';
import type { ZipContainer } from '../zip.ts';

/** The container again with its text parts only: no picture or macro is unpacked, and no size can be lied about. */
export function repackText(zip: ZipContainer, keep: RegExp): Uint8Array {
  const parts: Record<string, Uint8Array> = {};
  for (const name of zip.entries.keys()) {
    const bytes = keep.test(name) && !name.includes('__proto__') ? zip.read(name) : null;
    if (bytes !== null) parts[name] = bytes;
  }
  return zipSync(parts, { level: 0 });
}

export function readSheets(zip: ZipContainer, context: ReadContext): Draft {
  const warnings: ExtractionWarning[] = [];
  const packed = repackText(
    zip,
    /^(\[Content_Types\]\.xml|mimetype|META-INF\/manifest\.xml|_rels\/.*|docProps\/.*\.xml|(content|styles|meta)\.xml|xl\/(_rels\/.*|workbook\.xml|sharedStrings\.xml|styles\.xml|worksheets\/[^/]+\.xml|worksheets\/_rels\/.*))$/i,
  );
  context.checkpoint();
  const book = XLSX.read(packed, {
    type: 'array',
    dense: true,
    cellFormula: false,
    cellHTML: false,
    cellText: true,
    cellDates: false,
    sheetStubs: false,
    nodim: true,
  });
  const builder = new MarkdownBuilder();
  let cells = 0;
  let cut = false;
  const hidden: string[] = [];
  book.SheetNames.forEach((name, index) => {
    context.checkpoint();
    context.progress({ done: index, total: book.SheetNames.length });
    builder.page();
    const state = book.Workbook?.Sheets?.[index]?.Hidden ?? 0;
    if (state !== 0) {
      hidden.push(name);
      return;
    }
    const sheet = book.Sheets[name];
    if (sheet === undefined) return;
    const rows = rowsOf(sheet, MAX_CELLS - cells);
    cells += rows.cells;
    cut ||= rows.cut;
    builder.block(heading(2, escapeText(name)));
    for (const block of blocksOfRows(rows.rows)) builder.block(block);
  });
  if (hidden.length > 0)
    warnings.push({
      code: 'hidden-content-left-out',
      message: `Hidden sheets were left out: ${hidden
        .slice(0, 10)
        .map((name) => `“${name}”`)
        .join(', ')}. Show them in the workbook and add it again to include them.`,
    });
  if (cut)
    warnings.push({
      code: 'content-cut',
      message: `“${context.label}” has more than ${MAX_CELLS} cells or ${MAX_COLUMNS} columns; the first ones were added.`,
    });
  return {
    ...builder.finish(),
    titles: [book.Props?.Title],
    date: dateText(book.Props?.ModifiedDate ?? book.Props?.CreatedDate),
    warnings,
  };
}

function dateText(value: unknown): string | null {
  return value instanceof Date ? value.toISOString() : typeof value === 'string' ? value : null;
}

/** Cells without a shape of their own end here: a sheet says A1:XFD1048576 when somebody coloured a column. */
function rowsOf(sheet: XLSX.WorkSheet, budget: number): { rows: string[][]; cells: number; cut: boolean } {
  const data =
    (sheet as { '!data'?: (({ v?: unknown; w?: string; t?: string } | undefined)[] | undefined)[] })['!data'] ?? [];
  const rows: string[][] = [];
  let cells = 0;
  let cut = false;
  for (const line of data) {
    const row: string[] = [];
    if (line !== undefined) {
      if (line.length > MAX_COLUMNS) cut = true;
      for (let column = 0; column < Math.min(line.length, MAX_COLUMNS); column++) {
        const cell = line[column];
        const text =
          cell === undefined || cell.t === 'z'
            ? ''
            : (cell.w ?? (cell.v === undefined || cell.v === null ? '' : String(cell.v)));
        row.push(escapeText(text.trim()));
        if (text !== '') cells++;
      }
    }
    while (row.length > 0 && row.at(-1) === '') row.pop();
    rows.push(row);
    if (cells > budget) return { rows, cells, cut: true };
  }
  return { rows, cells, cut };
}

/** Blank rows part one table from the next; a row with one cell is a line of text between them. */
function blocksOfRows(rows: readonly string[][]): string[] {
  const out: string[] = [];
  let table: string[][] = [];
  const flush = (): void => {
    while (table[0] !== undefined && filled(table[0]) === 1 && table.length > 1 && filled(table[1] ?? []) > 1) {
      // A caption over the table, in its first line.
      out.push(table[0].find((cell) => cell !== '') ?? '');
      table = table.slice(1);
    }
    if (table.length > 0) {
      const left = table.reduce(
        (least, row) =>
          Math.min(
            least,
            row.findIndex((cell) => cell !== ''),
          ),
        MAX_COLUMNS,
      );
      const body = table.map((row) => row.slice(left));
      if (body.some((row) => filled(row) > 1)) out.push(gfmTable(body));
      else for (const row of body) out.push(row.find((cell) => cell !== '') ?? '');
    }
    table = [];
  };
  for (const row of rows) {
    if (row.length === 0) flush();
    else if (filled(row) === 1 && (row.find((cell) => cell !== '') ?? '').length > 80) {
      // A whole sentence over the width of the table.
      flush();
      out.push(row.find((cell) => cell !== '') ?? '');
    } else table.push(row);
  }
  flush();
  return out;
}

function filled(row: readonly string[]): number {
  return row.filter((cell) => cell !== '').length;
}

// CSV and TSV: one GFM table. The separator is found, not assumed.
import { parse } from 'csv-parse/sync';
import { cleanText, gfmTable } from '../builder.ts';
import type { Draft, ReadContext } from '../draft.ts';
import { MAX_CELLS, MAX_COLUMNS } from '../limits.ts';
import type { ExtractionWarning } from '../types.ts';
import { readPlain } from './text.ts';

const SEPARATORS = [',', ';', '\t', '|'] as const;

/** The separator that cuts the first lines into the same number of fields, more than one. */
function separatorOf(text: string): string {
  const lines = text
    .slice(0, 20_000)
    .split(/\r?\n/)
    .slice(0, 30)
    .filter((line) => line.trim() !== '');
  let best: string = ',';
  let bestScore = 0;
  for (const separator of SEPARATORS) {
    const counts = lines.map((line) => line.replace(/"(?:[^"]|"")*"/g, '').split(separator).length - 1);
    const typical = counts.toSorted((a, b) => a - b)[Math.floor(counts.length / 2)] ?? 0;
    const score =
      typical === 0
        ? 0
        : (counts.filter((count) => count === typical).length / counts.length) * (1 + Math.log2(typical));
    if (score > bestScore) {
      bestScore = score;
      best = separator;
    }
  }
  return best;
}

export function readCsv(source: string, name: string, context: ReadContext): Draft {
  const text = cleanText(source);
  const warnings: ExtractionWarning[] = [];
  let rows: string[][];
  try {
    rows = parse(text, {
      delimiter: separatorOf(text),
      relax_column_count: true,
      relax_quotes: true,
      skip_empty_lines: true,
      trim: true,
      max_record_size: 4 * 1024 * 1024,
    });
  } catch {
    // An unclosed quote, mostly. The text itself is all there.
    const plain = readPlain(source, name.replace(/\.[^.]*$/, '.txt'));
    return {
      ...plain,
      warnings: [
        {
          code: 'malformed',
          message: `“${context.label}” is not proper CSV (a quote is never closed, for example). It was added as plain text.`,
        },
      ],
    };
  }
  context.checkpoint();
  const columns = rows.reduce((most, row) => Math.max(most, row.length), 0);
  if (columns > MAX_COLUMNS) {
    rows = rows.map((row) => row.slice(0, MAX_COLUMNS));
    warnings.push({
      code: 'content-cut',
      message: `“${context.label}” has ${columns} columns; the first ${MAX_COLUMNS} were added.`,
    });
  }
  const most = Math.max(1, Math.floor(MAX_CELLS / Math.max(1, Math.min(columns, MAX_COLUMNS))));
  if (rows.length > most) {
    warnings.push({
      code: 'content-cut',
      message: `“${context.label}” has ${rows.length} rows; the first ${most} were added.`,
    });
    rows = rows.slice(0, most);
  }
  const table = gfmTable(rows);
  return { markdown: table === '' ? '' : `${table}\n`, pages: [], titles: [], warnings };
}

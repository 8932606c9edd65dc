/** How the CLI speaks: results on stdout (with --json exactly one JSON value), everything else on stderr. */
import { toStudioError } from '../../main/contract/errors.ts';

/** 0 done, 1 failed, 2 used wrongly, 3 some inputs failed. */
export const EXIT = { done: 0, failed: 1, usage: 2, partial: 3 } as const;

export interface Output {
  readonly json: boolean;
  /** The result: the value with --json, the text otherwise. */
  result(value: unknown, text: () => string): void;
  /** Progress for a person; silent with --json or without a terminal. */
  progress(line: string): void;
  note(line: string): void;
}

export function createOutput(json: boolean): Output {
  const live = !json && process.stderr.isTTY;
  return {
    json,
    result: (value, text) => {
      const shown = json ? JSON.stringify(value) : text();
      if (shown !== '') process.stdout.write(`${shown}\n`);
    },
    progress: (line) => {
      if (live) process.stderr.write(`\r\u001B[2K${line}`);
    },
    note: (line) => {
      process.stderr.write(`${live ? '\r\u001B[2K' : ''}${line}\n`);
    },
  };
}

/** Says what failed; with --json the error is the one value on stdout. */
export function fail(output: Output, error: unknown): number {
  const { code, message, details } = toStudioError(error);
  if (output.json) output.result({ error: { code, message, ...(details === undefined ? {} : { details }) } }, () => '');
  output.note(`error: ${message}`);
  return code === 'usage' ? EXIT.usage : EXIT.failed;
}

/** A cell longer than this pushes only its own row aside, not every other (characters). */
const WIDEST = 60;

/** Columns padded to their widest cell, within reason. */
export function columns(rows: readonly (readonly string[])[]): string {
  const widths = rows.reduce<number[]>(
    (w, row) => row.map((cell, i) => Math.max(w[i] ?? 0, cell.length > WIDEST ? 0 : cell.length)),
    [],
  );
  return rows
    .map((row) => row.map((cell, i) => (i === row.length - 1 ? cell : cell.padEnd(widths[i] ?? 0))).join('  '))
    .join('\n');
}

export const counted = (n: number, one: string): string => `${n} ${one}${n === 1 ? '' : 's'}`;

export function bytes(n: number): string {
  if (n < 1024) return `${n} B`;
  const units = ['kB', 'MB', 'GB'];
  let value = n / 1024;
  let unit = 0;
  while (value >= 1024 && unit < units.length - 1) {
    value /= 1024;
    unit += 1;
  }
  return `${value < 10 ? value.toFixed(1) : Math.round(value)} ${units[unit]}`;
}

/** Columns in a file beside the database, with the stamp of the state they were read from. */
import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { deserialize, serialize } from 'node:v8';

/** Raised when the columns change shape, so that an older file is not read. */
const FORMAT = 1;

export type FigureKind = 'ledger' | 'views';

export interface Kept<T> {
  readonly stamp: string;
  readonly value: T;
}

const fileOf = (folder: string, kind: FigureKind): string => join(folder, `figures-${kind}.cache`);

export function fromFile<T>(folder: string | null, kind: FigureKind, wanted: string): Kept<T> | null {
  if (folder === null) return null;
  try {
    const found = deserialize(readFileSync(fileOf(folder, kind))) as { format: number } & Kept<T>;
    return found.format === FORMAT && found.stamp === wanted ? found : null;
  } catch {
    // Missing, of another program's version or cut off: it is read from the tables again.
    return null;
  }
}

/** Where it cannot be written, the next start reads the tables. */
export function toFile<T>(folder: string | null, kind: FigureKind, what: Kept<T>): void {
  if (folder === null) return;
  const file = fileOf(folder, kind);
  const beside = `${file}.${process.pid}.part`;
  try {
    writeFileSync(beside, serialize({ format: FORMAT, ...what }));
    renameSync(beside, file);
  } catch {
    rmSync(beside, { force: true });
  }
}

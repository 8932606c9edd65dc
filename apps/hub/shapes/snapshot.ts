/** Writes a shape's rows, as they stand in one transaction's view, to files of about 10 MB. */
import { mkdir, open } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { escapeIdentifier, escapeLiteral } from 'pg';
import type { ClientBase } from 'pg';
import { tooMuch } from './errors.ts';
import { sqlName } from './relation.ts';
import type { Relation, RelationColumn } from './relation.ts';
import type { ShapeDefinition, Visibility } from './shape.ts';

/** Rows asked for at once. */
const FETCH = 2000;

/** As Postgres prints it; a cast to text would drop the blanks of a padded one. */
const printed = ({ name, prints }: RelationColumn): string =>
  prints === 'padded' ? `format('%s', ${cell(name)})` : `${cell(name)}::text`;

/** Of the row, not of what is told of it under the same name. */
const cell = (name: string): string => `shape_row.${escapeIdentifier(name)}`;

/** A row's key, as rowKey() of shape.ts builds it from the log. */
function keyExpression(relation: Relation): string {
  const parts = relation.columns
    .filter(({ name }) => relation.key.includes(name))
    .toSorted((a, b) => relation.key.indexOf(a.name) - relation.key.indexOf(b.name))
    .map(
      (column) =>
        `CASE WHEN ${cell(column.name)} IS NULL THEN '/_' ELSE '/"' || replace(${printed(column)}, '/', '//') || '"' END`,
    );
  return [escapeLiteral(`"${relation.schema}"."${relation.name}"`), ...parts].join(' || ');
}

/** SQL that has Postgres write each row as the message that is sent. */
export function rowsQuery({ relation, columns, where }: ShapeDefinition): string {
  const fields = relation.columns
    .filter(({ name }) => columns.includes(name))
    .map((column) => {
      const value =
        column.prints === 'padded'
          ? `CASE WHEN ${cell(column.name)} IS NOT NULL THEN ${printed(column)} END`
          : printed(column);
      return `${value} AS ${escapeIdentifier(column.name)}`;
    });
  const headers = `,"headers":{"relation":${JSON.stringify([relation.schema, relation.name])},"operation":"insert"}}`;
  return `SELECT '{"key":' || to_json(${keyExpression(relation)})::text || ',"value":' || row_to_json(told)::text || ${escapeLiteral(headers)}
    FROM (SELECT * FROM ${sqlName(relation)}${where === null ? '' : ` WHERE (${where})`}) AS shape_row,
      LATERAL (SELECT ${fields.join(', ')} OFFSET 0) AS told`;
}

export const snapshotEnd = ({ xmin, xmax, running }: Visibility): string =>
  JSON.stringify({
    headers: {
      control: 'snapshot-end',
      xmin: String(xmin),
      xmax: String(xmax),
      xip_list: running.map(String),
    },
  });

export interface SnapshotLimits {
  /** Of one file; the row that passes it is its last. */
  readonly chunkBytes: number;
  /** Of the whole snapshot. */
  readonly snapshotBytes: number;
}

/**
 * @param client in a repeatable read transaction, the one whose visibility is told.
 * @param onChunk called after each file but the last stands on the disk; the last one ends with snapshot-end.
 * @returns the number of files.
 */
export async function writeSnapshot(
  client: ClientBase,
  definition: ShapeDefinition,
  visibility: Visibility,
  folder: string,
  limits: SnapshotLimits,
  onChunk: (chunks: number) => void,
): Promise<number> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  let chunks = 0;
  let total = 0;
  let file: FileHandle | null = null;
  let size = 0;
  let lines: string[] = [];
  const write = async (end: string): Promise<void> => {
    file ??= await open(join(folder, String(chunks)), 'w', 0o600);
    await file.write(`${size === 0 ? '[' : lines.length > 0 ? ',' : ''}${lines.join(',')}${end}`);
    size += 1;
    lines = [];
  };
  const close = async (): Promise<void> => {
    await write(']');
    await file?.sync();
    await file?.close();
    file = null;
    chunks += 1;
  };
  try {
    if (definition.log === 'full') {
      await client.query(`DECLARE shape_rows NO SCROLL CURSOR FOR ${rowsQuery(definition)}`);
      for (let bytes = 0, done = false; !done;) {
        const { rows } = await client.query<[string]>({ text: `FETCH ${FETCH} FROM shape_rows`, rowMode: 'array' });
        done = rows.length < FETCH;
        for (const [row] of rows) {
          if (bytes >= limits.chunkBytes) {
            await close();
            onChunk(chunks);
            [bytes, size] = [0, 0];
          }
          lines.push(row);
          bytes += Buffer.byteLength(row) + 1;
          total += row.length;
        }
        if (total > limits.snapshotBytes)
          throw tooMuch(
            'snapshot_limit_exceeded',
            `A snapshot of more than ${limits.snapshotBytes} bytes is more than the hub is made for. Electric serves it.`,
          );
        if (lines.length > 0 && !done) await write('');
      }
    }
    lines.push(snapshotEnd(visibility));
    await close();
    const directory = await open(folder, 'r');
    await directory.sync().catch(() => undefined); // not every system can
    await directory.close();
    return chunks;
  } finally {
    await (file as FileHandle | null)?.close();
  }
}

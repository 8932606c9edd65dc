/**
 * Asks Postgres which row images a shape's where clause takes. The images go as arrays of the columns that the clauses
 * read, and every clause of the table is answered in one question.
 */
import { createHash } from 'node:crypto';
import { escapeIdentifier } from 'pg';
import type { ClientBase } from 'pg';
import type { Image } from './pgoutput.ts';
import type { ShapeDefinition } from './shape.ts';

/** Row images in one question. */
const BATCH = 2000;

export interface Judge {
  /** Whether `where` takes `image`; both must have been asked about. */
  takes(where: string, image: Image): boolean;
  /** Clauses that failed on some row (a division by zero): what they take is not known. */
  readonly failed: ReadonlySet<string>;
}

interface Clause {
  readonly where: string;
  readonly columns: readonly string[];
}

function clausesOf(shapes: readonly ShapeDefinition[]): Clause[] {
  const clauses = new Map<string, Clause>();
  for (const { where, whereColumns } of shapes)
    if (where !== null) clauses.set(where, { where, columns: whereColumns });
  return [...clauses.values()];
}

async function ask(
  client: ClientBase,
  { relation }: ShapeDefinition,
  clauses: readonly Clause[],
  images: readonly Image[],
): Promise<string[]> {
  const read = relation.columns.filter(({ name }) => clauses.some(({ columns }) => columns.includes(name)));
  const casts = read.map(({ name, sqlType }, i) => `c${i}::${sqlType} AS ${escapeIdentifier(name)}`);
  const arrays = read.map((_, i) => `$${i + 1}::text[]`);
  const names = read.map((_, i) => `c${i}`);
  const bits = clauses.map(({ where }) => `CASE WHEN (${where}) THEN '1' ELSE '0' END`).join(' || ');
  // A clause that reads no column is asked about as many rows as there are.
  const text =
    read.length === 0
      ? `SELECT (${bits}) AS bits FROM generate_series(1, $1::int)`
      : `SELECT (${bits}) AS bits FROM (SELECT ${[...casts, 'place'].join(', ')}
           FROM unnest(${arrays.join(', ')}) WITH ORDINALITY AS u (${[...names, 'place'].join(', ')})) AS shape_row ORDER BY place`;
  const values =
    read.length === 0 ? [images.length] : read.map(({ name }) => images.map((image) => image[name] ?? null));
  const name = `judge_${createHash('sha256').update(text).digest('hex').slice(0, 32)}`;
  const { rows } = await client.query<{ bits: string }>({ name, text, values });
  return rows.map(({ bits: answer }) => answer);
}

/** All of one table. @throws what Postgres says when it is not the clauses' fault. */
export async function judge(
  client: ClientBase,
  shapes: readonly ShapeDefinition[],
  images: readonly Image[],
): Promise<Judge> {
  const clauses = clausesOf(shapes);
  const failed = new Set<string>();
  const answers = new Map<string, Map<Image, boolean>>(clauses.map(({ where }) => [where, new Map()]));
  const [definition] = shapes;
  const note = (asked: readonly Clause[], batch: readonly Image[], bits: readonly string[]): void => {
    for (const [i, image] of batch.entries())
      for (const [c, { where }] of asked.entries()) answers.get(where)?.set(image, bits[i]?.[c] === '1');
  };
  if (!definition || clauses.length === 0) return { takes: () => false, failed };
  for (let at = 0; at < images.length; at += BATCH) {
    const batch = images.slice(at, at + BATCH);
    try {
      note(clauses, batch, await ask(client, definition, clauses, batch));
    } catch (error) {
      if (!isClausesFault(error)) throw error;
      for (const clause of clauses) {
        try {
          note([clause], batch, await ask(client, definition, [clause], batch));
        } catch (single) {
          if (!isClausesFault(single)) throw single;
          failed.add(clause.where);
        }
      }
    }
  }
  return { takes: (where, image) => answers.get(where)?.get(image) ?? false, failed };
}

/** Data exceptions and unknown names, by SQLSTATE class; anything else is the server's state. */
const isClausesFault = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && /^(?:0A|21|22|23|42)/.test(String(error.code));

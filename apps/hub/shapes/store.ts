/**
 * What of the shapes outlives the process: definitions, logs and the position reached, in one SQLite file; snapshots as
 * files beside it. SQLite and not files of our own, because what one transaction of Postgres does to all shapes and the
 * new position have to become durable together or not at all, and that is what it is for. Snapshots are written once and
 * read in one piece, up to 10 MB at a time: files do that without a copy through the database.
 */
import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { z } from 'zod';
import type { Offset, Shape, ShapeDefinition } from './shape.ts';
import { parseVisibility } from './shape.ts';

/** Of the file's own layout; a file of another is started anew, and devices fetch again. */
const LAYOUT = 1;

const relation = z.object({
  oid: z.number(),
  schema: z.string(),
  name: z.string(),
  columns: z.array(
    z.object({
      name: z.string(),
      typeOid: z.number(),
      typmod: z.number(),
      sqlType: z.string(),
      prints: z.enum(['as-cast', 'boolean', 'padded']),
      generated: z.boolean(),
      described: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])),
    }),
  ),
  key: z.array(z.string()),
});
const definition = z.object({
  relation,
  columns: z.array(z.string()),
  where: z.string().nullable(),
  whereColumns: z.array(z.string()),
  replica: z.enum(['default', 'full']),
  log: z.enum(['full', 'changes_only']),
});

interface ShapeRow {
  id: number;
  handle: string;
  key: string;
  definition: string;
  visibility: string;
  last_lsn: number | null;
  last_op: number | null;
  log_bytes: number;
  used_at: number;
}

/** Where the service is in the database's log. */
export interface Position {
  /** Everything at or below it is in the logs. */
  readonly lsn: number;
  /** Of the last transaction seen that changed a published table: Electric's global_last_seen_lsn. */
  readonly seen: number;
}

export interface Entry extends Offset {
  readonly shape: Shape;
  /** The message as it is sent. */
  readonly body: string;
}

export class ShapeStore {
  private readonly db: Database.Database;
  private readonly folder: string;

  constructor(folder: string) {
    this.folder = folder;
    mkdirSync(join(folder, 'snapshots'), { recursive: true, mode: 0o700 });
    this.db = new Database(join(folder, 'shapes.db'));
    this.db.pragma('journal_mode = WAL');
    // What a power cut takes from the log's end, the slot gives again, the same: it is told of nothing that is not
    // durable (see savePosition). So a change need not wait for the disk a second time after Postgres' own commit.
    this.db.pragma('synchronous = NORMAL');
    if (this.db.pragma('user_version', { simple: true }) !== LAYOUT) this.lay();
    this.sweep();
  }

  private lay(): void {
    this.db.exec(`
      DROP TABLE IF EXISTS log; DROP TABLE IF EXISTS shape; DROP TABLE IF EXISTS meta;
      CREATE TABLE meta (key TEXT PRIMARY KEY, value ANY NOT NULL) STRICT, WITHOUT ROWID;
      CREATE TABLE shape (id INTEGER PRIMARY KEY, handle TEXT NOT NULL UNIQUE, key TEXT NOT NULL UNIQUE,
        definition TEXT NOT NULL, visibility TEXT NOT NULL, last_lsn INTEGER, last_op INTEGER,
        log_bytes INTEGER NOT NULL DEFAULT 0, used_at INTEGER NOT NULL) STRICT;
      CREATE TABLE log (shape INTEGER NOT NULL REFERENCES shape (id) ON DELETE CASCADE, lsn INTEGER NOT NULL,
        op INTEGER NOT NULL, body TEXT NOT NULL, PRIMARY KEY (shape, lsn, op)) STRICT, WITHOUT ROWID;
      PRAGMA user_version = ${LAYOUT};`);
  }

  /** Snapshots of shapes that are no more, or that a crash cut off. */
  private sweep(): void {
    const known = new Set(this.db.prepare('SELECT handle FROM shape').pluck().all());
    for (const name of readdirSync(join(this.folder, 'snapshots')))
      if (!known.has(name)) rmSync(join(this.folder, 'snapshots', name), { recursive: true, force: true });
  }

  snapshotFolder(handle: string): string {
    return join(this.folder, 'snapshots', handle);
  }

  meta(key: string): string | number | null {
    const value = this.db.prepare('SELECT value FROM meta WHERE key = ?').pluck().get(key);
    return typeof value === 'string' || typeof value === 'number' ? value : null;
  }

  setMeta(values: Readonly<Record<string, string | number>>): void {
    const set = this.db.prepare(
      'INSERT INTO meta VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value',
    );
    this.db.transaction(() => {
      for (const [key, value] of Object.entries(values)) set.run(key, value);
    })();
  }

  position(): Position | null {
    const [lsn, seen] = [this.meta('lsn'), this.meta('seen')];
    return typeof lsn === 'number' && typeof seen === 'number' ? { lsn, seen } : null;
  }

  /** On the disk when it returns, with all that was written before. */
  savePosition({ lsn, seen }: Position): void {
    this.db.pragma('synchronous = FULL');
    this.setMeta({ lsn, seen });
    this.db.pragma('synchronous = NORMAL');
  }

  /** One transaction of Postgres: its entries and the position after it, all or nothing. */
  append(entries: readonly Entry[], { lsn, seen }: Position): void {
    const add = this.db.prepare('INSERT INTO log VALUES (?, ?, ?, ?)');
    const advance = this.db.prepare('UPDATE shape SET last_lsn = ?, last_op = ?, log_bytes = ? WHERE id = ?');
    const touched = new Map<Shape, { last: Offset; bytes: number }>();
    this.db.transaction(() => {
      for (const { shape, lsn: at, op, body } of entries) {
        add.run(shape.id, at, op, body);
        const bytes = (touched.get(shape)?.bytes ?? shape.logBytes) + body.length;
        touched.set(shape, { last: { lsn: at, op }, bytes });
      }
      for (const [shape, { last, bytes }] of touched) advance.run(last.lsn, last.op, bytes, shape.id);
      this.setMeta({ lsn, seen });
    })();
    for (const [shape, { last, bytes }] of touched) {
      shape.last = last;
      shape.logBytes = bytes;
    }
  }

  shapes(): Shape[] {
    return (this.db.prepare('SELECT * FROM shape').all() as ShapeRow[]).map((row) => ({
      id: row.id,
      handle: row.handle,
      key: row.key,
      definition: definition.parse(JSON.parse(row.definition)) as ShapeDefinition,
      visibility: parseVisibility(row.visibility),
      last: row.last_lsn === null ? null : { lsn: row.last_lsn, op: row.last_op ?? 0 },
      logBytes: row.log_bytes,
      usedAt: row.used_at,
    }));
  }

  /** Once its snapshot stands whole on the disk. */
  add(shape: Omit<Shape, 'id'>): number {
    const { xmin, xmax, running } = shape.visibility;
    const { lastInsertRowid } = this.db
      .prepare('INSERT INTO shape (handle, key, definition, visibility, used_at) VALUES (?, ?, ?, ?, ?)')
      .run(
        shape.handle,
        shape.key,
        JSON.stringify(shape.definition),
        `${xmin}:${xmax}:${running.join(',')}`,
        shape.usedAt,
      );
    return Number(lastInsertRowid);
  }

  touch(shapes: Iterable<Shape>): void {
    const set = this.db.prepare('UPDATE shape SET used_at = ? WHERE id = ?');
    this.db.transaction(() => {
      for (const { id, usedAt } of shapes) set.run(usedAt, id);
    })();
  }

  remove(shapes: readonly Shape[]): void {
    const drop = this.db.prepare('DELETE FROM shape WHERE id = ?');
    const clear = this.db.prepare('DELETE FROM log WHERE shape = ?');
    this.db.transaction(() => {
      for (const { id } of shapes) {
        clear.run(id);
        drop.run(id);
      }
    })();
    for (const { handle } of shapes) rmSync(this.snapshotFolder(handle), { recursive: true, force: true });
  }

  /** Whether a reader can be at that place: only the end of something that was told. */
  has(shape: Shape, { lsn, op }: Offset): boolean {
    return (
      this.db.prepare('SELECT 1 FROM log WHERE shape = ? AND lsn = ? AND op = ?').get(shape.id, lsn, op) !== undefined
    );
  }

  /** Messages after `from`, up to about `bytes`; the one that passes it is the last. */
  read(shape: Shape, from: Offset, bytes: number): { bodies: string[]; last: Offset; more: boolean } {
    const rows = this.db
      .prepare('SELECT lsn, op, body FROM log WHERE shape = ? AND (lsn, op) > (?, ?) ORDER BY lsn, op')
      .iterate(shape.id, from.lsn, from.op) as IterableIterator<{ lsn: number; op: number; body: string }>;
    const bodies: string[] = [];
    let last = from;
    let size = 0;
    for (const { lsn, op, body } of rows) {
      if (size >= bytes) return { bodies, last, more: true };
      bodies.push(body);
      size += body.length;
      last = { lsn, op };
    }
    return { bodies, last, more: false };
  }

  close(): void {
    this.db.close();
  }
}

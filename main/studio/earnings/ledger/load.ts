/**
 * The columns of the rows as they are now. They are kept in memory and in a file beside the database, so that the first
 * look after a start does not read half a million rows; a random stamp in the database, which any change of a source row
 * takes away, says whether they still hold. Many rows are read in a worker: the window's other questions do not wait.
 */
import { randomBytes } from 'node:crypto';
import { Worker } from 'node:worker_threads';
import { workerUrl } from '../../lib/worker-url.ts';
import type { Store } from '../../store/store.ts';
import type { LedgerColumns } from './columns.ts';
import { fromFile, toFile } from './kept.ts';
import type { FigureKind, Kept } from './kept.ts';
import { readLedger, readViews } from './read.ts';
import type { ViewColumns } from './views.ts';

/** Fewer rows than this are read sooner than a thread is started. */
const MANY = 20_000;
const ROWS: Record<FigureKind, string> = {
  ledger: `SELECT (SELECT count(*) FROM (SELECT 1 FROM morgy_purchases LIMIT ${MANY}))
    + (SELECT count(*) FROM (SELECT 1 FROM creator_earnings LIMIT ${MANY})) AS n`,
  views: `SELECT count(*) AS n FROM (SELECT 1 FROM morgy_analytics LIMIT ${MANY})`,
};

export interface Figures {
  readonly ledger: LedgerColumns;
  readonly views: ViewColumns;
}

/** The figures of the rows as they are; reads what changed first. */
export type FigureSource = () => Promise<Figures>;

/** @param folder where the columns are kept between starts; null keeps them in memory only */
export function createFigureSource(store: Store, folder: string | null): FigureSource {
  function keeper<T>(kind: FigureKind, read: (db: Store['connection']) => T): () => Promise<T> {
    let kept: Kept<T> | null = null;
    let reading: Promise<T | null> | null = null;

    const stamp = (): string | null =>
      store.get<{ stamp: string | null }>('SELECT stamp FROM figures_stamp WHERE source = ?', [kind])?.stamp ?? null;
    /** True where what is kept, or lies in the file, still holds. */
    function holds(): boolean {
      const now = stamp();
      if (now === null) return false;
      if (kept?.stamp !== now) kept = fromFile<T>(folder, kind, now);
      return kept !== null;
    }
    /** Stamped before it is read: a change that comes meanwhile takes the stamp away again. */
    function mark(): string {
      const now = stamp();
      if (now !== null) return now;
      const fresh = randomBytes(12).toString('hex');
      store.connection.prepare('UPDATE figures_stamp SET stamp = ? WHERE source = ?').run(fresh, kind);
      return fresh;
    }
    function readHere(): T {
      const fresh = mark();
      kept = { stamp: fresh, value: read(store.connection) };
      toFile(folder, kind, kept);
      return kept.value;
    }
    /** Null where the thread failed: what is wrong then becomes an answer in this one. */
    async function readBeside(): Promise<T | null> {
      const fresh = mark();
      const worker = new Worker(workerUrl(import.meta.url, 'figures-worker'), {
        workerData: { file: store.file, kind, stamp: fresh, folder },
      });
      const value = await new Promise<T | null>((done) => {
        worker.once('message', (columns: T) => done(columns));
        worker.once('error', () => done(null));
        worker.once('exit', () => done(null));
      });
      if (value !== null) kept = { stamp: fresh, value };
      return value;
    }

    return async () => {
      if (holds() && kept) return kept.value;
      if ((store.get<{ n: number }>(ROWS[kind])?.n ?? 0) < MANY) return readHere();
      reading ??= readBeside().finally(() => {
        reading = null;
      });
      // What changed while it was read is asked for again: the change was told.
      return (await reading) ?? readHere();
    };
  }
  const ledger = keeper('ledger', readLedger);
  const views = keeper('views', readViews);
  return async () => {
    const [columns, seen] = await Promise.all([ledger(), views()]);
    return { ledger: columns, views: seen };
  };
}

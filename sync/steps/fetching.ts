/** Fetching tables page by page: for the first time, anew beside what is there, and all of them after a cloud was put back. */
import { isAuthored, syncConflict } from '../../schema/index.ts';
import type { Table } from '../../schema/index.ts';
import { isOfKnownCloud, noteFetched, noteMark } from '../device/lineage.ts';
import { applySlice, countSwap, isBigDelete, moveLog, stageSlice, swap } from '../device/pages.ts';
import type { SwapCount } from '../device/pages.ts';
import { isReconciling, reconcile } from '../device/reconcile.ts';
import { PageReader, deviceTable } from '../device/rows.ts';
import { saveShape, shapeOf, shapes } from '../device/shapes.ts';
import type { Shape } from '../device/shapes.ts';
import { prepared } from '../device/statements.ts';
import { applying } from '../device/transaction.ts';
import { RefusedError } from '../errors.ts';
import { BEACON } from '../net/barrier.ts';
import type { SnapshotPage } from '../protocol/routes.ts';
import { cloudIsAnother } from './context.ts';
import type { StepContext } from './context.ts';
import type { Following } from './following.ts';

export type FetchProgress = 'more' | 'done' | 'held' | 'unserved';

export class Fetching {
  readonly #context: StepContext;
  readonly #following: Following;
  /** Fetched anew after the cloud was put back, and waiting for the other tables. */
  readonly #staged = new Set<string>();
  readonly #ahead = new Map<string, { after: string | null; page: Promise<SnapshotPage> }>();

  constructor(context: StepContext, following: Following) {
    this.#context = context;
    this.#following = following;
  }

  /** What was fetched and not put in its place is of no use any more. */
  forget(): void {
    this.#ahead.clear();
    this.#staged.clear();
  }

  /** Tables whose rows are still to be fetched, in the order that serves a person best. */
  unfetched(): Table[] {
    const states = new Map(shapes(this.#context.db).map((shape) => [shape.table, shape.state]));
    const rank = (table: Table): number =>
      // Conflicts after the rows that they are about.
      ({ [BEACON]: 0, sync_device: 1, sync_conflict: 3 })[table.name] ?? (table.sync === 'both' ? 2 : 4);
    return this.#context.tables
      .filter((table) => states.get(table.name) !== 'live' && !this.#staged.has(table.name))
      .toSorted((a, b) => rank(a) - rank(b));
  }

  /** One request of a table's fetch and what it brings. */
  async fetchStep(table: Table): Promise<FetchProgress> {
    const shape = shapeOf(this.#context.db, table.name);
    if (shape.state === 'live') return 'done';
    if (shape.state === 'held') return 'held';
    try {
      if (shape.handle === null) {
        const place = await this.#context.gateway.shape(table.name, 'now', null);
        await this.#context.between('place taken');
        const known =
          prepared(this.#context.db, `SELECT 1 FROM "${table.name}" WHERE row_version > 0 LIMIT 1`).get() !== undefined;
        const lsn = place.messages.reduce(
          (most, message) => ('value' in message ? most : Math.max(most, message.headers.global_last_seen_lsn ?? 0)),
          0,
        );
        applying(this.#context.db, 'Prepare to sync', () => {
          prepared(this.#context.db, 'DELETE FROM sync_stage WHERE table_name = ?').run(table.name);
          saveShape(this.#context.db, {
            ...shape,
            state: shape.state === 'again' || known || isReconciling(this.#context.db) ? 'again' : 'first',
            handle: place.handle,
            offset: place.offset,
            lsn,
            after: null,
            rows: 0,
            beacon: this.#following.countedBefore(table.name),
          });
        });
        return 'more';
      }
      const page = await this.#page(table.name, shape.after);
      if (page.next !== null) this.#askAhead(table.name, page.next);
      await this.#context.between('page received');
      const { mark } = page;
      if (mark) {
        if (!isOfKnownCloud(this.#context.db, mark.era)) throw cloudIsAnother();
        applying(this.#context.db, 'Prepare to sync', () =>
          noteMark(this.#context.db, table, mark, shape.after === null),
        );
      }
      await this.#land(table, shape, page);
      if (page.next !== null) return 'more';
      if (shape.state === 'first') {
        this.#isHere(table);
        return 'done';
      }
      return isReconciling(this.#context.db) && isAuthored(table)
        ? this.#stagedWhole(table)
        : this.finishFetch(table, false);
    } catch (error) {
      if (!(error instanceof RefusedError)) throw error;
      if (error.code === 'not_found' || (error.code === 'forbidden' && error.status === 403)) {
        this.#context.isNotServed(table.name);
        this.#reconcileIfWhole();
        return 'unserved';
      }
      throw error;
    }
  }

  /** Slice by slice. The place moves on with the last of a page; a slice that arrives twice changes nothing. */
  async #land(table: Table, shape: Shape, page: SnapshotPage): Promise<void> {
    const { rows } = page;
    const isFirst = shape.state === 'first';
    const landed = {
      table,
      reader: new PageReader(table, page.columns),
      rows,
      place: (end: number): Shape => {
        if (end < rows.length) return shape;
        const state = isFirst && page.next === null ? 'live' : shape.state;
        return { ...shape, state, rows: shape.rows + rows.length, after: page.next };
      },
    };
    let from = 0;
    do {
      if (isFirst) {
        const { end, touched } = applySlice(this.#context.db, this.#context.landing, landed, from);
        from = end;
        this.#context.applied(touched);
      } else from = stageSlice(this.#context.db, this.#context.landing, landed, from);
      await this.#context.between('slice applied');
      if (moveLog(this.#context.db)) await this.#context.between('log moved');
    } while (from < rows.length);
  }

  /** After a cloud was put back: this table waits for the others, so that parents go up before their children. */
  #stagedWhole(table: Table): FetchProgress {
    this.#staged.add(table.name);
    this.#reconcileIfWhole();
    return 'done';
  }

  #reconcileIfWhole(): void {
    const authored = this.#context.tables.filter(isAuthored);
    if (!isReconciling(this.#context.db) || !authored.every((table) => this.#staged.has(table.name))) return;
    this.#context.applied(reconcile(this.#context.db, this.#context.landing, authored));
    this.#staged.clear();
    for (const table of authored) this.#isHere(table);
    this.#context.tell('reconciled');
  }

  #isHere(table: Table): void {
    if (table === syncConflict) applying(this.#context.db, 'Prepare to sync', () => noteFetched(this.#context.db));
    this.#following.follow(table.name);
  }

  #askAhead(table: string, after: string | null): void {
    const page = this.#context.gateway.page(table, after, this.#context.pageRows);
    // Its failure is met when it is awaited.
    page.catch(() => undefined);
    this.#ahead.set(table, { after, page });
  }

  async #page(table: string, after: string | null): Promise<SnapshotPage> {
    const ahead = this.#ahead.get(table);
    this.#ahead.delete(table);
    if (ahead?.after === after) return ahead.page;
    return this.#context.gateway.page(table, after, this.#context.pageRows);
  }

  /** Puts a staged fetch in its place, unless that would delete most of a table and nobody has said yes. */
  finishFetch(table: Table, confirmed: boolean): FetchProgress {
    if (!confirmed && isBigDelete(countSwap(this.#context.db, table))) {
      applying(this.#context.db, 'Prepare to sync', () =>
        saveShape(this.#context.db, { ...shapeOf(this.#context.db, table.name), state: 'held' }),
      );
      this.#context.tell('big_delete_held', { table: table.name });
      return 'held';
    }
    this.#context.applied(swap(this.#context.db, this.#context.landing, table));
    this.#isHere(table);
    return 'done';
  }

  held(): (SwapCount & { readonly table: string })[] {
    return shapes(this.#context.db)
      .filter((shape) => shape.state === 'held')
      .flatMap((shape) => {
        const table = deviceTable(shape.table);
        return table ? [{ table: shape.table, ...countSwap(this.#context.db, table) }] : [];
      });
  }
}

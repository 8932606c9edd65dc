/**
 * The engine's single steps, each one request and one transaction at most: registering, pushing a batch, fetching a page,
 * reading a log, applying what is whole (steps/). When each is taken is the scheduler's business (engine.ts), or a test's.
 */
import type { Database } from 'better-sqlite3';
import type { Table } from '../schema/index.ts';
import type { SwapCount } from './device/pages.ts';
import type { Barrier, Cursor } from './net/barrier.ts';
import type { ShapeMessage } from './net/gateway.ts';
import { StepContext } from './steps/context.ts';
import type { CoreOptions } from './steps/context.ts';
import { Enlisting } from './steps/enlisting.ts';
import { Fetching } from './steps/fetching.ts';
import type { FetchProgress } from './steps/fetching.ts';
import { Following } from './steps/following.ts';
import { Pushing } from './steps/pushing.ts';

export class Core {
  readonly db: Database;
  readonly barrier: Barrier;
  readonly #context: StepContext;
  readonly #following: Following;
  readonly #fetching: Fetching;
  readonly #enlisting: Enlisting;
  readonly #pushing: Pushing;

  constructor(options: CoreOptions) {
    this.#context = new StepContext(options);
    this.db = this.#context.db;
    this.barrier = this.#context.barrier;
    this.#following = new Following(this.#context);
    this.#fetching = new Fetching(this.#context, this.#following);
    this.#enlisting = new Enlisting(this.#context, this.#fetching);
    this.#pushing = new Pushing(this.#context, this.#enlisting);
  }

  /** Those that this gateway has. */
  get tables(): readonly Table[] {
    return this.#context.tables;
  }

  /** Makes itself known; after it `followAll`. */
  enlist(): Promise<void> {
    return this.#enlisting.enlist();
  }

  hasWaiting(): boolean {
    return this.#pushing.hasWaiting();
  }

  /** Sends one batch and stores its answers. @returns whether there was one. @throws NetworkError, RefusedError */
  push(): Promise<boolean> {
    return this.#pushing.push();
  }

  /** Tables whose rows are still to be fetched, in the order that serves a person best. */
  unfetched(): Table[] {
    return this.#fetching.unfetched();
  }

  /** One request of a table's fetch and what it brings. */
  fetchStep(table: Table): Promise<FetchProgress> {
    return this.#fetching.fetchStep(table);
  }

  /** @param confirmed a person has said that what the cloud no longer has may go */
  finishFetch(table: Table, confirmed: boolean): FetchProgress {
    return this.#fetching.finishFetch(table, confirmed);
  }

  /** Tables of which most would go. */
  held(): (SwapCount & { readonly table: string })[] {
    return this.#fetching.held();
  }

  /** Follows every fetched table from where it was applied last. */
  followAll(): void {
    this.#following.followAll();
  }

  /** A part of a table's log from `from` to `cursor`. @returns whether it was taken; if not, the log is to be opened anew */
  received(table: string, messages: readonly ShapeMessage[], cursor: Cursor, from: Cursor): boolean {
    return this.#following.received(table, messages, cursor, from);
  }

  /** Reads a table's log to its end. @returns false when the log is gone and the table has to be fetched again */
  catchUp(table: string): Promise<boolean> {
    return this.#following.catchUp(table);
  }

  mustRefetch(table: string): void {
    this.#following.mustRefetch(table);
  }

  /** Applies what is whole (`force`: all there is). @returns null when that is nothing */
  apply(force = false): { changes: number; partial: boolean } | null {
    return this.#following.apply(force);
  }
}

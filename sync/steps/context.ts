/** What every step of the engine works on: the database, the cloud, the barrier, and whoever wants to hear of it. */
import type { Database } from 'better-sqlite3';
import { deviceTables } from '../../schema/index.ts';
import type { Table } from '../../schema/index.ts';
import { Landing } from '../device/landing.ts';
import type { LandingRules } from '../device/landing.ts';
import { NetworkError } from '../errors.ts';
import { Barrier } from '../net/barrier.ts';
import type { Gateway } from '../net/gateway.ts';
import { SNAPSHOT_ROWS } from '../protocol/routes.ts';

/** The simulation turns these off one at a time, to show that each is needed. */
export interface Rules extends LandingRules {
  /** An entry leaves when its echo has arrived, not when it was answered. */
  readonly leaveByVersion: boolean;
  /** What the logs bring waits until it is whole, and is applied in one transaction with all cursors. */
  readonly barrier: boolean;
  /** A cloud in whose past the last seen moment does not lie has forgotten something. */
  readonly eras: boolean;
}
const ALL_RULES: Rules = {
  ignoreLowerVersions: true,
  leaveByVersion: true,
  barrier: true,
  eras: true,
};

export interface CoreOptions {
  readonly database: Database;
  readonly gateway: Pick<Gateway, 'register' | 'push' | 'page' | 'shape'>;
  readonly deviceName: string;
  readonly clock: () => number;
  readonly onApplied: (tables: readonly string[]) => void;
  readonly onEvent?: (event: string, details: Readonly<Record<string, string | number>>) => void;
  readonly rules?: Rules;
  /** Called between the parts of a step; a test crashes there, the host gives the thread away. */
  readonly between?: (point: string) => void | Promise<void>;
  readonly tables?: readonly Table[];
  readonly pageRows?: number;
}

export class StepContext {
  readonly db: Database;
  readonly rules: Rules;
  readonly gateway: CoreOptions['gateway'];
  readonly barrier = new Barrier();
  readonly landing: Landing;
  readonly #options: CoreOptions;
  /** Tables that this gateway does not have. */
  readonly #unserved = new Set<string>();

  constructor(options: CoreOptions) {
    this.db = options.database;
    this.rules = options.rules ?? ALL_RULES;
    this.gateway = options.gateway;
    this.landing = new Landing(this.db, this.rules);
    this.#options = options;
  }

  get tables(): readonly Table[] {
    return (this.#options.tables ?? deviceTables).filter((table) => !this.#unserved.has(table.name));
  }

  get deviceName(): string {
    return this.#options.deviceName.slice(0, 120) || 'Computer';
  }

  get pageRows(): number {
    return this.#options.pageRows ?? SNAPSHOT_ROWS;
  }

  now(): string {
    return new Date(this.#options.clock()).toISOString();
  }

  isNotServed(table: string): void {
    this.#unserved.add(table);
    this.tell('table_not_served', { table });
  }

  tell(event: string, details: Readonly<Record<string, string | number>> = {}): void {
    this.#options.onEvent?.(event, details);
  }

  applied(touched: readonly string[]): void {
    if (touched.length > 0) this.#options.onApplied(touched);
  }

  async between(point: string): Promise<void> {
    await this.#options.between?.(point);
  }
}

/** The next session begins by comparing what the cloud remembers. */
export const cloudIsAnother = (): NetworkError =>
  new NetworkError('The cloud was started anew; it is looked up how far it remembers.');

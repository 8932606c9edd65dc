/**
 * The cloud in memory and the real gateway side by side: each request goes to both, and whatever one answers that the other
 * does not is a finding. What differs by nature is left out: generated ids, times, log positions, eras.
 */
import { isDeepStrictEqual } from 'node:util';
import { tableNamed } from '../../../schema/index.ts';
import { rowFromLog } from '../../device/rows.ts';
import { RefusedError } from '../../errors.ts';
import type { PushRequest } from '../../protocol/mutation.ts';
import type { MemoryCloud, Port } from '../cloud.ts';
import type { RunCloud } from '../run.ts';

type Values = Record<string, unknown>;
export interface Known extends Values {
  readonly row_version: number;
}

/** The tables whose rows are compared. Of `sync_device` the ledger, of the beacon what it counts. */
export const COMPARED = ['morgys', 'morgy_knowledge', 'onboarding_sessions', 'sync_conflict', 'sync_device'] as const;
type Compared = (typeof COMPARED)[number];

/** Stamped by each cloud's own clock, or by its own log. */
const OWN = new Set(['created_at', 'updated_at', 'last_seen_at', 'last_lsn', 'owner_id', 'creator_id']);
const isTime = (name: string): boolean => name.endsWith('_at');

/** The sides of a conflict hold times as well. */
const timeless = (value: unknown): unknown =>
  typeof value === 'object' && value !== null && 'deleted_at' in value && value.deleted_at !== null
    ? { ...value, deleted_at: 'set' }
    : value;

function comparable(table: Compared, row: Values): Values {
  return Object.fromEntries(
    Object.entries(row).flatMap(([name, value]) => {
      if (OWN.has(name) || (table === 'sync_conflict' && name === 'id')) return [];
      if (isTime(name)) return [[name, value === null ? null : 'set']];
      // Who writes a ledger row, or a conflict, is the service.
      if (name === '_fv' && table.startsWith('sync_')) return [];
      // A log tells JSON and lists as text, whose keys come in any order.
      const { kind } = tableNamed(table).columns[name]?.type ?? { kind: 'text' };
      const isText = typeof value === 'string' && (kind === 'jsonb' || kind === 'array');
      return [[name, timeless(isText ? JSON.parse(value) : value)]];
    }),
  );
}

const keyOf = (table: Compared, row: Values): string =>
  table === 'sync_conflict' ? `${String(row['device_id'])} ${String(row['number'])}` : String(row['id']);

interface Refused {
  readonly refused: string;
  readonly expected: unknown;
}

async function answerOf<T>(work: Promise<T>): Promise<T | Refused> {
  try {
    return await work;
  } catch (error) {
    if (!(error instanceof RefusedError)) throw error;
    return { refused: error.code, expected: error.expected ?? null };
  }
}

const isRefused = (answer: object): answer is Refused => 'refused' in answer;

/** How far each table's log was read. */
type Cursors = Map<string, { handle: string; offset: string }>;

export class TwoClouds {
  readonly memory: MemoryCloud;
  readonly real: RunCloud;
  readonly #cursors: readonly [Cursors, Cursors] = [new Map(), new Map()];
  finding: string | null = null;

  constructor(memory: MemoryCloud, real: RunCloud) {
    this.memory = memory;
    this.real = real;
  }

  get #ports(): readonly [Port, Port] {
    return [this.memory.port, this.real.port];
  }

  compare(what: string, memory: unknown, real: unknown): void {
    if (this.finding !== null || isDeepStrictEqual(memory, real)) return;
    this.finding = `${what}\n  memory   ${JSON.stringify(memory)}\n  Postgres ${JSON.stringify(real)}`;
  }

  async register(id: string): Promise<void> {
    const device = { id, name: 'Device', schemaVersion: 1, startAfter: 0 };
    const [memory, real] = await Promise.all(this.#ports.map((port) => answerOf(port.register(device))));
    const told = (answer: typeof memory): unknown =>
      answer && !isRefused(answer)
        ? { lastNumber: answer.lastNumber, past: answer.cloud?.past.length, hasCloud: answer.cloud !== undefined }
        : answer;
    this.compare('register', told(memory), told(real));
  }

  async push(request: PushRequest): Promise<void> {
    const [memory, real] = await Promise.all(this.#ports.map((port) => answerOf(port.push(structuredClone(request)))));
    const told = (answer: typeof memory): unknown =>
      answer && !isRefused(answer)
        ? {
            lastNumber: answer.lastNumber,
            results: answer.results.map(({ number, outcome, rowVersion, code }) => ({
              number,
              outcome,
              rowVersion,
              code,
            })),
          }
        : answer;
    this.compare(`push ${JSON.stringify(request)}`, told(memory), told(real));
  }

  /** All rows of a table from pages of `limit`, by what names them in both. */
  async rowsOf(port: Port, table: Compared, limit: number): Promise<Map<string, Known>> {
    const rows = new Map<string, Known>();
    let after: string | null = null;
    do {
      const page: Awaited<ReturnType<Port['page']>> = await port.page(table, after, limit);
      for (const values of page.rows) {
        const row = Object.fromEntries(page.columns.map((name, index) => [name, values[index]] as const));
        rows.set(keyOf(table, row), { ...row, row_version: Number(row['row_version']) });
      }
      after = page.next;
    } while (after !== null);
    return rows;
  }

  async compareRows(limit: number): Promise<void> {
    for (const table of COMPARED) {
      const [memory, real] = await Promise.all(
        this.#ports.map(async (port) =>
          [...(await this.rowsOf(port, table, limit))]
            .map(([key, row]) => [key, comparable(table, row)] as const)
            .toSorted(([a], [b]) => (a < b ? -1 : 1)),
        ),
      );
      this.compare(`rows of ${table}`, memory, real);
    }
  }

  async #log(side: 0 | 1, table: Compared): Promise<unknown[]> {
    const port = this.#ports[side];
    const cursors = this.#cursors[side];
    const changes: unknown[] = [];
    for (;;) {
      const at = cursors.get(table);
      const part = await port.shape(table, at?.offset ?? 'now', at?.handle ?? null);
      cursors.set(table, { handle: part.handle, offset: part.offset });
      for (const message of part.messages) {
        if (!('value' in message)) continue;
        const row = comparable(table, rowFromLog(tableNamed(table), message.value));
        changes.push({ operation: message.headers.operation, row });
      }
      if (part.upToDate) return changes;
    }
  }

  /** What the logs have told since they were read last, change by change. */
  async compareLogs(): Promise<void> {
    for (const table of COMPARED) {
      this.memory.show(table, true);
      await this.real.show(table, true);
      this.compare(`log of ${table}`, await this.#log(0, table), await this.#log(1, table));
    }
  }

  async writeAside(table: string, id: string, patch: Values): Promise<void> {
    this.memory.writeAside(table, id, patch);
    await this.real.writeAside(table, id, patch);
  }

  async removeAside(table: string, id: string): Promise<void> {
    this.memory.removeAside(table, id);
    await this.real.removeAside(table, id);
  }
}

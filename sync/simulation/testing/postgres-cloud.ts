/**
 * The real cloud for the simulation: the gateway's own functions on a real PostgreSQL, and logs read from its write-ahead
 * log, each shown with a delay of its own. Everything is stepped by the run; nothing happens by itself.
 */
import { GatewayError, applyPush, readSnapshotPage, registerDevice } from '../../../apps/gateway/index.ts';
import { PgoutputReader } from '../../../apps/hub/shapes/pgoutput.ts';
import type { Change, Image } from '../../../apps/hub/shapes/pgoutput.ts';
import type { TestDatabase } from '../../../migrations/postgres/test/harness.ts';
import { tableNamed } from '../../../schema/index.ts';
import { RefusedError } from '../../errors.ts';
import type { ShapeMessage, ShapePart } from '../../net/gateway.ts';
import type { CloudRow, Port } from '../cloud.ts';
import { TABLES } from '../device.ts';
import type { Chance } from '../random.ts';
import type { RunCloud } from '../run.ts';

interface LogEntry {
  readonly owner: string;
  readonly lsn: number;
  readonly position: number;
  readonly message: ShapeMessage;
}

const keyOf = (table: string): string => tableNamed(table).primaryKey[0] ?? 'id';
const ownerOf = (table: string): string => tableNamed(table).ownerColumn ?? 'id';

/** One database and its log, for many runs after one another. */
export class PostgresLog {
  readonly database: TestDatabase;
  readonly entries = new Map<string, LogEntry[]>();
  readonly #reader = new PgoutputReader();
  #lsn = 0;
  #position = 0;
  #readUpTo = 0;

  private constructor(database: TestDatabase) {
    this.database = database;
  }

  static async open(database: TestDatabase): Promise<PostgresLog> {
    await database.query(`SELECT pg_create_logical_replication_slot($1, 'pgoutput')`, [database.name]);
    return new PostgresLog(database);
  }

  async close(): Promise<void> {
    await this.database.query('SELECT pg_drop_replication_slot($1)', [this.database.name]);
  }

  /** @param now the log's end; what was read up to there is not asked for again */
  async read(now: number): Promise<void> {
    if (now === this.#readUpTo) return;
    this.#readUpTo = now;
    const parts = await this.database.query<{ data: Buffer }>(
      `SELECT data FROM pg_logical_slot_get_binary_changes($1, NULL, NULL,
         'proto_version', '1', 'publication_names', 'electric_publication_default')`,
      [this.database.name],
    );
    for (const { data } of parts) {
      const message = this.#reader.read(data);
      if (message.tag === 'begin') {
        this.#lsn = message.lsn;
        this.#position = 0;
      } else if (message.tag === 'change') this.#add(message.change);
    }
  }

  #add({ relation, old, new: now }: Change): void {
    const image = now ?? old;
    if (!image || !TABLES.some((table) => table.name === relation.name)) return;
    const key = keyOf(relation.name);
    const value: Record<string, unknown> = { [key]: image[key] };
    if (now) {
      for (const [name, text] of Object.entries(now))
        if (text !== undefined && (!old || old[name] !== text)) value[name] = text;
    }
    const operation = now && old ? 'update' : now ? 'insert' : 'delete';
    const list = this.entries.get(relation.name) ?? [];
    this.entries.set(relation.name, list);
    list.push({
      owner: String((image as Image)[ownerOf(relation.name)]),
      lsn: this.#lsn,
      position: this.#position,
      message: { value, headers: { operation, lsn: this.#lsn, op_position: this.#position } },
    });
    this.#position += 2;
  }
}

export async function postgresCloud(log: PostgresLog, chance: Chance): Promise<RunCloud> {
  const { database } = log;
  const userId = await database.addUser({ role: 'creator' });
  const identity = { userId };
  const shown = new Map<string, number>();
  const handles = new Map<string, number>();
  /** Entries before a rotation are gone. */
  const begin = new Map<string, number>();

  const position = async (): Promise<number> =>
    Number((await database.query<{ lsn: string }>(`SELECT pg_current_wal_lsn() - '0/0' AS lsn`))[0]?.lsn);
  const refusing = async <T>(work: () => Promise<T>): Promise<T> => {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof GatewayError)) throw error;
      throw new RefusedError(error.code, error.status, error.message, { expected: error.expected });
    }
  };
  const logOf = (table: string): LogEntry[] =>
    (log.entries.get(table) ?? []).filter(
      (entry) => entry.owner === userId && entry.lsn > (begin.get(table) ?? 0) && entry.lsn <= (shown.get(table) ?? 0),
    );

  const shape = (table: string, offset: string, handle: string | null): ShapePart => {
    const current = `${table}-${handles.get(table) ?? 1}`;
    const until = shown.get(table) ?? 0;
    const upTo: ShapeMessage = { headers: { control: 'up-to-date', global_last_seen_lsn: until } };
    if (offset === 'now') return { handle: current, offset: `${until}_inf`, upToDate: true, messages: [upTo] };
    if (handle !== current) throw new RefusedError('must_refetch', 409, 'The log is gone.');
    const [lsn = '0', op = '0'] = offset.split('_');
    const after = { lsn: Number(lsn), position: op === 'inf' ? Number.MAX_SAFE_INTEGER : Number(op) };
    const due = logOf(table).filter(
      (entry) => entry.lsn > after.lsn || (entry.lsn === after.lsn && entry.position > after.position),
    );
    const part = due.slice(0, 5);
    const last = part.at(-1);
    const upToDate = part.length === due.length;
    return {
      handle: current,
      offset: last ? `${last.lsn}_${last.position}` : offset,
      upToDate,
      messages: [...part.map((entry) => entry.message), ...(upToDate ? [upTo] : [])],
    };
  };

  const port: Port = {
    register: (device) => refusing(() => registerDevice(database.pool, identity, device)),
    push: (request) => refusing(() => applyPush(database.pool, identity, request)),
    page: (table, after, limit) => refusing(() => readSnapshotPage(database.pool, identity, table, after, limit)),
    shape: async (table, offset, handle) => shape(table, offset, handle),
  };

  const rotate = (table: string): void => {
    handles.set(table, (handles.get(table) ?? 1) + 1);
    begin.set(table, shown.get(table) ?? 0);
  };

  const [workspace] = await database.query<{ id: string }>('SELECT id FROM workspaces WHERE user_id = $1', [userId]);

  return {
    userId,
    ...(workspace && { workspaceId: workspace.id }),
    port,
    position,
    rotate,
    async rows(table) {
      const page = await readSnapshotPage(database.pool, identity, table, null);
      return new Map(
        page.rows.map((values) => {
          const row = Object.fromEntries(page.columns.map((name, index) => [name, values[index]] as const));
          const known: CloudRow = { version: Number(row['row_version']), fv: {}, values: row };
          return [String(row[keyOf(table)]), known] as const;
        }),
      );
    },
    async show(table, whole) {
      const now = await position();
      await log.read(now);
      const before = shown.get(table) ?? 0;
      const ahead = (log.entries.get(table) ?? [])
        .filter((entry) => entry.owner === userId && entry.lsn > before)
        .map((entry) => entry.lsn);
      const next = whole || ahead.length === 0 || chance.is(0.6) ? now : chance.of(ahead);
      shown.set(table, Math.max(before, next));
    },
    async writeAside(table, id, patch) {
      const [[name, value] = ['', null]] = Object.entries(patch);
      await database.query(`UPDATE "${table}" SET "${name}" = $2 WHERE id = $1`, [id, value]);
    },
    async removeAside(table, id) {
      await database.query(`DELETE FROM "${table}" WHERE id = $1`, [id]);
    },
    async startAnew() {
      await database.query(`UPDATE sync_beacon SET run = 'before' WHERE owner_id = $1`, [userId]);
    },
    async save() {
      const names = [...TABLES.map((table) => table.name), 'sync_result'];
      const owners = names.map((name) => (name === 'sync_result' ? 'owner_id' : ownerOf(name)));
      const contents: string[] = [];
      for (const [index, name] of names.entries()) {
        const [row] = await database.query<{ rows: string }>(
          `SELECT coalesce(jsonb_agg(to_jsonb(t)), '[]')::text AS rows FROM "${name}" t WHERE "${owners[index]}" = $1`,
          [userId],
        );
        contents.push(row?.rows ?? '[]');
      }
      return async () => {
        const client = await database.pool.connect();
        try {
          await client.query('BEGIN; SET LOCAL session_replication_role = replica');
          for (const [index, name] of names.entries()) {
            await client.query(`DELETE FROM "${name}" WHERE "${owners[index]}" = $1`, [userId]);
            const { rows } = await client.query<{ list: string }>(
              `SELECT string_agg(quote_ident(column_name), ', ') AS list FROM information_schema.columns
               WHERE table_schema = 'public' AND table_name = $1 AND is_generated = 'NEVER'`,
              [name],
            );
            const list = rows[0]?.list ?? '*';
            await client.query(
              `INSERT INTO "${name}" (${list}) SELECT ${list} FROM jsonb_populate_recordset(NULL::"${name}", $1::jsonb)`,
              [contents[index]],
            );
          }
          // Putting a database back means starting the server anew; here it is this one that goes on.
          await client.query(`UPDATE sync_beacon SET run = 'before' WHERE owner_id = $1`, [userId]);
          await client.query('COMMIT');
        } catch (error) {
          await client.query('ROLLBACK');
          throw error;
        } finally {
          client.release();
        }
        const now = await position();
        await log.read(now);
        for (const { name } of TABLES) {
          shown.set(name, now);
          rotate(name);
        }
      };
    },
  };
}

/**
 * What sync costs. First sync of 100,000 rows of about 600 bytes into SQLite with indexes, beside the same rows inserted
 * bare, and beside two peers in the same run: Electric's own client feeding SQLite, and TinyBase with its SQLite persister.
 * (PouchDB is not beside them: it keeps documents in LevelDB and reads from a CouchDB only, which keeps a revision tree of
 * each and decides conflicts itself; a time of it would compare another database, and other work, with ours.)
 * Then 5,000 offline edits through the gateway's code into a real PostgreSQL, beside as many plain statements.
 * Run: node bench/sync.bench.ts [ROWS]
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ShapeStream, isChangeMessage } from '@electric-sql/client';
import type { Message } from '@electric-sql/client';
import { createStore } from 'tinybase';
import { createBetterSqlite3Persister } from 'tinybase/persisters/persister-better-sqlite3';
import { v7 as uuidv7 } from 'uuid';
import { applyPush, registerDevice } from '../apps/gateway/index.ts';
import { openConnection } from '../main/studio/store/connection.ts';
import type { Connection } from '../main/studio/store/connection.ts';
import { openStore } from '../main/studio/store/open.ts';
import { createTestDatabase } from '../migrations/postgres/test/harness.ts';
import { createTableDdl, indexDdl } from '../schema/device.ts';
import { conversations } from '../schema/index.ts';
import { Core } from '../sync/core.ts';
import { columnsOf, rowFromLog, rowFromWire } from '../sync/device/rows.ts';
import { Gateway } from '../sync/net/gateway.ts';
import { SNAPSHOT_ROWS } from '../sync/protocol/routes.ts';

const ROWS = Number(process.argv[2] ?? 100_000);
const ROUNDS = 3;
const EDITS = 5000;
/** A table that a person writes, with nothing derived from it: what is measured is sync. */
const TABLE = conversations;

const median = (list: number[]): number => list.toSorted((a, b) => a - b)[Math.floor(list.length / 2)] ?? Number.NaN;
const folder = mkdtempSync(join(tmpdir(), 'morgus-bench-sync-'));
const timed = async (work: () => Promise<void> | void): Promise<number> => {
  const begun = performance.now();
  await work();
  return performance.now() - begun;
};

// ---- the rows, as the gateway and a shape send them

/** As a network gives it, so that nobody holds the other's texts in memory while it is measured. */
const bytes = (value: unknown): Uint8Array<ArrayBuffer> => new TextEncoder().encode(JSON.stringify(value));
const textOf = (part: Uint8Array): string => new TextDecoder().decode(part);
const columns = [...columnsOf(TABLE)];
const names = columns.map(([name]) => name);
const text = 'The harbour office prints the times of high and low water for the week. '.repeat(3);
const owner = uuidv7();
const wireRow = (): unknown[] => {
  const values: Record<string, unknown> = {
    id: uuidv7(),
    user_id: owner,
    title: 'Times of the tide',
    model: 'large',
    provider: 'local',
    system_prompt: text,
    temperature: 0.7,
    max_tokens: 1000,
    settings: {},
    tags: ['sea', 'moon'],
    is_starred: false,
    is_archived: false,
    message_count: 0,
    total_tokens: 0,
    created_at: '2026-01-02T03:04:05.678Z',
    updated_at: '2026-01-02T03:04:05.678Z',
    row_version: 1,
    _fv: { '*': [1, owner] },
  };
  return names.map((name) => values[name] ?? null);
};
let rows = Array.from({ length: ROWS }, wireRow).toSorted((a, b) => (String(a[0]) < String(b[0]) ? -1 : 1));
const pages = Array.from({ length: Math.ceil(ROWS / SNAPSHOT_ROWS) }, (_, n) => {
  const page = rows.slice(n * SNAPSHOT_ROWS, (n + 1) * SNAPSHOT_ROWS);
  const isLast = (n + 1) * SNAPSHOT_ROWS >= ROWS;
  return bytes({ columns: names, rows: page, next: isLast ? null : String(n + 1) });
});
const rowBytes = Math.round(JSON.stringify(rows[0]).length);
const printed = (value: unknown): string | null =>
  value === null
    ? null
    : Array.isArray(value)
      ? `{${value.join(',')}}`
      : typeof value === 'object'
        ? JSON.stringify(value)
        : String(value);
const shapeParts = Array.from({ length: pages.length }, (_, n) =>
  bytes(
    rows.slice(n * SNAPSHOT_ROWS, (n + 1) * SNAPSHOT_ROWS).map((row) => ({
      key: `"public"."conversations"/"${String(row[0])}"`,
      value: Object.fromEntries(names.map((name, index) => [name, printed(row[index])])),
      headers: { operation: 'insert', relation: ['public', 'conversations'] },
    })),
  ),
);
rows = [];
const UP_TO_DATE = JSON.stringify([{ headers: { control: 'up-to-date', global_last_seen_lsn: '1' } }]);
const shapeHeaders = (offset: string): HeadersInit => ({
  'content-type': 'application/json',
  'electric-handle': 'h-1',
  'electric-offset': offset,
  'electric-schema': '{}',
  ...(offset.endsWith('inf') ? { 'electric-up-to-date': '' } : {}),
});

// ---- first sync

function bareTable(file: string): Connection {
  const db = openConnection(join(folder, file));
  db.exec(createTableDdl(TABLE, new Set()));
  for (const ddl of indexDdl(TABLE)) db.exec(ddl);
  return db;
}
const insertInto = (db: Connection): ((values: unknown[]) => void) => {
  const statement = db.prepare<unknown[]>(
    `INSERT INTO conversations (${names.map((name) => `"${name}"`).join(', ')}) VALUES (${names.map(() => '?').join(', ')})`,
  );
  return (values) => void statement.run(values);
};

async function bare(round: number): Promise<number> {
  const ready = pages.flatMap((page) =>
    (JSON.parse(textOf(page)) as { rows: unknown[][] }).rows.map((row) =>
      Object.values(rowFromWire(TABLE, names, row)),
    ),
  );
  const db = bareTable(`bare-${round}.db`);
  const insert = insertInto(db);
  const took = await timed(() => {
    db.exec('BEGIN IMMEDIATE');
    for (const values of ready) insert(values);
    db.exec('COMMIT');
  });
  db.close();
  return took;
}

const longest: number[] = [];

async function engine(round: number): Promise<number> {
  const { store } = openStore(join(folder, `engine-${round}.db`));
  const db = openConnection(store.file);
  db.pragma('foreign_keys = OFF');
  const gateway = new Gateway({
    gatewayUrl: 'http://cloud.invalid',
    accessToken: () => Promise.resolve('token'),
    fetch: (input) => {
      const url = new URL(String(input));
      if (url.pathname === '/v1/shape')
        return Promise.resolve(new Response(UP_TO_DATE, { headers: shapeHeaders('0_inf') }));
      return Promise.resolve(new Response(pages[Number(url.searchParams.get('after') ?? 0)]));
    },
  });
  let slice = 0;
  let since = performance.now();
  const core = new Core({
    database: db,
    gateway,
    deviceName: 'Bench',
    clock: Date.now,
    onApplied: () => undefined,
    tables: [TABLE],
    between: (point) => {
      if (point === 'slice applied') slice = Math.max(slice, performance.now() - since);
      since = performance.now();
    },
  });
  const took = await timed(async () => {
    while ((await core.fetchStep(TABLE)) === 'more') {
      // One page after another.
    }
  });
  longest.push(slice);
  const count = db.prepare('SELECT count(*) FROM conversations').pluck().get();
  if (count !== ROWS) throw new Error(`The engine brought ${String(count)} of ${ROWS} rows.`);
  db.close();
  store.close();
  return took;
}

async function electricClient(round: number): Promise<number> {
  const db = bareTable(`client-${round}.db`);
  const insert = insertInto(db);
  const abort = new AbortController();
  const stream = new ShapeStream({
    url: 'http://cloud.invalid/v1/shape',
    params: { table: 'conversations' },
    subscribe: false,
    signal: abort.signal,
    fetchClient: (input) => {
      const offset = new URL(String(input)).searchParams.get('offset') ?? '-1';
      const next = offset === '-1' ? 0 : Number(offset.split('_')[1]) + 1;
      const part = shapeParts[next];
      return Promise.resolve(
        part === undefined
          ? new Response(UP_TO_DATE, { headers: shapeHeaders('0_inf') })
          : new Response(part, { headers: shapeHeaders(`0_${next}`) }),
      );
    },
  });
  const took = await timed(
    () =>
      new Promise<void>((resolve, reject) => {
        stream.subscribe((messages: Message[]) => {
          db.exec('BEGIN IMMEDIATE');
          for (const message of messages) {
            if (!isChangeMessage(message)) continue;
            const row = rowFromLog(TABLE, message.value);
            insert(names.map((name) => row[name] ?? null));
          }
          db.exec('COMMIT');
          if (messages.some((message) => 'control' in message.headers && message.headers.control === 'up-to-date'))
            resolve();
        }, reject);
      }),
  );
  abort.abort();
  db.close();
  return took;
}

async function tinybase(round: number): Promise<number> {
  const db = openConnection(join(folder, `tinybase-${round}.db`));
  const store = createStore();
  const persister = createBetterSqlite3Persister(store, db, {
    mode: 'tabular',
    tables: { save: { conversations: 'conversations' }, load: { conversations: 'conversations' } },
  });
  const took = await timed(async () => {
    const table: Record<string, Record<string, string | number>> = {};
    for (const page of pages) {
      for (const row of (JSON.parse(textOf(page)) as { rows: unknown[][] }).rows) {
        const cells: Record<string, string | number> = {};
        names.forEach((name, index) => {
          const value = row[index];
          if (index > 0 && value !== null && value !== undefined)
            cells[name] = typeof value === 'object' ? JSON.stringify(value) : (value as string | number);
        });
        table[String(row[0])] = cells;
      }
    }
    store.setTable('conversations', table);
    await persister.save();
  });
  await persister.destroy();
  db.close();
  return took;
}

const times = { bare: [] as number[], engine: [] as number[], client: [] as number[], tinybase: [] as number[] };
for (let round = 0; round < ROUNDS; round += 1) {
  times.bare.push(await bare(round));
  times.engine.push(await engine(round));
  times.client.push(await electricClient(round));
  times.tinybase.push(await tinybase(round));
}

// ---- 5,000 offline edits

async function offlineEdits(): Promise<{ pushMs: number; plainMs: number; requests: number }> {
  const database = await createTestDatabase();
  try {
    const userId = await database.addUser({ role: 'creator' });
    const { store } = openStore(join(folder, 'offline.db'));
    for (let n = 0; n < EDITS; n += 1) {
      store.write('Write', () =>
        store.insert(TABLE, {
          id: uuidv7(),
          user_id: userId,
          title: `Note ${n}`,
          system_prompt: text,
        }),
      );
    }
    const identity = { userId };
    let requests = 0;
    const never = (): Promise<never> => Promise.reject(new Error('Not asked for here.'));
    const core = new Core({
      database: store.connection,
      gateway: {
        register: (device) => registerDevice(database.pool, identity, device),
        push: (request) => {
          requests += 1;
          return applyPush(database.pool, identity, request);
        },
        page: never,
        shape: never,
      },
      deviceName: 'Bench',
      clock: Date.now,
      onApplied: () => undefined,
    });
    await core.enlist();
    const pushMs = await timed(async () => {
      while (await core.push()) {
        // One batch after another.
      }
    });
    const left = store.get<{ n: number }>(`SELECT count(*) AS n FROM sync_outbox WHERE state <> 'answered'`)?.n;
    if (left !== 0) throw new Error(`${String(left)} edits were not taken.`);
    store.close();
    const client = await database.pool.connect();
    const plainMs = await timed(async () => {
      for (let n = 0; n < EDITS; n += 1) {
        if (n % 500 === 0) await client.query('BEGIN');
        await client.query(`INSERT INTO conversations (id, user_id, title, system_prompt) VALUES ($1, $2, $3, $4)`, [
          uuidv7(),
          userId,
          `Plain ${n}`,
          text,
        ]);
        if (n % 500 === 499) await client.query('COMMIT');
      }
    });
    client.release();
    return { pushMs, plainMs, requests };
  } finally {
    await database.drop();
  }
}
const offline = await offlineEdits();
rmSync(folder, { recursive: true });

const report = {
  bench: 'sync',
  rows: ROWS,
  rowBytes,
  rounds: ROUNDS,
  bareMs: median(times.bare),
  engineMs: median(times.engine),
  engineRatio: median(times.engine) / median(times.bare),
  clientRatio: median(times.client) / median(times.bare),
  tinybaseRatio: median(times.tinybase) / median(times.bare),
  longestSliceMs: median(longest),
  edits: EDITS,
  pushMs: offline.pushMs,
  pushRequests: offline.requests,
  plainInsertsMs: offline.plainMs,
  pushRatio: offline.pushMs / offline.plainMs,
};
const times3 = (ratio: number): string => `${ratio.toFixed(2)} times`;
console.log(
  `first sync of ${ROWS} rows of ${report.rowBytes} bytes  ${report.engineMs.toFixed(0)} ms, bare inserts ${report.bareMs.toFixed(0)} ms: ${times3(report.engineRatio)} (budget 1.5)`,
);
console.log(
  `  beside it: Electric's client into SQLite ${times3(report.clientRatio)}, TinyBase with its SQLite persister ${times3(report.tinybaseRatio)}`,
);
console.log(
  `  longest transaction meanwhile ${report.longestSliceMs.toFixed(1)} ms (a person's write waits at most that)`,
);
console.log(
  `${EDITS} offline edits pushed in ${(report.pushMs / 1000).toFixed(1)} s by ${offline.requests} requests, plain inserts ${(report.plainInsertsMs / 1000).toFixed(1)} s: ${times3(report.pushRatio)} (budget 10 s)`,
);
console.log(JSON.stringify(report));

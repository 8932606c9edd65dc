/**
 * The overview over 200,000 purchases and 500,000 daily figures: opened cold (after a start, columns from their file), warm,
 * and with another filter, against the same sums asked of DuckDB and of SQLite itself in the same run. All three are asked
 * for totals, months and parts by Morgy of a range, the range before it and the one of a year ago.
 * Budget: 150 ms to open, 50 ms for a filter. Run: node bench/earnings.bench.ts [purchases] [days of figures]
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import type { Overview } from '../main/studio/earnings/contract.ts';
import { createEarnings } from '../main/studio/earnings/index.ts';
import { earningsContract } from '../main/studio/earnings/contract.ts';
import { createLocalClient } from '../main/studio/rpc/local-client.ts';
import { createServer } from '../main/studio/rpc/server.ts';
import { openStore } from '../main/studio/store/open.ts';
import type { Store } from '../main/studio/store/store.ts';
import { DAYS, day, fillBusiness, LAST_DAY } from './earnings/fill.ts';

const PURCHASES = Number(process.argv[2] ?? 200_000);
const FIGURES = Number(process.argv[3] ?? 500_000);
const MORGYS = Math.ceil(FIGURES / DAYS);
const ROUNDS = 15;
const folder = mkdtempSync(join(tmpdir(), 'morgus-bench-'));
const median = (list: number[]): number => list.toSorted((a, b) => a - b)[Math.floor(list.length / 2)] ?? Number.NaN;

const filter = { from: '2026-01-01', to: '2026-10-31', currency: 'USD' };
const others = Array.from({ length: ROUNDS }, (_, n) => ({
  ...filter,
  from: day(40 + n * 17),
  subjects: [] as string[],
}));

/** The ledger as rows, and the same questions over it, in SQL that both SQLite and DuckDB understand. */
const LEDGER = `SELECT 'sale' AS kind, created_at AS moment, currency, price AS cents, morgy_id FROM p WHERE payment_status IN ('completed', 'refunded')
  UNION ALL SELECT 'fee', created_at, currency, -platform_fee, morgy_id FROM p WHERE payment_status IN ('completed', 'refunded')
  UNION ALL SELECT 'refund', updated_at, currency, -price, morgy_id FROM p WHERE payment_status = 'refunded'
  UNION ALL SELECT 'fee_refund', updated_at, currency, platform_fee, morgy_id FROM p WHERE payment_status = 'refunded'`;
const questions = (from: string, ledger: string, analytics: string): string[] => [
  ...[
    [from, '2026-11-01'],
    ['2025-03-01', '2026-01-01'],
    ['2025-01-01', '2025-11-01'],
  ].map(
    ([a, b]) => `SELECT kind, sum(cents) AS cents, count(*) AS n FROM ${ledger} l
       WHERE currency = 'USD' AND moment >= '${a}' AND moment < '${b}' GROUP BY kind`,
  ),
  `SELECT substr(moment, 1, 7) AS month, kind, sum(cents) AS cents FROM ${ledger} l
     WHERE currency = 'USD' AND moment >= '${from}' AND moment < '2026-11-01' GROUP BY 1, 2`,
  `SELECT morgy_id, kind, sum(cents) AS cents FROM ${ledger} l
     WHERE currency = 'USD' AND moment >= '${from}' AND moment < '2026-11-01' GROUP BY 1, 2`,
  `SELECT morgy_id, sum(views) AS views FROM ${analytics} WHERE date >= '${from}' AND date < '2026-11-01' GROUP BY 1`,
];

async function timed<T>(work: () => Promise<T> | T): Promise<[T, number]> {
  const begun = performance.now();
  const value = await work();
  return [value, performance.now() - begun];
}
const serve = (store: Store) =>
  createLocalClient(
    createServer(earningsContract, createEarnings({ store, cacheFolder: folder, clock: () => LAST_DAY }).handlers),
  );

const file = join(folder, 'studio.db');
{
  const { store } = openStore(file);
  fillBusiness(store, { purchases: PURCHASES, figures: FIGURES });
  store.checkpoint();
  store.close();
}

// The first look ever reads the tables; later starts read the columns' file.
const first = openStore(file).store;
const [, firstEver] = await timed(() => serve(first).request('earnings.overview', { filter }));
first.close();

const cold: number[] = [];
for (let round = 0; round < 5; round += 1) {
  const { store } = openStore(file);
  const client = serve(store);
  const [, ms] = await timed(() => client.request('earnings.overview', { filter }));
  cold.push(ms);
  store.close();
}

const { store } = openStore(file);
const client = serve(store);
const mine = await client.request('earnings.overview', { filter });
const times = {
  warm: [] as number[],
  filter: [] as number[],
  page: [] as number[],
  sqlite: [] as number[],
  duckdb: [] as number[],
};

const duck = await (await DuckDBInstance.create(':memory:')).connect();
await duck.run('SET threads TO 2');
await duck.run(
  'CREATE TABLE p (id VARCHAR, morgy_id VARCHAR, price BIGINT, currency VARCHAR, platform_fee BIGINT, payment_status VARCHAR, created_at VARCHAR, updated_at VARCHAR)',
);
await duck.run('CREATE TABLE morgy_analytics (morgy_id VARCHAR, date VARCHAR, views BIGINT)');
{
  const into = await duck.createAppender('p');
  for (const row of store.iterate<Record<string, string | number>>(
    'SELECT id, morgy_id, price, currency, platform_fee, payment_status, created_at, updated_at FROM morgy_purchases',
  )) {
    for (const value of Object.values(row)) {
      if (typeof value === 'number') into.appendBigInt(BigInt(value));
      else into.appendVarchar(value);
    }
    into.endRow();
  }
  into.closeSync();
  const days = await duck.createAppender('morgy_analytics');
  for (const row of store.iterate<{ morgy_id: string; date: string; views: number }>(
    'SELECT morgy_id, date, views FROM morgy_analytics',
  )) {
    days.appendVarchar(row.morgy_id);
    days.appendVarchar(row.date);
    days.appendBigInt(BigInt(row.views));
    days.endRow();
  }
  days.closeSync();
}
await duck.run(`CREATE TABLE ledger AS ${LEDGER}`);

// Plain SQL gets its ledger as a table with an index by time as well.
const plain = store.connection;
plain.exec(`CREATE TEMP TABLE ledger AS ${LEDGER.replaceAll('FROM p ', 'FROM morgy_purchases ')};
  CREATE INDEX temp.ledger_at ON ledger (currency, moment, kind, morgy_id, cents);
  CREATE INDEX temp_days ON morgy_analytics (date, morgy_id, views); ANALYZE;`);

function agree(overview: Overview, rows: readonly Record<string, unknown>[], who: string): void {
  const gross = rows.find((row) => row['kind'] === 'sale');
  if (Number(gross?.['cents']) * 10_000 !== overview.current.sums.gross)
    throw new Error(
      `${who} counts another gross: ${String(gross?.['cents'])}, not ${overview.current.sums.gross / 10_000}.`,
    );
}

for (let round = 0; round < ROUNDS; round += 1) {
  const other = others[round] ?? filter;
  const [, warm] = await timed(() => client.request('earnings.overview', { filter }));
  const [overview, filtered] = await timed(() => client.request('earnings.overview', { filter: other, by: 'month' }));
  const [, page] = await timed(() =>
    client.request('earnings.ledger', { filter: other, offset: 1000 * round, limit: 200 }),
  );
  const [inSqlite, sqlite] = await timed(() =>
    questions(other.from, 'ledger', 'morgy_analytics').map(
      (sql) => plain.prepare(sql).all() as Record<string, unknown>[],
    ),
  );
  const [inDuck, duckdb] = await timed(async () => {
    const answers: Record<string, unknown>[][] = [];
    for (const sql of questions(other.from, 'ledger', 'morgy_analytics'))
      answers.push((await duck.runAndReadAll(sql)).getRowObjectsJS() as Record<string, unknown>[]);
    return answers;
  });
  agree(overview, inSqlite[0] ?? [], 'SQLite');
  agree(overview, inDuck[0] ?? [], 'DuckDB');
  times.warm.push(warm);
  times.filter.push(filtered);
  times.page.push(page);
  times.sqlite.push(sqlite);
  times.duckdb.push(duckdb);
}
store.close();
rmSync(folder, { recursive: true });

const report = {
  bench: 'earnings',
  purchases: PURCHASES,
  figures: FIGURES,
  morgys: MORGYS,
  salesInRange: mine.current.sums.sales,
  firstEverMs: firstEver,
  coldMs: median(cold),
  warmMs: median(times.warm),
  filterMs: median(times.filter),
  pageMs: median(times.page),
  sqliteMs: median(times.sqlite),
  duckdbMs: median(times.duckdb),
  filterToDuckdb: median(times.filter) / median(times.duckdb),
  filterToSqlite: median(times.filter) / median(times.sqlite),
};
const ms = (value: number): string => `${value.toFixed(1)} ms`;
console.log(
  `${PURCHASES.toLocaleString('en')} purchases, ${FIGURES.toLocaleString('en')} daily figures of ${MORGYS} Morgys`,
);
console.log(
  `overview after a start      ${ms(report.coldMs)} (budget 150); the first time ever ${ms(report.firstEverMs)}`,
);
console.log(`overview again              ${ms(report.warmMs)}`);
console.log(
  `another filter              ${ms(report.filterMs)} (budget 50); DuckDB ${ms(report.duckdbMs)}: ${report.filterToDuckdb.toFixed(2)} times; SQLite ${ms(report.sqliteMs)}: ${report.filterToSqlite.toFixed(2)} times`,
);
console.log(`a page of the rows behind it ${ms(report.pageMs)}`);
console.log(JSON.stringify(report));

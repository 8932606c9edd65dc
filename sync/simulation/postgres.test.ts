/** The same runs against the gateway's own code on a real PostgreSQL. Fault caught: a cloud in memory kinder than the real. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createTestDatabase } from '../../migrations/postgres/test/harness.ts';
import type { TestDatabase } from '../../migrations/postgres/test/harness.ts';
import { simulate } from './run.ts';
import { template } from './testing/template.ts';
import { PostgresLog, postgresCloud } from './testing/postgres-cloud.ts';

/** `SIMULATION_POSTGRES_RUNS=1000` for longer; `SIMULATION_SEED=n` replays one run. */
const RUNS = Number(process.env['SIMULATION_POSTGRES_RUNS'] ?? 25);
const SEED = process.env['SIMULATION_SEED'];
const IS_SHORT = process.env['SIMULATION_POSTGRES_RUNS'] === undefined;
/** Milliseconds, of the short mode. */
const PATIENCE = IS_SHORT ? 30_000 : Number.MAX_SAFE_INTEGER;
/** The short mode makes the same runs each time; the long one looks for others. */
const SHORT_MODE_FROM = 1_700_000_000;

const file = template();

let database: TestDatabase;
let log: PostgresLog;
beforeAll(async () => {
  database = await createTestDatabase();
  log = await PostgresLog.open(database);
});
afterAll(async () => {
  await log.close();
  await database.drop();
});

it('loses nothing and comes to rest', { timeout: 36_000_000 }, async () => {
  const fresh = IS_SHORT ? SHORT_MODE_FROM : Math.floor(Math.random() * 2 ** 31);
  const first = SEED === undefined ? fresh : Number(SEED);
  const begun = performance.now();
  let ran = 0;
  for (; ran < (SEED === undefined ? RUNS : 1) && performance.now() - begun < PATIENCE; ran += 1) {
    const finding = await simulate({
      seed: first + ran,
      template: file,
      cloud: (chance) => postgresCloud(log, chance),
    });
    expect(finding).toBeNull();
  }
  console.log(`${ran} runs from seed ${first}`);
  expect(ran).toBeGreaterThan(0);
});

/**
 * What the indexes are worth at full volume: 1,000,000 usage rows, 100,000 purchases, 50,000 knowledge documents on a real
 * PostgreSQL 18. Each question of a screen, a device or the gateway is asked as the person who asks it, with row level
 * security on, and again in the same transaction with index scans switched off. Run: node bench/postgres.bench.ts [SCALE]
 */
import type { PoolClient } from 'pg';
import { become, createTestDatabase } from '../migrations/postgres/test/harness.ts';
import type { Actor } from '../migrations/postgres/test/harness.ts';
import { calls, queries } from '../migrations/postgres/test/plans.queries.ts';
import { CREATOR, fillVolume } from '../migrations/postgres/test/plans.volume.ts';

const SCALE = Number(process.argv[2] ?? 1);
const ROUNDS = 15;
/** A question without index help can take a second; a few rounds say enough. */
const ROUNDS_WITHOUT = 3;
const WITHOUT_INDEXES =
  'SET LOCAL enable_indexscan = off; SET LOCAL enable_indexonlyscan = off; SET LOCAL enable_bitmapscan = off';

const median = (list: number[]): number => list.toSorted((a, b) => a - b)[Math.floor(list.length / 2)] ?? Number.NaN;

interface Question {
  name: string;
  actor: Actor;
  sql: string;
  values: readonly unknown[];
}

const snapshots: Question[] = [
  ['user_usage', 'user_id'],
  ['morgy_knowledge', 'owner_id'],
  ['morgy_purchases', 'creator_id'],
].map(([table, owner]) => ({
  name: `first fetch of ${table}, a page of 500`,
  actor: { role: 'authenticated', userId: CREATOR },
  sql: `SELECT * FROM ${table} WHERE ${owner} = $1 AND id > $2 ORDER BY id LIMIT 500`,
  values: [CREATOR, '00000000-0000-0000-0000-000000000000'],
}));

/** Each round is undone, so that a question that writes finds the same rows every time. */
async function once(client: PoolClient, { actor, sql, values }: Question, settings: string): Promise<number> {
  // Statements inside functions keep their plans, which the settings would not change.
  await client.query('DISCARD PLANS');
  await client.query('BEGIN');
  try {
    await become(client, actor);
    if (settings) await client.query(settings);
    const begun = performance.now();
    await client.query(sql, [...values]);
    return performance.now() - begun;
  } finally {
    await client.query('ROLLBACK');
  }
}

const db = await createTestDatabase();
const results: { question: string; ms: number; withoutMs: number; ratio: number }[] = [];
try {
  const begun = performance.now();
  await fillVolume(db, SCALE);
  console.log(`volume ${SCALE} filled in ${((performance.now() - begun) / 1000).toFixed(1)} s`);
  const client = await db.pool.connect();
  try {
    for (const question of [...queries, ...snapshots, ...calls]) {
      const times: number[] = [];
      const without: number[] = [];
      await once(client, question, '');
      for (let round = 0; round < ROUNDS; round += 1) {
        times.push(await once(client, question, ''));
        if (round % (ROUNDS / ROUNDS_WITHOUT) === 0) without.push(await once(client, question, WITHOUT_INDEXES));
      }
      const [ms, withoutMs] = [median(times), median(without)];
      results.push({ question: question.name, ms, withoutMs, ratio: ms / withoutMs });
      console.log(
        `${question.name.padEnd(58)} ${ms.toFixed(2).padStart(8)} ms, without indexes ${withoutMs.toFixed(1).padStart(8)} ms: ${(ms / withoutMs).toFixed(3)}`,
      );
    }
  } finally {
    client.release();
  }
} finally {
  await db.drop();
}
const round = (value: number): number => Number(value.toPrecision(3));
console.log(
  JSON.stringify({
    bench: 'postgres',
    scale: SCALE,
    medianMs: round(median(results.map(({ ms }) => ms))),
    worstMs: round(Math.max(...results.map(({ ms }) => ms))),
    medianRatio: round(median(results.map(({ ratio }) => ratio))),
    questions: Object.fromEntries(results.map(({ question, ms, ratio }) => [question, [round(ms), round(ratio)]])),
  }),
);

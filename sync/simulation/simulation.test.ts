/**
 * Faults caught: any order of loss, repetition, delay, crash, refetch, restore and concurrent edit after which a word that
 * someone wrote is nowhere, a device disagrees with the cloud, or something never comes to rest.
 */
import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { currentSchema, upgrade } from '../../main/studio/store/migrate.ts';
import { simulate } from './run.ts';
import type { Finding } from './run.ts';

/** `SIMULATION_RUNS=10000` is the long mode; `SIMULATION_SEED=n` replays one run. */
const RUNS = Number(process.env['SIMULATION_RUNS'] ?? 400);
const SEED = process.env['SIMULATION_SEED'];

function template(): Buffer {
  const db = new Database(':memory:');
  upgrade(db, currentSchema, null);
  const file = db.serialize();
  db.close();
  return file;
}

describe('the simulation', () => {
  const file = template();

  it(`loses nothing and comes to rest in ${RUNS} runs`, { timeout: 3_600_000 }, async () => {
    const first = SEED === undefined ? Math.floor(Math.random() * 2 ** 31) : Number(SEED);
    const findings: Finding[] = [];
    for (let n = 0; n < (SEED === undefined ? RUNS : 1) && findings.length === 0; n += 1) {
      const finding = await simulate({ seed: first + n, template: file });
      if (finding) findings.push(finding);
    }
    // The seed in the finding replays it.
    expect(findings).toEqual([]);
  });
});

/**
 * Faults caught: any order of loss, repetition, delay, crash, refetch, restore and concurrent edit after which a word that
 * someone wrote is nowhere, a device disagrees with the cloud, or something never comes to rest. And a rule of the design
 * that nothing would miss: each main rule is switched off in turn, and the same runs have to notice.
 */
import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { currentSchema, upgrade } from '../../main/studio/store/migrate.ts';
import type { Rules } from '../core.ts';
import type { CloudRules } from './cloud.ts';
import { leanTemplate } from './device.ts';
import { simulate } from './run.ts';
import type { Finding } from './run.ts';

/** `SIMULATION_RUNS=10000` is the long mode; `SIMULATION_SEED=n` replays one run. */
const RUNS = Number(process.env['SIMULATION_RUNS'] ?? 300);
const SEED = process.env['SIMULATION_SEED'];
/** Milliseconds: a slow machine makes fewer runs of the short mode instead of a long wait. */
const PATIENCE = process.env['SIMULATION_RUNS'] === undefined ? 45_000 : Number.MAX_SAFE_INTEGER;
/** A rule that is off has to be missed within so many runs. */
const RUNS_WITHOUT = 1500;

function template(): Buffer {
  const db = new Database(':memory:');
  upgrade(db, currentSchema, null);
  const file = leanTemplate(db);
  db.close();
  return file;
}
const file = template();

/** @returns the first finding */
async function search(
  first: number,
  runs: number,
  patience: number,
  rules: Partial<Rules & CloudRules> = {},
): Promise<{ finding: Finding | null; ran: number }> {
  const begun = performance.now();
  let ran = 0;
  for (; ran < runs && performance.now() - begun < patience; ran += 1) {
    const finding = await simulate({ seed: first + ran, template: file, rules });
    if (finding) return { finding, ran: ran + 1 };
  }
  return { finding: null, ran };
}

describe('the simulation', () => {
  it(`loses nothing and comes to rest in ${SEED === undefined ? RUNS : 1} runs`, { timeout: 36_000_000 }, async () => {
    const first = SEED === undefined ? Math.floor(Math.random() * 2 ** 31) : Number(SEED);
    const { finding, ran } = await search(first, SEED === undefined ? RUNS : 1, PATIENCE);
    console.log(`${ran} runs from seed ${first}`);
    // The seed in a finding replays it: SIMULATION_SEED=<seed>.
    expect(finding).toBeNull();
    expect(ran).toBeGreaterThan(0);
  });

  it.each<[rule: keyof (Rules & CloudRules), fault: string]>([
    ['inheritBases', 'an edit overwrites what its person never saw'],
    ['ledger', 'a repeated request is taken twice'],
    ['leaveByVersion', 'an edit disappears from the screen until it comes back'],
    ['barrier', 'half of a change is shown'],
    ['ignoreLowerVersions', 'a row goes back in time'],
  ])('notices when %s is off: %s', { timeout: 600_000 }, async (rule, _fault) => {
    const { finding } = await search(1000, RUNS_WITHOUT, 500_000, { [rule]: false });
    expect(finding).not.toBeNull();
  });
});

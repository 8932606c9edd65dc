/**
 * A durable local write with change capture against the bare better-sqlite3 commit of the same row, interleaved in one run.
 * Budget: at most 1.5 times. Run: node bench/store.bench.ts
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { v7 as uuidv7 } from 'uuid';
import { createTableDdl } from '../schema/device.ts';
import { morgys } from '../schema/index.ts';
import { openConnection } from '../main/studio/store/connection.ts';
import { openStore } from '../main/studio/store/open.ts';

const ROUNDS = Number(process.argv[2] ?? 1500);
const folder = mkdtempSync(join(tmpdir(), 'morgus-bench-'));
const median = (list: number[]): number => list.toSorted((a, b) => a - b)[Math.floor(list.length / 2)] ?? NaN;

const { store } = openStore(join(folder, 'captured.db'));
const bare = openConnection(join(folder, 'bare.db'));
bare.exec(createTableDdl(morgys, new Set()));

const prompt = 'You answer questions from the documents you were given. '.repeat(20);
const row = (id: string): Parameters<typeof store.insert<typeof morgys>>[1] => ({
  id,
  creator_id: store.ownerId(),
  name: 'Measured',
  category: 'custom',
  ai_config: { systemPrompt: prompt },
});
const bareInsert = bare.prepare(
  'INSERT INTO morgys (id, creator_id, name, category, ai_config) VALUES (?, ?, ?, ?, ?)',
);
const bareUpdate = bare.prepare(
  `UPDATE morgys SET name = ?, updated_at = strftime('%Y-%m-%dT%H:%M:%fZ','now') WHERE id = ?`,
);

const timed = (work: () => void): number => {
  const begun = performance.now();
  work();
  return performance.now() - begun;
};
const times = {
  insert: [] as number[],
  bareInsert: [] as number[],
  update: [] as number[],
  bareUpdate: [] as number[],
};
for (let n = 0; n < ROUNDS; n += 1) {
  const id = uuidv7();
  times.bareInsert.push(
    timed(
      () => void bareInsert.run(id, store.ownerId(), 'Measured', 'custom', JSON.stringify({ systemPrompt: prompt })),
    ),
  );
  times.insert.push(timed(() => void store.write('Insert', () => store.insert(morgys, row(id)))));
  times.bareUpdate.push(timed(() => void bareUpdate.run(`Name ${n}`, id)));
  times.update.push(timed(() => void store.write('Update', () => store.update(morgys, id, { name: `Name ${n}` }))));
}
store.close();
bare.close();
rmSync(folder, { recursive: true });

const report = {
  bench: 'store',
  rounds: ROUNDS,
  insertMs: median(times.insert),
  bareInsertMs: median(times.bareInsert),
  insertRatio: median(times.insert) / median(times.bareInsert),
  updateMs: median(times.update),
  bareUpdateMs: median(times.bareUpdate),
  updateRatio: median(times.update) / median(times.bareUpdate),
};
console.log(
  `durable insert with capture  ${report.insertMs.toFixed(3)} ms, bare ${report.bareInsertMs.toFixed(3)} ms: ${report.insertRatio.toFixed(2)} times (budget 1.5)`,
);
console.log(
  `durable update with capture  ${report.updateMs.toFixed(3)} ms, bare ${report.bareUpdateMs.toFixed(3)} ms: ${report.updateRatio.toFixed(2)} times (budget 1.5)`,
);
console.log(JSON.stringify(report));

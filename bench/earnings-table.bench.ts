/**
 * The ledger of 220,000 purchases in the real window: frames while it is scrolled by wheel, flung, walked by page and dragged
 * by its bar, and the time from End to the last row, against the same hands on a list of 1,000 rows in the same run.
 * Budget: no more frames over 34 ms than the short list has. `npm run build` first. Run: node bench/earnings-table.bench.ts [purchases]
 */
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openStore } from '../main/studio/store/open.ts';
import { ROOT } from '../scripts/runtime.mjs';
import { openDisplay } from '../scripts/test/display.ts';
import { ProgramWindow } from './desktop/window.ts';
import { fillBusiness } from './earnings/fill.ts';
import { handled, jumps, openLedger } from './earnings/page.ts';
import type { Gesture } from './earnings/page.ts';

const PURCHASES = Number(process.argv[2] ?? 220_000);
const FEW = 1_000;
const GESTURES: readonly Gesture[] = ['rest', 'wheel', 'fling', 'pages', 'drag'];
/** Of each gesture, in each of the rounds. Milliseconds. */
const LONG = 4_000;
const ROUNDS = 3;
/** Two frames at sixty a second: one longer is a stutter that can be seen. */
const STUTTER = 34;

const quantile = (list: readonly number[], q: number): number =>
  list.toSorted((a, b) => a - b)[Math.min(list.length - 1, Math.floor(list.length * q))] ?? Number.NaN;
const round = (value: number, digits = 1): number => Math.round(value * 10 ** digits) / 10 ** digits;

const folder = mkdtempSync(join(tmpdir(), 'morgus-bench-'));
/** A copy of what was built, so that a build that runs meanwhile takes nothing away. */
const PROGRAM = join(folder, 'program');
mkdirSync(PROGRAM);
for (const part of ['out/shell', 'out/studio', 'out/bundle', 'out/renderer', 'package.json'])
  cpSync(join(ROOT, part), join(PROGRAM, part), { recursive: true });
symlinkSync(join(ROOT, 'node_modules'), join(PROGRAM, 'node_modules'), 'junction');

function profileWith(name: string, purchases: number): string {
  const userData = join(folder, name);
  mkdirSync(join(userData, 'studio'), { recursive: true });
  const { store } = openStore(join(userData, 'studio', 'studio.db'));
  fillBusiness(store, { purchases, figures: 1_000, morgys: 50 });
  store.checkpoint();
  store.close();
  return userData;
}

interface Measured {
  readonly rows: number;
  readonly frames: Record<string, { intervals: number[]; mounted: number; settled: number[] }>;
  readonly jumps: number[];
}

async function measure(window: ProgramWindow): Promise<Measured> {
  const rows = await window.evaluate(openLedger, undefined);
  return { rows, frames: {}, jumps: [] };
}

const display = await openDisplay();
try {
  const profiles = { few: profileWith('few', FEW), many: profileWith('many', PURCHASES) };
  const found: Record<'few' | 'many', Measured | null> = { few: null, many: null };
  for (let n = 0; n < ROUNDS; n += 1) {
    for (const size of ['few', 'many'] as const) {
      const window = await ProgramWindow.start(PROGRAM, profiles[size], display.name);
      const measured = (found[size] ??= await measure(window));
      if (n > 0) await window.evaluate(openLedger, undefined);
      for (const gesture of GESTURES) {
        const said = await window.evaluate(handled, { gesture, milliseconds: LONG });
        const so = (measured.frames[gesture] ??= { intervals: [], mounted: 0, settled: [] });
        so.intervals.push(...said.intervals);
        so.mounted = Math.max(so.mounted, said.mounted);
        so.settled.push(said.settledMs);
      }
      measured.jumps.push(...(await window.evaluate(jumps, { rounds: 5 })));
      await window.stop();
    }
  }
  const { few, many } = found;
  if (!few || !many) throw new Error('Nothing was measured.');
  const figures = (measured: Measured, gesture: Gesture) => {
    const { intervals, mounted, settled } = measured.frames[gesture] ?? { intervals: [], mounted: 0, settled: [] };
    return {
      perSecond: round(1000 / (intervals.reduce((sum, each) => sum + each, 0) / intervals.length)),
      p95Ms: round(quantile(intervals, 0.95)),
      longestMs: round(Math.max(...intervals)),
      stutters: intervals.filter((each) => each > STUTTER).length,
      frames: intervals.length,
      mounted,
      settledMs: round(quantile(settled, 0.5)),
    };
  };
  const report: Record<string, unknown> = { bench: 'earnings-table', rows: many.rows, rowsOfFew: few.rows };
  console.log(`${many.rows.toLocaleString('en')} rows, against ${few.rows.toLocaleString('en')} in the same run`);
  for (const gesture of GESTURES) {
    const [ours, theirs] = [figures(many, gesture), figures(few, gesture)];
    report[gesture] = { many: ours, few: theirs, p95Ratio: round(ours.p95Ms / theirs.p95Ms, 2) };
    console.log(
      `${gesture.padEnd(6)} ${ours.perSecond} frames a second (short list ${theirs.perSecond}), 95 % within ${ours.p95Ms} ms (${theirs.p95Ms}): ${(ours.p95Ms / theirs.p95Ms).toFixed(2)} times; over ${STUTTER} ms ${ours.stutters} of ${ours.frames} (${theirs.stutters} of ${theirs.frames}); longest ${ours.longestMs} ms; at most ${ours.mounted} rows in the page; all cells ${ours.settledMs} ms after it stopped`,
    );
  }
  const jump = {
    ms: round(quantile(many.jumps, 0.5)),
    p95Ms: round(quantile(many.jumps, 0.95)),
    fewMs: round(quantile(few.jumps, 0.5)),
  };
  report['jump'] = jump;
  console.log(`End or Home to the row drawn ${jump.ms} ms, 95 % within ${jump.p95Ms} ms (short list ${jump.fewMs} ms)`);
  console.log(JSON.stringify(report));
} finally {
  display.stop();
  // A process of the last window may still be writing.
  rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 });
}

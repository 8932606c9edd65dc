/** What a benchmark's run leaves behind: one JSON file for each, from which the page is written. */
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { ROOT } from '../runtime.mjs';

const FOLDER = join(ROOT, 'out/bench');

const benchRun = z.object({
  name: z.string(),
  /** When it ended. */
  at: z.string(),
  seconds: z.number(),
  args: z.array(z.string()),
  /** Processes that wanted a core, as a mean over the minute before and at the end (the system's load average). */
  load: z.tuple([z.number(), z.number()]),
  /** What it printed, without its closing line. */
  lines: z.array(z.string()),
  /** Its closing line of JSON. */
  result: z.record(z.string(), z.unknown()),
});
export type BenchRun = z.infer<typeof benchRun>;

/** The closing line of JSON and what stood before it; null where there is none. */
export function splitOutput(output: string): Pick<BenchRun, 'lines' | 'result'> | null {
  const lines = output.trimEnd().split('\n');
  const last = lines.pop() ?? '';
  try {
    return { lines, result: benchRun.shape.result.parse(JSON.parse(last)) };
  } catch {
    return null;
  }
}

export function keepRun(run: BenchRun): void {
  mkdirSync(FOLDER, { recursive: true });
  writeFileSync(join(FOLDER, `${run.name}.json`), `${JSON.stringify(run, null, 2)}\n`);
}

export function keptRuns(): BenchRun[] {
  mkdirSync(FOLDER, { recursive: true });
  return readdirSync(FOLDER)
    .filter((name) => name.endsWith('.json'))
    .toSorted()
    .map((name) => benchRun.parse(JSON.parse(readFileSync(join(FOLDER, name), 'utf8'))));
}

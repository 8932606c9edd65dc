/**
 * `npm test`: every check and every test, each stage with its time, going on after a failure so that one run tells all.
 * What failed is named once more at the end.
 * `npm test -- --only lint,unit` runs some stages. The last line counts the tests of all runners, a failed check as one.
 */
import { add, closingLine, NONE } from './test/counts.ts';
import type { Counts } from './test/counts.ts';
import { openRunFolder } from './run-folder.ts';
import { STAGES } from './test/stages.ts';
import type { Stage, StageResult } from './test/stages.ts';

openRunFolder();

function chosenStages(args: readonly string[]): readonly Stage[] {
  if (args.length === 0) return STAGES;
  const names = args[0] === '--only' && args.length === 2 ? (args[1] ?? '').split(',') : [];
  const unknown = names.filter((name) => !STAGES.some((stage) => stage.name === name));
  if (names.length === 0 || unknown.length > 0) {
    process.stderr.write(
      `Usage: npm test -- --only STAGE[,STAGE…]. Stages: ${STAGES.map((s) => s.name).join(', ')}.\n`,
    );
    process.exit(2);
  }
  return STAGES.filter((stage) => names.includes(stage.name));
}

const took = (start: number): string => `${((performance.now() - start) / 1000).toFixed(1)} s`;

const lines: string[] = [];
const failures: string[] = [];
let total: Counts = NONE;
const begin = performance.now();
for (const stage of chosenStages(process.argv.slice(2))) {
  console.log(`\n== ${stage.name} (${stage.what})`);
  const start = performance.now();
  let result: StageResult;
  try {
    result = await stage.run();
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    result = { ok: false, counts: NONE };
  }
  failures.push(...(result.failures ?? []));
  const isCheck = result.counts === NONE;
  // A stage can fail without a failed test (a runner that crashed): it must not end in "0 failed".
  const failed = result.ok ? 0 : Math.max(1, result.counts.failed);
  const counts = { ...result.counts, passed: result.counts.passed + (isCheck && result.ok ? 1 : 0), failed };
  total = add(total, counts);
  const tests = isCheck ? '' : `, ${closingLine(counts)}`;
  lines.push(`${result.ok ? 'ok    ' : 'FAILED'}  ${stage.name.padEnd(8)} ${took(start)}${tests}`);
}
if (failures.length > 0) console.log(`\n== what failed\n${failures.join('\n')}`);
console.log(`\n${lines.join('\n')}\n\nin ${took(begin)}`);
console.log(closingLine(total));
process.exitCode = total.failed > 0 ? 1 : 0;

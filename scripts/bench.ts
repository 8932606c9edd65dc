/**
 * `npm run bench [-- NAME… [OPTION…]]`: runs every benchmark of bench/ in turn (they measure time, so never two at once),
 * or those named, and writes docs/benchmarks.md from the last run of each. What is not a name goes to the benchmark.
 */
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { loadavg } from 'node:os';
import { join } from 'node:path';
import { openRunFolder } from './run-folder.ts';
import { ROOT } from './runtime.mjs';
import { writePage } from './bench/page.ts';
import { keepRun, keptRuns, splitOutput } from './bench/results.ts';

openRunFolder();

const SUFFIX = '.bench.ts';
const folder = join(ROOT, 'bench');
const all = existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith(SUFFIX)) : [];
const names = all.map((name) => name.slice(0, -SUFFIX.length)).toSorted();
const words = process.argv.slice(2);
const wanted = words.filter((word) => names.includes(word));
const options = words.filter((word) => !names.includes(word));
if (options.length > 0 && wanted.length !== 1) {
  console.error(`Options (${options.join(' ')}) go to one benchmark: name it. There are: ${names.join(', ')}.`);
  process.exit(2);
}

/** Runs one, printing what it prints; answers its exit code and its whole output. */
function run(name: string): Promise<{ code: number; output: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [join(folder, name + SUFFIX), ...options], {
      cwd: ROOT,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let output = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      output += text;
      process.stdout.write(text);
    });
    child.once('error', reject);
    child.once('close', (code) => resolve({ code: code ?? 1, output }));
  });
}

for (const name of wanted.length > 0 ? wanted : names) {
  console.log(`\n== ${name}`);
  const [before = 0] = loadavg();
  const begun = performance.now();
  const { code, output } = await run(name);
  const said = code === 0 ? splitOutput(output) : null;
  if (!said) {
    console.error(
      `${name} ended with code ${code}${code === 0 ? ' and no closing line of JSON' : ''}; its last results stay.`,
    );
    process.exitCode = 1;
    continue;
  }
  const seconds = (performance.now() - begun) / 1000;
  // Some of its parts: the rest stays as it was measured last.
  const earlier = options.includes('--only') ? keptRuns().find((each) => each.name === name) : undefined;
  const lines = [...(earlier?.lines ?? []), ...said.lines];
  const result = { ...earlier?.result, ...said.result };
  keepRun({
    name,
    at: new Date().toISOString(),
    seconds,
    args: options,
    load: [before, loadavg()[0] ?? 0],
    lines,
    result,
  });
}
writePage(keptRuns());
// The page is checked like every other file.
spawnSync(process.execPath, [join(ROOT, 'node_modules/oxfmt/bin/oxfmt'), 'docs/benchmarks.md'], { cwd: ROOT });
console.log('\nWritten: docs/benchmarks.md');

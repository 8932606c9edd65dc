/** docs/benchmarks.md, written anew from the last run of each benchmark. Sections written by hand stay as they are. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { join } from 'node:path';
import { ROOT, electronRuntime } from '../runtime.mjs';
import { budgetRows } from './budgets.ts';
import type { BenchRun } from './results.ts';

const PAGE = join(ROOT, 'docs/benchmarks.md');
/** A section between these marks is the benchmark's; everything else below the budgets is somebody's own. */
const open = (name: string): string => `<!-- bench:${name} -->`;
const CLOSE = '<!-- /bench -->';

const TITLES: Readonly<Record<string, string>> = {
  store: 'Store',
  extract: 'Extraction',
  chunk: 'Chunking',
  import: 'Import',
  search: 'Search',
  bundle: 'Bundle',
  'retrieval-speed': 'Retrieval',
  'retrieval-quality': 'Quality of retrieval',
  desktop: 'Desktop',
  postgres: 'Postgres',
};
const ORDER = Object.keys(TITLES);

/** The comment that a benchmark opens with, as prose. */
function purpose(name: string): string {
  const comment =
    /^\/\*\*([\s\S]*?)\*\//.exec(readFileSync(join(ROOT, 'bench', `${name}.bench.ts`), 'utf8'))?.[1] ?? '';
  return comment
    .split('\n')
    .map((line) => line.replace(/^\s*\*? ?/, '').trim())
    .join(' ')
    .trim();
}

function section(run: BenchRun): string {
  const options = run.args.length > 0 ? ` with \`${run.args.join(' ')}\`` : '';
  return [
    open(run.name),
    `## ${TITLES[run.name] ?? run.name}`,
    '',
    purpose(run.name),
    '',
    `\`npm run bench -- ${run.name}\`${options}, ${run.at.slice(0, 10)}, ${Math.round(run.seconds)} s, load average ${run.load[0].toFixed(1)} before and ${run.load[1].toFixed(1)} after.`,
    '',
    '```text',
    ...run.lines.map((line) => line.trimEnd()),
    '```',
    '',
    CLOSE,
  ].join('\n');
}

/** What of the page was written by hand: every section outside the marks. */
function handWritten(): string {
  if (!existsSync(PAGE)) return '';
  const [, rest = ''] = readFileSync(PAGE, 'utf8').split('<!-- /budgets -->');
  return rest.replaceAll(/<!-- bench:[\s\S]*?<!-- \/bench -->\n*/g, '').trim();
}

export function writePage(runs: readonly BenchRun[]): void {
  const [cpu] = cpus();
  const rows = budgetRows(runs).map(
    ({ what, budget, measured, baseline, ratio, verdict }) =>
      `| ${[what, budget, measured, baseline, ratio, verdict].join(' | ')} |`,
  );
  const last =
    runs
      .map((run) => run.at)
      .toSorted()
      .at(-1) ?? '';
  const busy = runs.some((run) => Math.max(...run.load) > cpus().length);
  const place = (run: BenchRun): number => (ORDER.includes(run.name) ? ORDER.indexOf(run.name) : ORDER.length);
  const page = [
    '# Benchmarks',
    '',
    'Written by `npm run bench`, which runs `bench/` in turn. Each benchmark measures its baseline in the same run; a ratio says more than a time, because it hardly depends on the machine.',
    '',
    `Machine: ${cpus().length} cores (${cpu?.model.trim() ?? 'unknown'}), ${Math.round(totalmem() / 2 ** 30)} GB, ${process.platform}, Node ${process.versions.node}, Electron ${electronRuntime()?.version ?? 'none'}. Last run: ${last.slice(0, 16).replace('T', ' ')} UTC.`,
    ...(busy
      ? [
          '',
          'The machine was busy with other work: more programs wanted a core than there are cores (the load average is with each section). Times are longer than on a machine of its own, and ratios are less steady; a budget given as a time that is missed here may be met there.',
        ]
      : []),
    '',
    '## Budgets',
    '',
    '| What | Budget | Measured | Baseline | Ratio | Verdict |',
    '| --- | --- | --- | --- | --- | --- |',
    ...rows,
    '',
    '<!-- /budgets -->',
    '',
    ...runs.toSorted((a, b) => place(a) - place(b)).flatMap((run) => [section(run), '']),
    handWritten(),
  ];
  writeFileSync(PAGE, `${page.join('\n').trimEnd()}\n`);
}

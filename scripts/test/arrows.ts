/** Which file may import which: reads every import of the tree and holds it against .dependency-cruiser.cjs. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { cruise } from 'dependency-cruiser';
import extractDepcruiseOptions from 'dependency-cruiser/config-utl/extract-depcruise-options';
import { z } from 'zod';
import { ROOT } from '../runtime.mjs';

const FOLDERS = ['main', 'renderer', 'schema', 'retrieval', 'sync', 'migrations', 'apps', 'scripts', 'e2e', 'bench'];

const cruised = z.object({
  modules: z.array(z.unknown()),
  summary: z.object({
    violations: z.array(
      z.object({
        from: z.string(),
        to: z.string(),
        rule: z.object({ name: z.string() }),
        comment: z.string().optional(),
        cycle: z.array(z.object({ name: z.string() })).optional(),
      }),
    ),
  }),
});

export interface Violation {
  readonly rule: string;
  readonly from: string;
  readonly to: string;
  readonly comment: string;
}

/** Every import below `root` that breaks a rule, and how many files were read. */
export async function findViolations(root: string): Promise<{ files: number; violations: Violation[] }> {
  const folders = FOLDERS.filter((folder) => existsSync(join(root, folder)));
  const options = await extractDepcruiseOptions(join(ROOT, '.dependency-cruiser.cjs'));
  const { output } = await cruise(folders, { ...options, baseDir: root, outputType: 'json' });
  const result = cruised.parse(typeof output === 'string' ? JSON.parse(output) : output);
  const violations = result.summary.violations.map(({ from, to, rule, comment, cycle }) => ({
    rule: rule.name,
    from,
    to: cycle === undefined ? to : cycle.map((step) => step.name).join(' → '),
    comment: comment ?? '',
  }));
  return { files: result.modules.length, violations };
}

if (import.meta.main) {
  const { files, violations } = await findViolations(ROOT);
  for (const { rule, from, to, comment } of violations) {
    console.error(`${rule}: ${from} → ${to}${comment === '' ? '' : `\n  ${comment}`}`);
  }
  console.log(`${files} files read, ${violations.length} imports against the rules`);
  process.exitCode = violations.length > 0 ? 1 : 0;
}

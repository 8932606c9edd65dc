/** Faults caught: a verb of workspaces or foundations that says one thing and does another, a wrong exit code, a lost input. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, it } from 'vitest';
import { z } from 'zod';

const main = fileURLToPath(new URL('main.ts', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'morgus-cli-'));
const at = (name: string): string => join(folder, name);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function morgus(...args: string[]): { code: number | null; out: string; err: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, [main, ...args], {
    encoding: 'utf8',
    env: { ...process.env, MORGUS_DATA: at('data') },
  });
  return { code: status, out: stdout, err: stderr };
}
function json<S extends z.ZodType>(shape: S, ...args: string[]): z.output<S> {
  return shape.parse(JSON.parse(morgus(...args, '--json').out));
}
const made = z.looseObject({ id: z.string(), name: z.string() });

it('takes a business from evidence to a summary, into one file and out of it', { timeout: 120_000 }, () => {
  json(made, 'workspace', 'create', '--name', 'Tidewater');
  writeFileSync(at('about.md'), 'Tidewater Tools was founded in March 2014 and is based in Bergen, Norway.');
  const candidates = z.array(
    z.looseObject({ id: z.string(), field_name: z.string(), value: z.string(), quote: z.string() }),
  );
  const read = morgus('foundation', 'extract', at('about.md'), at('nowhere.txt'), '--json');
  expect(read.code).toBe(3);
  expect(read.err).toContain('“nowhere.txt” is not there');
  const { candidates: found } = z.looseObject({ candidates }).parse(JSON.parse(read.out));
  expect(found.map((one) => `${one.field_name}: ${one.value}`)).toEqual([
    'Founded: March 2014',
    'Location: Bergen, Norway',
  ]);
  const fact = found[0]?.id ?? '';
  expect(morgus('foundation', 'take', fact)).toMatchObject({ code: 0, out: '1 fact taken.\n' });
  expect(morgus('foundation', 'take', fact)).toMatchObject({
    code: 0,
    out: 'Already taken.\n',
    err: expect.stringContaining(`${fact} is already taken`),
  });

  writeFileSync(
    at('rules.json'),
    JSON.stringify([{ text: 'Never promise the weather', type: 'dont' }, { type: 'do' }]),
  );
  const rules = morgus('foundation', 'add', 'guardrails', `@${at('rules.json')}`);
  expect(rules).toMatchObject({ code: 3, err: expect.stringContaining('number 2: This rule needs its “text”.') });
  expect(morgus('foundation', 'add', 'fakes', '{}')).toMatchObject({
    code: 2,
    err: expect.stringContaining('The lists are'),
  });

  const summary = json(
    z.looseObject({ text: z.string(), tokens: z.int() }),
    'foundation',
    'summary',
    '--budget',
    '200',
  );
  expect(summary.text).toContain('- Founded: March 2014 (not verified)');
  expect(summary.text).toContain('- Do not: Never promise the weather');
  expect(summary.tokens).toBeLessThanOrEqual(200);

  expect(morgus('workspace', 'export', 'tidewater', '--out', at('t.ground')).code).toBe(0);
  const { workspace } = json(z.looseObject({ workspace: made }), 'workspace', 'import', at('t.ground'));
  expect(workspace.name).toBe('Tidewater 2');
  const list = json(z.array(z.looseObject({ name: z.string(), open: z.boolean() })), 'workspace', 'list');
  expect(list.map(({ name, open }) => [name, open])).toEqual([
    ['Tidewater', false],
    ['Tidewater 2', true],
  ]);
  expect(morgus('workspace', 'import', at('about.md'))).toMatchObject({
    code: 1,
    err: expect.stringContaining('not JSON'),
  });
});

it('ticks a task off once, and says so the second time', { timeout: 60_000 }, () => {
  json(made, 'workspace', 'create', '--name', 'Quay');
  const { id } = json(made, 'campaign', 'create', '--name', 'Spring');
  json(made, 'campaign', 'move', id, '--kind', 'ignite');
  const [task] = json(z.array(z.looseObject({ id: z.string(), title: z.string() })), 'campaign', 'tasks');
  expect(morgus('campaign', 'done', task?.id ?? '').out).toMatch(/^Done\. /);
  expect(morgus('campaign', 'done', task?.id ?? '')).toMatchObject({
    code: 0,
    out: `Already done: “${task?.title ?? ''}”.\n`,
  });
});

/** Faults caught: a verb whose total is not its rows' sum, a demo that stays behind, a bad date that gets through. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, it } from 'vitest';
import { z } from 'zod';

const main = fileURLToPath(new URL('main.ts', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'morgus-cli-earnings-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function morgus(...args: string[]): { code: number | null; out: string; err: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, [main, 'earnings', ...args, '--json'], {
    encoding: 'utf8',
    // The demo is made in the folder for temporary files: one of its own shows whether it went away.
    env: { ...process.env, MORGUS_DATA: join(folder, 'data'), TMPDIR: folder },
  });
  return { code: status, out: stdout, err: stderr };
}

const shown = z.object({ current: z.object({ sums: z.object({ net: z.int() }) }) });

it('shows the demo’s net, which is the sum of the rows it writes as CSV, and leaves no demo behind', () => {
  const span = ['--demo', '--currency', 'USD', '--from', '2026-03-01', '--to', '2026-10-31'];
  const { net } = shown.parse(JSON.parse(morgus('show', ...span).out)).current.sums;
  const file = join(folder, 'ledger.csv');
  expect(morgus('ledger', ...span, '--csv', file).code).toBe(0);
  const [head = '', ...lines] = readFileSync(file, 'utf8').slice(1).trimEnd().split('\r\n');
  const place = head.split(',').indexOf('Amount');
  const sum = lines
    .map((line) => line.split(','))
    .filter((cells) => cells[2] !== 'payout')
    .reduce((total, cells) => total + Math.round(Number(cells[place]) * 1_000_000), 0);
  expect(sum).toBe(net);
  expect(readdirSync(folder).filter((name) => name.startsWith('morgus-demo-'))).toEqual([]);
}, 60_000);

it('refuses what cannot be meant', () => {
  expect(morgus('show', '--from', '2026-02-31x').code).toBe(2);
  expect(morgus('request', 'lots').code).toBe(2);
  const nothing = morgus('request', '75');
  expect(nothing.code).toBe(1);
  expect(nothing.err).toMatch(/No sale has arrived/);
}, 60_000);

/** Faults caught: a verb whose total is not its rows' sum, a demo that stays behind, a bad date that gets through. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, it } from 'vitest';
import { z } from 'zod';
import { addSubjects, arrive, idOf, purchase } from '../../main/studio/earnings/testing.ts';
import { openStore } from '../../main/studio/store/open.ts';

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
}, 600_000);

it('refuses what cannot be meant', () => {
  expect(morgus('show', '--from', '2026-02-31x').code).toBe(2);
  const noDay = morgus('show', '--demo', '--from', '2026-02-31');
  expect({ code: noDay.code, said: noDay.err }).toMatchObject({
    code: 2,
    said: expect.stringMatching(/no such day/) as string,
  });
  const backwards = morgus('show', '--demo', '--from', '2026-10-20', '--to', '2026-10-01');
  expect(backwards.code).toBe(2);
  expect(backwards.err).toMatch(/--to 2026-10-01 is before --from 2026-10-20/);
  const unknown = morgus('show', '--demo', '--currency', 'xxq');
  expect(unknown.code).toBe(1);
  expect(unknown.err).toMatch(/Nothing was earned in XXQ\. There is: USD, EUR\./);
  expect(morgus('ledger', '--demo', '--csv', join(folder, 'none', 'x.csv')).err).toMatch(/the folder does not exist/);
  expect(morgus('request', 'lots').code).toBe(2);
  const nothing = morgus('request', '75');
  expect(nothing.code).toBe(1);
  expect(nothing.err).toMatch(/No sale has arrived/);
  expect(nothing.err).not.toMatch(/--demo/);
  const ahead = morgus('statement', '2999', '--demo');
  expect(ahead.code).toBe(2);
  expect(ahead.err).toMatch(/2999 has not begun: today is 20/);
}, 600_000);

it('answers an account without a sale with an empty list, which is no failure', () => {
  const series = z.object({ series: z.array(z.unknown()).length(0) });
  const lines = z.object({ lines: z.array(z.unknown()).length(0), currency: z.null() });
  const overview = morgus('show', '--from', '2026-01-01');
  expect({ code: overview.code, ok: series.safeParse(JSON.parse(overview.out)).success }).toEqual({
    code: 0,
    ok: true,
  });
  const statement = morgus('statement', '2026');
  expect({ code: statement.code, ok: lines.safeParse(JSON.parse(statement.out)).success }).toEqual({
    code: 0,
    ok: true,
  });
}, 600_000);

it('names the currencies that a total leaves out, and which day a payout’s is', () => {
  expect(morgus('show', '--demo').err).toMatch(/This is USD alone\. There is also EUR: €[\d,.]+ net, --currency EUR/);
  expect(morgus('show', '--demo', '--currency', 'USD').err).not.toMatch(/alone/);
  const words = (...args: string[]): string =>
    spawnSync(process.execPath, [main, 'earnings', ...args, '--demo'], {
      encoding: 'utf8',
      env: { ...process.env, MORGUS_DATA: join(folder, 'data'), TMPDIR: folder },
    }).stdout;
  const paid = /paid (\d{4}-\d\d-\d\d)/g;
  const days = (text: string): Set<string | undefined> => new Set([...text.matchAll(paid)].map(([, day]) => day));
  const listed = words('payouts');
  expect(listed).toMatch(/requested \d{4}-\d\d-\d\d/);
  // By what a request is decided: refused by a figure that is said nowhere, nobody could know why.
  expect(listed).toMatch(/the platform keeps 30 % of a sale; the smallest payout is \$50\.00/);
  const stated = days(words('statement', '2026'));
  expect(stated.size).toBeGreaterThan(0);
  expect([...stated].filter((day) => !days(listed).has(day))).toEqual([]);
}, 600_000);

it('says beside the totals what is in none of them, and that the clock may be behind', () => {
  // Nothing is written here but by sync: rows are put where it puts them.
  const { store } = openStore(join(folder, 'data', 'studio.db'));
  addSubjects(store);
  const next = '2099-01-01T00:00:00.000Z';
  arrive(store, {
    purchases: [
      purchase('good', { created_at: next, updated_at: next }),
      purchase('odd money', { currency: 'QQQ' }),
      purchase('twice', { buyer_id: idOf('buyer good') }),
      purchase('refund', { payment_status: 'refunded', creator_revenue: 900 }),
    ],
  });
  store.close();
  const said = morgus('show', '--from', '2099-01-01', '--to', '2099-01-31');
  expect(shown.parse(JSON.parse(said.out)).current.sums.net).toBe(7_000_000);
  expect(said.err).toMatch(/3 rows left out of every total/);
  expect(said.err).toMatch(/2 rows dated after this computer’s clock/);
  const left = z
    .array(z.object({ reason: z.string(), sentence: z.string() }))
    .parse(JSON.parse(morgus('left-out').out));
  expect(left.map(({ reason }) => reason).toSorted()).toEqual([
    'arrived_twice',
    'refund_larger_than_sale',
    'unknown_currency',
  ]);
  // More than the balance, less than the least, no number: refused, and nothing is asked.
  for (const amount of ['7.01', '49.99', '60']) expect(morgus('request', amount).code).toBe(1);
  const payouts = z.object({ history: z.tuple([]), terms: z.object({ morgy: z.object({ minimum: z.int() }) }) });
  expect(payouts.parse(JSON.parse(morgus('payouts').out)).terms.morgy.minimum).toBe(50_000_000);
}, 600_000);

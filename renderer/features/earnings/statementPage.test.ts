/** Faults caught: a Morgy's name that becomes markup in a printed page, a demo that looks like real earnings. */
import { expect, it } from 'vitest';
import type { Statement } from '../../../main/studio/earnings/contract.ts';
import { statementPage } from './statementPage.ts';

const sums = {
  gross: 10_000_000,
  refunds: 0,
  fees: -3_000_000,
  costs: 0,
  net: 7_000_000,
  payouts: 0,
  sales: 1,
  refunded: 0,
};
const statement: Statement = {
  title: 'May 2026',
  from: '2026-05-01',
  to: '2026-05-31',
  timeZone: 'Europe/Berlin',
  currency: 'USD',
  opening: 0,
  sums,
  closing: 7_000_000,
  lines: [{ label: '<img src=x onerror=alert(1)> & "co"', sums }],
  payouts: [],
  asOf: null,
  demo: true,
};

it('shows names as text, the ends of the balance, and that it is a demo', () => {
  const page = statementPage(statement);
  expect(page).not.toContain('<img');
  expect(page).toContain('&lt;img src=x onerror=alert(1)&gt; &amp; &quot;co&quot;');
  expect(page).toContain('$7.00');
  expect(page).toContain('Demo data of an invented creator');
  expect(page).not.toContain('<script');
});

it('writes each currency in its own decimals, whose columns add up to what stands below them, on white paper', () => {
  for (const [currency, micros] of [
    ['JPY', [1_500_000_000, 990_000_000]],
    ['KWD', [12_350_000, 1_234_500]],
    ['USD', [10_000_000, 21_437]],
  ] as const) {
    const lines = micros.map((gross, n) => ({
      label: `Morgy ${n}`,
      sums: { ...sums, gross, refunds: 0, fees: 0, net: gross },
    }));
    const whole = micros[0] + micros[1];
    const page = statementPage({
      ...statement,
      currency,
      sums: { ...sums, gross: whole, refunds: 0, fees: 0, net: whole, sales: 2 },
      lines,
      closing: whole,
    });
    const body = page.slice(page.indexOf('<h2>By Morgy'));
    const nets = [...body.matchAll(/<tr[^>]*><th scope="row">[^<]*<\/th>(?:<td>[^<]*<\/td>){4}<td>([^<]*)<\/td>/g)].map(
      ([, cell = '']) => Math.round(Number(cell.replaceAll(/[^\d.-]/g, '')) * 1_000_000),
    );
    expect(nets).toHaveLength(3);
    expect((nets[0] ?? 0) + (nets[1] ?? 0)).toBe(nets[2]);
    expect(nets[2]).toBe(whole);
    expect(page).toContain('color-scheme: light');
    if (currency === 'JPY') expect(body).not.toMatch(/¥[\d,]+\.\d/);
    if (currency === 'KWD') expect(body).toMatch(/13\.5845/);
  }
});

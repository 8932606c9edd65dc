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

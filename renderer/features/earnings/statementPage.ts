/** A statement as a page to print: plain HTML, everything in it escaped, no script. */
import type { Statement } from '../../../main/studio/earnings/contract.ts';
import { moneyLabel } from './money.ts';
import { dayLabel, rangeLabel, timeInZone } from '../../components/when.ts';

const ESCAPES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
const plain = (text: string): string => text.replaceAll(/[&<>"']/g, (character) => ESCAPES[character] ?? '');

const STYLE = `
  :root { color-scheme: light; }
  body { background: #fff; font: 10pt/1.45 Georgia, 'Times New Roman', serif; color: #222; margin: 0; }
  h1 { font-size: 20pt; font-weight: 500; margin: 0 0 2pt; }
  h2 { font-size: 12pt; margin: 18pt 0 4pt; }
  p { margin: 0; color: #555; }
  .demo { border: 1px solid #a33; color: #a33; padding: 4pt 8pt; margin: 8pt 0; }
  table { width: 100%; border-collapse: collapse; font-variant-numeric: tabular-nums; }
  th, td { text-align: right; padding: 3pt 4pt; border-bottom: .5pt solid #ccc; font-weight: normal; }
  th:first-child, td:first-child { text-align: left; }
  thead th { color: #666; font-size: 8.5pt; }
  tr.sum th, tr.sum td { border-top: 1pt solid #222; border-bottom: 0; font-weight: bold; }
  tr { break-inside: avoid; }
`;

const row = (cells: readonly string[], mark = ''): string =>
  `<tr${mark}><th scope="row">${plain(cells[0] ?? '')}</th>${cells
    .slice(1)
    .map((cell) => `<td>${plain(cell)}</td>`)
    .join('')}</tr>`;

export function statementPage(statement: Statement): string {
  const money = (micros: number): string => moneyLabel(micros, statement.currency);
  const { sums } = statement;
  const balance: [string, number][] = [
    ['Balance at the beginning', statement.opening],
    ['Sales', sums.gross],
    ['Refunds', sums.refunds],
    ['Fees', sums.fees],
    ...(sums.costs === 0 ? [] : ([['Machine costs', sums.costs]] as [string, number][])),
    ['Payouts', sums.payouts],
  ];
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>${plain(statement.title)}</title><style>${STYLE}</style></head><body>
<h1>Earnings statement: ${plain(statement.title)}</h1>
<p>${plain(rangeLabel(statement.from, statement.to))}, days in ${plain(statement.timeZone)}, all amounts in ${plain(statement.currency)}.</p>
<p>${statement.asOf === null ? 'Reckoned on this device; no cloud is connected.' : `As of ${plain(timeInZone(statement.asOf, 'UTC'))} UTC.`}</p>
${statement.demo ? '<p class="demo">Demo data of an invented creator. Not a statement of real earnings.</p>' : ''}
<h2>Balance</h2>
<table><tbody>${balance.map(([label, micros]) => row([label, money(micros)])).join('')}
${row(['Balance at the end', money(statement.closing)], ' class="sum"')}</tbody></table>
<h2>By Morgy and agent</h2>
<table><thead><tr><th>Name</th><th>Sales</th><th>Gross</th><th>Refunds</th><th>Fees and costs</th><th>Net</th></tr></thead><tbody>
${statement.lines
  .map((line) =>
    row([
      line.label,
      line.sums.sales.toLocaleString('en'),
      money(line.sums.gross),
      money(line.sums.refunds),
      money(line.sums.fees + line.sums.costs),
      money(line.sums.net),
    ]),
  )
  .join('')}
${row(['Together', sums.sales.toLocaleString('en'), money(sums.gross), money(sums.refunds), money(sums.fees + sums.costs), money(sums.net)], ' class="sum"')}
</tbody></table>
${
  statement.payouts.length === 0
    ? ''
    : `<h2>Payouts</h2><table><tbody>${statement.payouts.map((each) => row([`${dayLabel(each.date)}: ${each.label}`, money(each.micros)])).join('')}</tbody></table>`
}
</body></html>`;
}

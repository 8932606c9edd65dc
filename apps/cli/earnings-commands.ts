/** `earnings …`: what came in and what is left, the rows of it as CSV, statements and payouts. */
import { resolve } from 'node:path';
import { InvalidArgumentError } from 'commander';
import type { Command } from 'commander';
import { AMOUNT_SHAPE, microsOf } from '../../main/contract/amount.ts';
import { GRANULARITIES, LEDGER_COLUMNS } from '../../main/studio/earnings/contract.ts';
import type { Granularity, LedgerFilterInput } from '../../main/studio/earnings/contract.ts';
import { StudioError } from '../../main/contract/errors.ts';
import { money, termsInWords } from './money-words.ts';
import { columns, counted } from './output.ts';
import type { Output } from './output.ts';
import type { Run } from './run.ts';
import type { Session } from './session.ts';

function date(text: string): string {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) throw new InvalidArgumentError('A date like 2026-10-31.');
  const day = new Date(`${text}T00:00:00Z`);
  // The 31st of February is read as a day in March by some and as none by others.
  if (Number.isNaN(day.getTime()) || day.toISOString().slice(0, 10) !== text)
    throw new InvalidArgumentError('There is no such day.');
  return text;
}
function granularity(text: string): Granularity {
  const found = GRANULARITIES.find((each) => each === text);
  if (!found) throw new InvalidArgumentError(`One of ${GRANULARITIES.join(', ')}.`);
  return found;
}
function number(least: number, most: number) {
  return (text: string): number => {
    const value = Number(text);
    if (!Number.isInteger(value) || value < least || value > most)
      throw new InvalidArgumentError(`A whole number from ${least} to ${most}.`);
    return value;
  };
}
function amount(text: string): number {
  const micros = microsOf(text);
  if (micros === null) throw new InvalidArgumentError(AMOUNT_SHAPE);
  return micros;
}

interface Span {
  from?: string;
  to?: string;
  currency?: string;
  demo?: boolean;
}

/** @throws StudioError usage where the range is backwards */
function rangeOf({ from, to }: Span): Pick<LedgerFilterInput, 'from' | 'to'> {
  if (from !== undefined && to !== undefined && from > to)
    throw new StudioError('usage', `--to ${to} is before --from ${from}. Choose an end on or after the start.`);
  return { from: from ?? null, to: to ?? null };
}

/** The demo lives in this process only, and goes with it. */
async function place({ client }: Session, { demo }: Span): Promise<void> {
  if (demo === true) await client.request('earnings.enterDemo', {});
}

const capitals = (text: string): string => text.toUpperCase();

const NO_SALE = 'No sale has arrived on this device.';

/**
 * @returns null where there is no sale in any
 * @throws StudioError nothing_earned: nought of a currency that no row is in would look like an answer
 */
async function currencyOf({ client }: Session, { currency }: Span): Promise<string | null> {
  const { currencies } = await client.request('earnings.context', {});
  const [most] = currencies;
  if (most === undefined) return null;
  if (currency !== undefined && !currencies.some(({ code }) => code === currency))
    throw new StudioError(
      'nothing_earned',
      `Nothing was earned in ${currency}. There is: ${currencies.map(({ code }) => code).join(', ')}.`,
    );
  return currency ?? most.code;
}

/** Amounts are not added across currencies, so one of them alone may look like all that was earned. */
async function others({ client }: Session, shown: string, range: ReturnType<typeof rangeOf>): Promise<string | null> {
  const { currencies } = await client.request('earnings.context', {});
  const said: string[] = [];
  for (const { code } of currencies) {
    if (code === shown) continue;
    const filter = { ...range, currency: code };
    const { current } = await client.request('earnings.overview', { filter, by: 'year' });
    said.push(`${code}: ${money(current.sums.net, code)} net, --currency ${code}`);
  }
  return said.length === 0 ? null : `This is ${shown} alone. There is also ${said.join('; ')}.`;
}

/** @throws StudioError usage for what has not begun */
async function notAhead({ client }: Session, year: number, month: number | undefined): Promise<void> {
  const { today } = await client.request('earnings.context', {});
  const from = `${year}-${String(month ?? 1).padStart(2, '0')}`;
  if (from <= today.slice(0, 7)) return;
  throw new StudioError('usage', `${month === undefined ? year : from} has not begun: today is ${today}.`);
}

/** The day in the creator's time zone, as the statement has it. */
const dayOf = (instant: string, timeZone: string): string =>
  new Intl.DateTimeFormat('en-CA', { timeZone, dateStyle: 'short' }).format(new Date(instant));

/** What stands beside every total: rows that are in none, and a clock that cannot be right. */
async function caution({ client }: Session, output: Output): Promise<void> {
  const { leftOut, ahead, today } = await client.request('earnings.context', {});
  if (leftOut > 0) output.note(`${counted(leftOut, 'row')} left out of every total: “earnings left-out” says why.`);
  if (ahead > 0)
    output.note(
      `${counted(ahead, 'row')} dated after this computer’s clock, which may be behind. They are counted; today is taken to be ${today}.`,
    );
}

const ranged = (command: Command): Command =>
  command
    .option('--from <date>', 'first day, in your time zone', date)
    .option('--to <date>', 'last day', date)
    .option('--currency <code>', 'amounts are never added across currencies', capitals)
    .option('--demo', 'the demo’s figures instead of your own');

export function earningsCommands(program: Command, run: Run): void {
  const earnings = program.command('earnings').description('what came in, what it cost, what is left');

  ranged(earnings.command('show'))
    .description('gross, refunds, fees and net, over time')
    .option('--by <unit>', GRANULARITIES.join(', '), granularity, 'month')
    .action((options: Span & { by: Granularity }) =>
      run(async (session, output) => {
        const range = rangeOf(options);
        await place(session, options);
        const currency = await currencyOf(session, options);
        const overview = await session.client.request('earnings.overview', {
          filter: { ...range, currency },
          by: options.by,
        });
        if (currency === null) {
          output.result({ ...overview, series: [] }, () => `${NO_SALE} With --demo you see the demo’s.`);
          await caution(session, output);
          return;
        }
        const line = (name: string, sums: (typeof overview)['current']['sums']): string[] => [
          name,
          ...[sums.gross, sums.refunds, sums.fees, sums.costs, sums.net].map((micros) => money(micros, currency)),
          counted(sums.sales, 'sale'),
        ];
        output.result(overview, () =>
          columns([
            ['from', 'gross', 'refunds', 'fees', 'costs', 'net', 'sales'],
            ...overview.series.map((bucket) => line(bucket.from, bucket.sums)),
            line('together', overview.current.sums),
          ]),
        );
        const more = options.currency === undefined ? await others(session, currency, range) : null;
        if (more !== null) output.note(more);
        await caution(session, output);
      }),
    );

  ranged(earnings.command('ledger'))
    .description('every row, newest first, as CSV')
    .requiredOption('--csv <file>', 'where it is written')
    .action((options: Span & { csv: string }) =>
      run(async (session, output) => {
        await place(session, options);
        const said = await session.client.request('earnings.exportCsv', {
          filter: {
            ...rangeOf(options),
            currency: options.currency === undefined ? null : await currencyOf(session, options),
          },
          columns: [...LEDGER_COLUMNS],
          path: resolve(options.csv),
        });
        output.result(said, () => `${said.path}  ${counted(said.rows, 'row')}`);
        await caution(session, output);
      }),
    );

  earnings
    .command('statement')
    .description('a year, or a month of it: the balance at both ends and what lies between')
    .argument('<year>', 'like 2026', number(2000, 9999))
    .argument('[month]', '1 to 12', number(1, 12))
    .option('--currency <code>', 'the one with most rows when left out', capitals)
    .option('--demo', 'the demo’s figures instead of your own')
    .action((year: number, month: number | undefined, options: Span) =>
      run(async (session, output) => {
        await place(session, options);
        await notAhead(session, year, month);
        const currency = await currencyOf(session, options);
        if (currency === null) {
          output.result(
            { year, month: month ?? null, currency, opening: 0, lines: [], payouts: [], closing: 0 },
            () => `${NO_SALE} With --demo you see the demo’s.`,
          );
          await caution(session, output);
          return;
        }
        const said = await session.client.request('earnings.statement', { year, month: month ?? null, currency });
        output.result(said, () =>
          columns([
            ['at the beginning', money(said.opening, currency)],
            ...said.lines.map((line) => [line.label, money(line.sums.net, currency)]),
            ...said.payouts.map((payout) => [`${payout.label}, paid ${payout.date}`, money(payout.micros, currency)]),
            ['at the end', money(said.closing, currency)],
          ]),
        );
        await caution(session, output);
      }),
    );

  earnings
    .command('payouts')
    .description('what may be drawn, and what was')
    .option('--demo', 'the demo’s figures instead of your own')
    .action((options: Span) =>
      run(async (session, output) => {
        await place(session, options);
        const said = await session.client.request('earnings.payouts', {});
        const terms = await session.client.request('market.terms', {});
        const { timeZone } = await session.client.request('earnings.context', {});
        output.result({ ...said, terms }, () => {
          const listed = columns([
            ...said.balances.map((each) => [
              each.currency,
              `available ${money(each.available, each.currency)}`,
              `pending ${money(each.pending, each.currency)}`,
              `held ${money(each.held, each.currency)}`,
              `paid ${money(each.paid, each.currency)}`,
            ]),
            ...said.history.map((each) => [
              // Nobody asks for what is paid by itself.
              each.kind === 'sweep' ? 'by itself' : `requested ${dayOf(each.requestedAt, timeZone)}`,
              each.paidAt === null ? each.state : `paid ${dayOf(each.paidAt, timeZone)}`,
              money(each.micros, each.currency),
              each.note ?? '',
            ]),
          ]);
          return [...(listed === '' ? [] : [listed]), ...termsInWords(terms)].join('\n');
        });
        await caution(session, output);
      }),
    );

  earnings
    .command('left-out')
    .description('rows that cannot be right and are in no total, with the reason')
    .action(() =>
      run(async (session, output) => {
        const rows = await session.client.request('earnings.leftOut', {});
        output.result(rows, () =>
          rows.length === 0
            ? 'Nothing is left out.'
            : columns(rows.map((row) => [`${row.source} ${row.id}`, row.detail, row.sentence])),
        );
      }),
    );

  earnings
    .command('request')
    .description('ask for a payout; the cloud decides it at the next sync')
    .argument('<amount>', 'like 75.50', amount)
    .option('--currency <code>', 'the one with most rows when left out', capitals)
    .action((micros: number, options: Span) =>
      run(async (session, output) => {
        const currency = await currencyOf(session, options);
        if (currency === null) throw new StudioError('nothing_earned', `${NO_SALE} There is nothing to draw.`);
        const made = await session.client.request('earnings.requestPayout', { currency, micros });
        output.result(made, () => `Requested ${money(made.micros, currency)}. ${made.note ?? ''}`);
      }),
    );
}
